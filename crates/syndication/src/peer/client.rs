//! Asking another box.

use super::entity::peer;
use super::key::{self, OwnKey, Seal};
use crate::refusals::{PEER_FILE, PEER_FORMAT, PEER_ITEM, PEER_REPLAYED, PEER_UNREACHABLE};
use chrono::{DateTime, Utc};
use kernel::wire::{Answer, Batch, Down, DownAsk, News, PairAnswer, PairRequest};
use kernel::{Error, Refusal, Result, Uid};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use std::time::Duration;
use uuid::Uuid;

/// How long an answer is waited for; the other side gives a request up a little earlier.
const PATIENCE: Duration = Duration::from_secs(35);
/// Bytes a second of the slowest line that is served.
const SLOWEST: u64 = 64 << 10;
/// An answer is read up to here, bytes.
const LONGEST: u64 = 16 << 20;

/// The line to one peer.
#[derive(Clone)]
pub struct Line {
    client: reqwest::Client,
    url: String,
    own: Uid,
    far: Uid,
    key: OwnKey,
    their_key: String,
}

/// The header that bears the seal of an answer.
pub(super) const SEAL: &str = "zisha-seal";

/// What the other side says to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It keeps it.
    Kept,
    /// It never will: too large, or of a type it does not take.
    Refused,
    /// Not now (`peer.file`): it did not ask for it, or has too many that no article bears yet.
    Later,
}

/// What the other side said no with.
struct No {
    status: StatusCode,
    problem: Option<Problem>,
}

#[derive(serde::Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    detail: String,
}

impl Line {
    /// A line; `client` is [`gateway::outbound::trusted`].
    ///
    /// # Errors
    /// Faults: a pairing whose keys cannot be read.
    pub fn to(peer: &peer::Model, client: reqwest::Client) -> Result<Self> {
        Ok(Self {
            client,
            url: peer.url.clone(),
            own: peer.own_uid.parse().map_err(Error::fault)?,
            far: Uid(peer.uid),
            key: OwnKey::read(&peer.own_key)?,
            their_key: peer.their_key.clone(),
        })
    }

    /// Sends a batch.
    ///
    /// # Errors
    /// `peer.unreachable`; a fault that names what the other side refused.
    pub async fn send(&self, batch: &Batch, now: DateTime<Utc>) -> Result<Answer> {
        let body = serde_json::to_vec(batch).map_err(Error::fault)?;
        let token = self.seal(&body, now)?;
        let request = self
            .client
            .post(format!("{}/api/v1/peer/batches", self.url))
            .header("content-type", "application/json");
        let request = request.timeout(patience(body.len()));
        read(request.bearer_auth(token).body(body)).await
    }

    /// Puts a file in its place.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn put(&self, hash: &str, bytes: bytes::Bytes, now: DateTime<Utc>) -> Result<Put> {
        let token = self.seal(&bytes, now)?;
        let request = self
            .client
            .put(format!("{}/api/v1/peer/media/{hash}", self.url))
            .header("content-type", "application/octet-stream");
        let request = request.timeout(patience(bytes.len()));
        match ask::<serde_json::Value>(request.bearer_auth(token).body(bytes)).await? {
            Ok(_) => Ok(Put::Kept),
            Err(no) if no.is_for_good() => Ok(Put::Refused),
            Err(no) if no.says(PEER_FILE) => Ok(Put::Later),
            Err(no) => Err(no.into()),
        }
    }

    /// Asks what happened after a position, and how it stands with articles whose receipts are not complete.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn news(&self, after: i64, waiting: &[Uuid], now: DateTime<Utc>) -> Result<News> {
        let token = self.seal(b"", now)?;
        let waiting: Vec<String> = waiting.iter().map(Uuid::to_string).collect();
        let query = format!("after={after}&waiting={}", waiting.join(","));
        let request = self.client.get(format!("{}/api/v1/peer/news?{query}", self.url));
        read(request.bearer_auth(token)).await
    }

    /// Asks what there is for the site; nothing when the other side does not know of this. The answer counts for this
    /// question alone.
    ///
    /// # Errors
    /// As [`Self::send`]; `peer.signature`, `peer.window`, `peer.digest`, `peer.replayed`, `peer.format` for an answer
    /// that is not the hub's, not over this body, to another question, or unreadable.
    pub async fn down(&self, ask: &DownAsk, now: DateTime<Utc>) -> Result<Option<Down>> {
        let body = serde_json::to_vec(ask).map_err(Error::fault)?;
        let seal = Seal::over(self.own, self.far, &body, now);
        let request = self
            .client
            .post(format!("{}/api/v1/peer/down", self.url))
            .header("content-type", "application/json");
        let request = request.timeout(patience(body.len()));
        let answered = fetch(request.bearer_auth(self.key.sign(&seal)?).body(body), LONGEST).await?;
        let (token, body) = match answered {
            Ok(answer) => answer,
            Err(no) if no.is_unknown() => return Ok(None),
            Err(no) => return Err(no.into()),
        };
        let ends = (self.far, self.own);
        let answer = key::open(&token, &self.their_key, ends, &body, now)?;
        if answer.jti != seal.jti {
            return Err(PEER_REPLAYED.into());
        }
        let down = serde_json::from_slice(&body).map_err(|error| {
            tracing::info!(%error, "A hub answers what cannot be read");
            Error::from(PEER_FORMAT)
        })?;
        Ok(Some(down))
    }

    /// Fetches a file of an article that was given; nothing when the other side does not give it. Its hash is the seal.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn give(&self, hash: &str, article: Uid, now: DateTime<Utc>) -> Result<Option<bytes::Bytes>> {
        let token = self.seal(b"", now)?;
        let request = self.client.get(format!(
            "{}/api/v1/peer/down/media/{hash}?article={article}",
            self.url
        ));
        let request = request.timeout(patience(content::media::SIZE_LIMIT));
        match fetch(request.bearer_auth(token), content::media::SIZE_LIMIT as u64).await? {
            Ok((_, bytes)) => Ok(Some(bytes.into())),
            Err(no) if no.status == StatusCode::NOT_FOUND => Ok(None),
            Err(no) => Err(no.into()),
        }
    }

    fn seal(&self, body: &[u8], now: DateTime<Utc>) -> Result<String> {
        self.key.sign(&Seal::over(self.own, self.far, body, now))
    }
}

/// Shows a one-time code to a portal.
///
/// # Errors
/// `peer.unreachable`; `peer.format`; a fault that names what the portal refused.
pub(super) async fn pair(client: &reqwest::Client, url: &str, request: &PairRequest) -> Result<PairAnswer> {
    let body = serde_json::to_vec(request).map_err(Error::fault)?;
    let asked = client
        .post(format!("{}/api/v1/peer/pair", url.trim_end_matches('/')))
        .header("content-type", "application/json")
        .body(body);
    read(asked).await
}

/// A large body on a slow line takes its time.
fn patience(bytes: usize) -> Duration {
    PATIENCE + Duration::from_secs(bytes as u64 / SLOWEST)
}

impl No {
    /// Whether the other side has no such door: it is of an earlier release.
    fn is_unknown(&self) -> bool {
        [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&self.status)
    }

    /// Whether the same file would be refused again.
    fn is_for_good(&self) -> bool {
        let type_or_size = [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNSUPPORTED_MEDIA_TYPE];
        type_or_size.contains(&self.status) || self.says(PEER_ITEM)
    }

    fn says(&self, refusal: Refusal) -> bool {
        let problem = self.problem.as_ref();
        problem.is_some_and(|problem| problem.code == refusal.code)
    }
}

impl From<No> for Error {
    fn from(no: No) -> Self {
        match no.problem {
            Some(problem) => Self::field(
                "peer",
                format!(
                    "对方答复 {}：{}（{}）",
                    no.status.as_u16(),
                    problem.detail,
                    problem.code
                ),
            ),
            None => PEER_UNREACHABLE.into(),
        }
    }
}

async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T> {
    ask(request).await?.map_err(Error::from)
}

/// The answer, or what the other side said no with.
async fn ask<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<std::result::Result<T, No>> {
    let (_, body) = match fetch(request, LONGEST).await? {
        Ok(answer) => answer,
        Err(no) => return Ok(Err(no)),
    };
    let answer = serde_json::from_slice(&body).map_err(|error| {
        tracing::debug!(%error, "A peer answers nonsense");
        Error::from(PEER_UNREACHABLE)
    })?;
    Ok(Ok(answer))
}

/// The seal of an answer, if it bears one, and its body; or what the other side said no with.
async fn fetch(
    request: reqwest::RequestBuilder,
    longest: u64,
) -> Result<std::result::Result<(String, Vec<u8>), No>> {
    let unreachable = |error: reqwest::Error| {
        tracing::debug!(%error, "A peer could not be asked");
        Error::from(PEER_UNREACHABLE)
    };
    let mut answer = request.send().await.map_err(unreachable)?;
    let status = answer.status();
    let seal = answer.headers().get(SEAL);
    let seal = seal
        .and_then(|seal| seal.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > longest {
            return Err(PEER_FORMAT.into());
        }
    }
    if status.is_success() {
        return Ok(Ok((seal, body)));
    }
    let problem = serde_json::from_slice::<Problem>(&body).ok();
    let problem = problem.filter(|problem| !problem.code.is_empty());
    Ok(Err(No { status, problem }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_waited_for_longer_than_an_answer_of_the_other_side() {
        assert_eq!(patience(10), PATIENCE);
        let largest = patience(content::media::SIZE_LIMIT);
        assert!(largest >= Duration::from_secs(300), "{largest:?}");
    }
}
