//! The feature behind a real socket. The cookie `staff=7` is Zhou, `staff=8` Shen; both administer every site.

use crate::template::themes;
use crate::town::{Town, noon};
use actix_web::web::Data;
use gateway::{App, Ctx, Feature, Page, Reply, Route, Settings, StaffDirectory, StaffSession};
use kernel::policy::Membership;
use kernel::{PersonId, Role, SiteId, Tag, Uid};
use std::net::TcpListener;
use std::sync::Arc;
use theme::view::SiteMapShow;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

struct Posts(Vec<SiteId>);

#[async_trait::async_trait]
impl StaffDirectory for Posts {
    async fn session(&self, token: &str, _: &str) -> kernel::Result<Option<StaffSession>> {
        Ok(token.parse().ok().map(|person| StaffSession {
            person: PersonId(person),
            uid: Uid::at(noon()),
            name: format!("{person} 号"),
            account: "staff".into(),
            fresh: true,
            rights: String::new(),
        }))
    }

    async fn posts(&self, _: PersonId) -> kernel::Result<Vec<Membership>> {
        let post = |site: &SiteId| Membership {
            site: *site,
            role: Role::SiteAdmin,
            channels: None,
        };
        Ok(self.0.iter().map(post).collect())
    }

    async fn account(&self, _: &str) -> kernel::Result<Option<gateway::staff::Colleague>> {
        Ok(None)
    }
}

/// A page as features make them, kept.
async fn get_page(ctx: Ctx) -> Reply {
    let page = Page::new("sitemap.html", SiteMapShow::sample()).title("网站地图");
    ctx.page(page.kind("sitemap").public([Tag::Home])).await
}

/// A feed as features make them, kept.
async fn get_feed(ctx: Ctx) -> Reply {
    ctx.kept("application/xml", bytes::Bytes::from_static(b"<feed/>"), vec![])
        .await
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value)
    }
}

/// A node: an application of its own over the town's database. Answers its port.
pub async fn serve(town: &Town) -> u16 {
    node(town).await.0
}

/// The same with the application itself.
pub async fn node(town: &Town) -> (u16, Data<App>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let public = Feature {
        name: "portal",
        routes: vec![Route::get("/", get_page), Route::get("/feed.xml", get_feed)],
        ..Feature::default()
    };
    let features = [notice::feature(town.base.hub()), public];
    let address = format!("http://portal.localhost:{port}").parse().unwrap();
    let staff = Arc::new(Posts(vec![town.portal, town.edu, town.agri]));
    let app = App::new(
        town.base.store.clone(),
        town.base.hub(),
        themes(),
        Settings::new(address, [7; 32]),
        staff,
        &features,
    )
    .await
    .unwrap();
    let served = app.clone();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(App::serve(served, listener, 1)));
    (port, app)
}

async fn send(port: u16, host: &str, head: &str, extra: &str, body: &str) -> Answer {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request =
        format!("{head} HTTP/1.1\r\nHost: {host}.localhost:{port}\r\n{extra}Connection: close\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A visitor asks.
pub async fn get(port: u16, host: &str, path: &str) -> Answer {
    send(port, host, &format!("GET {path}"), "", "").await
}

/// A member of staff asks.
pub async fn open(port: u16, person: i64, host: &str, path: &str) -> Answer {
    let cookie = format!("Cookie: staff={person}\r\n");
    send(port, host, &format!("GET {path}"), &cookie, "").await
}

/// A member of staff sends a form of `page`; `fields` are encoded already.
pub async fn post(port: u16, person: i64, host: &str, path: &str, page: &Answer, fields: &str) -> Answer {
    let (_, rest) = page.body.split_once("name=\"csrf_token\" value=\"").unwrap();
    let token = rest.split('"').next().unwrap();
    let body = format!("csrf_token={token}&{fields}");
    let extra = format!(
        "Cookie: staff={person}\r\nOrigin: http://{host}.localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        body.len()
    );
    send(port, host, &format!("POST {path}"), &extra, &body).await
}
