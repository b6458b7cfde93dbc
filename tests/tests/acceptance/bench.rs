//! The measurements themselves work: what they claim they check.

use std::process::Command;

/// `cargo xtask bench syndication` on two sites, one correction and one withdrawal: it stops when a page, a feed, a
/// search or a receipt is not so.
#[test]
fn the_measurement_of_corrections_finds_them_everywhere() {
    let output = Command::new(env!("CARGO_BIN_EXE_bench_syndication"))
        .args(["2", "1"])
        .env("ZISHA_BIN", tests::tools::program())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for what in ["corrections", "withdrawals"] {
        assert_eq!(told[what]["rounds"], 1, "{told}");
        for part in ["pages", "feeds", "search", "receipts"] {
            assert!(told[what][part]["p99_ms"].is_number(), "{told}");
        }
    }
}
