//! The project's own commands: `cargo xtask <command>`. Each command is one file beside this one.

mod assets;
mod bench;
mod check;
mod corpus;
mod demo;
mod feedparser;
mod install;
mod postgres;
mod run;
mod scratch;
mod test;

use std::process::ExitCode;

use run::{Failure, Result, Tree};

const USAGE: &str = "\
cargo xtask <command>

  demo [-- ARGS]           build everything and run `zisha demo` (ARGS go to it)
  check                    format, lint, themes and sites, no machine paths in files
  test [--quick]           check, then all tests on SQLite and PostgreSQL (--quick: SQLite only)
  assets                   build the console's web assets with npm (skipped when fresh)
  bench pages              cached and uncached pages against nginx
  bench import [FILE]      import of JSON Lines, again, and with broken lines
  bench people [tiny]      sign-ins and permission decisions, 1 × 20 beside 500 × 20 tenants and staff
  bench letters [tiny]     a board of a million letters: pages, figures, weekly run
  bench syndication [tiny] one correction on its way to 1, 8, 100 and 1,000 sites
  bench peers [tiny]       a unit's press until the portal on another box shows it, quiet and with kills and cuts
  corpus OUT.jsonl         write the import corpus (about 19,000 articles of 1998 news text)
  feedparser-corpus        how much of what Python's feedparser reads in its own corpus is read by ours
  postgres -- COMMAND…     run COMMAND with ZISHA_TEST_DATABASE_URL set to a throw-away cluster

exit codes: 0 done, 1 a step failed, 2 wrong usage, 3 the machine lacks something";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("xtask: {}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(args: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let Some((&command, rest)) = words.split_first() else {
        return Err(Failure::usage(USAGE));
    };
    if matches!(command, "help" | "--help" | "-h") {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let tree = Tree::find()?;
    match command {
        "assets" => no_more(rest).and_then(|()| assets::run(&tree))?,
        "demo" => return demo::run(&tree, after_dashes(rest)),
        "check" => no_more(rest).and_then(|()| check::run(&tree))?,
        "test" => match rest {
            [] => test::run(&tree, test::Scope::Full)?,
            ["--quick"] => test::run(&tree, test::Scope::Quick)?,
            _ => return Err(Failure::usage("test takes only --quick")),
        },
        "bench" => bench::run(&tree, rest)?,
        "corpus" => match rest {
            [out] => corpus::run(out.as_ref())?,
            _ => {
                return Err(Failure::usage(
                    "corpus takes one file to write, for example corpus.jsonl",
                ));
            }
        },
        "feedparser-corpus" => no_more(rest).and_then(|()| feedparser::run(&tree))?,
        "postgres" => return postgres::run(&tree, after_dashes(rest)),
        other => return Err(Failure::usage(&format!("no command {other}\n\n{USAGE}"))),
    }
    Ok(ExitCode::SUCCESS)
}

fn no_more(rest: &[&str]) -> Result {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(Failure::usage(&format!(
            "nothing may follow here, but there is {word}"
        ))),
    }
}

/// What follows the first `--`, or everything when there is none.
fn after_dashes<'a, 'b>(rest: &'b [&'a str]) -> &'b [&'a str] {
    match rest.split_first() {
        Some((&"--", tail)) => tail,
        _ => rest,
    }
}
