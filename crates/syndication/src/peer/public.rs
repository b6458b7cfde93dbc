//! Handlers that other boxes reach. No cookie counts: each request bears its seal.

use super::admit::{Sealed, Source, admit, named_source};
use super::client::SEAL;
use super::down::{answer_down, check_ask, file_of, heed_down, tell_down};
use super::entity::peer;
use super::news::tell_news;
use super::pair::{Portal, accept_peer};
use super::receive::{heard, once, receive_batch};
use super::{key, media, wanted};
use crate::refusals::PEER_FORMAT;
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Duration, Utc};
use content::media::{AREA, SIZE_LIMIT};
use futures_util::StreamExt;
use gateway::{Ctx, Reply, SiteKind};
use kernel::wire::{Answer, Batch, DownAsk, News, PairAnswer, PairRequest};
use kernel::{Actor, Error, Result, SiteId, Uid};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::HubStore;

/// Bytes of a batch.
const BATCH: usize = 32 << 20;
/// Bytes of a question for what there is.
const ASK: usize = 4 << 20;
/// Bytes of a pairing.
const PAIR: usize = 64 << 10;
/// Articles that a peer may ask for by name at once.
pub(super) const WAITING: usize = 50;
/// A peer that only asks is noted as seen this often.
const SEEN: Duration = Duration::minutes(1);

/// What the handlers need.
pub struct Door {
    hub: HubStore,
    refused: Refused,
}

/// When somebody was last refused, by the pairing that was named (0 for one nobody knows) and by code.
#[derive(Default)]
pub(super) struct Refused(Mutex<HashMap<(i64, &'static str), DateTime<Utc>>>);

impl Refused {
    /// Whether this is the first of its minute.
    pub(super) fn is_first(&self, named: (i64, &'static str), now: DateTime<Utc>) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = last.get(&named).is_none_or(|last| (now - *last).abs() >= SEEN);
        if first {
            last.insert(named, now);
        }
        first
    }
}

impl Door {
    /// A door over all sites.
    #[must_use]
    pub fn new(hub: HubStore) -> Self {
        Self {
            hub,
            refused: Refused::default(),
        }
    }

    async fn admit(&self, token: &str, body: &[u8], now: DateTime<Utc>) -> Result<Source> {
        admit(&self.hub.read(), Sealed { token, body }, now).await
    }

    /// Records who was refused and why, one line a minute, pairing and code: a name is no proof, so nobody fills the audit
    /// by naming one.
    async fn refused<T>(&self, ctx: &Ctx, token: &str, outcome: Result<T>) -> Result<T> {
        let Err(Error::Refused(refusal)) = &outcome else {
            return outcome;
        };
        let known = named_source(&self.hub.read(), token)
            .await
            .map_or(0, |peer| peer.id);
        let now = ctx.store.clocks().security.now();
        if !self.refused.is_first((known, refusal.code), now) {
            return outcome;
        }
        let named = key::named(token).map(|uid| uid.to_string()).unwrap_or_default();
        let mut tx = self.hub.write(Actor::Public).await?;
        let detail = serde_json::json!({ "code": refusal.code, "path": ctx.path });
        tx.audit(Some(ctx.site.id), "peer.refused", &named, &detail);
        tx.commit().await?;
        outcome
    }

    /// Refuses whoever is not paired before his body is read.
    async fn knows(&self, ctx: &Ctx, token: &str) -> Result<()> {
        let named = named_source(&self.hub.read(), token).await.map(|_| ());
        self.refused(ctx, token, named).await
    }

    async fn take(&self, ctx: &Ctx, token: &str, body: &[u8], begun: DateTime<Utc>) -> Result<Answer> {
        let from = self.admit(token, body, begun).await?;
        let batch: Batch = parse(body)?;
        let site = SiteId(from.peer.site_id);
        let looked = media::look(&self.hub.read(), ctx.store.files(), site, &batch).await?;
        let now = ctx.store.clocks().security.now();
        let mut tx = self.hub.write(actor(&from.peer)).await?;
        let answer = Box::pin(receive_batch(&mut tx, &from, &batch, &looked, now)).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn keep(
        &self,
        ctx: &Ctx,
        (token, hash): (&str, &str),
        body: Bytes,
        begun: DateTime<Utc>,
    ) -> Result<()> {
        let from = self.admit(token, &body, begun).await?;
        let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
        wanted::may_come(&self.hub.read(), &from.peer, hash, size).await?;
        media::keep(ctx.store.files(), hash, body).await?;
        let mut tx = self.hub.write(actor(&from.peer)).await?;
        wanted::came(&mut tx, &from.peer, hash, size).await?;
        tx.commit().await
    }

    async fn tell(&self, ctx: &Ctx, token: &str, asked: &After) -> Result<News> {
        let from = self.admit(token, b"", ctx.store.clocks().security.now()).await?;
        let read = self.hub.read();
        let asked = (asked.after, asked.waiting());
        let reached = reached(ctx);
        let news = tell_news(&read, ctx.store.log(), &from.peer, asked, &reached).await?;
        if from.peer.seen_at.is_none_or(|seen| read.now() - seen >= SEEN) {
            let mut tx = self.hub.write(actor(&from.peer)).await?;
            tx.exempt("peer")?;
            heard(&mut tx, &from.peer).await?;
            tx.commit().await?;
        }
        Ok(news)
    }

    /// Notes what is told, then answers.
    async fn give(&self, ctx: &Ctx, token: &str, body: &[u8]) -> Result<(Vec<u8>, String)> {
        let now = ctx.store.clocks().security.now();
        let from = self.admit(token, body, now).await?;
        let ask: DownAsk = parse(body)?;
        check_ask(&ask)?;
        let read = self.hub.read();
        let told = !ask.receipts.is_empty()
            || !ask.pushes.is_empty()
            || !ask.tasks.is_empty()
            || ask.shares.is_some()
            || ask.reposts.is_some()
            || ask.across.is_some();
        if told || from.peer.down_at.is_none_or(|asked| read.now() - asked >= SEEN) {
            let mut tx = self.hub.write(actor(&from.peer)).await?;
            once(&mut tx, &from, now).await?;
            heard(&mut tx, &from.peer).await?;
            heed_down(&mut tx, &from.peer, &ask).await?;
            tx.commit().await?;
        }
        let reached = reached(ctx);
        let files = ctx.store.files();
        let mut down = tell_down(&read, files, ctx.store.log(), &from.peer, (&ask, &reached)).await?;
        for herald in ctx.app.heralds() {
            let told = herald.tell(&read, SiteId(from.peer.site_id)).await?;
            down.notices.extend(told.into_iter().map(|told| {
                let owner = ctx.app.directory.get(told.owner);
                let mut notice = told.notice;
                if let Some(owner) = owner.filter(|_| notice.link_url.starts_with('/')) {
                    notice.link_url = owner.absolute(&notice.link_url);
                }
                notice
            }));
        }
        answer_down(&from, &down, now)
    }

    async fn file(&self, ctx: &Ctx, token: &str, (hash, article): (&str, Uid)) -> Result<Bytes> {
        let from = self.admit(token, b"", ctx.store.clocks().security.now()).await?;
        file_of(&self.hub.read(), &from.peer, article, hash).await?;
        let files = ctx.store.files();
        if !files.has(AREA, hash).await? {
            return Err(Error::NotFound);
        }
        files.get(AREA, hash).await
    }

    async fn pair(&self, ctx: &Ctx, request: &PairRequest) -> Result<PairAnswer> {
        let portal = Portal {
            id: ctx.site.id,
            uid: ctx.site.uid,
            name: ctx.site.name.clone(),
            url: ctx.site.absolute(""),
        };
        let now = ctx.store.clocks().security.now();
        let mut tx = self.hub.write(Actor::Peer { uid: request.uid }).await?;
        let answer = accept_peer(&mut tx, request, &portal, now).await?;
        tx.commit().await?;
        ctx.app.reload_sites().await?;
        Ok(answer)
    }
}

fn actor(peer: &peer::Model) -> Actor {
    Actor::Peer { uid: Uid(peer.uid) }
}

/// Where sites of this box are reached.
fn reached(ctx: &Ctx) -> impl Fn(SiteId) -> String + Sync + '_ {
    |site| {
        let site = ctx.app.directory.get(site);
        site.map_or_else(String::new, |site| site.absolute(""))
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        tracing::info!(%error, "A peer sends what cannot be read");
        PEER_FORMAT.into()
    })
}

/// The token of the `Authorization` header.
fn token(request: &HttpRequest) -> String {
    let value = request.headers().get(header::AUTHORIZATION);
    let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    value
        .strip_prefix("Bearer ")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

async fn body(mut payload: Payload, limit: usize) -> Result<Bytes> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Error::field("body", format!("请求不完整：{error}")))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge(limit.try_into().unwrap_or(u64::MAX)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// `POST /api/v1/peer/batches`
///
/// # Errors
/// The refusals of [`admit`] and [`receive_batch`].
pub async fn post_batch(ctx: Ctx, door: Data<Door>, request: HttpRequest, payload: Payload) -> Reply {
    let token = token(&request);
    door.knows(&ctx, &token).await?;
    // A seal is judged by when the request began: a large body on a slow line takes its time.
    let begun = ctx.store.clocks().security.now();
    let body = body(payload, BATCH).await?;
    let taken = Box::pin(door.take(&ctx, &token, &body, begun)).await;
    Ok(HttpResponse::Ok().json(door.refused(&ctx, &token, taken).await?))
}

/// `PUT /api/v1/peer/media/{hash}`
///
/// # Errors
/// The refusals of [`admit`]; `peer.item`.
pub async fn put_media(
    ctx: Ctx,
    door: Data<Door>,
    request: HttpRequest,
    hash: Path<String>,
    payload: Payload,
) -> Reply {
    let token = token(&request);
    door.knows(&ctx, &token).await?;
    let begun = ctx.store.clocks().security.now();
    let body = body(payload, SIZE_LIMIT).await?;
    let kept = door.keep(&ctx, (&token, &hash), body, begun).await;
    door.refused(&ctx, &token, kept).await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "kept": *hash })))
}

/// Where a peer asks on.
#[derive(serde::Deserialize)]
pub struct After {
    #[serde(default)]
    after: i64,
    /// Articles whose receipts are not complete yet, with commas.
    #[serde(default)]
    waiting: String,
}

impl After {
    fn waiting(&self) -> Vec<Uid> {
        let uids = self.waiting.split(',').filter_map(|uid| uid.parse().ok());
        uids.take(WAITING).collect()
    }
}

/// `GET /api/v1/peer/news?after=&waiting=`
///
/// # Errors
/// The refusals of [`admit`].
pub async fn get_news(ctx: Ctx, door: Data<Door>, request: HttpRequest, asked: Query<After>) -> Reply {
    let token = token(&request);
    let told = door.tell(&ctx, &token, &asked).await;
    let news = door.refused(&ctx, &token, told).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(news))
}

/// `POST /api/v1/peer/down`
///
/// # Errors
/// The refusals of [`admit`]; `peer.format`, `peer.replayed`.
pub async fn post_down(ctx: Ctx, door: Data<Door>, request: HttpRequest, payload: Payload) -> Reply {
    let token = token(&request);
    door.knows(&ctx, &token).await?;
    let body = body(payload, ASK).await?;
    let given = Box::pin(door.give(&ctx, &token, &body)).await;
    let (body, seal) = door.refused(&ctx, &token, given).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((SEAL, seal))
        .content_type("application/json")
        .body(body))
}

/// Of which article a file is asked for.
#[derive(serde::Deserialize)]
pub struct Article {
    article: Option<Uid>,
}

/// `GET /api/v1/peer/down/media/{hash}?article=`
///
/// # Errors
/// The refusals of [`admit`]; [`Error::NotFound`] for what the peer was not given.
pub async fn get_down_media(
    ctx: Ctx,
    door: Data<Door>,
    request: HttpRequest,
    hash: Path<String>,
    asked: Query<Article>,
) -> Reply {
    let token = token(&request);
    // To whoever bears no seal there is nothing here.
    let article = asked.article.filter(|_| key::named(&token).is_some());
    let article = article.ok_or(Error::NotFound)?;
    let given = door.file(&ctx, &token, (&hash, article)).await;
    let bytes = door.refused(&ctx, &token, given).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/octet-stream")
        .body(bytes))
}

/// `POST /api/v1/peer/pair`
///
/// # Errors
/// The refusals of [`accept_peer`].
pub async fn post_pair(ctx: Ctx, door: Data<Door>, payload: Payload) -> Reply {
    if ctx.site.kind != SiteKind::Portal {
        return Err(Error::NotFound.into());
    }
    let body = body(payload, PAIR).await?;
    let paired = match parse(&body) {
        Ok(request) => door.pair(&ctx, &request).await,
        Err(error) => Err(error),
    };
    Ok(HttpResponse::Ok().json(door.refused(&ctx, "", paired).await?))
}
