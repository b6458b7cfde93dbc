//! A board of a million letters: its pages, its figures, its weekly assessment.

use std::process::Command;

use serde_json::Value;

use crate::assets;
use crate::run::{self, Context, Failure, Result, Tree};

/// Letters, requests of each page.
const SIZE: [u32; 2] = [1_000_000, 100];
/// Does it compile and run? The figures mean nothing.
const TINY: [u32; 2] = [2_000, 3];

pub fn run(tree: &Tree, tiny: bool) -> Result {
    let (profile, flags): (&str, &[&str]) = if tiny {
        ("debug", &[])
    } else {
        ("release", &["--release"])
    };
    assets::run(tree)?;
    let mut build = tree.cargo(["build", "--locked", "-p", "zisha", "-p", "tests", "--bins"]);
    run::shown("build", build.args(["--example", "bench_letters"]).args(flags))?;
    let example = tree.target.join(profile).join("examples").join("bench_letters");
    let numbers = (if tiny { TINY } else { SIZE }).map(|number| number.to_string());
    let mut measure = Command::new(&example);
    measure.args(&numbers).current_dir(&tree.root);
    let text = run::step(&format!("{} letters", numbers[0]), || run::captured(&mut measure))?;
    let kept = super::raw(tree)?.join(format!("letters-{}.json", numbers[0]));
    std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
    let row: Value = serde_json::from_slice(&text).context("read what was measured")?;
    println!(
        "`cargo xtask bench letters{}`, commit {}: {} letters, each page asked {} times.\n",
        if tiny { " tiny" } else { "" },
        super::commit(tree),
        numbers[0],
        numbers[1],
    );
    println!("| what | ms (p50, p95, p99) |\n| --- | --- |");
    let pages = row.get("pages").and_then(Value::as_object);
    let pages = pages.ok_or_else(|| Failure::new(format!("the measurement has no pages: {row}")))?;
    for name in pages.keys() {
        let at = |part: &str| figure(&row, &format!("/pages/{name}/{part}_ms"));
        println!(
            "| {name} | {:.1}, {:.1}, {:.1} |",
            at("p50")?,
            at("p95")?,
            at("p99")?
        );
    }
    println!(
        "| weekly run, {} units ranked | {:.0} |",
        figure(&row, "/ranked")?,
        figure(&row, "/assess_ms")?
    );
    Ok(())
}

fn figure(row: &Value, path: &str) -> Result<f64> {
    row.pointer(path)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::new(format!("the measurement has no figure {path}: {row}")))
}
