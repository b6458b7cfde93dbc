//! A file of a letter at the desk: looked at, cleared or blocked, given to the public as a copy.

use super::public::download;
use super::query::{file_of, files_of};
use super::view::{Beside, page};
pub use super::view::{FileDesk, JudgeForm};
use super::{
    BLOCKED, CLEARED, Looked, Source, area, entity, hide_file, judge_file, kind_word, make_copy, open_file,
    publish_file, size_word, source_of,
};
use crate::permissions::{AllotLetters, OpenOriginals, ReadLetters};
use crate::pool::{Desk, Pool};
use crate::refusals::{FILE_NOT_CLEARED, FILE_TELLS_WHO, FILE_UNREAD};
use crate::reply::writer_name;
use crate::staff::query::find;
use actix_web::web::{Data, Path, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, Route, Upload, Uploading};
use kernel::{Error, LetterId, Result};
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
pub(super) fn came_with(row: &entity::Model) -> &'static str {
    if row.event_id.is_some() {
        "随补充内容"
    } else {
        "随来信"
    }
}

async fn done(by: &Signed, pool: &Pool, at: (LetterId, i64), outcome: Result<()>, said: &str) -> Reply {
    match outcome {
        Ok(()) => {
            let path = format!("/console/letters/{}/files/{}", at.0, at.1);
            by.saved(&path, said).await
        }
        Err(error) => by.form(page(by, pool, at, Beside::default()).await?, error).await,
    }
}

/// `GET /console/letters/{letter}/files/{attachment}`: what is known of a file, not its bytes.
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk.
pub async fn get_file(
    by: By<ReadLetters>,
    pool: Data<Pool>,
    at: Path<(LetterId, i64)>,
    Query(asked): Query<FileAsked>,
) -> Reply {
    let at = at.into_inner();
    let beside = Beside {
        wants_words: asked.words == "1",
        ..Beside::default()
    };
    match page(&by, &pool, at, beside).await {
        Ok(page) => by.page(page).await,
        Err(error @ Error::Refused(_)) => done(&by, &pool, at, Err(error), "").await,
        Err(error) => Err(error.into()),
    }
}

/// What the page of a file is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileAsked {
    words: String,
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
        Err(error) => {
            let beside = Beside {
                form,
                ..Beside::default()
            };
            by.form(page(&by, &pool, at, beside).await?, error).await
        }
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
    let writer = writer_name(&read, &letter).await?;
    let upload = upload.read().await?;
    let words = upload.text("words").to_owned();
    let (looked, error) = match publish(&by, &pool, (at, &row), &writer, upload).await {
        Ok(None) => return done(&by, &pool, at, Ok(()), "附件副本将随答复公开。").await,
        Ok(Some(looked)) if looked.count > 0 => (looked, FILE_TELLS_WHO.into()),
        Ok(Some(looked)) => (looked, FILE_UNREAD.into()),
        Err(error) => (Looked::default(), error),
    };
    let beside = Beside {
        wants_words: !words.is_empty(),
        words,
        looked,
        ..Beside::default()
    };
    by.form(page(&by, &pool, at, beside).await?, error).await
}

/// Publishes a copy, or answers with what speaks against it.
async fn publish(
    by: &By<AllotLetters>,
    pool: &Pool,
    (at, row): ((LetterId, i64), &entity::Model),
    writer: &str,
    upload: Upload,
) -> Result<Option<Looked>> {
    if upload.text("read") != "yes" {
        return Err(Error::field("read", "请逐页核对后勾选。"));
    }
    // Before a copy is made of something that nobody has looked at; asked once more where it is kept.
    if row.state != CLEARED {
        return Err(FILE_NOT_CLEARED.into());
    }
    let words = upload.text("words").to_owned();
    let vouched = (upload.text("vouched") == "yes").then(|| upload.text("seen").to_owned());
    let source = if words.trim().is_empty() {
        source_of(by.store.files(), row, upload.files.into_iter().next()).await?
    } else {
        Source::of_words(row, &words, writer)
    };
    let looked = source.look(writer).await?;
    // The tick holds for what was shown: another file in the same form is looked at anew.
    if !looked.is_clear() && vouched.as_ref() != Some(&looked.stamp) {
        return Ok(Some(looked));
    }
    let copy = make_copy(by.store.files(), row, source).await?;
    let mut tx = pool.write(by.granted()).await?;
    let vouched = Some(&looked).filter(|looked| !looked.is_clear());
    publish_file(&mut tx, at.0, at.1, copy, vouched).await?;
    tx.commit().await?;
    Ok(None)
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
