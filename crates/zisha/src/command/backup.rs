//! `zisha backup` and `zisha restore`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use kernel::{Clocks, Result};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// An empty folder for the copy.
    target: PathBuf,
}

#[derive(clap::Args)]
pub(crate) struct RestoreArgs {
    /// The folder of a backup.
    source: PathBuf,
}

pub(crate) async fn backup(config: &Config, args: BackupArgs, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let report = store::backup::backup(&base.store, config.database_url(), &args.target).await?;
    answer(json, &report, || {
        format!(
            "已备份到 {}：数据库 {} 字节，文件 {} 个。",
            args.target.display(),
            report.database_bytes,
            report.files
        )
    })?;
    Ok(End::Done)
}

pub(crate) async fn restore(config: &Config, args: RestoreArgs, json: bool) -> Result<End> {
    let report = store::backup::restore(
        &args.source,
        &config.data,
        config.database_url(),
        &Clocks::system(),
    )
    .await?;
    answer(json, &report, || {
        format!(
            "已恢复到 {}：文件 {} 个。搜索索引将在启动时重建。",
            config.data.display(),
            report.files
        )
    })?;
    Ok(End::Done)
}
