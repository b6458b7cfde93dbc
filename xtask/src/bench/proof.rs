//! Checks before publishing: one article against lists of growing size, and the stock of a site read again.

use serde_json::Value;

use crate::run::{self, Context, Failure, Result, Tree};

/// Entries of the lists.
const SIZES: [&str; 3] = ["100", "10000", "100000"];
/// Articles of the stock.
const STOCK: &str = "20000";
/// Does it compile and run? The figures mean nothing.
const TINY: [&str; 3] = ["10", "100", "1000"];
const TINY_STOCK: &str = "300";

pub fn run(tree: &Tree, tiny: bool) -> Result {
    let profile: &[&str] = if tiny { &[] } else { &["--release"] };
    let mut build = tree.cargo(["build", "--locked", "-p", "tests", "--example", "bench_proof"]);
    run::shown("build", build.args(profile))?;
    let (sizes, stock) = if tiny { (TINY, TINY_STOCK) } else { (SIZES, STOCK) };
    let mut rows = Vec::new();
    for size in sizes {
        let mut measure = tree.cargo(["run", "--locked", "-q", "-p", "tests", "--example", "bench_proof"]);
        let text = run::captured(measure.args(profile).args(["--", size, stock]))?;
        let kept = super::raw(tree)?.join(format!("proof-{size}.json"));
        std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
        rows.push(serde_json::from_slice::<Value>(&text).context("read what was measured")?);
    }
    println!(
        "`cargo xtask bench proof{}`, commit {}.\n",
        if tiny { " tiny" } else { "" },
        super::commit(tree)
    );
    println!(
        "| entries | compiled once a version, ms | one article of 3,000 characters, µs (p50, p99) | stock, articles | read again, articles/s | with nothing changed, articles/s |\n\
         | --- | --- | --- | --- | --- | --- |"
    );
    for row in &rows {
        println!(
            "| {:.0} | {:.1} | {:.1}, {:.1} | {:.0} | {:.0} | {:.0} |",
            figure(row, "/entries")?,
            figure(row, "/compile_ms")?,
            figure(row, "/check_p50_ns")? / 1e3,
            figure(row, "/check_p99_ns")? / 1e3,
            figure(row, "/stock")?,
            figure(row, "/rescan_per_second")?,
            figure(row, "/unchanged_per_second")?,
        );
    }
    Ok(())
}

fn figure(row: &Value, path: &str) -> Result<f64> {
    row.pointer(path)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::new(format!("the measurement has no figure {path}: {row}")))
}
