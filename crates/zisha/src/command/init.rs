//! `zisha init`: data folder, schema, and the first platform administrator by a one-time link. There is no default
//! password.

use super::{End, answer};
use crate::config::Config;
use crate::sites::Sites;
use crate::wire::Base;
use kernel::Result;
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder with `units.toml` and a folder a site; at least the portal.
    #[arg(long, value_name = "DIR", default_value = "sites")]
    sites: PathBuf,
    /// Account name of the first platform administrator.
    #[arg(long, default_value = "platform.admin")]
    account: String,
}

pub(crate) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let applied = super::site::apply_all(config, &base, &Sites::Folder(args.sites), false).await?;
    let identity = base.identity(config)?;
    let path = identity::command::init_administrator(&identity, &args.account).await?;
    let link = format!("{}{path}", config.public_url.trim_end_matches('/'));
    answer(
        json,
        &json!({ "sites": applied.len(), "account": args.account, "link": link }),
        || {
            format!(
                "已建立 {} 个网站。\n请在 7 天内用一次性链接为 {} 设置密码：\n{link}",
                applied.len(),
                args.account
            )
        },
    )?;
    Ok(End::Done)
}
