//! A throw-away PostgreSQL cluster on loopback for tests.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::install;
use crate::run::{self, Context, Failure, Result, Tree};
use crate::scratch::{self, Scratch};

/// Tests connect here; the role is a superuser, so they may make databases and roles of their own.
pub const VARIABLE: &str = "ZISHA_TEST_DATABASE_URL";

const OLDEST: u32 = 15;
const FOLDER: &str = "/usr/lib/postgresql";

/// A running cluster. It is stopped and removed when dropped, and also when this process is killed.
pub struct Cluster {
    tools: Tools,
    scratch: Scratch,
    port: u16,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let tools = Tools::find()?;
        let name = format!("PostgreSQL {} on loopback", tools.version);
        run::step(&name, || {
            let scratch = Scratch::new("postgres")?;
            tools.own(scratch.path())?;
            let data = scratch.path().join("data");
            run::captured(
                tools
                    .command("initdb", scratch.path())
                    .arg("-D")
                    .arg(&data)
                    .args([
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync",
                        "--no-instructions",
                    ]),
            )?;
            let mut cluster = Self {
                tools,
                scratch,
                port: 0,
            };
            cluster.listen()?;
            Ok(cluster)
        })
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts the server; another program may take the port first, so there are three tries.
    fn listen(&mut self) -> Result {
        let mut last = Failure::new("the server was never tried");
        for _ in 0..3 {
            self.port = scratch::free_port()?;
            match self.control(&["-w", "-t", "60", "start"]) {
                Ok(()) => return Ok(()),
                Err(failure) => last = failure,
            }
        }
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        Err(Failure::new(format!("{}\n{}", last.message, log.trim_end())))
    }

    fn control(&self, action: &[&str]) -> Result {
        let folder = self.scratch.path();
        // Speed only: a test cluster that loses power is made anew.
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories={} -c max_connections=300 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off",
            self.port,
            folder.display(),
        );
        let mut command = self.tools.command("pg_ctl", folder);
        command
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-l")
            .arg(self.log())
            .args(["-s", "-o", &settings]);
        run::captured(command.args(action)).map(drop)
    }

    fn log(&self) -> PathBuf {
        self.scratch.path().join("server.log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.scratch.path().join("data").join("postmaster.pid").is_file() {
            return;
        }
        if let Err(failure) = self.control(&["-m", "immediate", "-w", "stop"]) {
            // Nobody above can act on it, and the folder goes away in any case.
            let _unseen = writeln!(std::io::stderr(), "PostgreSQL did not stop: {}", failure.message);
        }
    }
}

/// The server's programs and the account that may run them.
struct Tools {
    folder: PathBuf,
    version: u32,
    /// Root may not run the server; then this account does.
    account: Option<&'static str>,
}

impl Tools {
    fn find() -> Result<Self> {
        let newest = match newest_server() {
            Some(found) => Some(found),
            None => {
                install::apt(&["postgresql"])?;
                newest_server()
            }
        };
        let (version, folder) = newest.ok_or_else(|| {
            Failure::missing(format!(
                "no PostgreSQL server of version {OLDEST} or newer under {FOLDER}"
            ))
        })?;
        let account = if install::is_root()? {
            Some("postgres")
        } else {
            None
        };
        Ok(Self {
            folder,
            version,
            account,
        })
    }

    fn command(&self, program: &str, at: &Path) -> Command {
        let program = self.folder.join(program);
        let mut command = match self.account {
            None => Command::new(program),
            Some(account) => {
                let mut command = Command::new("runuser");
                command.args(["-u", account, "--"]).arg(program);
                command
            }
        };
        // The account may not be able to enter the folder that we were started in.
        command.current_dir(at).env("LC_ALL", "C");
        command
    }

    /// Gives the folder to the account that runs the server.
    fn own(&self, folder: &Path) -> Result {
        match self.account {
            None => Ok(()),
            Some(account) => run::captured(Command::new("chown").arg(account).arg(folder)).map(drop),
        }
    }
}

fn newest_server() -> Option<(u32, PathBuf)> {
    std::fs::read_dir(FOLDER)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            (version >= OLDEST && folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
                .then_some((version, folder))
        })
        .max()
}

/// `cargo xtask postgres -- COMMAND`: runs it with the variable set and ends with its code.
pub fn run(tree: &Tree, words: &[&str]) -> Result<ExitCode> {
    let Some((program, args)) = words.split_first() else {
        return Err(Failure::usage(
            "postgres needs a command: cargo xtask postgres -- cargo test -p store",
        ));
    };
    let cluster = Cluster::start()?;
    let status = Command::new(program)
        .args(args)
        .current_dir(&tree.root)
        .env(VARIABLE, cluster.url())
        .status()
        .context(format!("start {program}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
