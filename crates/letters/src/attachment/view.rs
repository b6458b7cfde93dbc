//! The page of a file at the desk.

use super::query::file_of;
use super::staff::{came_with, state_word};
use super::{BLOCKED, CLEARED, Looked, area, entity, kind_word, read_words, size_word};
use crate::letter::{clean_text, refuse_private};
use crate::permissions::{AllotLetters, OpenOriginals};
use crate::pool::{Desk, Pool};
use crate::refusals::FILE_HAS_NO_WORDS;
use crate::reply::writer_name;
use crate::staff::query::find;
use gateway::StaffPage;
use gateway::staff::Signed;
use kernel::{Error, LetterId, Result, beijing};
use serde::{Deserialize, Serialize};

/// What is said of a file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct JudgeForm {
    /// `clear` or `block`.
    pub verdict: String,
    /// Why.
    pub note: String,
}

/// `letters/file_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileDesk {
    /// Name.
    pub name: String,
    /// 图片, PDF, Word …
    pub kind: String,
    /// How large.
    pub size: String,
    /// When it came.
    pub came: String,
    /// 待检查, 检查通过, 已拦截.
    pub state: String,
    /// Colour of the state.
    pub tone: String,
    /// Who looked and when, with the note; or empty.
    pub looked: String,
    /// SHA-256 of the bytes.
    pub hash: String,
    /// The public copy, or empty.
    pub copy: String,
    /// Address of the public copy while the public gets it.
    pub copy_url: String,
    /// Whether the public gets the copy once the reply is public.
    pub shown: bool,
    /// This page.
    pub url: String,
    /// The letter.
    pub back: String,
    /// Whether the person may open it.
    pub may_open: bool,
    /// Whether the person may judge it.
    pub may_judge: bool,
    /// Whether the desk may publish a copy.
    pub may_publish: bool,
    /// Whether the file itself may be the copy.
    pub may_be_copy: bool,
    /// Why nothing of it can be public, or empty.
    pub never: String,
    /// Whether a program can read words in it.
    pub has_words: bool,
    /// The words, masked, to be published in its place; empty until asked for.
    pub words: String,
    /// Lines of the copy that lead to a person, masked, when it was refused for them.
    pub found: Vec<String>,
    /// How many such lines there are beyond those told.
    pub more: usize,
    /// Whether the copy was refused because a program cannot read all of it.
    pub unread: bool,
    /// SHA-256 of the refused copy, or empty: what the desk may answer for.
    pub seen: String,
    /// What was typed.
    pub form: JudgeForm,
}

/// What the page shows beside the file.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What was typed of a judgement.
    pub form: JudgeForm,
    /// Whether the masked words are asked for.
    pub wants_words: bool,
    /// Words as the desk typed them.
    pub words: String,
    /// What a copy was refused for.
    pub looked: Looked,
}

impl FileDesk {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "路面照片.jpg".into(),
            kind: "图片".into(),
            size: "1.2 MB".into(),
            came: "2026-03-02 09:00，随来信".into(),
            state: "检查通过".into(),
            tone: "ok".into(),
            looked: "2026-03-02 10:00 顾青禾".into(),
            hash: "0".repeat(64),
            copy: "路面照片.jpg（图片，900 KB）".into(),
            copy_url: "/letters/files/0".into(),
            shown: true,
            url: "/console/letters/7/files/3".into(),
            back: "/console/letters/7".into(),
            may_open: true,
            may_judge: true,
            may_publish: true,
            may_be_copy: true,
            never: String::new(),
            has_words: true,
            words: "我叫周**，电话138****。".into(),
            found: vec!["我叫周**，电话138****。".into()],
            more: 3,
            unread: true,
            seen: "0".repeat(64),
            form: JudgeForm {
                verdict: "block".into(),
                note: "与来信无关".into(),
            },
        }
    }
}

/// The page of a file.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; faults.
pub(super) async fn page(
    by: &Signed,
    pool: &Pool,
    (id, file): (LetterId, i64),
    beside: Beside,
) -> Result<StaffPage<FileDesk>> {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let (letter, _) = find(&read, &desk, id).await?;
    let row = file_of(&read, &letter, file).await?;
    let (state, tone) = state_word(&row.state);
    let back = by.site.url(&format!("/console/letters/{id}"));
    let private = !letter.wants_public || refuse_private(&read, &letter).await.is_err();
    let looked = row
        .looked_at
        .map(|at| format!("{} {} {}", beijing::minute(at), row.looked_by_name, row.note));
    let home = by.app.directory.get(kernel::SiteId(letter.site_id));
    let copy_url = home.map(|site| site.absolute(&format!("/letters/files/{}", row.uid)));
    let is_public = row.shown && letter.shown && letter.answered_on.is_some();
    let may_publish = by.may::<AllotLetters>() && desk.allots(&letter) && row.state == CLEARED && !private;
    let mut words = beside.words;
    if may_publish && beside.wants_words && words.is_empty() {
        let writer = writer_name(&read, &letter).await?;
        words = masked_words(by, &row, writer).await?;
    }
    let view = FileDesk {
        kind: kind_word(&row.content_type).into(),
        size: size_word(row.size),
        came: format!("{}，{}", beijing::minute(row.created_at), came_with(&row)),
        state: state.into(),
        tone: tone.into(),
        looked: looked.unwrap_or_default().trim_end().to_owned(),
        hash: row.hash.clone(),
        copy: copy_words(&row),
        copy_url: copy_url.filter(|_| is_public).unwrap_or_default(),
        shown: row.shown,
        url: format!("{back}/files/{file}"),
        may_open: by.may::<OpenOriginals>() && row.state != BLOCKED,
        may_judge: by.may::<OpenOriginals>(),
        may_publish,
        may_be_copy: row.content_type.starts_with("image/") || row.content_type == "application/pdf",
        never: if private {
            "写信人不愿公开，或者这一类来信不公开，附件也不公开。".into()
        } else {
            String::new()
        },
        has_words: !row.content_type.starts_with("image/"),
        words,
        more: beside.looked.count.saturating_sub(beside.looked.lines.len()),
        found: beside.looked.lines,
        unread: beside.looked.unread,
        seen: beside.looked.stamp,
        form: beside.form,
        name: row.name,
        back,
    };
    Ok(StaffPage::new("letters/file_show.html", view).title("附件"))
}

/// The words of a file with every name and number masked.
async fn masked_words(by: &Signed, row: &entity::Model, writer: String) -> Result<String> {
    let bytes = by.store.files().get(&area(row.uid), &row.hash).await?;
    let kind = row.content_type.clone();
    let read = tokio::task::spawn_blocking(move || {
        let words = read_words(&kind, &bytes).text();
        words.map(|words| clean_text(&words, &writer))
    });
    let words = read.await.map_err(Error::fault)?;
    words.ok_or_else(|| FILE_HAS_NO_WORDS.into())
}

fn copy_words(row: &entity::Model) -> String {
    match (&row.public_name, &row.public_type, row.public_size) {
        (Some(name), Some(kind), Some(size)) => {
            format!("{name}（{}，{}）", kind_word(kind), size_word(size))
        }
        _ => String::new(),
    }
}
