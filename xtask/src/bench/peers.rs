//! How long after a unit's press the portal shows it, when both are boxes of their own: on a quiet line, then with kills
//! and cuts.

use std::process::Command;

use serde_json::Value;

use crate::assets;
use crate::run::{self, Context, Failure, Result, Tree};

/// Articles on a quiet line, articles in the storm.
const SIZE: [u32; 2] = [300, 150];
/// Does it compile and run? The figures mean nothing.
const TINY: [u32; 2] = [4, 4];

pub fn run(tree: &Tree, tiny: bool) -> Result {
    let (profile, flags): (&str, &[&str]) = if tiny {
        ("debug", &[])
    } else {
        ("release", &["--release"])
    };
    assets::run(tree)?;
    let mut build = tree.cargo(["build", "--locked", "-p", "zisha", "-p", "tests", "--bins"]);
    run::shown("build", build.args(["--example", "bench_peers"]).args(flags))?;
    let example = tree.target.join(profile).join("examples").join("bench_peers");
    let numbers = (if tiny { TINY } else { SIZE }).map(|number| number.to_string());
    let mut measure = Command::new(&example);
    // Each box has its own SQLite file, whatever the tests are set to.
    measure
        .args(&numbers)
        .env_remove("ZISHA_TEST_DATABASE_URL")
        .current_dir(&tree.root);
    let text = run::step("three boxes", || run::captured(&mut measure))?;
    let kept = super::raw(tree)?.join("peers.json");
    std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
    let report = serde_json::from_slice::<Value>(&text).context("read what was measured")?;
    println!(
        "`cargo xtask bench peers{}`, commit {}; {} kills and {} cuts in the storm.\n",
        if tiny { " tiny" } else { "" },
        super::commit(tree),
        figure(&report, "/kills")?,
        figure(&report, "/cuts")?,
    );
    println!(
        "| line | what | presses | p50, ms | p99, ms | slowest, ms |\n| --- | --- | --- | --- | --- | --- |"
    );
    for line in ["quiet", "storm"] {
        for what in ["published", "corrected", "withdrawn", "all"] {
            let at = |part: &str| figure(&report, &format!("/{line}/{what}/{part}"));
            println!(
                "| {line} | {what} | {} | {:.0} | {:.0} | {:.0} |",
                at("presses")?,
                at("p50_ms")?,
                at("p99_ms")?,
                at("slowest_ms")?,
            );
        }
    }
    Ok(())
}

fn figure(row: &Value, path: &str) -> Result<f64> {
    row.pointer(path)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::new(format!("the measurement has no figure {path}: {row}")))
}
