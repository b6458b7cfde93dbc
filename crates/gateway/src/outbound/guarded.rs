//! The guarded client: no private address (also not after a redirect or by a name that resolves to one), limits on
//! time and size.

use super::Settings;
use super::address::is_public;
use super::lookup::{Lookup, Names, Private, System};
use super::refusals::{ADDRESS, BROKEN, PRIVATE, REDIRECTS, SLOW, STATUS, TOO_LARGE, UNREACHABLE};
use bytes::{Bytes, BytesMut};
use kernel::{Error, Result};
use reqwest::header::{
    CONTENT_LOCATION, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

const REDIRECTS_FOLLOWED: usize = 5;

/// Fetches what somebody else's words point at.
#[derive(Clone)]
pub struct Guarded {
    guarded: reqwest::Client,
    /// For the pairs that the operator lists; nothing else goes through it.
    listed: reqwest::Client,
    allow: Arc<HashSet<(String, u16)>>,
    limit: usize,
    whole: Duration,
    lookup: Arc<dyn Lookup>,
}

/// What was known of an address when it was asked last; sent along so that nothing comes twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// `None` when nothing changed since it was `Known`.
    pub body: Option<Bytes>,
    /// HTTP status.
    pub status: u16,
    pub content_type: Option<String>,
    pub known: Known,
    /// How long the other side asks to be left alone.
    pub retry_after: Option<String>,
    /// Where the answer came from in the end; relative addresses in it are relative to this.
    pub url: Url,
}

impl Guarded {
    /// A client that takes at most `limit` bytes of a body and 30 seconds for everything.
    ///
    /// # Errors
    /// A fault when the TLS roots cannot be read; [`Error::Invalid`] names a wrong setting.
    pub fn new(limit: usize, settings: &Settings) -> Result<Self> {
        Self::with(limit, Duration::from_secs(30), settings, Arc::new(System))
    }

    /// The same with a time limit and a resolver of one's own.
    ///
    /// # Errors
    /// As [`Guarded::new`].
    pub fn with(limit: usize, whole: Duration, settings: &Settings, lookup: Arc<dyn Lookup>) -> Result<Self> {
        Ok(Self {
            guarded: client(whole, lookup.clone(), true)?,
            listed: client(whole, lookup.clone(), false)?,
            allow: Arc::new(settings.pairs()?),
            limit,
            whole,
            lookup,
        })
    }

    /// The same client for what somebody at `url` names: of the pairs that the operator lists only that of `url` itself
    /// is left, so nobody outside reaches, by a link or a redirect, what was listed for somebody else.
    #[must_use]
    pub fn only(&self, url: &str) -> Self {
        let own = Url::parse(url.trim()).ok().as_ref().and_then(pair);
        let left = own.filter(|pair| self.allow.contains(pair));
        Self {
            allow: Arc::new(left.into_iter().collect()),
            ..self.clone()
        }
    }

    /// Whether an address may be asked at all; a name that nobody knows now may be known later.
    ///
    /// # Errors
    /// `outbound.address`, `outbound.private`.
    pub async fn admits(&self, url: &str) -> Result<()> {
        let url = Url::parse(url.trim()).or(Err(Error::from(ADDRESS)))?;
        let listed = std::ptr::eq(self.client(&url)?, &raw const self.listed);
        if let (false, Some(Host::Domain(name))) = (listed, url.host()) {
            let found = self.lookup.lookup(name).await.unwrap_or_default();
            if !found.is_empty() && !found.into_iter().any(is_public) {
                return Err(PRIVATE.into());
            }
        }
        Ok(())
    }

    /// The body at an address.
    ///
    /// # Errors
    /// The refusals of `outbound`.
    pub async fn get(&self, url: &str) -> Result<Bytes> {
        let answer = self.fetch(url, &Known::default()).await?;
        match answer.body {
            Some(body) if (200..300).contains(&answer.status) => Ok(body),
            _ => Err(STATUS.into()),
        }
    }

    /// Whether an address answers well; what it says is not read.
    ///
    /// # Errors
    /// The refusals of `outbound`.
    pub async fn answers(&self, url: &str) -> Result<()> {
        let whole = tokio::time::timeout(self.whole, self.reach(url, &Known::default())).await;
        let (_, answer) = whole.unwrap_or_else(|_elapsed| Err(SLOW.into()))?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(STATUS.into())
        }
    }

    /// Posts to an address; answers the status and the beginning of the body. A redirect is an answer like any other.
    ///
    /// # Errors
    /// The refusals of `outbound`.
    pub async fn post(&self, url: &str, headers: &[(&str, String)], body: Bytes) -> Result<(u16, Bytes)> {
        let asked = async {
            let url = Url::parse(url.trim()).or(Err(Error::from(ADDRESS)))?;
            let mut request = self.client(&url)?.post(url).body(body);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let answer = request.send().await.map_err(|error| refusal(&error))?;
            let status = answer.status().as_u16();
            Ok((status, self.beginning(answer).await))
        };
        let whole = tokio::time::timeout(self.whole, asked).await;
        whole.unwrap_or_else(|_elapsed| Err(SLOW.into()))
    }

    /// The answer of an address, redirects followed; every status but a redirect is an answer.
    ///
    /// # Errors
    /// The refusals of `outbound`.
    pub async fn fetch(&self, url: &str, known: &Known) -> Result<Fetched> {
        let whole = tokio::time::timeout(self.whole, self.follow(url, known)).await;
        whole.unwrap_or_else(|_elapsed| Err(SLOW.into()))
    }

    async fn follow(&self, url: &str, known: &Known) -> Result<Fetched> {
        let (url, answer) = self.reach(url, known).await?;
        self.answer(url, answer).await
    }

    async fn reach(&self, url: &str, known: &Known) -> Result<(Url, reqwest::Response)> {
        let mut url = Url::parse(url.trim()).or(Err(Error::from(ADDRESS)))?;
        for _ in 0..=REDIRECTS_FOLLOWED {
            let mut request = self.client(&url)?.get(url.clone());
            for (name, value) in [
                (IF_NONE_MATCH, &known.etag),
                (IF_MODIFIED_SINCE, &known.last_modified),
            ] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let answer = request.send().await.map_err(|error| refusal(&error))?;
            let status = answer.status();
            if status.is_redirection() && status != reqwest::StatusCode::NOT_MODIFIED {
                let to = word(answer.headers(), LOCATION).and_then(|to| url.join(&to).ok());
                url = to.ok_or(REDIRECTS)?;
                continue;
            }
            return Ok((url, answer));
        }
        Err(REDIRECTS.into())
    }

    /// Refuses what is no web address or names a private one outright; names are checked when they resolve.
    fn client(&self, url: &Url) -> Result<&reqwest::Client> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(ADDRESS.into());
        }
        if pair(url).is_some_and(|pair| self.allow.contains(&pair)) {
            return Ok(&self.listed);
        }
        match url.host() {
            Some(Host::Ipv4(address)) if !is_public(address.into()) => Err(PRIVATE.into()),
            Some(Host::Ipv6(address)) if !is_public(address.into()) => Err(PRIVATE.into()),
            Some(_) => Ok(&self.guarded),
            None => Err(ADDRESS.into()),
        }
    }

    async fn answer(&self, url: Url, answer: reqwest::Response) -> Result<Fetched> {
        let headers = answer.headers();
        let fetched = Fetched {
            body: None,
            status: answer.status().as_u16(),
            content_type: word(headers, CONTENT_TYPE),
            known: Known {
                etag: word(headers, ETAG),
                last_modified: word(headers, LAST_MODIFIED),
            },
            retry_after: word(headers, RETRY_AFTER),
            url: word(headers, CONTENT_LOCATION)
                .and_then(|at| url.join(&at).ok())
                .unwrap_or(url),
        };
        if !answer.status().is_success() {
            return Ok(fetched);
        }
        let body = self.body(answer).await?;
        Ok(Fetched {
            body: Some(body),
            ..fetched
        })
    }

    /// What was taken is taken, however much the other side says about it.
    async fn beginning(&self, mut answer: reqwest::Response) -> Bytes {
        let mut body = BytesMut::new();
        while let Ok(Some(chunk)) = answer.chunk().await {
            let room = self.limit.saturating_sub(body.len());
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() >= room {
                break;
            }
        }
        body.freeze()
    }

    async fn body(&self, mut answer: reqwest::Response) -> Result<Bytes> {
        if answer
            .content_length()
            .is_some_and(|length| length > self.limit as u64)
        {
            return Err(TOO_LARGE.into());
        }
        // Chunks arrive decompressed, so a bomb is stopped when it reaches the limit.
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| broken(&error))? {
            if body.len() + chunk.len() > self.limit {
                return Err(TOO_LARGE.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

fn pair(url: &Url) -> Option<(String, u16)> {
    url.host_str().map(str::to_owned).zip(url.port_or_known_default())
}

#[expect(clippy::disallowed_methods, reason = "the one home of the guarded client")]
fn client(whole: Duration, lookup: Arc<dyn Lookup>, public_only: bool) -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(whole)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(Names { lookup, public_only }))
        .user_agent("Zisha")
        .build()
        .map_err(Error::fault)
}

fn word(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    // Headers of old servers hold Latin-1 or worse; a content type still says its charset.
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn refusal(error: &reqwest::Error) -> Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<Private>() {
            return PRIVATE.into();
        }
        cause = inner.source();
    }
    if error.is_timeout() && !error.is_connect() {
        return SLOW.into();
    }
    UNREACHABLE.into()
}

fn broken(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        SLOW.into()
    } else {
        BROKEN.into()
    }
}
