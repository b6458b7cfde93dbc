//! `zisha token add|list|revoke`.

use super::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Base;
use clap::Subcommand;
use content::token::{Scope, command, entity};
use kernel::{Result, Uid, beijing};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a token for a business system; it is printed once.
    Add {
        /// Site, by its word.
        #[arg(long)]
        site: String,
        /// Unit that delivers, by its word; the site's own when left out.
        #[arg(long)]
        unit: Option<String>,
        /// Name of the business system.
        #[arg(long)]
        name: String,
        /// What it may do: article.read, article.create, article.publish, article.withdraw; may be repeated.
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// Channel it may deliver to, by its word; may be repeated; all when left out.
        #[arg(long)]
        channel: Vec<String>,
        /// Days it lives.
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
    /// List the tokens of a site.
    List {
        /// Site, by its word.
        #[arg(long)]
        site: String,
    },
    /// Revoke a token; it opens nothing from now on.
    Revoke {
        /// Site, by its word.
        #[arg(long)]
        site: String,
        /// Its number in the list.
        id: i64,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    match command {
        Command::Add {
            site,
            unit,
            name,
            scope,
            channel,
            days,
        } => {
            let site = site_id(&base, &site).await?;
            let wanted = command::Wanted {
                unit: unit.as_deref(),
                name: &name,
                scopes: &scope,
                channels: &channel,
                days,
            };
            let issued = command::add(&base.store, site, wanted).await?;
            let mut shown = row(&issued.row);
            shown["token"] = json!(issued.token);
            answer(json, &shown, || {
                format!("已生成“{name}”的令牌，只显示这一次：\n{}", issued.token)
            })?;
        }
        Command::List { site } => {
            let site = site_id(&base, &site).await?;
            let tokens = command::list(&base.store, site).await?;
            let rows: Vec<Value> = tokens.iter().map(row).collect();
            let line = |token: &entity::Model| format!("{}\t{}\t{}", token.id, token.name, token.scopes);
            answer(json, &rows, || {
                tokens.iter().map(line).collect::<Vec<_>>().join("\n")
            })?;
        }
        Command::Revoke { site, id } => {
            let site = site_id(&base, &site).await?;
            let token = command::revoke(&base.store, site, id).await?;
            answer(json, &row(&token), || format!("“{}”的令牌已停用。", token.name))?;
        }
    }
    Ok(End::Done)
}

fn row(token: &entity::Model) -> Value {
    json!({
        "id": token.id,
        "uid": Uid(token.uid).to_string(),
        "name": token.name,
        "hint": token.hint,
        "scopes": token.scopes().into_iter().map(Scope::key).collect::<Vec<_>>(),
        "created_at": beijing::rfc3339(token.created_at),
        "expires_at": beijing::rfc3339(token.expires_at),
        "used_at": token.used_at.map(beijing::rfc3339),
        "revoked_at": token.revoked_at.map(beijing::rfc3339),
    })
}
