//! `cargo xtask test`: everything that must be green before a change lands, here and in CI.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use crate::postgres::{self, Cluster};
use crate::run::{self, Context, Failure, Result, Tree};
use crate::{check, install};

/// Crates whose tests also run on PostgreSQL: those that touch a database.
const ON_POSTGRES: [&str; 9] = [
    "store",
    "content",
    "identity",
    "syndication",
    "letters",
    "search",
    "notice",
    "visits",
    "tests",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// SQLite and PostgreSQL.
    Full,
    /// SQLite only.
    Quick,
}

pub fn run(tree: &Tree, scope: Scope) -> Result {
    let begun = Instant::now();
    let mut totals = Totals::default();
    let outcome = all(tree, scope, &mut totals);
    eprintln!("everything: {}", run::duration(begun));
    if let Err(failure) = &outcome {
        eprintln!("xtask: {}", failure.message);
    }
    println!("{}", totals.line());
    // The reason stands above the closing line already.
    outcome.map_err(|failure| Failure {
        code: failure.code,
        message: String::new(),
    })
}

fn all(tree: &Tree, scope: Scope, totals: &mut Totals) -> Result {
    // The check builds the assets and the programs too.
    check::run(tree)?;
    let mut variables = install::test_tools(tree)?;
    variables.push(("ZISHA_BIN", tree.program("debug")));
    let sqlite = cargo_test(tree, "tests on SQLite", &["--workspace"], &variables, totals);
    if scope == Scope::Quick {
        return sqlite;
    }
    let cluster = Cluster::start()?;
    variables.push((postgres::VARIABLE, cluster.url().into()));
    let mut selection = vec!["--lib", "--bins", "--tests"];
    for name in ON_POSTGRES {
        selection.extend(["-p", name]);
    }
    let postgres = cargo_test(tree, "tests on PostgreSQL", &selection, &variables, totals);
    sqlite.and(postgres)
}

/// Runs `cargo test`, shows its output and adds up its results; goes on after a failing test.
fn cargo_test(
    tree: &Tree,
    name: &str,
    selection: &[&str],
    variables: &[(&'static str, PathBuf)],
    totals: &mut Totals,
) -> Result {
    let begun = Instant::now();
    let mut command = tree.cargo(["test", "--locked", "--no-fail-fast"]);
    command
        .args(selection)
        .envs(variables.iter().cloned())
        .stdout(Stdio::piped());
    if !variables
        .iter()
        .any(|(variable, _)| *variable == postgres::VARIABLE)
    {
        command.env_remove(postgres::VARIABLE);
    }
    let mut child = command.spawn().context("start cargo test")?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .context("read what cargo test prints")?
            > 0
        {
            std::io::stdout().write_all(&line).context("print")?;
            totals.add(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let status = child.wait().context("wait for cargo test")?;
    let ended = if status.success() { "ok" } else { "FAILED" };
    eprintln!("{name}: {ended}, {}", run::duration(begun));
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{name} failed")))
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Totals {
    /// Counts a line such as `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.trim().split_once("test result: ") else {
            return;
        };
        for part in counts.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn line(&self) -> String {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            line.push_str(&format!(", {} skipped", self.skipped));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;

    #[test]
    fn results_of_several_binaries_are_added_up() {
        let mut totals = Totals::default();
        totals.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s\n");
        totals.add("test letter::reply::tests::x ... ok\n");
        totals.add("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n");
        assert_eq!(totals.line(), "14 passed, 3 failed, 1 skipped");
        assert_eq!(Totals::default().line(), "0 passed, 0 failed");
    }
}
