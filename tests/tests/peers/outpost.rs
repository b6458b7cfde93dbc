//! A box of its own: data folder, database, process. Staff's deeds go straight to its database, as a command beside a
//! running server does; a person's click would do the same through the server.

use content::article::text::{RawText, Text};
use content::article::{
    approve_article, correct_article, entity as article, publish_article, save_article, submit_article,
    withdraw_article,
};
use content::library::entity as library;
use content::permissions::{PublishArticle, ReviewArticle, WithdrawArticle, WriteArticle};
use content::placement::entity as placement;
use gateway::site::entity as site;
use kernel::policy::{Membership, decide};
use kernel::{Actor, ArticleId, Clocks, Error, Permission, PersonId, Revision, Role, SiteId};
use rand::RngExt;
use rand::rngs::StdRng;
use sea_orm::ColumnTrait;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use store::SiteWrite;
use syndication::permissions::ManageRules;
use syndication::rule::{Mode, create_rule, find_source};
use tempfile::TempDir;
use tests::program::{free_port, lossy};
use tests::tools;
use uuid::Uuid;
use zisha::config::Config;
use zisha::wire::Base;

pub struct Outpost {
    pub port: u16,
    host: &'static str,
    slugs: Vec<String>,
    folder: TempDir,
    database_url: Option<String>,
    base: Base,
    portal: Mutex<String>,
    child: Mutex<Option<Child>>,
}

/// An article as a box knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub version: i64,
    pub title: String,
    pub body: String,
    pub state: String,
}

impl Item {
    /// A tombstone says nothing of what stood there.
    fn of(version: i64, live: bool, title: String, body: String) -> Self {
        let shown = |text| if live { text } else { String::new() };
        Self {
            version,
            title: shown(title),
            body: shown(body),
            state: if live {
                placement::LIVE
            } else {
                placement::WITHDRAWN
            }
            .to_owned(),
        }
    }

    pub fn is_live(&self) -> bool {
        self.state == placement::LIVE
    }
}

impl Outpost {
    /// Sites of a box; the first one is at its host.
    pub async fn new(host: &'static str, slugs: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let database_url = store::testing::fresh_database::<migrations::Migrator>(&data)
            .await
            .unwrap();
        let port = free_port();
        let config = Config {
            data,
            database_url: database_url.clone().unwrap_or_default(),
            public_url: format!("http://{host}:{port}"),
            ..Config::default()
        };
        let base = Base::open_at(&config, Clocks::system()).await.unwrap();
        let made = Self {
            port,
            host,
            slugs: slugs.iter().map(|slug| (*slug).to_owned()).collect(),
            folder,
            database_url,
            base,
            portal: Mutex::default(),
            child: Mutex::default(),
        };
        made.lay_sites();
        let sites = made.folder.path().join("sites");
        made.json(&["site", "apply", sites.to_str().unwrap()]).await;
        made
    }

    fn lay_sites(&self) {
        let sites = self.folder.path().join("sites");
        let mut units = String::new();
        for (n, slug) in self.slugs.iter().enumerate() {
            let kind = match slug.as_str() {
                "portal" => "portal",
                "zhuhai" => "township",
                _ => "department",
            };
            let host = if n == 0 {
                self.host.to_owned()
            } else {
                format!("{slug}.example.gov.cn")
            };
            let unit = if slug == "portal" {
                String::new()
            } else {
                units += &format!(
                    "[[unit]]\nkey = \"{slug}\"\nname = \"{slug}单位\"\nshort_name = \"{slug}单位\"\nkind = \"{}\"\n\n",
                    if kind == "township" { kind } else { "bureau" }
                );
                format!("unit = \"{slug}\"\n")
            };
            let file = format!(
                "{unit}slug = \"{slug}\"\nname = \"{slug}网站\"\nshort_name = \"{slug}\"\nkind = \"{kind}\"\n\
                 theme = \"{kind}\"\nhost = \"{host}\"\nfeatures = [\"search\", \"syndication\"]\n"
            );
            let channel = "[[channel]]\nslug = \"news\"\nname = \"要闻\"\ndescription = \"要闻\"\n\
                 keywords = \"要闻\"\ntype = \"政务动态\"\nnav = true\ngroup = \"news\"\norder = 10\n";
            std::fs::create_dir_all(sites.join(slug)).unwrap();
            std::fs::write(sites.join(slug).join("site.toml"), file).unwrap();
            std::fs::write(sites.join(slug).join("channels.toml"), channel).unwrap();
        }
        std::fs::write(sites.join("units.toml"), units).unwrap();
    }

    pub fn slug(&self) -> &str {
        &self.slugs[0]
    }

    pub fn url(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }

    /// Its staff sign in at a portal elsewhere.
    pub fn set_portal(&self, url: &str) {
        *self.portal.lock().unwrap() = url.to_owned();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(tools::program());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ZISHA_")) {
            command.env_remove(name);
        }
        command
            .args(args)
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .env("ZISHA_PUBLIC_URL", self.url())
            .env("ZISHA_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("ZISHA_LOG", "warn")
            .env("ZISHA_DEMO", "true")
            .env("ZISHA_SEARCH_RATE", "0")
            .env("ZISHA_WORKERS", "1")
            .stdin(Stdio::null());
        let portal = self.portal.lock().unwrap().clone();
        if !portal.is_empty() {
            command.env("ZISHA_PORTAL__URL", portal);
        }
        if let Some(url) = &self.database_url {
            command.env("ZISHA_DATABASE_URL", url);
        }
        command
    }

    async fn try_json(&self, args: &[&str]) -> Result<serde_json::Value, String> {
        let mut command = self.command(&[args, &["--json"]].concat());
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        let (out, err) = (lossy(&output.stdout), lossy(&output.stderr));
        if !output.status.success() {
            return Err(format!("zisha {}: {out}\n{err}", args.join(" ")));
        }
        let last = out.lines().rev().find(|line| !line.trim().is_empty());
        Ok(serde_json::from_str(last.unwrap_or("null")).unwrap())
    }

    /// A command beside the server; answers its JSON.
    pub async fn json(&self, args: &[&str]) -> serde_json::Value {
        self.try_json(args).await.unwrap_or_else(|said| panic!("{said}"))
    }

    fn notes(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    pub async fn start_and_wait(&self) {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.notes())
            .unwrap();
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::null()).stderr(log);
        *self.child.lock().unwrap() = Some(command.spawn().unwrap());
        let begun = Instant::now();
        let ready = format!("http://127.0.0.1:{}/healthz/live", self.port);
        let visitor = tests::people::Visitor::new();
        while visitor
            .try_ask(reqwest::Method::GET, &ready, &[], None)
            .await
            .is_err()
        {
            let ended = self
                .child
                .lock()
                .unwrap()
                .as_mut()
                .and_then(|child| child.try_wait().unwrap());
            assert!(
                ended.is_none(),
                "{} ended: {ended:?}\n{}",
                self.slug(),
                self.said()
            );
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{} is not ready",
                self.slug()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// `kill -9`.
    pub fn kill(&self) {
        if let Some(mut child) = self.child.lock().unwrap().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// The end of what the server wrote.
    pub fn said(&self) -> String {
        let text = std::fs::read_to_string(self.notes()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(15)..].join("\n");
        format!("--- {}\n{last}\n", self.slug())
    }

    async fn site(&self, slug: &str) -> site::Model {
        let read = self.base.hub.read();
        read.find::<site::Entity>()
            .filter(site::Column::Slug.eq(slug))
            .found()
            .await
            .unwrap()
    }

    /// Lets business systems publish without review; answers the token of one.
    #[allow(dead_code, reason = "the measurement presses by it")]
    pub async fn deliveries(&self) -> String {
        let site = SiteId(self.site(self.slug()).await.id);
        let news = content::channel::query::by_slug(&self.base.store.read(site), "news").await;
        let channel = kernel::ChannelId(news.unwrap().unwrap().id);
        let mut tx = self.write::<content::permissions::ManageTokens>(1).await.unwrap();
        content::token::set_direct(&mut tx, channel, true).await.unwrap();
        tx.commit().await.unwrap();
        let mut args = vec!["token", "add", "--site", self.slug(), "--name", "线路"];
        for scope in [
            "article.read",
            "article.create",
            "article.publish",
            "article.withdraw",
        ] {
            args.extend(["--scope", scope]);
        }
        self.json(&args).await["token"].as_str().unwrap().to_owned()
    }

    /// Channel `news` of a site goes to the portal's by itself.
    pub async fn rule(&self, from: &str) {
        let portal = SiteId(self.site("portal").await.id);
        let source = find_source(&self.base.hub.read(), from, "news").await.unwrap();
        let news = content::channel::query::by_slug(&self.base.store.read(portal), "news").await;
        let granted = decide::<ManageRules>(&Actor::operator("site apply"), portal, &[]).unwrap();
        let mut tx = self.base.store.write(granted).await.unwrap();
        let into = kernel::ChannelId(news.unwrap().unwrap().id);
        create_rule(&mut tx, source, into, Mode::Automatic).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What this box knows of a site's articles.
    pub async fn items_of(&self, slug: &str) -> BTreeMap<Uuid, Item> {
        let site = self.site(slug).await;
        let read = self.base.hub.read();
        let rows = read
            .find::<library::Entity>()
            .filter(library::Column::OriginSiteId.eq(site.id));
        let item = |row: library::Model| {
            (
                row.uid,
                Item::of(
                    row.version,
                    row.state == placement::LIVE,
                    row.title,
                    row.body_html,
                ),
            )
        };
        rows.all().await.unwrap().into_iter().map(item).collect()
    }

    /// What its staff published, as the articles themselves say.
    pub async fn own(&self) -> BTreeMap<Uuid, Item> {
        let site = SiteId(self.site(self.slug()).await.id);
        let read = self.base.store.read(site);
        let rows = read.find::<article::Entity>().all().await.unwrap();
        let editions = read
            .find::<content::article::edition::Entity>()
            .all()
            .await
            .unwrap();
        let editions: BTreeMap<i64, _> = editions.into_iter().map(|row| (row.id, row)).collect();
        let item = |row: article::Model| {
            let live = row.live_edition_id.and_then(|id| editions.get(&id));
            let (title, body) = live.map_or_else(Default::default, |live| {
                (live.title.clone(), live.body_html.clone())
            });
            (row.uid, Item::of(row.version, live.is_some(), title, body))
        };
        rows.into_iter().map(item).collect()
    }

    /// Every place on a site that came from elsewhere: uid, headline, state.
    pub async fn placed(&self, slug: &str) -> Vec<(Uuid, String, String)> {
        let site = SiteId(self.site(slug).await.id);
        let read = self.base.store.read(site);
        let rows = read.find::<placement::Entity>().all().await.unwrap();
        rows.into_iter()
            .map(|row| (row.uid, row.title, row.state))
            .collect()
    }

    /// Publishes many at once; goes on when it is disturbed.
    pub async fn publish(&self, round: u32, count: u32) {
        let file = self.folder.path().join(format!("{round}.jsonl"));
        let lines: String = (0..count)
            .map(|n| {
                let line = json!({
                    "key": format!("{round}-{n}"),
                    "title": format!("线路第{round}轮第{n}件"),
                    "body": format!("{}线路演练第{round}轮的第{n}件。", self.slug()),
                    "body_format": "text",
                    "published_at": format!("2026-0{}-{:02}", n % 9 + 1, n % 28 + 1),
                    "source": "线路", "origin": "own",
                });
                format!("{line}\n")
            })
            .collect();
        std::fs::write(&file, lines).unwrap();
        let slug = self.slug().to_owned();
        let args = [
            "import",
            "articles",
            "--site",
            &slug,
            "--channel",
            "news",
            "--syndicate",
        ];
        let args = [&args[..], &[file.to_str().unwrap()]].concat();
        let begun = Instant::now();
        while let Err(said) = self.try_json(&args).await {
            assert!(begun.elapsed() < Duration::from_secs(120), "{said}");
        }
    }

    /// One of the articles.
    pub async fn any(&self, dice: &mut StdRng) -> ArticleId {
        let site = SiteId(self.site(self.slug()).await.id);
        let read = self.base.store.read(site);
        let count = read.find::<article::Entity>().count().await.unwrap();
        let chosen = read
            .find::<article::Entity>()
            .asc(article::Column::Id)
            .offset(dice.random_range(0..count))
            .limit(1);
        ArticleId(chosen.found().await.unwrap().id)
    }

    async fn write<P: Permission>(&self, person: i64) -> Result<SiteWrite<P>, Error> {
        let site = SiteId(self.site(self.slug()).await.id);
        let actor = Actor::Person {
            id: PersonId(person),
            name: format!("{person}号"),
        };
        let posts = [Membership {
            site,
            role: Role::SiteAdmin,
            channels: None,
        }];
        self.base.store.write(decide::<P>(&actor, site, &posts)?).await
    }

    async fn article(&self, id: ArticleId) -> article::Model {
        let read = self.base.hub.read();
        let row = read
            .find::<article::Entity>()
            .filter(article::Column::Id.eq(id.0));
        row.found().await.unwrap()
    }

    /// Withdraws what is live; answers whether it was.
    pub async fn withdraw(&self, id: ArticleId) -> bool {
        let before = self.article(id).await;
        if before.live_edition_id.is_none() {
            return false;
        }
        patiently(async || {
            let seen = self.article(id).await;
            let mut tx = self.write::<WithdrawArticle>(1).await?;
            withdraw_article(&mut tx, id, Revision(seen.revision), "演练").await?;
            tx.commit().await
        })
        .await;
        true
    }

    /// Corrects an article, or publishes it again; answers whether it did.
    pub async fn correct(&self, id: ArticleId, dice: u32) -> bool {
        let before = self.article(id).await;
        let text = Text::parse(RawText {
            channel: before.channel_id,
            title: format!("线路更正{dice}"),
            format: "text".into(),
            body: format!("线路演练，更正{dice}。"),
            source: "线路".into(),
            origin: "own".into(),
            change_note: "更正".into(),
            ..RawText::default()
        })
        .unwrap();
        patiently(async || {
            let seen = self.article(id).await;
            let mut tx = self.write::<WriteArticle>(1).await?;
            let editor = decide_editor(&tx)?;
            let (row, _) = correct_article(&mut tx, id, Revision(seen.revision), editor.as_ref()).await?;
            let (row, _) = save_article(&mut tx, id, Revision(row.revision), &text, editor.as_ref()).await?;
            submit_article(&mut tx, id, Revision(row.revision), editor.as_ref()).await?;
            tx.commit().await
        })
        .await;
        patiently(async || {
            let seen = self.article(id).await;
            let mut tx = self.write::<ReviewArticle>(2).await?;
            approve_article(&mut tx, id, Revision(seen.revision), "同意").await?;
            tx.commit().await
        })
        .await;
        patiently(async || {
            let seen = self.article(id).await;
            let mut tx = self.write::<PublishArticle>(1).await?;
            publish_article(&mut tx, id, Revision(seen.revision)).await?;
            tx.commit().await
        })
        .await;
        true
    }
}

fn decide_editor(
    tx: &SiteWrite<WriteArticle>,
) -> Result<Option<kernel::Granted<content::permissions::EditArticle>>, Error> {
    let posts = [Membership {
        site: tx.site(),
        role: Role::SiteAdmin,
        channels: None,
    }];
    decide(tx.actor(), tx.site(), &posts).map(Some)
}

/// Another process may be writing just now.
async fn patiently(deed: impl AsyncFn() -> Result<(), Error>) {
    let begun = Instant::now();
    loop {
        match deed().await {
            Ok(()) => return,
            Err(Error::Busy(wait)) if begun.elapsed() < Duration::from_secs(60) => {
                tokio::time::sleep(wait).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

impl Drop for Outpost {
    fn drop(&mut self) {
        self.kill();
    }
}
