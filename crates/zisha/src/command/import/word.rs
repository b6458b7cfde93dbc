//! `zisha import docx`.

use crate::command::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Base;
use content::import::office::{OfficeOptions, import_office};
use content::import::runs::{Outcome, begin_run, finish_run};
use content::permissions::ImportArticles;
use kernel::{Actor, ChannelId, Error, Result, policy};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Site, by its word.
    #[arg(long)]
    site: String,
    /// Channel, by its word.
    #[arg(long)]
    channel: String,
    /// The files (.docx, .doc).
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Read and check everything, write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let site = site_id(&base, &args.site).await?;
    let found = content::channel::query::by_slug(&base.store.read(site), &args.channel).await?;
    let channel = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {}。", args.channel)))?;
    let by = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[])?;
    let options = OfficeOptions {
        channel: ChannelId(channel.id),
        dry_run: args.dry_run,
    };
    let names: Vec<String> = args.files.iter().map(|file| file.display().to_string()).collect();
    let run = match args.dry_run {
        true => None,
        false => Some(begin_run(&base.store, &by, "word", &names.join("，")).await?),
    };
    let report = import_office(&base.store, by.clone(), &args.files, options).await?;
    if let Some(run) = run {
        let outcome = Outcome {
            total: report.files,
            added: report.new,
            skipped: report.unchanged + report.rejected,
            lines: report.lines(),
        };
        finish_run(&base.store, &by, run, outcome).await?;
    }
    answer(json, &report, || report.lines().join("\n"))?;
    Ok(if report.rejected == 0 {
        End::Done
    } else {
        End::Failed
    })
}
