//! `zisha import letters`.

use super::Record;
use crate::command::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Base;
use content::import::runs::Outcome;
use content::permissions::ImportArticles;
use identity::batch::{Bounds, read_rows};
use kernel::{Actor, Error, Result, policy};
use letters::import::{ImportOptions, ImportReport, Rejected, Sheet, SheetLine, import_letters};
use letters::letter::clean_text;
use letters::permissions::ImportLetters;
use letters::pool::Pool;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The operator's own file may be large: a million letters.
const BOUNDS: Bounds = Bounds {
    bytes: 1 << 30,
    lines: 1_200_000,
    cell: 200_000,
    unpacked: 4 << 30,
};

/// Lines that the command line tells.
const FIRST: usize = 20;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Site, by its word.
    #[arg(long)]
    site: String,
    /// The file (.csv or .xlsx).
    file: PathBuf,
    /// Read and check everything, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Make the units that no name or alias of the tree means.
    #[arg(long)]
    create_units: bool,
}

pub(super) async fn run(config: &Config, args: Args, json: bool) -> Result<End> {
    let bytes = std::fs::read(&args.file)
        .map_err(|error| Error::field("file", format!("{}：{error}", args.file.display())))?;
    let sheet = Sheet::new(read_rows(&bytes, BOUNDS)?)?;
    drop(bytes);
    let base = Base::open(config).await?;
    let site = site_id(&base, &args.site).await?;
    let by = policy::decide::<ImportLetters>(&Actor::operator("import"), site, &[])?;
    let options = ImportOptions {
        dry_run: args.dry_run,
        create_units: args.create_units,
    };
    let noted = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[])?;
    let record = Record::begin(&base.store, &noted, ("letters", &args.file), args.dry_run).await?;
    let report = import_letters(&Pool::new(base.hub.clone()), by, &sheet, options).await;
    let report = record.end(report, outcome).await?;
    let rejects = if report.rejected.is_empty() && report.differing.is_empty() {
        None
    } else {
        Some(write_rejects(&args.file, &sheet, &report)?)
    };
    answer(json, &report, || words(&report, rejects.as_deref()))?;
    Ok(if report.stopped.is_some() {
        End::Failed
    } else {
        End::Done
    })
}

/// Counts and reasons; what a letter says stays out of the report.
fn outcome(report: &ImportReport) -> Outcome {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let refused = report.rejected.len() + report.differing.len();
    let mut lines: Vec<String> = words(report, None).lines().map(str::to_owned).collect();
    let bad = report.rejected.iter().chain(&report.differing).skip(FIRST);
    lines.extend(bad.map(line_of));
    Outcome {
        total: count(report.lines),
        added: count(report.new),
        skipped: count(report.unchanged + refused),
        // A cell that slid into another column may be somebody's number.
        lines: lines.iter().map(|line| clean_text(line, "")).collect(),
    }
}

fn line_of(bad: &Rejected) -> String {
    format!("  第 {} 行：{}", bad.line, bad.reason)
}

/// The lines as they were, with the reason in a last column, to be mended and imported. Nobody but the operator reads it:
/// it holds names and numbers.
fn write_rejects(file: &Path, sheet: &Sheet, report: &ImportReport) -> Result<PathBuf> {
    let path = file.with_extension("rejects.csv");
    let lines: HashMap<usize, &SheetLine> = sheet.lines.iter().map(|line| (line.number, line)).collect();
    let mut text = String::from(kernel::csv::BOM);
    let heads = sheet.heads.iter().map(String::as_str);
    text.push_str(&kernel::csv::line(heads.chain(["退回原因"])));
    for bad in report.rejected.iter().chain(&report.differing) {
        let Some(line) = lines.get(&bad.line) else {
            continue;
        };
        // A short line is filled up, so that the reason stands in its column.
        let mut cells: Vec<&str> = line.cells.iter().map(String::as_str).collect();
        cells.resize(sheet.heads.len().max(cells.len()), "");
        text.push_str(&kernel::csv::line(cells.into_iter().chain([bad.reason.as_str()])));
    }
    write_private(&path, text.as_bytes())?;
    Ok(path)
}

/// Beside the file and then into its place, so that an older list with wider rights is not written into.
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let part = path.with_extension("part");
    if part.exists() {
        std::fs::remove_file(&part)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&part)?.write_all(bytes)?;
    std::fs::rename(&part, path)?;
    Ok(())
}

fn words(report: &ImportReport, rejects: Option<&Path>) -> String {
    let dry = if report.dry_run {
        "（试运行，未写入）"
    } else {
        ""
    };
    let mut lines = vec![format!(
        "{dry}共 {} 条：新增 {}，已有 {}，与已有不同 {}，退回 {}。",
        report.lines,
        report.new,
        report.unchanged,
        report.differing.len(),
        report.rejected.len()
    )];
    if let Some(why) = &report.stopped {
        lines.push(format!("导入中途停止，以上为已完成的部分：{why}"));
    }
    for (name, n) in &report.unknown_units {
        let done = if report.created_units.contains(name) {
            "已新建"
        } else {
            "未识别"
        };
        lines.push(format!("  受理单位“{name}”{n} 条：{done}。"));
    }
    let first = report.rejected.iter().chain(&report.differing).take(FIRST);
    lines.extend(first.map(line_of));
    if let Some(path) = rejects {
        lines.push(format!("退回的行已写入 {}。", path.display()));
    }
    lines.join("\n")
}
