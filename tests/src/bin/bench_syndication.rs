//! `bench_syndication SITES CORRECTIONS`: one article of a unit that SITES other sites show by their rules, in a data
//! folder of its own, served by the real program. It is corrected again and again; how long after the answered
//! publication pages, feeds and search show the new text, and what the receipts say, as JSON. `cargo xtask bench
//! syndication` runs it.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

use content::channel::entity as channel;
use content::placement::entity as placement;
use gateway::site::entity as site;
use identity::command::{DemoPerson, demo_person};
use identity::person::NewPerson;
use kernel::{Actor, Role, SiteId, Uid};
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, Set};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::HubRead;
use syndication::receipt::entity as receipt;
use syndication::rule::entity as rule;
use tests::people::{Newsroom, Visitor};
use tests::program::{PASSWORD, Places, free_port};
use zisha::config::Config;
use zisha::wire::Base;

/// Where the article comes from.
const SOURCE: &str = "edu";
/// Places looked at while the clock runs; all are looked at afterwards.
const SAMPLE: usize = 20;
const FEEDS: [&str; 3] = ["/feed.xml", "/feed.atom", "/feed.json"];
const PATIENCE: Duration = Duration::from_secs(60);
const BODY: &str = "新学期起，青泥小学三条校车线路作如下调整。\n\n一号线增设柳堤路口站，二号线改走新建的桑园桥，三号线每日增开一班。";

#[actix_web::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse().unwrap())
        .collect();
    let [sites, corrections] = numbers[..] else {
        panic!("bench_syndication SITES CORRECTIONS");
    };
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let config = Config {
        data: folder.path().join("data"),
        listen: ([127, 0, 0, 1], port).into(),
        public_url: format!("http://portal.localhost:{port}"),
        demo: true,
        search_rate: 0,
        log: "warn".into(),
        ..Config::default()
    };
    let base = Base::open(&config).await.unwrap();
    fill(&config, &base, sites).await;
    let server = Server::start(&config, folder.path()).await;
    let city = City {
        port,
        visitor: Visitor::new(),
        read: base.hub.read(),
    };
    let room = Newsroom::of(&city, SOURCE).await;
    let mut measured = Measured::default();
    let piece = room.bring_out("要闻", &title(0), BODY).await.console;
    let uid = city.arrived(sites).await;
    let places = city.places(uid).await;
    city.wait_for_receipts(uid, 1, sites).await;
    city.all_say(&places, &title(0)).await;
    for n in 1..=corrections {
        correct(&city, &room, &piece, n, &places, &mut measured).await;
        let rows = city.wait_for_receipts(uid, n as i64 + 1, sites).await;
        let last = rows.iter().map(|row| row.finished_at().unwrap()).max().unwrap();
        let sent = rows[0].sent_at;
        measured.receipts.push((last - sent).to_std().unwrap());
        // What the receipt says is so: every page and the source's line, without waiting.
        city.all_say(&places, &title(n)).await;
        let page = room.editor.page(&piece).await;
        let line = format!("{sites}/{sites} 处已更新");
        assert!(page.says(&line), "{}", page.main());
    }
    room.withdraw(&piece, "线路方案仍在征求意见，待确定后另行发布。")
        .await;
    let rows = city.wait_for_receipts(uid, corrections as i64 + 2, sites).await;
    assert!(rows.iter().all(|row| row.what == "withdrawn"));
    city.all_gone(&places).await;
    drop(server);
    println!("{}", measured.json(sites, corrections));
}

fn title(n: usize) -> String {
    format!("青泥小学校车线路调整（xc{n}x）")
}

/// Sites, channels and rules straight into the tables, people through the operation: what is measured comes after.
async fn fill(config: &Config, base: &Base, sites: usize) {
    let now = kernel::beijing::parse("2026-11-22 08:00").unwrap();
    let mut tx = base.hub.write(Actor::operator("bench")).await.unwrap();
    tx.exempt("setup").unwrap();
    let slugs = ["portal".to_owned(), SOURCE.to_owned()]
        .into_iter()
        .chain((1..sites).map(|n| format!("s{n}")));
    let slugs: Vec<String> = slugs.collect();
    let (mut rows, mut channels, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for (slug, id) in slugs.iter().zip(1i64..) {
        let is_portal = id == 1;
        let name = match id {
            1 => "陶都市".to_owned(),
            2 => "市教育局".to_owned(),
            n => format!("第{n}站"),
        };
        rows.push(site::ActiveModel {
            id: Set(id),
            uid: Set(Uid::at(now).0),
            slug: Set(slug.clone()),
            kind: Set(if is_portal { "portal" } else { "department" }.into()),
            name: Set(name.clone()),
            short_name: Set(name),
            theme: Set(if is_portal { "portal" } else { "department" }.into()),
            unit_id: Set(None),
            host: Set(format!("{slug}.localhost")),
            mount: Set("/".into()),
            state: Set("open".into()),
            settings: Set(r#"{"features":["content","search","syndication"]}"#.into()),
            edited_fields: Set("[]".into()),
            revision: Set(1),
            created_at: Set(now),
        });
        channels.push(channel::ActiveModel {
            id: Set(id),
            site_id: Set(id),
            uid: Set(Uid::at(now).0),
            slug: Set("news".into()),
            name: Set("要闻".into()),
            description: Set(String::new()),
            keywords: Set(String::new()),
            kind: Set("政务动态".into()),
            function_group: Set("news".into()),
            in_nav: Set(true),
            position: Set(10),
            state: Set("open".into()),
            revision: Set(1),
            mandated_by: Set(None),
        });
        if id != 2 {
            rules.push(rule::ActiveModel {
                site_id: Set(id),
                source_site_id: Set(2),
                source_channel_id: Set(2),
                channel_id: Set(id),
                mode: Set("automatic".into()),
                state: Set(rule::ACTIVE.into()),
                created_at: Set(now),
                hold_major: Set(false),
                time_of_arrival: Set(false),
                order_of_arrival: Set(false),
                ..Default::default()
            });
        }
    }
    tx.insert_many(rows).await.unwrap();
    tx.insert_many(channels).await.unwrap();
    tx.insert_many(rules).await.unwrap();
    tx.commit().await.unwrap();
    let identity = base.identity(config).unwrap();
    for (account, role) in [
        ("edu.writer", Role::Contributor),
        ("edu.reviewer", Role::Reviewer),
        ("edu.editor", Role::Editor),
    ] {
        let new = NewPerson::parse(account, "周若溪", "").unwrap();
        let posts = vec![(SiteId(2), role)];
        demo_person(&identity, DemoPerson { new, posts }, PASSWORD)
            .await
            .unwrap();
    }
}

/// The real program; ended when dropped.
struct Server(Child);

impl Server {
    async fn start(config: &Config, folder: &Path) -> Self {
        let file = folder.join("zisha.toml");
        std::fs::write(&file, toml::to_string(config).unwrap()).unwrap();
        let child = Command::new(tests::tools::program())
            .arg("serve")
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self(child);
        let (visitor, begun) = (Visitor::new(), Instant::now());
        let ready = format!("http://{}/healthz/ready", config.listen);
        while !visitor
            .try_ask(Method::GET, &ready, &[], None)
            .await
            .is_ok_and(|answer| answer.status == StatusCode::OK)
        {
            assert!(begun.elapsed() < PATIENCE, "the program is not ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The city from outside, and its receipts.
struct City {
    port: u16,
    visitor: Visitor,
    read: HubRead,
}

impl Places for City {
    fn port(&self) -> u16 {
        self.port
    }
}

/// Where the article stands on a site.
struct Place {
    host: String,
    path: String,
}

impl City {
    /// By the number of the host, so that a thousand hosts share their connections.
    async fn get(&self, host: &str, path: &str) -> (StatusCode, String) {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let host = format!("{host}:{}", self.port);
        let answer = self.visitor.get_with(&url, &[("host", &host)]).await;
        (answer.status, answer.text())
    }

    /// Waits until the article stands on every site.
    async fn arrived(&self, sites: usize) -> uuid::Uuid {
        let begun = Instant::now();
        loop {
            let rows = self
                .read
                .find::<placement::Entity>()
                .filter(placement::Column::LibraryItemId.is_not_null())
                .all()
                .await
                .unwrap();
            if rows.len() == sites {
                return rows[0].uid;
            }
            assert!(begun.elapsed() < PATIENCE, "it stands on {} sites", rows.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn places(&self, uid: uuid::Uuid) -> Vec<Place> {
        let sites = self.read.find::<site::Entity>().all().await.unwrap();
        let rows = self
            .read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.eq(uid))
            .filter(placement::Column::LibraryItemId.is_not_null())
            .asc(placement::Column::SiteId)
            .all()
            .await
            .unwrap();
        let place = |row: &placement::Model| Place {
            host: sites
                .iter()
                .find(|site| site.id == row.site_id)
                .unwrap()
                .host
                .clone(),
            path: content::placement::path("news", row.published_at, row.number),
        };
        rows.iter().map(place).collect()
    }

    /// Waits until the receipts of a version are complete.
    async fn wait_for_receipts(&self, uid: uuid::Uuid, version: i64, sites: usize) -> Vec<receipt::Model> {
        let begun = Instant::now();
        loop {
            let rows = self
                .read
                .find::<receipt::Entity>()
                .filter(receipt::Column::Uid.eq(uid))
                .filter(receipt::Column::Version.eq(version))
                .all()
                .await
                .unwrap();
            let done = rows.iter().filter(|row| row.finished_at().is_some()).count();
            assert!(rows.len() <= sites, "{} receipts for {sites} sites", rows.len());
            if done == sites {
                return rows;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "version {version}: {done} of {sites} receipts"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn all_say(&self, places: &[Place], words: &str) {
        for place in places {
            let (status, text) = self.get(&place.host, &place.path).await;
            let true_there = status == StatusCode::OK && text.contains(words);
            assert!(true_there, "{}{} does not say {words}", place.host, place.path);
        }
    }

    async fn all_gone(&self, places: &[Place]) {
        for place in places {
            let (status, _) = self.get(&place.host, &place.path).await;
            assert_eq!(status, StatusCode::GONE, "{}{}", place.host, place.path);
        }
    }

    /// Asks one address after the other until each says the words; answers when the last one did.
    async fn until_said(&self, begun: Instant, addresses: &[(&str, &str)], words: &str) -> Duration {
        for (host, path) in addresses {
            while !self.get(host, path).await.1.contains(words) {
                assert!(begun.elapsed() < PATIENCE, "{host}{path} does not say {words}");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        begun.elapsed()
    }
}

/// One correction through the hands of three people, and the clock from the answer to the last of them.
async fn correct(
    city: &City,
    room: &Newsroom,
    piece: &str,
    n: usize,
    places: &[Place],
    measured: &mut Measured,
) {
    let page = room.editor.page(piece).await;
    let form = room.editor.press(&page, "更正", &[]).await;
    let (title, note) = (title(n), "桥名有误，现予更正。");
    let body = BODY.replace("桑园桥", &format!("第{n}号桥"));
    let fields = [("标题", title.as_str()), ("正文", &body), ("更正说明", note)];
    room.editor.press(&form, "提交审核", &fields).await;
    room.approve(piece).await;
    let step = places.len().div_ceil(SAMPLE);
    let sample: Vec<&Place> = places.iter().rev().step_by(step).chain(places.first()).collect();
    let pages: Vec<_> = sample
        .iter()
        .map(|place| (place.host.as_str(), place.path.as_str()))
        .collect();
    let feeds = sample
        .iter()
        .flat_map(|place| FEEDS.map(|feed| (place.host.as_str(), feed)));
    let feeds: Vec<_> = feeds.collect();
    let search = format!("/api/v1/search?q=xc{n}x");
    let search = [("portal.localhost", search.as_str())];
    let page = room.editor.page(piece).await;
    let answer = room.editor.try_press(&page, "发布", &[]).await;
    let begun = Instant::now();
    assert!(answer.status.is_redirection(), "{}", answer.summary());
    let (page, feed, found) = tokio::join!(
        city.until_said(begun, &pages, &title),
        city.until_said(begun, &feeds, &title),
        city.until_said(begun, &search, &title),
    );
    measured.pages.push(page);
    measured.feeds.push(feed);
    measured.search.push(found);
}

/// One figure a correction.
#[derive(Default)]
struct Measured {
    pages: Vec<Duration>,
    feeds: Vec<Duration>,
    search: Vec<Duration>,
    receipts: Vec<Duration>,
}

impl Measured {
    fn json(self, sites: usize, corrections: usize) -> serde_json::Value {
        serde_json::json!({
            "sites": sites, "corrections": corrections,
            "pages": percentiles(self.pages), "feeds": percentiles(self.feeds),
            "search": percentiles(self.search), "receipts": percentiles(self.receipts),
        })
    }
}

/// Median, 95th and 99th percentile.
fn percentiles(mut times: Vec<Duration>) -> serde_json::Value {
    times.sort_unstable();
    let at = |part: f64| {
        let place = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len());
        times[place - 1].as_secs_f64() * 1e3
    };
    serde_json::json!({ "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99) })
}
