//! The folder where mail lies when no server is set: one `.eml` a mail, readable by the system's user alone.

use kernel::Result;
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// Lays a mail down. The name is the mail's own, so a second try replaces the first.
pub(crate) async fn lay_down(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let mut make = tokio::fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    make.mode(0o700);
    make.create(folder).await?;
    let part = folder.join(format!(".{name}.part"));
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&part).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    drop(file);
    tokio::fs::rename(part, folder.join(name)).await?;
    Ok(())
}

/// How many mails lie there.
pub(crate) fn count(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter(|file| file.path().extension().is_some_and(|end| end == "eml"))
        .count()
}
