//! `cargo xtask demo`: builds the program and turns into it, so Ctrl-C and output are its own.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use crate::assets;
use crate::run::{self, Failure, Result, Tree};

pub fn run(tree: &Tree, args: &[&str]) -> Result<ExitCode> {
    assets::run(tree)?;
    // With the features of the whole workspace, so that the tests find every dependency built, and back.
    run::shown(
        "build zisha",
        &mut tree.cargo(["build", "--locked", "--workspace", "--bin", "zisha"]),
    )?;
    let mut command = Command::new(tree.program("debug"));
    command.arg("demo").current_dir(&tree.root);
    if !gives(args, "--data") {
        command.arg("--data").arg(tree.target.join("demo-data"));
    }
    if !gives(args, "--listen") {
        command.args(["--listen", "127.0.0.1:8080"]);
    }
    command.args(args);
    // exec only comes back when it failed.
    let error = command.exec();
    Err(Failure::new(format!("start {}: {error}", run::words(&command))))
}

fn gives(args: &[&str], option: &str) -> bool {
    args.iter().any(|arg| arg.split('=').next() == Some(option))
}

#[cfg(test)]
mod tests {
    use super::gives;

    #[test]
    fn an_own_option_replaces_the_default() {
        assert!(gives(&["--data", "x"], "--data"));
        assert!(gives(&["--listen=127.0.0.1:1"], "--listen"));
        assert!(!gives(&["--database"], "--data"));
    }
}
