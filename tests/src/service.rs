//! Another program that a test starts beside the product and that ends with the test.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// A running program.
pub struct Service {
    name: &'static str,
    child: Mutex<Option<Child>>,
    said: NamedTempFile,
}

impl Service {
    /// Starts it.
    pub fn start(name: &'static str, command: &mut Command) -> Self {
        let said = NamedTempFile::new().unwrap();
        let out = said.reopen().unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        Self {
            name,
            child: Mutex::new(Some(child)),
            said,
        }
    }

    /// Waits until somebody listens on a loopback port.
    ///
    /// # Panics
    /// When the program ended, or after 30 seconds; what it said is shown.
    pub async fn wait_for_port(&self, port: u16) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self
                .child
                .lock()
                .unwrap()
                .as_mut()
                .and_then(|child| child.try_wait().unwrap());
            assert!(
                ended.is_none(),
                "{} ended with {ended:?}\n{}",
                self.name,
                self.words()
            );
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{} does not listen on {port}\n{}",
                self.name,
                self.words()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What it said.
    #[must_use]
    pub fn words(&self) -> String {
        std::fs::read_to_string(self.said.path()).unwrap_or_default()
    }

    /// Ends it.
    pub fn stop(&self) {
        if let Some(mut child) = self.child.lock().unwrap().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{} said:\n{}", self.name, self.words());
        }
        self.stop();
    }
}
