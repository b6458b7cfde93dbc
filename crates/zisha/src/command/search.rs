//! `zisha search`: as the public does.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Town;
use kernel::{Clocks, Result};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to look for.
    query: String,
    /// At most so many.
    #[arg(long, default_value_t = 10)]
    size: u64,
}

pub(crate) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    let town = Town::open(config, Clocks::system()).await?;
    town.catch_up().await?;
    let found = search::find(&town.index, &town.app.directory, &args.query, args.size).await?;
    answer(json, &found, || {
        let mut lines = vec![format!("共 {} 条，用时 {} 毫秒", found.total, found.took_ms)];
        lines.extend(
            found
                .items
                .iter()
                .map(|item| format!("{}  {}  {}", item.published_at, item.site, item.title)),
        );
        lines.join("\n")
    })?;
    Ok(End::Done)
}
