//! `/letters/query/answer`: the writer answers the unit's question (补充), with files that go the way of the first form's:
//! quarantine, limits and checks are the same.

use super::files::{keep_files, read_form};
use super::form::{Door, visitor};
use super::own::{Deed, Typed, done, page, proven, text};
use super::query;
use crate::attachment::remove_file;
use crate::code::{Proven, Submission};
use crate::door::DoorSettings;
use crate::letter::{Move, answer_question};
use crate::permissions::WriteLetter;
use crate::pool::{Pool, moved};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, PreSession, Reply, Sending, Sent};
use kernel::{Error, FieldError, Result, SiteId};

/// The fields of the form.
const FIELDS: [&str; 6] = ["csrf_token", "number", "code", "submission", "answer", "go"];

/// `POST /letters/query/answer`
///
/// # Errors
/// Faults of the database; what the writer can mend is said on the page.
pub async fn post_answer(
    ctx: Ctx,
    request: HttpRequest,
    pool: Data<Pool>,
    door: Data<Door>,
    sending: Sending,
) -> Reply {
    let before = PreSession::of(&ctx, &request)?;
    let (settings, mut sent) = read_form(&ctx, &pool, &before, sending).await?;
    let typed = typed(&sent)?;
    let letter = match proven(&ctx, &request, &pool, &before, &typed).await {
        Ok(letter) => letter,
        Err(error) => return query::again(&ctx, before, text(&typed, "number"), error).await,
    };
    let step = take(&ctx, (&pool, &door, &settings), &letter, &typed, &mut sent).await;
    drop(sent);
    match step {
        Ok(None) => done(&ctx, &request, &pool, before, &typed, Deed::Answer).await,
        Ok(Some(notice)) => page(&ctx, &pool, before, &letter, &typed, (notice, None)).await,
        Err(error) => page(&ctx, &pool, before, &letter, &typed, ("", Some(error))).await,
    }
}

/// What was sent; a form without a mark gets one.
fn typed(sent: &Sent) -> Result<Typed> {
    let fields = FIELDS.map(|name| (name.to_owned(), sent.text(name).to_owned()));
    let mut typed: Typed = fields.into_iter().collect();
    if Submission::parse(text(&typed, "submission")).is_none() {
        let mark = Submission::random()?.as_str().to_owned();
        typed.insert("submission".into(), mark);
    }
    Ok(typed)
}

/// Files first, so that they are kept whatever else is wrong; then what the button says. Nothing when the question is answered,
/// else what is said of the form that comes back.
async fn take(
    ctx: &Ctx,
    (pool, door, settings): (&Pool, &Door, &DoorSettings),
    letter: &Proven,
    typed: &Typed,
    sent: &mut Sent,
) -> Result<Option<&'static str>> {
    // Where nothing is asked nothing is taken in.
    moved(letter, Move::Resume)?;
    let Some(form) = Submission::parse(text(typed, "submission")) else {
        return Err(Error::ForeignForm);
    };
    let of_form = (SiteId(letter.site_id), &form);
    let came = !sent.files.is_empty();
    let wrong = keep_files(ctx, (pool, door, settings), of_form, sent).await?;
    if !wrong.is_empty() {
        let wrong = wrong.into_iter().map(|text| FieldError::new("files", text));
        return Err(Error::Invalid(wrong.collect()));
    }
    let go = text(typed, "go");
    if let Some(uid) = go.strip_prefix("remove:") {
        remove_file(pool, ctx.store.files(), of_form, uid).await?;
        return Ok(Some("附件已移除。"));
    }
    if go == "attach" {
        return Ok(Some(if came {
            "附件已收下，随补充内容一起提交。"
        } else {
            "请先选择文件，再上传。"
        }));
    }
    let mut tx = pool.write(visitor::<WriteLetter>(ctx)?).await?;
    answer_question(&mut tx, letter, text(typed, "answer"), Some(&form)).await?;
    tx.commit().await?;
    Ok(None)
}
