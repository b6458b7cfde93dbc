//! `zisha feed read`.

mod read;

use super::End;
use crate::config::Config;
use clap::Subcommand;
use kernel::Result;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what would be read at an address; `-` takes addresses from standard input, one a line.
    Read {
        /// The feed's address, or `-`.
        url: String,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    match command {
        Command::Read { url } => read::run(config, &url, json).await,
    }
}
