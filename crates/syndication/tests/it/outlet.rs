//! An outside medium: a small server on this machine whose pages the test writes, and the sources that ask it.

use crate::town::{House, Town};
use content::article::{edition, entity as article};
use gateway::outbound::Settings;
use kernel::Role;
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::sync::Arc;
use syndication::arrival::entity as item;
use syndication::permissions::ManageSources;
use syndication::source::{Polled, Poller, SourceForm, entity, register_source};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Notify, Semaphore};

/// What stands at an address.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The body goes on for ever.
    pub endless: bool,
    /// The answer never comes; who asked is told.
    pub stuck: Option<Arc<Notify>>,
    /// The answer waits: who asked is told by the first, and it goes on with a permit of the second.
    pub held: Option<(Arc<Notify>, Arc<Semaphore>)>,
}

impl Page {
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            body: body.into(),
            ..Self::default()
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }
}

/// The server.
pub struct Outlet {
    pub origin: String,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Outlet {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let pages: Arc<Mutex<HashMap<String, Page>>> = Arc::default();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let (shown, noted) = (pages.clone(), heard.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(stream, shown.clone(), noted.clone()));
            }
        });
        Self { origin, pages, heard }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub async fn put(&self, path: &str, page: Page) {
        self.pages.lock().await.insert(path.into(), page);
    }

    /// A feed whose answer can be asked again by its tag.
    pub async fn feed(&self, items: &[String]) {
        let text = rss(items);
        let tag = format!("\"{}\"", text.len());
        self.put("/rss.xml", Page::of(text).with("etag", &tag)).await;
    }

    /// Heads of the requests for an address.
    pub async fn asked(&self, path: &str) -> Vec<String> {
        let begins = format!("GET {path} ");
        let heard = self.heard.lock().await;
        heard
            .iter()
            .filter(|head| head.starts_with(&begins))
            .cloned()
            .collect()
    }

    /// The operator lists this server.
    pub fn settings(&self) -> Settings {
        Settings {
            allow: vec![self.origin.trim_start_matches("http://").to_owned()],
        }
    }

    pub fn poller(&self, town: &Town) -> Poller {
        Poller::new(&town.base.store, town.base.hub(), &self.settings()).unwrap()
    }
}

async fn answer(
    mut stream: TcpStream,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    heard: Arc<Mutex<Vec<String>>>,
) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut chunk = [0u8; 2048];
        match stream.read(&mut chunk).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&chunk[..n]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    heard.lock().await.push(head.clone());
    let page = pages
        .lock()
        .await
        .get(&path)
        .cloned()
        .unwrap_or(Page::status(404));
    if let Some(stuck) = page.stuck {
        stuck.notify_one();
        std::future::pending::<()>().await;
    }
    if let Some((asked, go)) = page.held {
        asked.notify_one();
        go.acquire().await.unwrap().forget();
    }
    let tag = page
        .headers
        .iter()
        .find(|(name, _)| name == "etag")
        .map(|(_, tag)| tag.clone());
    let known = tag.is_some_and(|tag| {
        let small = head.to_ascii_lowercase();
        small.contains(&format!("if-none-match: {tag}"))
    });
    let (status, body) = if known {
        (304, Vec::new())
    } else {
        (page.status, page.body)
    };
    let mut lines = format!("HTTP/1.1 {status} x\r\nconnection: close\r\n");
    for (name, value) in &page.headers {
        lines.push_str(&format!("{name}: {value}\r\n"));
    }
    if !page.endless && !page.headers.iter().any(|(name, _)| name == "content-length") {
        lines.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    lines.push_str("\r\n");
    if stream.write_all(lines.as_bytes()).await.is_err() || stream.write_all(&body).await.is_err() {
        return;
    }
    let chunk = vec![b' '; 1 << 16];
    while page.endless && stream.write_all(&chunk).await.is_ok() {}
}

/// An item of a feed, `day` of November.
pub fn entry(id: &str, day: u32, title: &str, html: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{id}</guid><title>{title}</title><link>/{id}.html</link>\
         <pubDate>{day:02} Nov 2026 08:00:00 +0800</pubDate><description><![CDATA[{html}]]></description></item>"
    )
}

pub fn rss(items: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>陶都日报</title>\
         <link>/</link>{}</channel></rss>",
        items.concat()
    )
}

/// A source of the department's site, as its administrator enters it.
pub async fn source(town: &Town, house: House, url: &str, automatic: bool) -> entity::Model {
    let form = SourceForm {
        url: url.into(),
        channel: house.news.to_string(),
        mode: if automatic { "auto" } else { "desk" }.into(),
        granted_by: "陶都日报社".into(),
        ..SourceForm::default()
    };
    enter(town, house, &form).await
}

pub async fn enter(town: &Town, house: House, form: &SourceForm) -> entity::Model {
    let mut tx = town.write::<ManageSources>(house, Role::SiteAdmin).await;
    let row = register_source(&mut tx, form.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    row
}

/// Looks once; the row is read anew, as the poller does.
pub async fn poll(poller: &Poller, town: &Town, source: &entity::Model) -> Polled {
    poller.poll(&again(town, source).await).await.unwrap()
}

pub async fn again(town: &Town, source: &entity::Model) -> entity::Model {
    let hub = town.base.hub().read();
    let row = hub
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(source.id));
    row.found().await.unwrap()
}

pub async fn items(town: &Town, house: House) -> Vec<item::Model> {
    let read = town.base.store.read(house.id);
    read.find::<item::Entity>()
        .asc(item::Column::Id)
        .all()
        .await
        .unwrap()
}

/// What the public sees, oldest first.
pub async fn public(town: &Town, house: House) -> Vec<edition::Model> {
    let read = town.base.store.read(house.id);
    let rows = read
        .find::<article::Entity>()
        .asc(article::Column::Number)
        .all()
        .await
        .unwrap();
    let mut live = Vec::new();
    for id in rows.into_iter().filter_map(|row| row.live_edition_id) {
        let row = read.find::<edition::Entity>().filter(edition::Column::Id.eq(id));
        live.push(row.found().await.unwrap());
    }
    live
}
