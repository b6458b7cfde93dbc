//! `zisha feed read|add|list|poll|remove`.

mod read;
mod register;

use super::End;
use crate::config::Config;
use clap::{Args, Subcommand};
use kernel::Result;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what would be read at an address; `-` takes addresses from standard input, one a line.
    Read {
        /// The feed's address, or `-`.
        url: String,
    },
    /// Enter a source into the register of a site. An address inside needs `[outbound] allow`.
    Add(AddArgs),
    /// List the register.
    List {
        /// Only this site, by its word.
        #[arg(long)]
        site: Option<String>,
    },
    /// Ask sources now and bring what they have, whether they are due or not.
    Poll {
        /// Only this source, by its number in the list.
        id: Option<i64>,
        /// Only this site, by its word.
        #[arg(long)]
        site: Option<String>,
    },
    /// Take a source off the register; what it brought stays.
    Remove {
        /// Its number in the list.
        id: i64,
    },
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// The feed's address.
    url: String,
    /// Site, by its word.
    #[arg(long)]
    site: String,
    /// Channel where its articles stand, by its word.
    #[arg(long)]
    channel: String,
    /// Put it on the white list: its entries are published without the desk.
    #[arg(long)]
    auto: bool,
    /// Name of the source, as articles name it; the feed's own title when left out.
    #[arg(long)]
    name: Option<String>,
    /// Licence or agreement under which it may be taken.
    #[arg(long)]
    licence: Option<String>,
    /// Who granted it.
    #[arg(long)]
    granted_by: Option<String>,
    /// Number of the agreement or letter.
    #[arg(long)]
    reference: Option<String>,
    /// Last day of the permission (2026-12-31); afterwards entries go to the desk.
    #[arg(long)]
    until: Option<String>,
    /// Minutes between two looks (10 to 1440); 60 when left out.
    #[arg(long)]
    every: Option<i64>,
    /// Entries that the first look brings (0 to 200), the newest; 20 when left out.
    #[arg(long)]
    first: Option<i64>,
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    match command {
        Command::Read { url } => read::run(config, &url, json).await,
        Command::Add(args) => register::add(config, &args, json).await,
        Command::List { site } => register::list(config, site.as_deref(), json).await,
        Command::Poll { id, site } => register::poll(config, id, site.as_deref(), json).await,
        Command::Remove { id } => register::remove(config, id, json).await,
    }
}
