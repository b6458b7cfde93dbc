//! Taking files in before the letter is sent: they hang on the mark of its form, so that nothing has to be sent again when
//! the form comes back.

use super::upload::{ActiveModel, Column, Entity, Model};
use super::{Checked, area, check_file};
use crate::code::Submission;
use crate::pool::Pool;
use gateway::UploadedFile;
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Set};
use store::{Files, HubRead};

/// Files of forms that were not sent, on one site at a time. More than so many are somebody's game.
const WAITING: u64 = 400;

/// How much a letter may bring.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Files.
    pub files: u64,
    /// Bytes of all.
    pub bytes: i64,
}

/// The files that hang on a form, in order.
///
/// # Errors
/// Faults of the database.
pub async fn uploads_of(read: &HubRead, site: SiteId, form: &Submission) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::Submission.eq(form.as_str()))
        .asc(Column::Id)
        .all()
        .await
}

/// Keeps what may be kept, and says of the rest why not.
///
/// # Errors
/// [`Error::ReadOnly`] on a full disk; faults.
pub async fn receive_files(
    pool: &Pool,
    files: &Files,
    (site, form): (SiteId, &Submission),
    room: Room,
    sent: Vec<UploadedFile>,
) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in sent {
        let name = file.name.clone();
        let looked = tokio::task::spawn_blocking(move || check_file(&file.name, &file.bytes));
        let kept = match looked.await.map_err(Error::fault)? {
            Ok(checked) => keep(pool, files, (site, form), room, checked).await?,
            Err(why) => Err(why),
        };
        if let Err(why) = kept {
            wrong.push(format!("“{name}”没有收下：{why}。"));
        }
    }
    Ok(wrong)
}

/// The bytes first: a row without bytes would be a promise. What is refused then is taken away again.
async fn keep(
    pool: &Pool,
    files: &Files,
    (site, form): (SiteId, &Submission),
    room: Room,
    file: Checked,
) -> Result<std::result::Result<(), String>> {
    let uid = Uid::at(pool.read().now()).0;
    let hash = files.put(&area(uid), file.bytes.clone()).await?;
    let kept = enter(pool, (site, form), room, (uid, &hash, file)).await;
    if !matches!(kept, Ok(Ok(true))) {
        files.remove(&area(uid), &hash).await?;
    }
    Ok(kept?.map(|_| ()))
}

/// Enters a file whose bytes are kept; answers whether it is a new one.
async fn enter(
    pool: &Pool,
    (site, form): (SiteId, &Submission),
    room: Room,
    (uid, hash, file): (Uuid, &str, Checked),
) -> Result<std::result::Result<bool, String>> {
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let mut tx = pool.book().await?;
    tx.in_turn(&format!("letter files {site}")).await?;
    let there = uploads_of(&tx, site, form).await?;
    if there.iter().any(|row| row.hash == hash) {
        return Ok(Ok(false));
    }
    if u64::try_from(there.len()).unwrap_or(0) >= room.files {
        return Ok(Err(format!("每封信最多 {} 个附件", room.files)));
    }
    if there.iter().map(|row| row.size).sum::<i64>() + size > room.bytes {
        return Ok(Err(format!("附件合计不超过 {}", super::size_word(room.bytes))));
    }
    let waiting = tx.find::<Entity>().filter(Column::SiteId.eq(site.0));
    if waiting.count().await? >= WAITING {
        return Ok(Err("目前上传的人较多，请稍后再传，或者先提交来信".into()));
    }
    let row = ActiveModel {
        site_id: Set(site.0),
        uid: Set(uid),
        submission: Set(form.as_str().to_owned()),
        name: Set(file.name),
        content_type: Set(file.content_type.to_owned()),
        size: Set(size),
        hash: Set(hash.to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await?;
    tx.exempt("letter_upload")?;
    tx.commit().await?;
    Ok(Ok(true))
}

/// Takes a file off the form.
///
/// # Errors
/// Faults; none when it is gone already.
pub async fn remove_file(
    pool: &Pool,
    files: &Files,
    (site, form): (SiteId, &Submission),
    uid: &str,
) -> Result<()> {
    let rows = uploads_of(&pool.read(), site, form).await?;
    let Some(row) = rows.into_iter().find(|row| row.uid.to_string() == uid) else {
        return Ok(());
    };
    let mut tx = pool.book().await?;
    // Only while it still hangs on the form: as the letter's it stays.
    let gone = tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
    tx.exempt("letter_upload")?;
    tx.commit().await?;
    if gone > 0 {
        files.remove(&area(row.uid), &row.hash).await?;
    }
    Ok(())
}
