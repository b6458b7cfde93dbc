//! The command line. Exit codes: 0 done · 1 fault · 2 wrong input · 3 refused · 4 differences found.

mod backup;
mod client;
mod config_show;
mod demo;
mod doctor;
mod feed;
mod import;
mod init;
mod keys;
mod letters;
mod migrate;
mod peer;
mod reindex;
mod search;
mod serve;
mod site;
mod theme;
mod token;
mod user;
mod verify;

pub(crate) use site::apply_all;

use crate::config::{Config, Flags};
use clap::{Parser, Subcommand};
use kernel::{Error, Result};
use std::process::ExitCode;

/// Zisha, a platform for government website groups.
#[derive(Parser)]
#[command(name = "zisha", version, about, max_term_width = 100)]
struct Line {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the sites of this box.
    Serve,
    /// Make the data folder, the schema and the first platform administrator (a one-time link is printed).
    Init(init::Args),
    /// Bring the schema up to date.
    Migrate,
    /// Set up the demo city and serve it.
    Demo(demo::Args),
    /// Look for what will go wrong.
    Doctor,
    /// Show the configuration in force, secrets masked.
    #[command(subcommand)]
    Config(config_show::Command),
    /// Sites of this box.
    #[command(subcommand)]
    Site(site::Command),
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Systems that sign people in here.
    #[command(subcommand)]
    Client(client::Command),
    /// Tokens by which business systems deliver articles.
    #[command(subcommand)]
    Token(token::Command),
    /// Keys that sign tokens.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Other boxes of the group.
    #[command(subcommand)]
    Peer(peer::Command),
    /// Bring in content.
    #[command(subcommand)]
    Import(import::Command),
    /// The letters board.
    #[command(subcommand)]
    Letters(letters::Command),
    /// Feeds of outside media and foreign systems.
    #[command(subcommand)]
    Feed(feed::Command),
    /// Search as the public does.
    Search(search::Args),
    /// Build the search index anew.
    Reindex,
    /// Copy database and files while the system runs.
    Backup(backup::BackupArgs),
    /// Lay a backup down in an empty data folder.
    Restore(backup::RestoreArgs),
    /// Compare what should be equal.
    #[command(subcommand)]
    Verify(verify::Command),
    /// Themes.
    #[command(subcommand)]
    Theme(theme::Command),
}

/// What a command ends with.
pub(crate) enum End {
    Done,
    /// It did what it could, and its answer says what went wrong.
    Failed,
    Differences,
    /// What was looked at is right, but not everything could be.
    Partly,
}

/// Work on other threads may go on so long after the command is done.
const GRACE: std::time::Duration = std::time::Duration::from_secs(5);

/// Reads the command line and does it.
#[must_use]
pub fn run() -> ExitCode {
    let line = Line::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("zisha: {error}");
            return ExitCode::from(1);
        }
    };
    let json = line.flags.json;
    let end = runtime.block_on(Box::pin(dispatch(line)));
    // A thread that reads a stranger's words to no end is not waited for.
    runtime.shutdown_timeout(GRACE);
    match end {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Failed) => ExitCode::from(1),
        Ok(End::Differences) => ExitCode::from(4),
        Ok(End::Partly) => ExitCode::from(5),
        Err(error) => tell(&error, json),
    }
}

async fn dispatch(line: Line) -> Result<End> {
    let flags = line.flags;
    let config = Config::read(&flags)?;
    log(&config, matches!(line.command, Command::Serve | Command::Demo(_)));
    match line.command {
        Command::Serve => serve::run(&config).await,
        Command::Init(args) => init::run(&config, args, flags.json).await,
        Command::Migrate => migrate::run(&config, flags.json).await,
        Command::Demo(args) => Box::pin(demo::run(config, args)).await,
        Command::Doctor => doctor::run(&config, flags.json).await,
        Command::Config(command) => config_show::run(&config, command, flags.json),
        Command::Site(command) => site::run(&config, command, flags.json).await,
        Command::User(command) => user::run(&config, command, flags.json).await,
        Command::Client(command) => client::run(&config, command, flags.json).await,
        Command::Token(command) => token::run(&config, command, flags.json).await,
        Command::Keys(command) => keys::run(&config, command, flags.json).await,
        Command::Peer(command) => peer::run(&config, command, flags.json).await,
        Command::Import(command) => import::run(&config, command, flags.json).await,
        Command::Letters(command) => letters::run(&config, command, flags.json).await,
        Command::Feed(command) => feed::run(&config, command, flags.json).await,
        Command::Search(args) => search::run(&config, args, flags.json).await,
        Command::Reindex => reindex::run(&config, flags.json).await,
        Command::Backup(args) => backup::backup(&config, args, flags.json).await,
        Command::Restore(args) => backup::restore(&config, args, flags.json).await,
        Command::Verify(command) => verify::run(&config, command, flags.json).await,
        Command::Theme(command) => theme::run(&config, command, flags.json),
    }
}

/// Servers log to standard error at the level of the configuration, other commands only warnings.
fn log(config: &Config, server: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = if server { config.log.clone() } else { "warn".into() };
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    let set = if config.log_json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
    if let Err(error) = set {
        eprintln!("zisha: no log: {error}");
    }
}

fn tell(error: &Error, json: bool) -> ExitCode {
    if json {
        let problem = gateway::Problem::of(error);
        println!("{}", serde_json::to_string(&problem).unwrap_or_default());
    } else {
        eprintln!("zisha: {error}");
    }
    ExitCode::from(match error {
        Error::Invalid(_) | Error::TooLarge(_) | Error::UnsupportedType(_) | Error::NotFound => 2,
        Error::Refused(_)
        | Error::Forbidden(_)
        | Error::Unauthenticated
        | Error::Unproven
        | Error::ForeignForm
        | Error::Gone => 3,
        Error::Stale(_)
        | Error::TooMany(_)
        | Error::Busy(_)
        | Error::ReadOnly(_)
        | Error::Timeout
        | Error::Fault(_) => 1,
    })
}

/// Prints an answer: JSON on one line, or words.
pub(crate) fn answer(
    json: bool,
    value: &impl serde::Serialize,
    words: impl FnOnce() -> String,
) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(value).map_err(Error::fault)?);
    } else {
        println!("{}", words());
    }
    Ok(())
}
