//! Import of the news corpus: the first run, the same again (nothing new), and with ten broken lines.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::server;
use crate::corpus;
use crate::run::{self, Context, Failure, Result, Tree};
use crate::scratch::{self, Scratch};

pub fn run(tree: &Tree, file: Option<&Path>) -> Result {
    super::build(tree)?;
    let raw = super::raw(tree)?;
    let file: PathBuf = match file {
        Some(file) => file.to_path_buf(),
        None => raw.join("corpus.jsonl"),
    };
    if !file.is_file() {
        corpus::write(&file)?;
    }
    let lines = run::captured(Command::new("wc").arg("-l").arg(&file))?;
    let lines: u64 = String::from_utf8_lossy(&lines)
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .parse()
        .context("count the lines of the corpus")?;
    let broken = raw.join("corpus-broken.jsonl");
    corpus::with_broken_lines(&file, &broken)?;

    let scratch = Scratch::new("bench-import")?;
    let data = scratch.path().join("data");
    // The demo town has the site and the channel; it is stopped again before the import begins.
    let port = scratch::free_port()?;
    let (town, _) = run::step("zisha demo is ready", || {
        server::demo(tree, &scratch, &data, port, &[("ZISHA_LOG", "warn")])
    })?;
    drop(town);

    let import = Import {
        tree,
        data: &data,
        raw: &raw,
    };
    let first = import.run("first", &file)?;
    first.expect("new", first.new, lines)?;
    first.expect("rejected", first.rejected, 0)?;
    let again = import.run("again", &file)?;
    again.expect("new", again.new, 0)?;
    let mixed = import.run("broken", &broken)?;
    mixed.expect("new", mixed.new, 0)?;
    mixed.expect("rejected", mixed.rejected, 10)?;

    println!(
        "`cargo xtask bench import`, commit {}: {lines} articles into one channel.\n",
        super::commit(tree)
    );
    println!(
        "| run | to the row, s | articles/s | until searchable, s | articles/s | new | rejected |\n\
         | --- | --- | --- | --- | --- | --- | --- |"
    );
    for (name, outcome) in [
        ("first", &first),
        ("again", &again),
        ("with 10 broken lines", &mixed),
    ] {
        #[expect(clippy::cast_precision_loss, reason = "a count of lines is far below 2^52")]
        let rate = |seconds: f64| lines as f64 / seconds;
        println!(
            "| {name} | {:.1} | {:.0} | {:.1} | {:.0} | {} | {} |",
            outcome.rows,
            rate(outcome.rows),
            outcome.seconds,
            rate(outcome.seconds),
            outcome.new,
            outcome.rejected
        );
    }
    eprintln!("raw output: {}", raw.display());
    Ok(())
}

struct Import<'a> {
    tree: &'a Tree,
    data: &'a Path,
    raw: &'a Path,
}

struct Outcome {
    name: String,
    /// Until every record was a row, as the command says.
    rows: f64,
    /// The whole command.
    seconds: f64,
    new: u64,
    rejected: u64,
}

impl Import<'_> {
    fn run(&self, name: &str, file: &Path) -> Result<Outcome> {
        let mut command = Command::new(self.tree.program("release"));
        command
            .args(["import", "articles", "--site", "edu", "--channel", "news"])
            .arg(file)
            .arg("--data")
            .arg(self.data)
            .arg("--json")
            .current_dir(&self.tree.root)
            .stdin(Stdio::null());
        run::step(&format!("import, {name}"), || {
            let begun = Instant::now();
            // Rejected lines may well end it with a code of their own, so the report is what counts.
            let output = command.output().context("start zisha import")?;
            let seconds = begun.elapsed().as_secs_f64();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let kept = self.raw.join(format!("import-{name}.json"));
            std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
            let report = report(&text).ok_or_else(|| {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                Failure::new(format!(
                    "the import ended with {} and no report\n{}",
                    output.status,
                    said.trim_end()
                ))
            })?;
            Ok(Outcome {
                name: name.to_owned(),
                rows: report
                    .get("rows_seconds")
                    .and_then(Value::as_f64)
                    .unwrap_or(seconds),
                seconds,
                new: count(&report, &["new", "created", "added", "imported"])?,
                rejected: count(&report, &["rejected", "rejects", "refused"])?,
            })
        })
    }
}

impl Outcome {
    fn expect(&self, what: &str, found: u64, wanted: u64) -> Result {
        if found == wanted {
            return Ok(());
        }
        Err(Failure::new(format!(
            "import, {}: {found} {what}, but {wanted} were to be",
            self.name
        )))
    }
}

/// The whole output as one value, or else its last line.
fn report(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .or_else(|| serde_json::from_str(text.trim_end().lines().last()?).ok())
}

/// A figure of the report: a number, or a list whose length counts.
fn count(report: &Value, names: &[&str]) -> Result<u64> {
    names
        .iter()
        .find_map(|name| match report.get(name)? {
            Value::Number(number) => number.as_u64(),
            Value::Array(list) => u64::try_from(list.len()).ok(),
            _ => None,
        })
        .ok_or_else(|| {
            Failure::new(format!(
                "the import's report has no figure {}: {report}",
                names.join(" or ")
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_the_whole_output_or_its_last_line() {
        let found = report("{\"progress\":1}\n{\"new\":3,\"rejected\":[1,2]}\n").unwrap();
        assert_eq!(count(&found, &["new"]).unwrap(), 3);
        assert_eq!(count(&found, &["rejected"]).unwrap(), 2);
        assert!(count(&found, &["absent"]).is_err());
    }
}
