//! The feature behind a real socket, with one signed-in person.

use crate::template::themes;
use crate::town::Town;
use gateway::{App, Settings, StaffDirectory, StaffSession};
use kernel::policy::Membership;
use kernel::{ChannelId, PersonId, Role, SiteId, Uid};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The cookie `staff=yes` is a site administrator of portal and edu, of some channels perhaps.
struct Admin(Vec<SiteId>, Option<Vec<ChannelId>>);

#[async_trait::async_trait]
impl StaffDirectory for Admin {
    async fn session(&self, token: &str, _: &str) -> kernel::Result<Option<StaffSession>> {
        Ok((token == "yes").then(|| StaffSession {
            person: PersonId(7),
            uid: Uid::at(crate::town::noon()),
            name: "周若溪".into(),
            account: "portal.admin".into(),
            fresh: true,
            rights: String::new(),
        }))
    }

    async fn account(&self, account: &str) -> kernel::Result<Option<gateway::staff::Colleague>> {
        let known = [
            ("portal.admin", 7, "周若溪"),
            ("minjian.writer", 9, "方鹤年"),
            ("edu.writer", 8, "林晓岚"),
        ];
        let found = known.into_iter().find(|(name, ..)| *name == account);
        Ok(found.map(|(_, id, name)| gateway::staff::Colleague {
            person: PersonId(id),
            name: name.into(),
        }))
    }

    async fn posts(&self, _: PersonId) -> kernel::Result<Vec<Membership>> {
        let post = |site: &SiteId| Membership {
            site: *site,
            role: Role::SiteAdmin,
            channels: self.1.clone(),
        };
        Ok(self.0.iter().map(post).collect())
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: String,
}

pub async fn serve(town: &Town) -> u16 {
    serve_within(town, None).await
}

/// The same for somebody whose post is for some channels alone.
pub async fn serve_within(town: &Town, channels: Option<Vec<ChannelId>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let features = [syndication::feature(
        town.base.hub(),
        &gateway::outbound::Settings::default(),
    )];
    let settings = Settings::new(
        format!("http://portal.localhost:{port}").parse().unwrap(),
        [7; 32],
    );
    let themes = themes(&features[0]);
    let staff = Arc::new(Admin(vec![town.portal.id, town.edu.id], channels));
    let store = town.base.store.clone();
    let app = App::new(store, town.base.hub(), themes, settings, staff, &features)
        .await
        .unwrap();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(App::serve(app, listener, 1)));
    port
}

/// The public pages of content too, so that files are served.
pub async fn serve_files(town: &Town) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let outbound = gateway::outbound::Settings::default();
    let features = [
        syndication::feature(town.base.hub(), &outbound),
        content::feature(),
    ];
    let settings = Settings::new(
        format!("http://portal.localhost:{port}").parse().unwrap(),
        [7; 32],
    );
    let themes = crate::template::themes_of(&features);
    let staff = Arc::new(Admin(Vec::new(), None));
    let store = town.base.store.clone();
    let app = App::new(store, town.base.hub(), themes, settings, staff, &features)
        .await
        .unwrap();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(App::serve(app, listener, 1)));
    port
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
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(k, v)| (k.to_lowercase(), v.to_owned()));
    Answer {
        status,
        headers: headers.collect(),
        body: body.to_owned(),
    }
}

/// A visitor asks.
pub async fn get(port: u16, host: &str, path: &str, etag: Option<&str>) -> Answer {
    let condition = etag.map_or_else(String::new, |tag| format!("If-None-Match: {tag}\r\n"));
    send(port, host, &format!("GET {path}"), &condition, "").await
}

/// The signed-in person asks.
pub async fn open(port: u16, host: &str, path: &str) -> Answer {
    send(port, host, &format!("GET {path}"), "Cookie: staff=yes\r\n", "").await
}

/// The signed-in person sends a form of `page`; `fields` are encoded already.
pub async fn post(port: u16, host: &str, path: &str, page: &Answer, fields: &str) -> Answer {
    let (_, rest) = page.body.split_once("name=\"csrf_token\" value=\"").unwrap();
    let token = rest.split('"').next().unwrap();
    let body = format!("csrf_token={token}&{fields}");
    let extra = format!(
        "Cookie: staff=yes\r\nOrigin: http://{host}.localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        body.len()
    );
    send(port, host, &format!("POST {path}"), &extra, &body).await
}
