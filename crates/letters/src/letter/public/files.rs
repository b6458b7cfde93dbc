//! Files of a visitor's form: how many it may bring, taking them into quarantine, showing those that are there. They hang on the
//! form's mark until what it holds is written.

use super::form::Door;
use crate::attachment::query::uploads_of;
use crate::attachment::{ACCEPT, Room, kind_word, receive_files, size_word};
use crate::code::Submission;
use crate::door::DoorSettings;
use crate::pool::Pool;
use gateway::{Bounds, Ctx, LeftOut, PreSession, Sending, Sent};
use kernel::{Result, SiteId};
use store::HubRead;
use theme::view::{LetterFile, LetterFiles};

/// Reads a form that may bring files; they are taken once the form has proved that it is this browser's.
///
/// # Errors
/// As [`Sending::read`].
pub(super) async fn read_form(
    ctx: &Ctx,
    pool: &Pool,
    before: &PreSession,
    sending: Sending,
) -> Result<(DoorSettings, Sent)> {
    let settings = DoorSettings::of(&pool.read(), ctx.site.id).await?;
    let ours = |token: &str| before.check(&ctx.app, token).is_ok();
    let sent = sending.read(bounds(&settings), ours).await?;
    Ok((settings, sent))
}

/// What a form may bring.
fn bounds(settings: &DoorSettings) -> Bounds {
    let file = usize::try_from(settings.file_mb.max(0)).unwrap_or(0) << 20;
    let files = usize::try_from(settings.files_max.max(0)).unwrap_or(0);
    Bounds {
        files,
        file,
        all: (2 * file).max(20 << 20),
    }
}

/// Keeps the files of a form in quarantine; answers what is wrong with the others.
///
/// # Errors
/// [`kernel::Error::TooMany`]; as [`receive_files`].
pub(super) async fn keep_files(
    ctx: &Ctx,
    (pool, door, settings): (&Pool, &Door, &DoorSettings),
    (site, form): (SiteId, &Submission),
    sent: &mut Sent,
) -> Result<Vec<String>> {
    let bounds = bounds(settings);
    let mut wrong: Vec<String> = sent
        .left_out
        .iter()
        .map(|(name, why)| {
            let why = match why {
                LeftOut::Unproven => "表单已失效，请重新选择".to_owned(),
                LeftOut::TooLarge => format!(
                    "单个附件不超过 {} MB，合计不超过 {} MB",
                    bounds.file >> 20,
                    bounds.all >> 20
                ),
                LeftOut::TooMany if bounds.files == 0 => "本站不接收附件".to_owned(),
                LeftOut::TooMany => format!("每封信最多 {} 个附件", bounds.files),
                LeftOut::Busy => "目前上传的人较多，请稍后再传，或者先提交来信".to_owned(),
            };
            format!("“{name}”没有收下：{why}。")
        })
        .collect();
    let files = sent.take_files();
    if !files.is_empty() {
        door.0.take(ctx.client)?;
        let room = Room {
            files: u64::try_from(bounds.files).unwrap_or(0),
            bytes: i64::try_from(bounds.all).unwrap_or(i64::MAX),
        };
        wrong.extend(receive_files(pool, ctx.store.files(), (site, form), room, files).await?);
    }
    Ok(wrong)
}

/// The part of a form that takes files; nothing where the site takes none.
///
/// # Errors
/// Faults of the database.
pub(super) async fn files_part(
    read: &HubRead,
    (site, mark): (SiteId, &str),
    settings: &DoorSettings,
) -> Result<Option<LetterFiles>> {
    if settings.files_max == 0 {
        return Ok(None);
    }
    let rows = match Submission::parse(mark) {
        Some(form) => uploads_of(read, site, &form).await?,
        None => Vec::new(),
    };
    let there = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let row = |row: crate::attachment::upload::Model| LetterFile {
        size: format!("{}，{}", kind_word(&row.content_type), size_word(row.size)),
        key: format!("remove:{}", row.uid),
        name: row.name,
        ..LetterFile::default()
    };
    Ok(Some(LetterFiles {
        rows: rows.into_iter().map(row).collect(),
        accept: ACCEPT.into(),
        help: format!(
            "最多 {} 个，每个不超过 {} MB，合计不超过 {} MB；接收图片、PDF、Word、Excel、PowerPoint，不接收压缩包、程序、音频、视频和含宏的文档。附件经检查后供办理人员使用；表单不提交的，一天后删除。",
            settings.files_max,
            settings.file_mb,
            (2 * settings.file_mb).max(20),
        ),
        room: there < settings.files_max,
        most: u64::try_from(settings.file_mb.max(0)).unwrap_or(0) << 20,
    }))
}
