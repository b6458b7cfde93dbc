//! `zisha verify db|index|audit`: compare what should be equal.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Town;
use clap::Subcommand;
use kernel::{Clocks, Result};
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The database in itself.
    Db,
    /// The search index against the database.
    Index,
    /// The audit chain.
    Audit,
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let town = Town::open(config, Clocks::system()).await?;
    let (what, counters, faults) = match command {
        Command::Db => {
            let faults = store::verify::verify(&town.base.store, &town.base.hub).await?;
            ("db", town.counters().await?, faults)
        }
        Command::Index => {
            town.catch_up().await?;
            let (counters, faults) = town.verify_index().await?;
            ("index", counters, faults)
        }
        Command::Audit => {
            let report = store::audit::verify(&town.base.store, &town.base.hub).await?;
            ("audit", json!({ "rows": report.rows }), report.faults)
        }
    };
    let equal = faults.is_empty();
    answer(
        json,
        &json!({ "verify": what, "equal": equal, "counters": counters, "faults": faults }),
        || {
            let head = if equal {
                format!("{what}：一致。{counters}")
            } else {
                format!("{what}：发现 {} 处不一致。", faults.len())
            };
            std::iter::once(head)
                .chain(faults.iter().map(|fault| format!("  {fault}")))
                .collect::<Vec<_>>()
                .join("\n")
        },
    )?;
    Ok(if equal { End::Done } else { End::Differences })
}
