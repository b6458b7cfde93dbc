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
    let (what, counters, faults, trail) = match command {
        Command::Db => {
            let faults = store::verify::verify(&town.base.store, &town.base.hub).await?;
            ("db", town.counters().await?, faults, None)
        }
        Command::Index => {
            town.catch_up().await?;
            let (counters, faults) = town.verify_index().await?;
            ("index", counters, faults, None)
        }
        Command::Audit => {
            let report = store::audit::verify(&town.base.store, &town.base.hub).await?;
            let counters = json!({ "rows": report.rows, "archived": report.archived });
            let trail = (report.findings, report.notes);
            ("audit", counters, report.faults, Some(trail))
        }
    };
    let equal = faults.is_empty();
    let mut told = json!({ "verify": what, "equal": equal, "counters": counters, "faults": faults });
    let mut notes = Vec::new();
    if let Some((findings, remarks)) = trail {
        told["findings"] = json!(findings);
        told["notes"] = json!(remarks);
        notes = remarks;
    }
    answer(json, &told, || {
        let head = if equal {
            format!("{what}：一致。{counters}")
        } else {
            format!("{what}：发现 {} 处不一致。", faults.len())
        };
        std::iter::once(head)
            .chain(faults.iter().chain(&notes).map(|line| format!("  {line}")))
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    Ok(if equal { End::Done } else { End::Differences })
}
