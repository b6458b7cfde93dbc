//! `zisha import html`.

use crate::command::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Town;
use content::import::runs::{Outcome, begin_run, finish_run};
use content::import::{PagesOptions, import_pages};
use content::permissions::ImportArticles;
use kernel::{Actor, ChannelId, Clocks, Error, Result, policy};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Site, by its word.
    #[arg(long)]
    site: String,
    /// Channel, by its word.
    #[arg(long)]
    channel: String,
    /// The address that the folder had (http://old.example.gov.cn/news); its pages lead on from there. Nothing is fetched.
    #[arg(long, value_parser = address)]
    base: Option<String>,
    /// The folder.
    folder: PathBuf,
    /// Read and check everything, write nothing.
    #[arg(long)]
    dry_run: bool,
}

fn address(text: &str) -> std::result::Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    match (url.scheme(), url.host_str()) {
        ("http" | "https", Some(_)) => Ok(text.to_owned()),
        _ => Err("应以 http:// 或 https:// 开头".into()),
    }
}

pub(super) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    if !args.folder.is_dir() {
        let words = format!("{} 不是文件夹。", args.folder.display());
        return Err(Error::field("folder", words));
    }
    let town = Town::open(config, Clocks::system()).await?;
    let store = &town.base.store;
    let site = site_id(&town.base, &args.site).await?;
    let found = content::channel::query::by_slug(&store.read(site), &args.channel).await?;
    let channel = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {}。", args.channel)))?;
    let by = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[])?;
    let options = PagesOptions {
        channel: ChannelId(channel.id),
        base: args.base,
        dry_run: args.dry_run,
    };
    let bar = super::counter();
    let progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let source = args.folder.display().to_string();
    let run = match args.dry_run {
        true => None,
        false => Some(begin_run(store, &by, "html", &source).await?),
    };
    let report = import_pages(store, by.clone(), &args.folder, &options, progress).await?;
    bar.finish_and_clear();
    if let Some(run) = run {
        let outcome = Outcome {
            total: report.pages,
            added: report.new,
            skipped: report.unchanged + report.rejected,
            lines: report.lines(),
        };
        finish_run(store, &by, run, outcome).await?;
        town.catch_up().await?;
    }
    answer(json, &report, || {
        let dry = if report.dry_run {
            "（试运行，未写入）\n"
        } else {
            ""
        };
        format!("{dry}{}", report.lines().join("\n"))
    })?;
    Ok(End::Done)
}
