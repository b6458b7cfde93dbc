//! `zisha import wxr`.

use crate::command::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Town;
use content::import::runs::{Outcome, begin_run, finish_run};
use content::import::{WxrOptions, WxrReport, import_wxr};
use content::permissions::ImportArticles;
use kernel::{Actor, Clocks, Error, Result, policy};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Site, by its word.
    #[arg(long)]
    site: String,
    /// The export (.xml).
    file: PathBuf,
    /// The folder with the files of the old site (a copy of wp-content/uploads). Nothing is fetched.
    #[arg(long)]
    media: Option<PathBuf>,
    /// Channel of pages and of posts without a category, by its word.
    #[arg(long)]
    channel: Option<String>,
    /// Where a category goes, as NICENAME=CHANNEL; may stand several times. Others become channels of their own.
    #[arg(long, value_parser = pair)]
    map: Vec<(String, String)>,
    /// Read and check everything, write nothing.
    #[arg(long)]
    dry_run: bool,
}

fn pair(text: &str) -> std::result::Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("应写作 分类=栏目")?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}

pub(super) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    if !args.file.is_file() {
        return Err(Error::field(
            "file",
            format!("{} 不是文件。", args.file.display()),
        ));
    }
    let town = Town::open(config, Clocks::system()).await?;
    let store = &town.base.store;
    let site = site_id(&town.base, &args.site).await?;
    let by = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[])?;
    let dry = WxrOptions {
        media: args.media,
        channel: args.channel,
        map: args.map,
        dry_run: true,
    };
    let bar = super::counter();
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    if args.dry_run {
        let report = import_wxr(store, by, &args.file, &dry, progress).await?;
        bar.finish_and_clear();
        return told(&report, json);
    }
    // A file that will be refused leaves no report of a run that never was.
    content::import::check_wxr(&args.file).await?;
    let source = args.file.display().to_string();
    let run = begin_run(store, &by, "wxr", &source).await?;
    let options = WxrOptions {
        dry_run: false,
        ..dry
    };
    let report = import_wxr(store, by.clone(), &args.file, &options, progress).await?;
    bar.finish_and_clear();
    let outcome = Outcome {
        total: report.articles + report.pages,
        added: report.new,
        skipped: report.skipped,
        lines: report.lines(),
    };
    finish_run(store, &by, run, outcome).await?;
    town.catch_up().await?;
    told(&report, json)
}

fn told(report: &WxrReport, json: bool) -> Result<End> {
    answer(json, report, || {
        let dry = if report.dry_run {
            "（试运行，未写入）\n"
        } else {
            ""
        };
        format!("{dry}{}", report.lines().join("\n"))
    })?;
    Ok(End::Done)
}
