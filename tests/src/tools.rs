//! What `cargo xtask test` puts in place before it starts the tests.

use std::path::PathBuf;

/// The file that a variable names.
///
/// # Panics
/// When the variable is not set: a test never passes because a tool was missing.
#[must_use]
pub fn tool(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            panic!("{variable} is not set: run `cargo xtask test`, which installs what the tests need")
        });
    assert!(
        path.is_file(),
        "{variable} names {}, which is not there",
        path.display()
    );
    path
}

/// The program under test: `ZISHA_BIN`, or the one that was built beside this test.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("ZISHA_BIN").filter(|value| !value.is_empty()) {
        let path = PathBuf::from(path);
        assert!(
            path.is_file(),
            "ZISHA_BIN names {}, which is not there",
            path.display()
        );
        return path;
    }
    let test = std::env::current_exe().unwrap();
    let path = test
        .parent()
        .and_then(|deps| deps.parent())
        .unwrap()
        .join("zisha");
    assert!(
        path.is_file(),
        "{} is not there: run `cargo xtask test`, or `cargo build` first",
        path.display()
    );
    path
}

/// The PostgreSQL server of this run, if it is one.
#[must_use]
pub fn postgres() -> Option<String> {
    std::env::var("ZISHA_TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty())
}
