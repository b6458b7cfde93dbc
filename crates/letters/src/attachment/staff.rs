//! A file of a letter at the desk: looked at, cleared or blocked, given to the public as a copy.

use super::public::download;
use super::query::{file_of, files_of};
use super::{
    BLOCKED, CLEARED, area, entity, hide_file, judge_file, kind_word, make_copy, open_file, publish_file,
    size_word,
};
use crate::letter::refuse_private;
use crate::permissions::{AllotLetters, OpenOriginals, ReadLetters};
use crate::pool::{Desk, Pool};
use crate::refusals::FILE_NOT_CLEARED;
use crate::staff::query::find;
use actix_web::web::{Data, Path};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, Route, StaffPage, Upload, Uploading};
use kernel::{Error, LetterId, Result, beijing};
use serde::{Deserialize, Serialize};

/// Addresses.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/letters/{letter}/files/{attachment}", get_file),
        Route::post("/console/letters/{letter}/files/{attachment}/open", post_open),
        Route::post("/console/letters/{letter}/files/{attachment}/judge", post_judge),
        Route::post(
            "/console/letters/{letter}/files/{attachment}/publish",
            post_publish,
        ),
        Route::post("/console/letters/{letter}/files/{attachment}/hide", post_hide),
    ]
}

/// What is said of a file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct JudgeForm {
    verdict: String,
    note: String,
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
    /// What was typed.
    pub form: JudgeForm,
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
            form: JudgeForm {
                verdict: "block".into(),
                note: "与来信无关".into(),
            },
        }
    }
}

/// Word and colour of a file's state.
#[must_use]
pub fn state_word(state: &str) -> (&'static str, &'static str) {
    match state {
        CLEARED => ("检查通过", "ok"),
        BLOCKED => ("已拦截", "late"),
        _ => ("待检查", "wait"),
    }
}

/// What a file came with.
fn came_with(row: &entity::Model) -> &'static str {
    if row.event_id.is_some() {
        "随补充内容"
    } else {
        "随来信"
    }
}

async fn page(
    by: &Signed,
    pool: &Pool,
    (id, file): (LetterId, i64),
    form: JudgeForm,
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
        may_publish: by.may::<AllotLetters>() && desk.allots(&letter) && row.state == CLEARED && !private,
        may_be_copy: row.content_type.starts_with("image/") || row.content_type == "application/pdf",
        never: if private {
            "写信人不愿公开，或者这一类来信不公开，附件也不公开。".into()
        } else {
            String::new()
        },
        form,
        name: row.name,
        back,
    };
    Ok(StaffPage::new("letters/file_show.html", view).title("附件"))
}

fn copy_words(row: &entity::Model) -> String {
    match (&row.public_name, &row.public_type, row.public_size) {
        (Some(name), Some(kind), Some(size)) => {
            format!("{name}（{}，{}）", kind_word(kind), size_word(size))
        }
        _ => String::new(),
    }
}

async fn done(by: &Signed, pool: &Pool, at: (LetterId, i64), outcome: Result<()>, said: &str) -> Reply {
    match outcome {
        Ok(()) => {
            let path = format!("/console/letters/{}/files/{}", at.0, at.1);
            by.saved(&path, said).await
        }
        Err(error) => {
            by.form(page(by, pool, at, JudgeForm::default()).await?, error)
                .await
        }
    }
}

/// `GET /console/letters/{letter}/files/{attachment}`: what is known of a file, not its bytes.
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk.
pub async fn get_file(by: By<ReadLetters>, pool: Data<Pool>, at: Path<(LetterId, i64)>) -> Reply {
    by.page(page(&by, &pool, at.into_inner(), JudgeForm::default()).await?)
        .await
}

/// `POST …/open`: the bytes, to be saved. A form, so that no link or picture opens one by itself; on record.
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk; `letter.file_blocked`.
pub async fn post_open(by: By<OpenOriginals>, pool: Data<Pool>, at: Path<(LetterId, i64)>) -> Reply {
    let at = at.into_inner();
    let opened = async {
        let mut tx = pool.write(by.granted()).await?;
        let row = open_file(&mut tx, at.0, at.1).await?;
        tx.commit().await?;
        Ok(row)
    };
    match opened.await {
        Ok(row) => {
            let bytes = by.store.files().get(&area(row.uid), &row.hash).await?;
            Ok(download(&row.name, &row.content_type, bytes))
        }
        Err(error) => done(&by, &pool, at, Err(error), "").await,
    }
}

/// `POST …/judge`
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_judge(
    by: By<OpenOriginals>,
    pool: Data<Pool>,
    at: Path<(LetterId, i64)>,
    Form(form): Form<JudgeForm>,
) -> Reply {
    let at = at.into_inner();
    match judge(&by, &pool, at, &form).await {
        Ok(()) => done(&by, &pool, at, Ok(()), "检查结果已保存。").await,
        Err(error) => by.form(page(&by, &pool, at, form).await?, error).await,
    }
}

async fn judge(by: &By<OpenOriginals>, pool: &Pool, at: (LetterId, i64), form: &JudgeForm) -> Result<()> {
    let clear = match form.verdict.as_str() {
        "clear" => true,
        "block" => false,
        _ => return Err(Error::field("verdict", "请选择检查结果。")),
    };
    let mut tx = pool.write(by.granted()).await?;
    judge_file(&mut tx, at.0, at.1, clear, &form.note).await?;
    tx.commit().await
}

/// `POST …/publish`: the file itself, or a copy that the desk brings, is for the public once the reply is.
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk; the refusals are shown with the page.
pub async fn post_publish(
    by: By<AllotLetters>,
    pool: Data<Pool>,
    at: Path<(LetterId, i64)>,
    upload: Uploading,
) -> Reply {
    let at = at.into_inner();
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let (letter, _) = find(&read, &desk, at.0).await?;
    let row = file_of(&read, &letter, at.1).await?;
    let outcome = publish(&by, &pool, (at, &row), upload.read().await?).await;
    done(&by, &pool, at, outcome, "附件副本将随答复公开。").await
}

async fn publish(
    by: &By<AllotLetters>,
    pool: &Pool,
    (at, row): ((LetterId, i64), &entity::Model),
    upload: Upload,
) -> Result<()> {
    if upload.text("read") != "yes" {
        return Err(Error::field("read", "请逐页核对后勾选。"));
    }
    // Before a copy is made of something that nobody has looked at; asked once more where it is kept.
    if row.state != CLEARED {
        return Err(FILE_NOT_CLEARED.into());
    }
    let brought = upload.files.into_iter().next();
    let copy = make_copy(by.store.files(), row, brought).await?;
    let mut tx = pool.write(by.granted()).await?;
    publish_file(&mut tx, at.0, at.1, copy).await?;
    tx.commit().await
}

/// `POST …/hide`
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk.
pub async fn post_hide(by: By<AllotLetters>, pool: Data<Pool>, at: Path<(LetterId, i64)>) -> Reply {
    let at = at.into_inner();
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        hide_file(&mut tx, at.0, at.1).await?;
        tx.commit().await
    };
    done(&by, &pool, at, outcome.await, "附件不再公开。").await
}

/// The files of a letter as the desk's page lists them.
pub(crate) async fn rows(
    read: &store::HubRead,
    letter: &crate::letter::entity::Model,
    url: &str,
) -> Result<Vec<FileLine>> {
    let line = |row: entity::Model| FileLine {
        size: size_word(row.size),
        kind: kind_word(&row.content_type).into(),
        state: match (row.shown, state_word(&row.state).0) {
            (true, _) => "随答复公开".to_owned(),
            (false, word) => word.to_owned(),
        },
        url: format!("{url}/files/{}", row.id),
        came_with: came_with(&row).into(),
        name: row.name,
    };
    Ok(files_of(read, letter).await?.into_iter().map(line).collect())
}

/// A file in the list of a letter's page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FileLine {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// How large.
    pub size: String,
    /// What it came with.
    pub came_with: String,
    /// Whether somebody has looked.
    pub state: String,
    /// Its page.
    pub url: String,
}
