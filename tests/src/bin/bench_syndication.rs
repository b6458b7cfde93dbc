//! `bench_syndication SITES CORRECTIONS`: one article of a unit that SITES other sites show by their rules, in a data
//! folder of its own, served by the real program. It is corrected again and again, and now and then withdrawn and
//! brought back; how long after the press of the button pages, feeds and search of the sites say so, and what the receipts
//! say, as JSON. `cargo xtask bench syndication` runs it.
//!
//! While the clock runs every site is asked, or of more than [`SAMPLE`] the same ones drawn once by [`SEED`]. When the
//! receipts are complete, every page, feed and search of every site is asked once more, without waiting for anything.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

use content::channel::entity as channel;
use content::placement::entity as placement;
use gateway::site::entity as site;
use identity::command::{DemoPerson, demo_person};
use identity::person::NewPerson;
use kernel::{Actor, Role, SiteId, Uid};
use rand::SeedableRng;
use rand::rngs::StdRng;
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
/// Sites asked while the clock runs; all are asked afterwards.
const SAMPLE: usize = 24;
/// Draws them.
const SEED: u64 = 20_261_122;
/// Requests under way at once.
const LANES: usize = 4;
/// After so many corrections it is withdrawn once.
const BETWEEN: usize = 5;
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
    let piece = room.bring_out("要闻", &title(0), BODY).await.console;
    let uid = city.arrived(sites).await;
    let places = city.places(uid).await;
    city.wait_for_receipts(uid, 1, sites).await;
    city.all(&places, &Look::Says(0)).await;
    let round = Round {
        city: &city,
        room: &room,
        piece: &piece,
        uid,
        sample: sample(&places),
        places: &places,
    };
    let (mut corrected, mut withdrawn) = (Measured::default(), Measured::default());
    let mut version = 1;
    for n in 1..=corrections {
        version += 1;
        round.correct(n, version, &mut corrected).await;
        if n % BETWEEN == 0 || n == corrections {
            version += 1;
            round.withdraw(n, version, &mut withdrawn).await;
        }
    }
    drop(server);
    let told = serde_json::json!({
        "sites": sites,
        "asked": round.sample.len(),
        "corrections": corrected.json(),
        "withdrawals": withdrawn.json(),
    });
    println!("{told}");
}

/// The same sites every time; all of them when they are few.
fn sample(places: &[Place]) -> Vec<Place> {
    let mut random = StdRng::seed_from_u64(SEED);
    let few = SAMPLE.min(places.len());
    let drawn = rand::seq::index::sample(&mut random, places.len(), few);
    drawn.into_iter().map(|n| places[n].clone()).collect()
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
#[derive(Clone)]
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

    /// Every page, feed and search of these sites, without waiting.
    async fn all(&self, places: &[Place], look: &Look) {
        let asked = Part::ALL.iter().flat_map(|part| part.addresses(places, look));
        let asked: Vec<_> = asked.collect();
        let lane = async |n: usize| {
            for address in asked.iter().skip(n).step_by(LANES) {
                assert!(self.is_so(address, look).await, "{address:?}: not so: {look:?}");
            }
        };
        tokio::join!(lane(0), lane(1), lane(2), lane(3));
    }

    async fn is_so(&self, address: &Address, look: &Look) -> bool {
        let (status, text) = self.get(&address.host, &address.path).await;
        match (look, address.part) {
            (Look::Says(n), _) => status == StatusCode::OK && text.contains(&title(*n)),
            (Look::Gone(_), Part::Page) => status == StatusCode::GONE,
            (Look::Gone(n), Part::Feed | Part::Search) => {
                status == StatusCode::OK && !text.contains(&title(*n))
            }
        }
    }

    /// Asks one address after the other until each is so; answers when the last one was.
    async fn until(&self, begun: Instant, part: Part, places: &[Place], look: &Look) -> Duration {
        for address in part.addresses(places, look) {
            while !self.is_so(&address, look).await {
                assert!(begun.elapsed() < PATIENCE, "{address:?}: not so: {look:?}");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        begun.elapsed()
    }
}

/// What visitors should find.
#[derive(Debug)]
enum Look {
    /// The headline of this correction.
    Says(usize),
    /// Nothing of it any more.
    Gone(usize),
}

/// Where they look.
#[derive(Clone, Copy, Debug)]
enum Part {
    Page,
    Feed,
    Search,
}

#[derive(Debug)]
struct Address {
    part: Part,
    host: String,
    path: String,
}

impl Part {
    const ALL: [Self; 3] = [Self::Page, Self::Feed, Self::Search];

    fn addresses(self, places: &[Place], look: &Look) -> Vec<Address> {
        let (Look::Says(n) | Look::Gone(n)) = look;
        let of = |place: &Place| match self {
            Self::Page => vec![place.path.clone()],
            Self::Feed => FEEDS.map(String::from).to_vec(),
            Self::Search => vec![format!("/api/v1/search?q=xc{n}x")],
        };
        let address = |place: &Place, path| Address {
            part: self,
            host: place.host.clone(),
            path,
        };
        places
            .iter()
            .flat_map(|place| of(place).into_iter().map(|path| address(place, path)))
            .collect()
    }
}

/// What every round needs.
struct Round<'a> {
    city: &'a City,
    room: &'a Newsroom,
    piece: &'a str,
    uid: uuid::Uuid,
    places: &'a [Place],
    sample: Vec<Place>,
}

impl Round<'_> {
    /// One correction through the hands of three people.
    async fn correct(&self, n: usize, version: i64, measured: &mut Measured) {
        let room = self.room;
        let page = room.editor.page(self.piece).await;
        let (title, note) = (title(n), "桥名有误，现予更正。");
        let body = BODY.replace("桑园桥", &format!("第{n}号桥"));
        let mut fields = vec![("标题", title.as_str()), ("正文", body.as_str())];
        // After a withdrawal it is edited on; before, corrected.
        let form = if page.find_form("更正").is_some() {
            fields.push(("更正说明", note));
            room.editor.press(&page, "更正", &[]).await
        } else {
            let page = room.editor.press(&page, "恢复编辑", &[]).await;
            if page.find_form("提交审核").is_some() {
                page
            } else {
                room.editor.page(&format!("{}/edit", self.piece)).await
            }
        };
        room.editor.press(&form, "提交审核", &fields).await;
        room.approve(self.piece).await;
        let page = room.editor.page(self.piece).await;
        let button = ["发布更正", "发布"]
            .into_iter()
            .find(|word| page.find_form(word).is_some())
            .unwrap();
        let begun = Instant::now();
        let answer = room.editor.try_press(&page, button, &[]).await;
        assert!(answer.status.is_redirection(), "{}", answer.summary());
        self.clock(begun, &Look::Says(n), version, measured).await;
    }

    /// The editor withdraws it.
    async fn withdraw(&self, n: usize, version: i64, measured: &mut Measured) {
        let page = self.room.editor.page(self.piece).await;
        let reason = [("reason", "线路方案仍在征求意见，待确定后另行发布。")];
        let begun = Instant::now();
        let answer = self.room.editor.try_press(&page, "撤回", &reason).await;
        assert!(answer.status.is_redirection(), "{}", answer.summary());
        self.clock(begun, &Look::Gone(n), version, measured).await;
    }

    /// From the press until the last site asked is so; then what the receipts say, and that it is true everywhere.
    async fn clock(&self, begun: Instant, look: &Look, version: i64, measured: &mut Measured) {
        let (city, sample) = (self.city, &self.sample);
        let (page, feed, found) = tokio::join!(
            city.until(begun, Part::Page, sample, look),
            city.until(begun, Part::Feed, sample, look),
            city.until(begun, Part::Search, sample, look),
        );
        measured.pages.push(page);
        measured.feeds.push(feed);
        measured.search.push(found);
        let sites = self.places.len();
        let rows = city.wait_for_receipts(self.uid, version, sites).await;
        let last = rows.iter().map(|row| row.finished_at().unwrap()).max().unwrap();
        measured.receipts.push((last - rows[0].sent_at).to_std().unwrap());
        city.all(self.places, look).await;
        let page = self.room.editor.page(self.piece).await;
        let line = format!("{sites}/{sites} 处已");
        assert!(page.says(&line), "{}", page.main());
    }
}

/// One figure a round.
#[derive(Default)]
struct Measured {
    pages: Vec<Duration>,
    feeds: Vec<Duration>,
    search: Vec<Duration>,
    receipts: Vec<Duration>,
}

impl Measured {
    fn json(self) -> serde_json::Value {
        serde_json::json!({
            "rounds": self.pages.len(),
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
