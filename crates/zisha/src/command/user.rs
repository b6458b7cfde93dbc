//! `zisha user add|reset`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use clap::Subcommand;
use identity::person::NewPerson;
use kernel::{Error, Result, Role};
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open an account with a post; a one-time link is printed.
    Add {
        /// Account name.
        account: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Site of the post, by its word.
        #[arg(long)]
        site: String,
        /// contributor, editor, reviewer, site_admin, platform_admin.
        #[arg(long)]
        role: String,
    },
    /// End the old password; a one-time link is printed.
    Reset {
        /// Account name.
        account: String,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let identity = base.identity(config)?;
    let (account, path) = match command {
        Command::Add {
            account,
            name,
            site,
            role,
        } => {
            let role =
                Role::parse(&role).ok_or_else(|| Error::field("role", format!("没有角色 {role}。")))?;
            let site = crate::demo::site_id(&base, &site).await?;
            let new = NewPerson::parse(&account, &name, "")?;
            let path = identity::command::user_add(&identity, new, &[(site, role)]).await?;
            (account, path)
        }
        Command::Reset { account } => {
            let path = identity::command::user_reset(&identity, &account).await?;
            (account, path)
        }
    };
    let link = format!("{}{path}", config.public_url.trim_end_matches('/'));
    answer(json, &json!({ "account": account, "link": link }), || {
        format!("请把一次性链接交给 {account} 本人设置密码：\n{link}")
    })?;
    Ok(End::Done)
}
