//! The feature behind a real socket. A cookie `staff=<n>` signs in; who holds which post stands in `POSTS`.

use crate::template::themes;
use crate::town::{Town, at};
use gateway::settings::Network;
use gateway::{App, Feature, Settings, StaffDirectory, StaffSession};
use kernel::policy::Membership;
use kernel::{PersonId, Role, SiteId, Uid};
use std::net::TcpListener;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Number, host, role.
const POSTS: [(i64, &str, Role); 7] = [
    (21, "portal", Role::LetterClerk),
    (22, "portal", Role::Inspector),
    (23, "portal", Role::SiteAdmin),
    (11, "edu", Role::LetterClerk),
    (12, "edu", Role::UnitHead),
    (13, "edu", Role::SiteAdmin),
    (31, "agri", Role::LetterClerk),
];

struct Posts(Vec<(&'static str, SiteId)>);

/// Who works in the town, for jobs.
pub fn staff(town: &Town) -> Arc<dyn StaffDirectory> {
    let houses = [("portal", town.portal), ("edu", town.edu), ("agri", town.agri)];
    Arc::new(Posts(houses.map(|(name, house)| (name, house.id)).to_vec()))
}

#[async_trait::async_trait]
impl StaffDirectory for Posts {
    async fn session(&self, token: &str, _: &str) -> kernel::Result<Option<StaffSession>> {
        Ok(token.parse().ok().map(|person| StaffSession {
            person: PersonId(person),
            uid: Uid::at(at("2026-03-02 09:00")),
            name: format!("工作人员{person}"),
            account: "staff".into(),
            fresh: true,
            rights: String::new(),
        }))
    }

    async fn posts(&self, person: PersonId) -> kernel::Result<Vec<Membership>> {
        let held = POSTS.iter().filter(|(id, ..)| *id == person.0);
        Ok(held
            .filter_map(|(_, host, role)| {
                let site = self.0.iter().find(|(name, _)| name == host)?;
                Some(Membership {
                    site: site.1,
                    role: *role,
                    channels: None,
                })
            })
            .collect())
    }

    async fn account(&self, account: &str) -> kernel::Result<Option<gateway::staff::Colleague>> {
        let held = POSTS.iter().find(|(id, ..)| account == format!("staff{id}"));
        Ok(held.map(|(id, ..)| gateway::staff::Colleague {
            person: PersonId(*id),
            name: format!("工作人员{id}"),
        }))
    }

    async fn mail(&self, person: PersonId) -> kernel::Result<Option<String>> {
        Ok(Some(format!("staff{}@example.com", person.0)))
    }

    async fn holders(&self, site: SiteId, role: Role) -> kernel::Result<Vec<gateway::staff::Colleague>> {
        let here = self.0.iter().filter(|(_, id)| *id == site);
        let held = here.flat_map(|(name, _)| {
            POSTS
                .iter()
                .filter(move |(_, host, held)| host == name && *held == role)
        });
        Ok(held
            .map(|(id, ..)| gateway::staff::Colleague {
                person: PersonId(*id),
                name: format!("工作人员{id}"),
            })
            .collect())
    }
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a hidden field of the first form that has it.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.body.split_once(&start).map_or("", |(_, rest)| rest);
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// Whether it says this.
    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
    }
}

/// The town's sites on one port.
pub struct Served(u16);

impl Served {
    pub async fn of(town: &Town) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let features: [Feature; 1] = [letters::feature(town.base.hub())];
        let address = format!("http://portal.localhost:{port}").parse().unwrap();
        // Visitors of these tests come through a proxy on this machine, which says where from.
        let mut settings = Settings::new(address, [7; 32]);
        settings.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
        let staff = staff(town);
        let app = App::new(
            town.base.store.clone(),
            town.base.hub(),
            themes(),
            settings,
            staff,
            &features,
        )
        .await
        .unwrap();
        std::thread::spawn(move || actix_web::rt::System::new().block_on(App::serve(app, listener, 1)));
        Self(port)
    }

    async fn send(&self, host: &str, head: &str, extra: &str, body: &str) -> Answer {
        let port = self.0;
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {host}.localhost:{port}\r\n{extra}Connection: close\r\n\r\n{body}"
        );
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

    /// Anybody opens a page of a site.
    pub async fn visit(&self, host: &str, path: &str) -> Answer {
        self.send(host, &format!("GET {path}"), "", "").await
    }

    /// A visitor from an address fills in the form of a page and sends it.
    pub async fn fill(&self, from: &str, host: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
        let from = format!("X-Forwarded-For: {from}\r\n");
        let shown = self.send(host, &format!("GET {page}"), &from, "").await;
        let cookies = shown.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then_some(value)
        });
        let cookies: Vec<&str> = cookies.filter_map(|line| line.split(';').next()).collect();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf_token", &shown.hidden("csrf_token"));
        form.extend_pairs(fields);
        let (body, port) = (form.finish(), self.0);
        let extra = format!(
            "{from}Cookie: {}\r\nOrigin: http://{host}.localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            cookies.join("; "),
            body.len()
        );
        self.send(host, &format!("POST {page}"), &extra, &body).await
    }

    /// Anything at all, with the bytes of the answer.
    pub async fn raw(&self, host: &str, head: &str, extra: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
        let port = self.0;
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {host}.localhost:{port}\r\nOrigin: http://{host}.localhost:{port}\r\n{extra}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, bytes[split + 4..].to_vec())
    }

    /// A visitor opens the form for a letter: the answer and the cookie that the form is bound to.
    pub async fn writing(&self, host: &str, path: &str) -> (Answer, String) {
        let (status, head, body) = self.raw(host, &format!("GET {path}"), "", b"").await;
        let body = String::from_utf8(body).unwrap();
        let cookie = head.split_once("door=").map_or("", |(_, rest)| rest);
        let cookie = format!("door={}", cookie.split(';').next().unwrap_or_default());
        (Answer { status, head, body }, cookie)
    }

    /// Sends the form of a page with files: what the page holds hidden, then what is typed, then the files.
    pub async fn write_letter(
        &self,
        host: &str,
        page: (&Answer, &str),
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        self.send_files((host, "/letters/new"), page, fields, files).await
    }

    /// The same to any address.
    pub async fn send_files(
        &self,
        (host, path): (&str, &str),
        (page, cookie): (&Answer, &str),
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        let mut part = |head: String, value: &[u8]| {
            body.extend_from_slice(
                format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        };
        for name in ["csrf_token", "submission", "board", "sought", "opened", "token"] {
            part(format!("name=\"{name}\""), page.hidden(name).as_bytes());
        }
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, bytes) in files {
            part(format!("name=\"file\"; filename=\"{name}\""), bytes);
        }
        body.extend_from_slice(b"--x--\r\n");
        let extra = format!("Cookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\n");
        let (status, head, body) = self.raw(host, &format!("POST {path}"), &extra, &body).await;
        let body = String::from_utf8(body).unwrap();
        Answer { status, head, body }
    }

    /// Anybody downloads a file of a site.
    pub async fn bytes(&self, host: &str, path: &str) -> Vec<u8> {
        let port = self.0;
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {host}.localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let at = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        bytes.split_off(at + 4)
    }

    fn home(person: i64) -> &'static str {
        let post = POSTS.iter().find(|(id, ..)| *id == person);
        post.map_or("portal", |(_, host, _)| host)
    }

    /// Somebody opens a page of the own site.
    pub async fn open(&self, person: i64, path: &str) -> Answer {
        let cookie = format!("Cookie: staff={person}\r\n");
        self.send(Self::home(person), &format!("GET {path}"), &cookie, "")
            .await
    }

    /// Somebody opens `page` with the form of an act, fills it in and sends it.
    pub async fn act(&self, person: i64, page: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let form = act
            .strip_prefix(page)
            .map_or("", |rest| rest.trim_start_matches('/'));
        let shown = self.open(person, &format!("{page}?do={form}")).await;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf_token", &shown.hidden("csrf_token"));
        form.append_pair("revision", &shown.hidden("revision"));
        form.extend_pairs(fields);
        let body = form.finish();
        let (host, port) = (Self::home(person), self.0);
        let extra = format!(
            "Cookie: staff={person}\r\nOrigin: http://{host}.localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        );
        self.send(host, &format!("POST {act}"), &extra, &body).await
    }
}
