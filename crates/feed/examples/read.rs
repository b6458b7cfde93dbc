//! Reads files for `cargo xtask feedparser-corpus`: one JSON object a line in, one a line out.

use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        let word = |name: &str| asked.get(name).and_then(Value::as_str);
        let bytes = std::fs::read(word("file").unwrap_or_default())?;
        let base = word("base").and_then(|base| url::Url::parse(base).ok());
        let answer = match feed::read(&bytes, word("type"), base.as_ref()) {
            Ok(feed) => {
                let entries: Vec<Value> = feed.entries.iter().map(entry).collect();
                json!({ "title": feed.title, "entries": entries })
            }
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn entry(entry: &feed::Entry) -> Value {
    let at = entry.published.or(entry.updated);
    json!({
        "title": entry.title,
        "link": entry.link,
        "published": at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        "summary": entry.summary.as_ref().or(entry.content.as_ref()),
    })
}
