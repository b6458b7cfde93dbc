//! `zisha client add|list|remove|secret`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use clap::Subcommand;
use identity::command;
use identity::provider::entity::client::Model as Client;
use identity::provider::{Method, NewClient, TypedClient};
use kernel::Result;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Register a system; its secret is printed once.
    Add {
        /// Its id: lower-case letters, digits, dots, hyphens.
        #[arg(long)]
        id: String,
        /// Its name, as people see it; the id when it is left out.
        #[arg(long)]
        name: Option<String>,
        /// Where people are sent back to, compared character by character; may be repeated.
        #[arg(long, required = true, value_name = "URI")]
        redirect: Vec<String>,
        /// Where a sign-out may lead back to; may be repeated.
        #[arg(long, value_name = "URI")]
        logout: Vec<String>,
        /// Where log-out tokens are posted.
        #[arg(long, value_name = "URI")]
        backchannel: Option<String>,
        /// It cannot keep a secret (a program on phones or desks).
        #[arg(long)]
        public: bool,
        /// File with its public keys (JWKS): it proves itself by signing (`private_key_jwt`).
        #[arg(long, value_name = "FILE", conflicts_with = "public")]
        jwks: Option<PathBuf>,
        /// It is a site of this group on another box: people are not asked whether it may know them.
        #[arg(long)]
        site: bool,
    },
    /// List the systems.
    List,
    /// Take a system off the register; what it holds ends at once.
    Remove {
        /// Its id.
        id: String,
    },
    /// Give a system another secret; the old one ends at once.
    Secret {
        /// Its id.
        id: String,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let identity = base.identity(config)?;
    match command {
        Command::List => {
            let clients = command::client_list(&identity).await?;
            let rows: Vec<Value> = clients.iter().map(row).collect();
            let line =
                |client: &Client| format!("{}\t{}\t{}", client.client_id, client.auth_method, client.name);
            answer(json, &rows, || {
                clients.iter().map(line).collect::<Vec<_>>().join("\n")
            })?;
        }
        Command::Remove { id } => {
            command::client_remove(&identity, &id).await?;
            answer(json, &json!({ "removed": id }), || {
                format!("已移除 {id}，它的登录凭据全部失效。")
            })?;
        }
        Command::Secret { id } => {
            let secret = command::client_secret(&identity, &id).await?;
            answer(json, &json!({ "client_id": id, "client_secret": secret }), || {
                format!("{id} 的新密钥，只显示这一次：\n{secret}")
            })?;
        }
        Command::Add {
            id,
            name,
            redirect,
            logout,
            backchannel,
            public,
            jwks,
            site,
        } => {
            let jwks = jwks.map(std::fs::read_to_string).transpose()?.unwrap_or_default();
            let new = NewClient::parse(TypedClient {
                id: &id,
                name: name.as_deref().unwrap_or(&id),
                redirect: &redirect.join("\n"),
                logout: &logout.join("\n"),
                backchannel: backchannel.as_deref().unwrap_or_default(),
                public,
                jwks: &jwks,
                group_site: site,
            })?;
            let (client, secret) = command::client_add(&identity, new).await?;
            let mut shown = row(&client);
            if let Some(secret) = &secret {
                shown["client_secret"] = json!(secret);
            }
            answer(json, &shown, || match &secret {
                Some(secret) => format!("已登记 {id}。密钥只显示这一次：\n{secret}"),
                None => format!("已登记 {id}。"),
            })?;
        }
    }
    Ok(End::Done)
}

fn row(client: &Client) -> Value {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    json!({
        "client_id": client.client_id,
        "name": client.name,
        "method": Method::of(client).map(Method::key),
        "redirect_uris": lines(&client.redirect_uri),
        "post_logout_redirect_uris": lines(&client.logout_uri),
        "backchannel_logout_uri": client.backchannel_uri,
        "own_site": client.own_site,
        "group_site": client.group_site,
    })
}
