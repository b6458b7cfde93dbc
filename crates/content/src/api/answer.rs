//! A request sent twice is one: the answer is kept for a day under the caller's key, in the transaction of its effect.

use super::bearer::Bearer;
use super::entity::answer::{self as row, KEY};
use crate::refusals::KEY_REUSED;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, BytesMut, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Duration;
use futures_util::StreamExt;
use gateway::Problem;
use kernel::{Error, Permission, Result, Revision};
use proof::Finding;
use sea_orm::{ColumnTrait, Set};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{OnUnique, SiteWrite};

/// A request as it came.
pub(super) struct Call {
    pub(super) body: Bytes,
    key: Option<String>,
    hash: String,
    /// The revision of `If-Match`.
    pub(super) seen: Option<Revision>,
}

impl Call {
    /// Takes in the body, within the limit of uploads.
    pub(super) async fn take(bearer: &Bearer, http: &HttpRequest, mut payload: Payload) -> Result<Self> {
        let limit = bearer.ctx.app.settings.upload_limit;
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| Error::field("body", format!("请求内容不完整：{error}")))?;
            if body.len() + chunk.len() > limit {
                return Err(Error::TooLarge(limit.try_into().unwrap_or(u64::MAX)));
            }
            body.extend_from_slice(&chunk);
        }
        let key = word(http, "idempotency-key").map(str::to_owned);
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200) {
            return Err(Error::field(
                "Idempotency-Key",
                "Idempotency-Key 应为 1 至 200 个字符。",
            ));
        }
        let mut hash = Sha256::new();
        hash.update(http.method().as_str());
        hash.update([0]);
        hash.update(http.path());
        hash.update([0]);
        hash.update(&body);
        Ok(Self {
            body: body.freeze(),
            key,
            hash: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            seen: seen(word(http, "if-match"))?,
        })
    }

    /// What this request was answered before, if it came before.
    pub(super) async fn replayed(&self, bearer: &Bearer) -> Result<Option<HttpResponse>> {
        let Some(key) = &self.key else { return Ok(None) };
        let read = bearer.ctx.read();
        let kept = read
            .find::<row::Entity>()
            .filter(row::Column::TokenId.eq(bearer.token.id))
            .filter(row::Column::Key.eq(key.as_str()))
            .filter(row::Column::CreatedAt.gt(bearer.ctx.store.clocks().security.now() - a_day()))
            .one()
            .await?;
        let Some(kept) = kept else { return Ok(None) };
        if kept.request_hash != self.hash {
            return Err(KEY_REUSED.into());
        }
        let status = u16::try_from(kept.status)
            .ok()
            .and_then(|n| StatusCode::from_u16(n).ok());
        let mut response = written(status.unwrap_or(StatusCode::OK), &kept.etag, kept.answer);
        response.headers_mut().insert(
            header::HeaderName::from_static("idempotent-replayed"),
            HeaderValue::from_static("true"),
        );
        Ok(Some(response))
    }

    /// Keeps the answer in the transaction of its effect, and answers it.
    pub(super) async fn keep<P: Permission>(
        &self,
        tx: &mut SiteWrite<P>,
        bearer: &Bearer,
        status: StatusCode,
        revision: Option<i64>,
        answer: &impl Serialize,
    ) -> Result<HttpResponse> {
        let etag = revision.map(etag).unwrap_or_default();
        let text = serde_json::to_string(answer).map_err(Error::fault)?;
        if let Some(key) = &self.key {
            let now = bearer.ctx.store.clocks().security.now();
            tx.delete_where::<row::Entity>(row::Column::CreatedAt.lte(now - a_day()))
                .await?;
            let kept = row::ActiveModel {
                token_id: Set(bearer.token.id),
                key: Set(key.clone()),
                request_hash: Set(self.hash.clone()),
                status: Set(i64::from(status.as_u16())),
                etag: Set(etag.clone()),
                answer: Set(text.clone()),
                created_at: Set(now),
                ..row::ActiveModel::default()
            };
            let kept = tx.insert(kept).await;
            // The same request is being handled at this moment: asked again, it finds the answer.
            kept.on_unique(KEY, || Error::Busy(std::time::Duration::from_millis(500)))?;
        }
        Ok(written(status, &etag, text))
    }
}

fn a_day() -> Duration {
    Duration::hours(24)
}

/// The mark of a revision.
pub(super) fn etag(revision: i64) -> String {
    format!("\"r{revision}\"")
}

/// A header's text.
pub(super) fn word<'a>(http: &'a HttpRequest, name: &str) -> Option<&'a str> {
    http.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The revision of an `If-Match`; `*` is any.
fn seen(header: Option<&str>) -> Result<Option<Revision>> {
    match header.map(str::trim) {
        None | Some("*") => Ok(None),
        Some(text) => text
            .strip_prefix("\"r")
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|n| n.parse().ok())
            .map(|n| Some(Revision(n)))
            .ok_or_else(|| Error::field("If-Match", "If-Match 应为最近一次得到的 ETag。")),
    }
}

fn written(status: StatusCode, etag: &str, text: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.content_type("application/json; charset=utf-8");
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if !etag.is_empty() {
        response.insert_header((header::ETAG, etag));
    }
    response.body(text)
}

/// A problem detail that no general error stands for.
pub(super) fn problem(problem: &Problem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status)
        .content_type("application/problem+json; charset=utf-8")
        .json(problem);
    response.extensions_mut().insert(problem.clone());
    response
}

/// Whether the checks before publishing refused it.
pub(super) fn is_check(error: &Error) -> bool {
    matches!(error, Error::Invalid(fields) if fields.iter().any(|wrong| wrong.field == "check"))
}

/// What the checks refused is 422 with everything they found.
pub(super) fn checked(error: &Error, found: &[Finding]) -> HttpResponse {
    let told = Problem {
        code: "check.blocked".to_owned(),
        ..Problem::of(error)
    };
    let findings: Vec<serde_json::Value> = found.iter().map(finding).collect();
    let mut body = serde_json::to_value(&told).unwrap_or_default();
    if let Some(body) = body.as_object_mut() {
        body.insert("findings".to_owned(), findings.into());
    }
    let mut response = HttpResponse::build(StatusCode::UNPROCESSABLE_ENTITY)
        .content_type("application/problem+json; charset=utf-8")
        .json(body);
    response.extensions_mut().insert(told);
    response
}

fn finding(found: &Finding) -> serde_json::Value {
    serde_json::json!({
        "rule": found.rule.key(),
        "level": found.level.key(),
        "field": found.field.key(),
        "range": [found.range.start, found.range.end],
        "words": found.words,
        "excerpt": found.excerpt,
        "why": found.why,
        "cure": found.cure,
        "list": found.list,
    })
}

/// What failed under `If-Match` is 412 by HTTP's own word; it names the revision that stands now.
pub(super) fn precondition(error: Error) -> Result<HttpResponse> {
    let Error::Stale(revision) = &error else {
        return Err(error);
    };
    let mark = etag(revision.0);
    let told = Problem {
        status: 412,
        ..Problem::of(&error)
    };
    let mut response = problem(&told);
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        response.headers_mut().insert(header::ETAG, mark);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_if_match_is_the_etag_given_before() {
        assert_eq!(seen(None).unwrap(), None);
        assert_eq!(seen(Some("*")).unwrap(), None);
        assert_eq!(seen(Some(&etag(7))).unwrap(), Some(Revision(7)));
        for bad in ["7", "r7", "\"7\"", "W/\"r7\"", "\"rx\""] {
            assert!(seen(Some(bad)).is_err(), "{bad}");
        }
    }
}
