//! A visitor: real HTTP against real pages.

use crate::newsroom::{Newsroom, Staff, actor};
use gateway::staff::StaffSession;
use kernel::policy::Membership;
use kernel::{PersonId, Result, Uid};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// People whose session's token is the name of their site's role, such as `1/reviewer`.
struct People(Vec<(String, Staff, Vec<Membership>)>);

#[async_trait::async_trait]
impl gateway::StaffDirectory for People {
    async fn session(&self, token: &str, _host: &str) -> Result<Option<StaffSession>> {
        let found = self.0.iter().find(|(known, _, _)| known == token);
        Ok(found.map(|(_, who, _)| StaffSession {
            person: PersonId(who.id),
            uid: Uid(uuid::Uuid::from_u128(u128::try_from(who.id).unwrap())),
            name: who.name.into(),
            account: actor(who).label(),
            fresh: true,
            rights: String::new(),
        }))
    }

    async fn posts(&self, person: PersonId) -> Result<Vec<Membership>> {
        Ok(self
            .0
            .iter()
            .filter(|(_, who, _)| who.id == person.0)
            .flat_map(|(_, _, posts)| posts.clone())
            .collect())
    }

    async fn account(&self, _: &str) -> Result<Option<gateway::staff::Colleague>> {
        Ok(None)
    }
}

/// The newsroom's sites on a port.
pub struct Web {
    pub port: u16,
}

pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Web {
    /// Serves; each of `staff` has a post on the newsroom's site, or on the other one.
    pub async fn serve(room: &Newsroom, staff: &[(&str, Staff, bool)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let feature = content::feature();
        let themes = theme::Themes::load(theme::Source::Embedded, &feature.templates).unwrap();
        let settings = gateway::Settings::new(
            format!("http://portal.localhost:{port}").parse().unwrap(),
            [7; 32],
        );
        let people = staff.iter().map(|(token, who, here)| {
            let site = if *here { room.site } else { room.other };
            (
                (*token).to_owned(),
                who.clone(),
                vec![Membership {
                    site,
                    role: who.role,
                    channels: None,
                }],
            )
        });
        let people = Arc::new(People(people.collect()));
        let (store, hub) = (room.test.store.clone(), room.test.hub());
        let app = gateway::App::new(store, hub, themes, settings, people, &[feature])
            .await
            .unwrap();
        std::thread::spawn(move || {
            actix_web::rt::System::new()
                .block_on(gateway::App::serve(app, listener, 1))
                .unwrap();
        });
        Self { port }
    }

    pub async fn get(&self, host: &str, path: &str) -> Answer {
        self.ask(host, path, "").await
    }

    pub async fn get_as(&self, token: &str, host: &str, path: &str) -> Answer {
        self.ask(host, path, &format!("Cookie: staff={token}\r\n")).await
    }

    pub async fn ask(&self, host: &str, path: &str, headers: &str) -> Answer {
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port))
            .await
            .unwrap();
        let host = format!("{host}:{}", self.port);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut whole = Vec::new();
        stream.read_to_end(&mut whole).await.unwrap();
        let end = whole.windows(4).position(|mark| mark == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(whole[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Answer {
            status,
            headers,
            bytes: whole[end + 4..].to_vec(),
        }
    }
}
