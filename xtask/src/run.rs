//! Steps, child processes and failures: what every command is made of.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

pub type Result<T = ()> = std::result::Result<T, Failure>;

/// Why a command stops: what to print and the exit code.
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    pub message: String,
}

impl Failure {
    /// A step did not succeed.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }

    /// The command line makes no sense.
    pub fn usage(message: &str) -> Self {
        Self {
            code: 2,
            message: message.to_owned(),
        }
    }

    /// The machine lacks something that could not be installed.
    pub fn missing(message: impl Into<String>) -> Self {
        Self {
            code: 3,
            message: message.into(),
        }
    }
}

/// Says what was being done when a library call failed.
pub trait Context<T> {
    fn context(self, doing: impl Display) -> Result<T>;
}

impl<T, E: Display> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: impl Display) -> Result<T> {
        self.map_err(|error| Failure::new(format!("{doing}: {error}")))
    }
}

/// Where the sources are and where cargo puts what it builds.
pub struct Tree {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Tree {
    pub fn find() -> Result<Self> {
        let output = captured(cargo().args(["metadata", "--no-deps", "--locked", "--format-version", "1"]))?;
        let metadata: serde_json::Value =
            serde_json::from_slice(&output).context("read the answer of cargo metadata")?;
        let folder = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .ok_or_else(|| Failure::new(format!("cargo metadata names no {key}")))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
        })
    }

    /// A cargo command that starts at the root of the tree.
    pub fn cargo<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = cargo();
        command.args(args).current_dir(&self.root);
        // In CI every run builds a new clone: what is kept for the next edit would only fill the disk.
        if std::env::var_os("CI").is_some() {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// The program as built in `profile` (`debug` or `release`).
    pub fn program(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("zisha")
    }
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Does `work` and prints one line with its duration. Nothing inside may print.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let live = std::io::stderr().is_terminal();
    if live {
        eprint!("{name} … ");
        // A terminal that cannot be flushed only shows the line late.
        let _late = std::io::stderr().flush();
    }
    let begun = Instant::now();
    let outcome = work();
    let ended = if outcome.is_ok() { "ok" } else { "FAILED" };
    if live {
        eprintln!("{ended}, {}", duration(begun));
    } else {
        eprintln!("{name}: {ended}, {}", duration(begun));
    }
    outcome
}

/// Runs a command whose output people want to see as it comes, then prints one line with its duration.
pub fn shown(name: &str, command: &mut Command) -> Result {
    let begun = Instant::now();
    let status = command.status().context(format!("start {}", words(command)))?;
    if status.success() {
        eprintln!("{name}: ok, {}", duration(begun));
        return Ok(());
    }
    eprintln!("{name}: FAILED, {}", duration(begun));
    Err(Failure::new(format!(
        "{name}: `{}` ended with {status}",
        words(command)
    )))
}

/// Runs a command as a silent step; what it printed is shown only when it fails.
pub fn silent(name: &str, command: &mut Command) -> Result {
    step(name, || captured(command).map(drop))
}

/// The standard output of a command that must succeed.
pub fn captured(command: &mut Command) -> Result<Vec<u8>> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .context(format!("start {}", words(command)))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = [
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    ]
    .concat();
    Err(Failure::new(format!(
        "`{}` ended with {}\n{}",
        words(command),
        output.status,
        said.trim_end()
    )))
}

/// The command as a person would type it.
pub fn words(command: &Command) -> String {
    let mut line = Path::new(command.get_program())
        .file_name()
        .unwrap_or_else(|| command.get_program())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

pub fn duration(begun: Instant) -> String {
    let seconds = begun.elapsed().as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    format!(
        "{} min {:02.0} s",
        (seconds / 60.0).floor(),
        (seconds % 60.0).floor()
    )
}
