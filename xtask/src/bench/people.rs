//! Sign-ins and permission decisions: one tenant with twenty people beside five hundred with twenty each.

use serde_json::Value;

use crate::run::{self, Context, Failure, Result, Tree};

/// Tenants, staff a tenant, sign-ins, decisions.
const SIZES: [[u32; 4]; 2] = [[1, 20, 200, 20_000], [500, 20, 200, 20_000]];
/// Does it compile and run? The figures mean nothing.
const TINY: [[u32; 4]; 2] = [[1, 4, 4, 50], [3, 4, 4, 50]];

pub fn run(tree: &Tree, tiny: bool) -> Result {
    let profile: &[&str] = if tiny { &[] } else { &["--release"] };
    let mut build = tree.cargo(["build", "--locked", "-p", "tests", "--example", "bench_people"]);
    run::shown("build", build.args(profile))?;
    let mut rows = Vec::new();
    for size in if tiny { TINY } else { SIZES } {
        let numbers = size.map(|number| number.to_string());
        let mut measure = tree.cargo([
            "run",
            "--locked",
            "-q",
            "-p",
            "tests",
            "--example",
            "bench_people",
        ]);
        let text = run::captured(measure.args(profile).arg("--").args(&numbers))?;
        let name = format!("people-{}x{}.json", numbers[0], numbers[1]);
        let kept = super::raw(tree)?.join(name);
        std::fs::write(&kept, &text).context(format!("write {}", kept.display()))?;
        rows.push(serde_json::from_slice::<Value>(&text).context("read what was measured")?);
    }
    println!(
        "`cargo xtask bench people{}`, commit {}.\n",
        if tiny { " tiny" } else { "" },
        super::commit(tree)
    );
    println!(
        "| tenants × staff | argon2id/s | sign-ins/s | session, posts and decision, µs (p50, p99) | decision alone, µs (p50, p99) |\n\
         | --- | --- | --- | --- | --- |"
    );
    for row in &rows {
        println!(
            "| {} × {} | {:.1} | {:.1} | {:.1}, {:.1} | {:.3}, {:.3} |",
            figure(row, "/tenants")?,
            figure(row, "/staff")?,
            figure(row, "/argon2id_per_second")?,
            figure(row, "/sign_ins_per_second")?,
            figure(row, "/lookup/p50_ns")? / 1e3,
            figure(row, "/lookup/p99_ns")? / 1e3,
            figure(row, "/decide/p50_ns")? / 1e3,
            figure(row, "/decide/p99_ns")? / 1e3,
        );
    }
    Ok(())
}

fn figure(row: &Value, path: &str) -> Result<f64> {
    row.pointer(path)
        .and_then(Value::as_f64)
        .ok_or_else(|| Failure::new(format!("the measurement has no figure {path}: {row}")))
}
