//! The Nu HTML checker over saved pages, all in one run, as it takes a second to start.

use crate::tools;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// Pages waiting for the checker.
pub struct Pages {
    folder: TempDir,
    names: Vec<String>,
}

impl Default for Pages {
    fn default() -> Self {
        Self::new()
    }
}

impl Pages {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            names: Vec::new(),
        }
    }

    /// Keeps a page under the name that findings will show.
    pub fn add(&mut self, name: &str, html: &str) {
        std::fs::write(self.file(self.names.len()), html).unwrap();
        self.names.push(name.to_owned());
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.names.len()
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("{number:04}.html"))
    }

    /// Checks them all; answers a line for each error.
    ///
    /// # Panics
    /// When the checker itself fails.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let output = Command::new(tools::tool("ZISHA_JAVA"))
            .args(["-Xss4m", "-jar"])
            .arg(tools::tool("ZISHA_VNU_JAR"))
            .args(["--format", "json", "--errors-only", "--exit-zero-always"])
            .args((0..self.names.len()).map(|number| self.file(number)))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the checker failed: {said}");
        let report: serde_json::Value = serde_json::from_str(&said)
            .unwrap_or_else(|error| panic!("the checker's answer: {error}\n{said}"));
        let messages = report["messages"].as_array().expect("the checker lists messages");
        messages
            .iter()
            .map(|message| {
                let file = message["url"].as_str().unwrap_or_default();
                let number: Option<usize> = file
                    .rsplit('/')
                    .next()
                    .and_then(|name| name.strip_suffix(".html"))
                    .and_then(|name| name.parse().ok());
                let page = number
                    .and_then(|number| self.names.get(number))
                    .map_or(file, String::as_str);
                format!(
                    "{page}: line {}: {} — {}",
                    message["lastLine"],
                    message["message"].as_str().unwrap_or_default(),
                    message["extract"].as_str().unwrap_or_default().replace('\n', " ")
                )
            })
            .collect()
    }
}
