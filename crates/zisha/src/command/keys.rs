//! `zisha keys rotate|list`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use clap::Subcommand;
use identity::command;
use kernel::Result;
use kernel::beijing::minute;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make another key; it is published now and signs a while later.
    Rotate {
        /// Somebody else knows the key: the new one signs now, nothing signed before counts.
        #[arg(long)]
        at_once: bool,
    },
    /// List the keys.
    List,
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let identity = base.identity(config)?;
    let keys = match command {
        Command::Rotate { at_once } => command::keys_rotate(&identity, at_once).await?,
        Command::List => command::keys_list(&identity).await?,
    };
    answer(json, &keys, || {
        let line = |key: &identity::provider::KeyInfo| {
            format!("{}\t{}\t{}", key.kid, key.state, minute(key.signs_from))
        };
        keys.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(End::Done)
}
