//! Somebody with a browser: cookies per host, no names looked up anywhere, every host is this machine.

use crate::page::{Button, FormOnPage, Page};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// Somebody with a browser.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    cookies: Arc<Mutex<BTreeMap<(String, String), String>>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The address that answered.
    pub url: Url,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

struct ThisMachine;

impl Resolve for ThisMachine {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0))));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

impl Default for Visitor {
    fn default() -> Self {
        Self::new()
    }
}

impl Visitor {
    /// A new browser without cookies.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "people of the tests are not the product's outbound client"
    )]
    pub fn new() -> Self {
        let client = Client::builder()
            .dns_resolver(Arc::new(ThisMachine))
            .redirect(Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        Self {
            client,
            cookies: Arc::default(),
        }
    }

    /// One request, no redirect followed.
    pub async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        self.try_ask(method, url, headers, body)
            .await
            .unwrap_or_else(|error| panic!("{url}: {error:?}"))
    }

    /// The same where the server may be gone.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> reqwest::Result<Answer> {
        let url: Url = url.parse().unwrap_or_else(|error| panic!("{url}: {error}"));
        let mut request = self.client.request(method, url.clone());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookies) = self.cookies_for(&url) {
            request = request.header(header::COOKIE, cookies);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep_cookies(&url, &headers);
        let body = response.bytes().await?.to_vec();
        Ok(Answer {
            url,
            status,
            headers,
            body,
        })
    }

    /// GET without following.
    pub async fn get(&self, url: &str) -> Answer {
        self.ask(Method::GET, url, &[("accept", "text/html,*/*;q=0.8")], None)
            .await
    }

    /// GET with headers.
    pub async fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, url, headers, None).await
    }

    /// GET, following redirects; answers the last and the addresses passed.
    pub async fn follow(&self, url: &str) -> (Answer, Vec<Url>) {
        let answer = self.get(url).await;
        self.follow_on(answer).await
    }

    /// Follows the redirects of an answer.
    pub async fn follow_on(&self, mut answer: Answer) -> (Answer, Vec<Url>) {
        let mut passed = Vec::new();
        while answer.status.is_redirection() && answer.status != StatusCode::NOT_MODIFIED {
            passed.push(answer.url.clone());
            assert!(passed.len() < 12, "redirected in circles: {passed:?}");
            answer = self.get(answer.location().as_str()).await;
        }
        (answer, passed)
    }

    /// Opens a page that must be there.
    pub async fn open(&self, url: &str) -> Page {
        let (answer, passed) = self.follow(url).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{url} through {passed:?}: {}",
            answer.summary()
        );
        answer.page()
    }

    /// Presses a button of a form; redirects are not followed.
    pub async fn submit(&self, form: &FormOnPage, button: Option<&Button>) -> Answer {
        self.try_submit(form, button)
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", form.action))
    }

    /// The same where the server may be gone.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_submit(&self, form: &FormOnPage, button: Option<&Button>) -> reqwest::Result<Answer> {
        let mut fields = form.fields.clone();
        fields.extend(button.and_then(|button| button.sends.clone()));
        let mut action = button
            .and_then(|button| button.action.clone())
            .unwrap_or_else(|| form.action.clone());
        if form.method == "get" {
            action.query_pairs_mut().clear().extend_pairs(&fields);
            return self.try_ask(Method::GET, action.as_str(), &[], None).await;
        }
        if form.multipart {
            return self.try_upload(action.as_str(), &fields, &[]).await;
        }
        self.try_post(action.as_str(), &fields).await
    }

    /// Posts fields.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_post(&self, url: &str, fields: &[(String, String)]) -> reqwest::Result<Answer> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html,*/*;q=0.8"),
        ];
        self.try_ask(Method::POST, url, &headers, Some(body.into_bytes()))
            .await
    }

    /// Posts fields and files: `(field, file name, bytes)`.
    ///
    /// # Errors
    /// When no whole answer came.
    pub async fn try_upload(
        &self,
        url: &str,
        fields: &[(String, String)],
        files: &[(&str, &str, &[u8])],
    ) -> reqwest::Result<Answer> {
        let boundary = format!("zisha{}", uuid::Uuid::new_v4().simple());
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (field, file, bytes) in files {
            let head = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={boundary}");
        let headers = [("content-type", kind.as_str()), ("accept", "text/html,*/*;q=0.8")];
        self.try_ask(Method::POST, url, &headers, Some(body)).await
    }

    fn cookies_for(&self, url: &Url) -> Option<HeaderValue> {
        let jar = self.cookies.lock().unwrap();
        let host = url.host_str().unwrap_or_default();
        let own: Vec<String> = jar
            .iter()
            .filter(|((of, _), _)| of == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        (!own.is_empty()).then(|| HeaderValue::from_str(&own.join("; ")).unwrap())
    }

    fn keep_cookies(&self, url: &Url, headers: &HeaderMap) {
        let host = url.host_str().unwrap_or_default();
        let mut jar = self.cookies.lock().unwrap();
        for header in headers.get_all(header::SET_COOKIE) {
            let text = header.to_str().unwrap();
            let mut parts = text.split(';').map(str::trim);
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap();
            let gone = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
            assert!(
                !text.to_ascii_lowercase().contains("domain="),
                "a cookie for a whole domain would reach other sites: {text}"
            );
            let key = (host.to_owned(), name.to_owned());
            if gone || value.is_empty() {
                jar.remove(&key);
            } else {
                jar.insert(key, value.to_owned());
            }
        }
    }

    /// A cookie kept for a host.
    #[must_use]
    pub fn cookie(&self, host: &str, name: &str) -> Option<String> {
        let jar = self.cookies.lock().unwrap();
        jar.get(&(host.to_owned(), name.to_owned())).cloned()
    }

    /// Names of the cookies kept for a host.
    #[must_use]
    pub fn cookie_names(&self, host: &str) -> Vec<String> {
        let jar = self.cookies.lock().unwrap();
        jar.keys()
            .filter(|(of, _)| of == host)
            .map(|(_, name)| name.clone())
            .collect()
    }
}

impl Answer {
    /// Body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Body as a page.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(self.url.clone(), &self.text())
    }

    /// Body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.url, self.summary()))
    }

    /// A header; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads.
    #[must_use]
    pub fn location(&self) -> Url {
        let target = self.header("location");
        self.url
            .join(target)
            .unwrap_or_else(|error| panic!("{} leads to “{target}”: {error}", self.url))
    }

    /// Status and the beginning of its words, for messages.
    #[must_use]
    pub fn summary(&self) -> String {
        let is_page = self.header("content-type").contains("html");
        let words = if is_page {
            self.page().all_words()
        } else {
            self.text()
        };
        let words: String = words.chars().take(800).collect();
        format!("{} {} {words}", self.status, self.header("location"))
    }
}
