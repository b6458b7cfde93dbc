//! One correction, or withdrawal, on its way to 1, 8, 100 and 1,000 sites.

use std::process::Command;

use serde_json::Value;

use crate::assets;
use crate::run::{self, Context, Failure, Result, Tree};

/// Sites that show the article, corrections.
const SIZES: [[u32; 2]; 4] = [[1, 100], [8, 100], [100, 50], [1000, 20]];
/// Does it compile and run? The figures mean nothing.
const TINY: [[u32; 2]; 2] = [[1, 2], [8, 2]];

pub fn run(tree: &Tree, tiny: bool) -> Result {
    let (profile, flags): (&str, &[&str]) = if tiny {
        ("debug", &[])
    } else {
        ("release", &["--release"])
    };
    assets::run(tree)?;
    let mut build = tree.cargo(["build", "--locked", "-p", "zisha", "-p", "tests", "--bins"]);
    run::shown("build", build.args(flags))?;
    let program = tree.target.join(profile).join("bench_syndication");
    let mut rows = Vec::new();
    for size in if tiny { &TINY[..] } else { &SIZES[..] } {
        let numbers = size.map(|number| number.to_string());
        let mut measure = Command::new(&program);
        measure
            .args(&numbers)
            .env("ZISHA_BIN", tree.program(profile))
            .current_dir(&tree.root);
        let text = run::step(&format!("{} sites", size[0]), || run::captured(&mut measure))?;
        let kept = super::raw(tree)?.join(format!("syndication-{}.json", numbers[0]));
        std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
        rows.push(serde_json::from_slice::<Value>(&text).context("read what was measured")?);
    }
    println!(
        "`cargo xtask bench syndication{}`, commit {}.\n",
        if tiny { " tiny" } else { "" },
        super::commit(tree)
    );
    println!(
        "| sites | asked | what | rounds | pages, ms (p50, p95, p99) | feeds, ms | search, ms | the receipt, ms | receipt, µs a site (p50) |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for row in &rows {
        for what in ["corrections", "withdrawals"] {
            let sites = figure(row, "/sites")?;
            println!(
                "| {sites} | {} | {what} | {} | {} | {} | {} | {} | {:.0} |",
                figure(row, "/asked")?,
                figure(row, &format!("/{what}/rounds"))?,
                three(row, what, "pages")?,
                three(row, what, "feeds")?,
                three(row, what, "search")?,
                three(row, what, "receipts")?,
                figure(row, &format!("/{what}/receipts/p50_ms"))? * 1e3 / sites,
            );
        }
    }
    Ok(())
}

fn three(row: &Value, what: &str, part: &str) -> Result<String> {
    let at = |share: &str| figure(row, &format!("/{what}/{part}/{share}_ms"));
    Ok(format!("{:.0}, {:.0}, {:.0}", at("p50")?, at("p95")?, at("p99")?))
}

fn figure(row: &Value, path: &str) -> Result<f64> {
    row.pointer(path)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::new(format!("the measurement has no figure {path}: {row}")))
}
