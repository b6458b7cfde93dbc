//! The run: one batch is written while the next is prepared.

use super::prepare::{Batch, Stage};
use super::report::{ImportOptions, ImportReport, Progress, Rejected};
use super::source::FileFormat;
use super::write::{Target, Written, write};
use crate::permissions::ImportArticles;
use futures_util::future::join;
use kernel::{Granted, Result};
use std::io::BufRead;
use store::Store;

/// Imports a file into a channel of the grant's site.
///
/// A record whose key the site already has is left as it is, so a run may be repeated at any time; it goes on where the
/// last one stopped. A bad record stops nothing.
///
/// # Errors
/// `channel.closed`; [`kernel::Error::NotFound`] for a channel of another site; [`kernel::Error::Forbidden`] outside the
/// grant's channels; [`kernel::Error::Invalid`] on `file` for a file of another kind; faults of disk and database. What
/// was written before stays.
pub async fn import_articles<R: BufRead + Send + 'static>(
    store: &Store,
    granted: Granted<ImportArticles>,
    source: R,
    format: FileFormat,
    options: ImportOptions,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<ImportReport> {
    let target = Target::open(store, granted, options).await?;
    let mut report = ImportReport {
        dry_run: options.dry_run,
        ..ImportReport::default()
    };
    let stage = Stage::new(store, &target, source, format);
    let (mut stage, mut next) = stage.advance().await?;
    while let Some(batch) = next {
        let (written, ahead) = join(write(store, &target, &batch.ready), Box::pin(stage.advance())).await;
        add(&mut report, batch, &written?, &mut progress);
        (stage, next) = ahead?;
    }
    Ok(report)
}

fn add(report: &mut ImportReport, batch: Batch, written: &Written, progress: &mut impl FnMut(Progress<'_>)) {
    report.lines += batch.lines;
    report.new += written.new;
    report.unchanged += batch.unchanged + written.unchanged;
    progress(Progress {
        bytes: batch.bytes,
        lines: report.lines,
        new: report.new,
        unchanged: report.unchanged,
        rejected: (report.rejected.len() + batch.rejected.len()) as u64,
        rejects: &batch.rejected,
        header: &batch.header,
    });
    let told = batch.rejected.into_iter().map(|rejected| Rejected {
        text: Vec::new(),
        ..rejected
    });
    report.rejected.extend(told);
}
