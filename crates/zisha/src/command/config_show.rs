//! `zisha config show`.

use super::{End, answer};
use crate::config::Config;
use clap::Subcommand;
use kernel::Result;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The configuration in force.
    Show,
}

pub(crate) fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    match command {
        Command::Show => {
            let shown = config.masked();
            answer(json, &shown, || toml::to_string(&shown).unwrap_or_default())?;
        }
    }
    Ok(End::Done)
}
