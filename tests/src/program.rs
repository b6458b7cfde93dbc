//! The real program as a child process.

use crate::{demo, tools};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Password of every account of the demo city in tests.
pub const PASSWORD: &str = "taodu-Ceshi-2026";

/// A line ends the wait for the server.
const READY: &str = "READY ";
const PATIENCE: Duration = Duration::from_secs(300);

/// A data folder with a program that serves it, or that is about to.
pub struct Program {
    child: Option<Child>,
    data: PathBuf,
    database_url: Option<String>,
    port: u16,
    variables: Vec<(String, String)>,
    settings: Option<PathBuf>,
    time: Option<String>,
    notes: TempDir,
    starts: u32,
}

impl Program {
    /// The demo city, served.
    pub async fn demo() -> Self {
        Self::demo_with(&[]).await
    }

    /// The same with settings of its own.
    pub async fn demo_with(variables: &[(&str, &str)]) -> Self {
        let mut program = Self::demo_at_rest().await;
        for (name, value) in variables {
            program.set(name, value);
        }
        program.begin().await
    }

    /// A copy of the demo city that nobody serves yet.
    pub async fn demo_at_rest() -> Self {
        let notes = TempDir::new().unwrap();
        let copy = demo::copy(&notes.path().join("data")).await;
        Self::with_notes(&copy, notes)
    }

    /// A program over a data folder, not started.
    #[must_use]
    pub fn on(copy: &demo::Copy) -> Self {
        Self::with_notes(copy, TempDir::new().unwrap())
    }

    fn with_notes(copy: &demo::Copy, notes: TempDir) -> Self {
        Self {
            child: None,
            data: copy.data.clone(),
            database_url: copy.database_url.clone(),
            port: free_port(),
            variables: Vec::new(),
            settings: None,
            time: None,
            notes,
            starts: 0,
        }
    }

    /// Sets a variable for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Gives it a configuration file (TOML) from the next start on.
    pub fn configure(&mut self, toml: &str) {
        let file = self.notes.path().join("zisha.toml");
        std::fs::write(&file, toml).unwrap();
        self.settings = Some(file);
    }

    /// Sets the city's clock from the next start on (`--now`); sessions stay on real time.
    pub fn set_time(&mut self, time: &str) {
        self.time = Some(time.to_owned());
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    /// When it ends or is not ready in time; its output is shown.
    pub async fn begin(mut self) -> Self {
        self.start();
        self.wait_until_ready().await;
        self
    }

    /// Starts it again on the same data and address.
    pub async fn begin_again(&mut self) {
        assert!(self.child.is_none(), "it runs already");
        self.start();
        self.wait_until_ready().await;
    }

    fn start(&mut self) {
        self.starts += 1;
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = self.command(&["demo", "--listen", &listen]);
        if let Some(time) = &self.time {
            command.args(["--now", time]);
        }
        command.stdout(self.note("out")).stderr(self.note("err"));
        self.child = Some(command.spawn().unwrap());
    }

    async fn wait_until_ready(&mut self) {
        let begun = Instant::now();
        loop {
            let said = std::fs::read_to_string(self.note_path("out")).unwrap();
            if said.lines().any(|line| line.starts_with(READY)) {
                return;
            }
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                self.child = None;
                panic!(
                    "the program ended with {status} before it was ready\n{}",
                    self.said()
                );
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "the program is not ready\n{}",
                self.said()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The program with a command line, on this data folder; nothing of the tester's own settings reaches it.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        // Started so that a file that may not grow any more is an error to be answered, not a signal that kills.
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(tools::program());
        for (name, _) in std::env::vars() {
            if name.starts_with("ZISHA_") {
                command.env_remove(name);
            }
        }
        command
            .args(args)
            .arg("--data")
            .arg(&self.data)
            .env("ZISHA_DEMO_PASSWORD", PASSWORD)
            .env("ZISHA_PUBLIC_URL", self.url("portal", "").trim_end_matches('/'))
            .env("ZISHA_LOG", "info")
            .stdin(Stdio::null());
        if let Some(url) = &self.database_url {
            command.env("ZISHA_DATABASE_URL", url);
        }
        if let Some(file) = &self.settings {
            command.arg("--config").arg(file);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command beside the server and answers what it printed.
    pub async fn run(&self, args: &[&str]) -> Output {
        let mut command = self.command(args);
        tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap()
    }

    /// Runs a command that must succeed; answers its JSON.
    pub async fn run_json(&self, args: &[&str]) -> serde_json::Value {
        let with_json = [args, &["--json"]].concat();
        let output = self.run(&with_json).await;
        let (out, err) = (lossy(&output.stdout), lossy(&output.stderr));
        assert!(
            output.status.success(),
            "zisha {}: {}\n{out}\n{err}",
            args.join(" "),
            output.status
        );
        // Progress may stand above; the answer is the last line.
        let last = out
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        serde_json::from_str(last)
            .unwrap_or_else(|error| panic!("zisha {}: {error}\n{out}\n{err}", args.join(" ")))
    }

    /// Runs the three comparisons; all must say equal.
    pub async fn verify(&self) {
        for what in ["db", "index", "audit"] {
            let report = self.run_json(&["verify", what]).await;
            assert_eq!(report["equal"], true, "verify {what}: {report:#}");
        }
    }

    /// Ends it politely and waits.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let asked = Command::new("kill")
            .arg("-TERM")
            .arg(child.id().to_string())
            .status()
            .unwrap();
        assert!(asked.success());
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > Duration::from_secs(20) {
                child.kill().unwrap();
                panic!("the program did not stop within 20 s\n{}", self.said());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// `kill -9`: whatever it is doing ends here.
    pub fn kill_hard(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Number of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("it does not run").id()
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Its database, when it is PostgreSQL.
    #[must_use]
    pub fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    /// Where notes of this program may lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.notes.path()
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// An address of a site of the demo city.
    #[must_use]
    pub fn url(&self, site: &str, path: &str) -> String {
        Places::url(self, site, path)
    }

    /// What it wrote since its last start, the end of it.
    #[must_use]
    pub fn said(&self) -> String {
        ["out", "err"]
            .iter()
            .map(|kind| {
                let text = std::fs::read_to_string(self.note_path(kind)).unwrap_or_default();
                let lines: Vec<&str> = text.lines().collect();
                let from = lines.len().saturating_sub(40);
                format!("--- {kind}\n{}\n", lines[from..].join("\n"))
            })
            .collect()
    }

    /// What it wrote to standard output since its last start.
    #[must_use]
    pub fn output(&self) -> String {
        std::fs::read_to_string(self.note_path("out")).unwrap_or_default()
    }

    fn note_path(&self, kind: &str) -> PathBuf {
        self.notes.path().join(format!("{}.{kind}", self.starts))
    }

    fn note(&self, kind: &str) -> File {
        let mut options = OpenOptions::new();
        options
            .create(true)
            .append(true)
            .open(self.note_path(kind))
            .unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() && self.child.is_some() {
            eprintln!("The program said:\n{}", self.said());
        }
        self.kill_hard();
    }
}

/// Where the sites of the demo city are.
pub trait Places {
    /// Where it listens.
    fn port(&self) -> u16;

    /// An address of a site; `zhuhai` lies under the portal's host.
    fn url(&self, site: &str, path: &str) -> String {
        let port = self.port();
        if site == "zhuhai" {
            format!("http://portal.localhost:{port}/zhuhai{path}")
        } else {
            format!("http://{site}.localhost:{port}{path}")
        }
    }
}

impl Places for Program {
    fn port(&self) -> u16 {
        self.port
    }
}

/// A port that nobody uses now, and that this process did not give away before.
#[must_use]
pub fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        if GIVEN.lock().unwrap().insert(port) {
            return port;
        }
    }
}

/// Bytes as text for messages.
#[must_use]
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
