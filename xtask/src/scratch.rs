//! A temporary folder with a janitor: it goes away, and every process noted in it with it, however we end.
//!
//! The janitor is a small shell in its own process group that waits on a pipe. The pipe closes when this
//! process ends for whatever reason (Ctrl-C and `kill -9` too), and only then does it stop what still runs.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::run::{Context, Failure, Result};

/// PostgreSQL waits for its clients on TERM; INT makes it break them off.
const JANITOR: &str = r#"
tell() {
  for file in "$2"/*.pid; do
    [ -f "$file" ] && kill "-$1" "$(head -n 1 "$file")" 2>/dev/null
  done
}
read -r word
if [ "$word" != done ]; then
  tell TERM "$1"
  tell INT "$1/data"
  sleep 2
  tell KILL "$1"
fi
rm -rf "$1"
"#;

pub struct Scratch {
    path: PathBuf,
    janitor: Child,
    line: Option<ChildStdin>,
}

impl Scratch {
    pub fn new(purpose: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("zisha-{purpose}-{}", std::process::id()));
        std::fs::create_dir_all(&path).context(format!("make the folder {}", path.display()))?;
        let mut janitor = Command::new("sh")
            .args(["-c", JANITOR, "janitor"])
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("start sh, which removes the temporary folder at the end")?;
        let line = janitor.stdin.take();
        Ok(Self { path, janitor, line })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Notes a process that must not outlive us.
    pub fn note(&self, name: &str, process: &Child) -> Result {
        let file = self.path.join(format!("{name}.pid"));
        std::fs::write(&file, format!("{}\n", process.id())).context(format!("write {}", file.display()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Errors here leave at most a folder behind under the system's temporary folder.
        if let Some(mut line) = self.line.take() {
            let _left = line.write_all(b"done\n");
        }
        let _left = self.janitor.wait();
    }
}

/// A loopback port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let address = TcpListener::bind("127.0.0.1:0")
        .and_then(|socket| socket.local_addr())
        .context("find a free port")?;
    Ok(address.port())
}

/// Asks a process to stop, and ends it when it has not after a few seconds.
pub fn stop(process: &mut Child) -> Result {
    let asked = Command::new("kill")
        .args(["-TERM", &process.id().to_string()])
        .status();
    for _ in 0..100 {
        match process.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if asked.is_ok() => std::thread::sleep(std::time::Duration::from_millis(50)),
            _ => break,
        }
    }
    process
        .kill()
        .and_then(|()| process.wait())
        .context("end a process that would not stop")?;
    Err(Failure::new(
        "a server did not stop within 5 s of being asked and was ended",
    ))
}
