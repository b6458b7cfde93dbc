//! Handlers of `/api/v1/articles` and `/api/v1/media`.
//!
//! Only GET and POST: gateways in front of business systems often let nothing else pass.

use super::answer::{self, Call, etag, word};
use super::bearer::Bearer;
use super::deliver::{Both, Outcome, deliver_article, newest};
use super::parse::{self, Wanted};
use super::places::Places;
use super::release::release_article;
use super::shape::{Aim, ArticleOut, ArticlesOut, MediaOut, WithdrawIn};
use super::{entity, files, status};
use crate::article::state::State;
use crate::article::withdraw_article;
use crate::check::{of_edition, of_text};
use crate::media::{Words, store_media};
use crate::permissions::{DeliverArticle, ReadArticles, ReleaseArticle, WithdrawArticle};
use crate::refusals::NEEDS_REVIEW;
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{BytesMut, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::StreamExt;
use gateway::Reply;
use kernel::{ArticleId, Error, Permission, Result, Revision};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use std::collections::HashMap;
use store::SiteWrite;

/// `POST /api/v1/articles`: delivers an article, or updates the one with the same external number.
///
/// # Errors
/// See [`deliver_article`].
pub async fn post_articles(bearer: Bearer, http: HttpRequest, payload: Payload) -> Reply {
    let call = Call::take(&bearer, &http, payload).await?;
    Box::pin(delivered(&bearer, &call, None)).await
}

/// `POST /api/v1/articles/{article}`: updates one of the unit's own articles.
///
/// # Errors
/// [`Error::NotFound`] for any other; see [`deliver_article`].
pub async fn post_article(
    bearer: Bearer,
    article: Path<String>,
    http: HttpRequest,
    payload: Payload,
) -> Reply {
    let (at, _) = status::own(&bearer.ctx.read(), bearer.token.unit_id, &article).await?;
    let call = Call::take(&bearer, &http, payload).await?;
    Box::pin(delivered(&bearer, &call, Some(at))).await
}

async fn delivered(bearer: &Bearer, call: &Call, at: Option<entity::Model>) -> Reply {
    bearer.proof::<DeliverArticle>()?;
    if let Some(answer) = call.replayed(bearer).await? {
        return Ok(answer);
    }
    let wanted = Wanted::of(bearer, parse::json(&call.body)?).await?;
    if let (Some(at), Some(external)) = (&at, &wanted.external)
        && (at.system != external.system || at.external_id != external.id)
    {
        return Err(Error::field("external", "外部编号与这篇稿件的不一致。").into());
    }
    let done = if wanted.aim == Aim::Published {
        let mut tx = bearer.write::<ReleaseArticle>().await?;
        match deliver_article(&mut tx, &bearer.token, at, call.seen, &wanted).await {
            Ok((both, outcome)) => {
                let both = release_article(&mut tx, both).await?;
                finish(bearer, call, tx, both, outcome).await
            }
            Err(error) => Err(error),
        }
    } else {
        let mut tx = bearer.write::<DeliverArticle>().await?;
        match deliver_article(&mut tx, &bearer.token, at, call.seen, &wanted).await {
            Ok((both, outcome)) => finish(bearer, call, tx, both, outcome).await,
            Err(error) => Err(error),
        }
    };
    let done = match done {
        Err(error) if answer::is_check(&error) => {
            let found = of_text(&bearer.ctx.read(), &wanted.text).await?;
            return Ok(answer::checked(&error, &found));
        }
        other => other,
    };
    Ok(done.or_else(|error| match call.seen {
        Some(_) => answer::precondition(error),
        None => Err(error),
    })?)
}

/// Answers the article as it stands and commits; what waits for a person although it should be public is 202.
async fn finish<P: Permission>(
    bearer: &Bearer,
    call: &Call,
    mut tx: SiteWrite<P>,
    both: Both,
    outcome: Outcome,
) -> Result<HttpResponse> {
    let out = status::of(&tx, &bearer.ctx.site, both.0.id).await?;
    let code = match outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Updated if out.needs_review => StatusCode::ACCEPTED,
        Outcome::Updated | Outcome::Unchanged => StatusCode::OK,
    };
    let mut response = call.keep(&mut tx, bearer, code, Some(out.revision), &out).await?;
    tx.commit().await?;
    let place = bearer.ctx.site.absolute(&format!("/api/v1/articles/{}", out.id));
    if let Ok(place) = header::HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `POST /api/v1/articles/{article}/publish`: publishes what was approved, or what the channel lets pass.
///
/// # Errors
/// `article.needs_review`; [`Error::NotFound`] for an article of another unit.
pub async fn post_publish(
    bearer: Bearer,
    article: Path<String>,
    http: HttpRequest,
    payload: Payload,
) -> Reply {
    let (_, row) = status::own(&bearer.ctx.read(), bearer.token.unit_id, &article).await?;
    let call = Call::take(&bearer, &http, payload).await?;
    if let Some(answer) = call.replayed(&bearer).await? {
        return Ok(answer);
    }
    let mut tx = bearer.write::<ReleaseArticle>().await?;
    let edition = newest(&tx, &row).await?;
    let stands = edition.clone();
    let both = match release_article(&mut tx, (row, edition)).await {
        Err(error) if answer::is_check(&error) => {
            drop(tx);
            let found = of_edition(&bearer.ctx.read(), &stands).await?;
            return Ok(answer::checked(&error, &found));
        }
        other => other?,
    };
    if both.1.state() != State::Published {
        return Err(Error::from(NEEDS_REVIEW).into());
    }
    tx.audit("article.release_asked", &article, &serde_json::Value::Null);
    Ok(finish(&bearer, &call, tx, both, Outcome::Updated).await?)
}

/// `POST /api/v1/articles/{article}/withdraw`: a tombstone with the reason takes the article's place, everywhere. Asked
/// again it answers how the article stands.
///
/// # Errors
/// `article.not_live`; [`Error::Invalid`] on `reason`; [`Error::NotFound`] for an article of another unit.
pub async fn post_withdraw(
    bearer: Bearer,
    article: Path<String>,
    http: HttpRequest,
    payload: Payload,
) -> Reply {
    let (_, row) = status::own(&bearer.ctx.read(), bearer.token.unit_id, &article).await?;
    let call = Call::take(&bearer, &http, payload).await?;
    if let Some(answer) = call.replayed(&bearer).await? {
        return Ok(answer);
    }
    let form: WithdrawIn = parse::json(&call.body)?;
    let mut tx = bearer.write::<WithdrawArticle>().await?;
    if row.withdrawn_at.is_none() {
        let seen = call.seen.unwrap_or(Revision(row.revision));
        let done = withdraw_article(&mut tx, ArticleId(row.id), seen, &form.reason).await;
        if let (Err(error @ Error::Stale(_)), Some(_)) = (&done, call.seen) {
            return Ok(answer::precondition(Error::Stale(stale(error)))?);
        }
        done?;
    }
    let out = status::of(&tx, &bearer.ctx.site, row.id).await?;
    tx.audit("article.withdrawal_asked", &article, &form.reason);
    let answer = call
        .keep(&mut tx, &bearer, StatusCode::OK, Some(out.revision), &out)
        .await?;
    tx.commit().await?;
    Ok(answer)
}

fn stale(error: &Error) -> Revision {
    match error {
        Error::Stale(revision) => *revision,
        _ => Revision(0),
    }
}

/// `GET /api/v1/articles/{article}`: how one of the unit's own articles stands, with every place.
///
/// # Errors
/// [`Error::NotFound`] for an article of another unit.
pub async fn get_article(
    bearer: Bearer,
    article: Path<String>,
    http: HttpRequest,
    places: Option<Data<Places>>,
) -> Reply {
    bearer.proof::<ReadArticles>()?;
    let read = bearer.ctx.read();
    let (_, row) = status::own(&read, bearer.token.unit_id, &article).await?;
    let mut out = status::of(&read, &bearer.ctx.site, row.id).await?;
    if let Some(places) = places {
        let uid = kernel::Uid(row.uid);
        out.places = places.of(uid, &bearer.ctx.app.directory).await?;
    }
    let mark = etag(out.revision);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((header::ETAG, mark.clone()));
    if word(&http, "if-none-match") == Some(mark.as_str()) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(response.json(out))
}

/// What narrows the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    system: Option<String>,
    external_id: Option<String>,
    after: Option<i64>,
    limit: Option<u64>,
}

/// `GET /api/v1/articles`: the unit's own deliveries, newest first.
///
/// # Errors
/// [`Error::Forbidden`] without the scope.
pub async fn get_articles(bearer: Bearer, query: Query<ListQuery>) -> Reply {
    bearer.proof::<ReadArticles>()?;
    let read = bearer.ctx.read();
    let limit = query.limit.unwrap_or(20).clamp(1, 100);
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::UnitId.eq(bearer.token.unit_id))
        .filter_some(query.system.as_deref(), |word| entity::Column::System.eq(word))
        .filter_some(query.external_id.as_deref(), |id| {
            entity::Column::ExternalId.eq(id)
        })
        .filter_some(query.after, |after| entity::Column::Id.lt(after))
        .desc(entity::Column::Id)
        .limit(limit + 1)
        .all()
        .await?;
    let size = usize::try_from(limit).unwrap_or(20);
    let next = (rows.len() > size)
        .then(|| rows.get(size - 1).map(|row| row.id))
        .flatten();
    let mut items: Vec<ArticleOut> = Vec::with_capacity(size);
    for row in rows.iter().take(size) {
        items.push(status::of(&read, &bearer.ctx.site, row.article_id).await?);
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(ArticlesOut { items, next }))
}

/// `POST /api/v1/media`: one file as `multipart/form-data`, with words about it.
///
/// # Errors
/// [`Error::Invalid`] on `file`; see [`store_media`].
pub async fn post_media(bearer: Bearer, stream: Multipart) -> Reply {
    let proof = bearer.proof::<DeliverArticle>()?;
    let (fields, file) = read_upload(stream).await?;
    let (name, bytes) = file.ok_or_else(|| Error::field("file", "请选择要上传的文件。"))?;
    let text = |field: &str| fields.get(field).cloned().unwrap_or_default();
    let words = Words {
        alt: text("alt"),
        decorative: text("decorative") == "true",
        caption: text("caption"),
        credit: text("credit"),
    };
    let brought = files::keep_one(bearer.ctx.store.files(), name, bytes, words).await?;
    let mut tx = bearer.ctx.store.write(proof).await?;
    let row = store_media(&mut tx, &brought.kept, &brought.words).await?;
    tx.commit().await?;
    Ok(HttpResponse::Created().json(MediaOut {
        hash: row.hash,
        name: row.name,
        kind: row.kind,
        content_type: row.content_type,
        size: row.size,
        width: row.width,
        height: row.height,
    }))
}

type Uploaded = (HashMap<String, String>, Option<(String, bytes::Bytes)>);

async fn read_upload(mut stream: Multipart) -> Result<Uploaded> {
    let broken = |error| Error::field("file", format!("上传的内容不完整：{error}"));
    let (mut fields, mut file) = (HashMap::new(), None);
    let mut left = crate::media::SIZE_LIMIT + 64 * 1024;
    while let Some(part) = stream.next().await {
        let mut part = part.map_err(broken)?;
        let field = part.name().unwrap_or_default().to_owned();
        let name = part
            .content_disposition()
            .and_then(|it| it.get_filename())
            .map(str::to_owned);
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(broken)?;
            let limit = || Error::TooLarge(crate::media::SIZE_LIMIT as u64);
            left = left.checked_sub(chunk.len()).ok_or_else(limit)?;
            bytes.extend_from_slice(&chunk);
        }
        match name {
            Some(name) => file = Some((name, bytes.freeze())),
            None => {
                fields.insert(field, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    Ok((fields, file))
}
