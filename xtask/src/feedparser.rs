//! How much of what Python's feedparser reads is read by ours: over feedparser's own test corpus, which its source
//! package carries and which never enters the repository.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::install;
use crate::run::{self, Context, Failure, Result, Tree};

const RELEASE: &str = "6.0.14";
const SCRIPT: &str = include_str!("feedparser/corpus.py");

/// Prints every file that is read otherwise, and the rate; fails below 0.90.
pub fn run(tree: &Tree) -> Result {
    let python = install::python_packages(
        tree,
        "feedparser",
        &[&format!("feedparser=={RELEASE}"), "chardet==7.7.0"],
    )?;
    let folder = tree.target.join("feedparser");
    std::fs::create_dir_all(&folder).context("make the folder of the corpus")?;
    let tests = corpus(&python, &folder)?;
    let script = folder.join("corpus.py");
    std::fs::write(&script, SCRIPT).context("write the script")?;
    let (expected, ours) = (folder.join("expected.jsonl"), folder.join("ours.jsonl"));
    run::step("feedparser reads its corpus", || {
        let answers = run::captured(Command::new(&python).arg(&script).arg("expect").arg(&tests))?;
        std::fs::write(&expected, answers).context("write what feedparser reads")
    })?;
    run::silent(
        "build our reader",
        &mut tree.cargo([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "feed",
            "--example",
            "read",
        ]),
    )?;
    run::step("ours reads it", || {
        let status = Command::new(tree.target.join("debug/examples/read"))
            .stdin(File::open(&expected).context("open the list")?)
            .stdout(Stdio::from(File::create(&ours).context("write what ours reads")?))
            .status()
            .context("start our reader")?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("our reader ended with {status}")))
        }
    })?;
    run::shown(
        "compare",
        Command::new(&python)
            .arg(&script)
            .arg("compare")
            .arg(&expected)
            .arg(&ours),
    )
}

/// The folder `tests` of the source package, fetched by pip when it is not there.
fn corpus(python: &PathBuf, folder: &PathBuf) -> Result<PathBuf> {
    let name = format!("feedparser-{RELEASE}");
    let tests = folder.join(&name).join("tests");
    if tests.is_dir() {
        return Ok(tests);
    }
    run::step("pip download feedparser", || {
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check"])
            .args(["--no-deps", "--no-binary", "feedparser", "--dest"])
            .arg(folder)
            .arg(format!("feedparser=={RELEASE}"));
        run::captured(&mut pip)?;
        let mut tar = Command::new("tar");
        tar.arg("-xzf")
            .arg(folder.join(format!("{name}.tar.gz")))
            .arg("-C")
            .arg(folder);
        run::captured(&mut tar).map(drop)
    })?;
    Ok(tests)
}
