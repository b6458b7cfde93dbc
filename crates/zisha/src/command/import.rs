//! `zisha import articles`, `wxr`, `html`, `docx`, `letters`.

mod html;
mod letters;
mod word;
mod wxr;

use super::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Town;
use clap::Subcommand;
use content::import::runs::{Outcome, begin_run, finish_run};
use content::import::{
    FileFormat, ImportOptions, ImportReport, Progress, Rejected, RejectsFile, import_articles,
};
use content::permissions::ImportArticles;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Actor, ChannelId, Clocks, Error, Granted, Result, policy};
use serde::Serialize;
use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::Store;

/// The report with its times.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: ImportReport,
    /// Until every record was a row, durable.
    rows_seconds: f64,
    /// Until every article was found by the search.
    seconds: f64,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Articles from JSON Lines or CSV (key,title,body,body_format,published_at,source,origin,author,keywords,old_url).
    /// Idempotent by key; a bad line is reported, written to `FILE.rejects.*`, and stops nothing.
    Articles {
        /// Site, by its word.
        #[arg(long)]
        site: String,
        /// Channel, by its word.
        #[arg(long)]
        channel: String,
        /// The file (.jsonl or .csv).
        file: PathBuf,
        /// Read and check everything, write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Let rules and notices see the articles as news.
        #[arg(long)]
        syndicate: bool,
    },
    /// Letters of an old board from CSV (UTF-8 or GB18030) or Excel, with the columns 编号 受理单位 类型 标题 内容 来信人 联系电话 来信时间
    /// 状态 答复时间 答复内容 延期说明时间 是否公开. Idempotent by 编号; a bad line is reported, written to `FILE.rejects.csv`, and stops
    /// nothing.
    Letters(letters::Args),
    /// A WordPress export (WXR 1.0 to 1.2): posts, pages, categories, tags, files, old addresses. Idempotent and resumable;
    /// a malformed file is refused whole. See docs/IMPORT.md.
    Wxr(wxr::Args),
    /// A folder of HTML pages, the static copy of an old site, with its pictures and files. Idempotent and resumable. See
    /// docs/IMPORT.md.
    Html(html::Args),
    /// Word files (.docx, .doc), each of which becomes a draft with its pictures and tables.
    Docx(word::Args),
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let (site, channel, file, dry_run, syndicate) = match command {
        Command::Articles {
            site,
            channel,
            file,
            dry_run,
            syndicate,
        } => (site, channel, file, dry_run, syndicate),
        Command::Letters(args) => return letters::run(config, args, json).await,
        Command::Wxr(args) => return Box::pin(wxr::run(config, args, json)).await,
        Command::Html(args) => return Box::pin(html::run(config, args, json)).await,
        Command::Docx(args) => return Box::pin(word::run(config, args, json)).await,
    };
    let town = Town::open(config, Clocks::system()).await?;
    let site = site_id(&town.base, &site).await?;
    let found = content::channel::query::by_slug(&town.base.store.read(site), &channel).await?;
    let channel = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {channel}。")))?;
    let options = ImportOptions {
        channel: ChannelId(channel.id),
        dry_run,
        syndicate,
    };
    let format =
        FileFormat::of(&file).ok_or_else(|| Error::field("file", "文件名应以 .jsonl 或 .csv 结尾。"))?;
    let opened =
        File::open(&file).map_err(|error| Error::field("file", format!("{}：{error}", file.display())))?;
    let bar = bar(opened.metadata()?.len());
    let mut rejects = RejectsFile::beside(&file);
    let by = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[])?;
    let input = BufReader::with_capacity(1 << 20, opened);
    let begun = Instant::now();
    let record = Record::begin(&town.base.store, &by, ("articles", &file), dry_run).await?;
    let report = import_articles(
        &town.base.store,
        by.clone(),
        input,
        format,
        options,
        |progress: Progress<'_>| {
            bar.set_position(progress.bytes);
            bar.set_message(format!(
                "新增 {}，已有 {}，退回 {}",
                progress.new, progress.unchanged, progress.rejected
            ));
            rejects.add(&progress);
        },
    )
    .await;
    let report = record.end(report, articles_outcome).await?;
    let rows_seconds = begun.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let rejects = rejects.finish()?;
    if !dry_run {
        town.catch_up().await?;
    }
    let told = Told {
        report,
        rows_seconds,
        seconds: begun.elapsed().as_secs_f64(),
    };
    answer(json, &told, || {
        words(&told, rejects.as_ref().map(|(lines, _)| lines.as_path()))
    })?;
    Ok(End::Done)
}

/// The report of a run under 导入记录; none of one that only tries.
struct Record<'a> {
    store: &'a Store,
    by: &'a Granted<ImportArticles>,
    run: Option<i64>,
}

impl<'a> Record<'a> {
    async fn begin(
        store: &'a Store,
        by: &'a Granted<ImportArticles>,
        (kind, source): (&str, &Path),
        dry_run: bool,
    ) -> Result<Self> {
        let source = source.display().to_string();
        let run = match dry_run {
            true => None,
            false => Some(begin_run(store, by, kind, &source).await?),
        };
        Ok(Self { store, by, run })
    }

    /// Writes what a run came to. A file that was refused is told too; what stopped half way stays 未完成.
    async fn end<T>(self, report: Result<T>, outcome: impl FnOnce(&T) -> Outcome) -> Result<T> {
        let told = match &report {
            Ok(report) => Some(outcome(report)),
            Err(error @ Error::Invalid(_)) => Some(Outcome {
                lines: vec![format!("没有导入：{}", error.sentence())],
                ..Outcome::default()
            }),
            Err(_) => None,
        };
        if let (Some(run), Some(told)) = (self.run, told) {
            finish_run(self.store, self.by, run, told).await?;
        }
        report
    }
}

fn articles_outcome(report: &ImportReport) -> Outcome {
    let rejected = report.rejected.len() as u64;
    let mut lines = vec![format!(
        "共 {} 条：新增 {}，已有 {}，退回 {rejected}。",
        report.lines, report.new, report.unchanged
    )];
    let line = |bad: &Rejected| format!("第 {} 行：{}", bad.line, bad.reason);
    lines.extend(report.rejected.iter().map(line));
    Outcome {
        total: report.lines,
        added: report.new,
        skipped: report.unchanged + rejected,
        lines,
    }
}

/// Counts things instead of bytes.
fn counter() -> ProgressBar {
    let bar = bar(0);
    bar.set_message("条目");
    bar
}

/// Shown on a terminal only.
fn bar(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {msg}  剩余 {eta}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn words(told: &Told, rejects: Option<&Path>) -> String {
    let report = &told.report;
    let mut lines = vec![format!(
        "{}共 {} 条：新增 {}，已有 {}，退回 {}。入库 {:.1} 秒，可检索 {:.1} 秒。",
        if report.dry_run {
            "（试运行，未写入）"
        } else {
            ""
        },
        report.lines,
        report.new,
        report.unchanged,
        report.rejected.len(),
        told.rows_seconds,
        told.seconds
    )];
    lines.extend(
        report
            .rejected
            .iter()
            .take(20)
            .map(|bad| format!("  第 {} 行：{}", bad.line, bad.reason)),
    );
    if let Some(rejects) = rejects {
        lines.push(format!("退回的行已写入 {}。", rejects.display()));
    }
    lines.join("\n")
}
