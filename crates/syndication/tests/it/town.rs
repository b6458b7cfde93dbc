//! A portal and three units, and a press that publishes as content does.

use chrono::{DateTime, Utc};
use content::article::{edition, entity as article};
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::entity as media;
use content::placement::entity as placement;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::event::{ArticleRef, Event, EventBody};
use kernel::policy::{Membership, decide};
use kernel::{
    Actor, ArticleId, ChannelId, EditionId, EventId, Permission, PersonId, Role, SiteId, Uid, UnitId, beijing,
};
use sea_orm::{ColumnTrait, IntoActiveModel, NotSet, Set};
use store::log::Runner;
use store::testing::TestStore;
use store::{HubWrite, SiteWrite};
use syndication::desk::entity as desk_item;
use syndication::permissions::{ManageLedger, ManageRules, SubmitUpward, WorkDesk};
use syndication::projection::Projection;
use syndication::rule::{Mode, create_rule, find_source};
use syndication::submission::entity as submission;

/// A site with the channels the tests use.
#[derive(Clone, Copy, Debug)]
pub struct House {
    pub id: SiteId,
    pub news: ChannelId,
    pub notices: ChannelId,
}

/// The town.
pub struct Town {
    pub base: TestStore,
    pub portal: House,
    pub edu: House,
    pub agri: House,
}

/// An article as its unit knows it.
#[derive(Clone, Debug)]
pub struct Piece {
    pub house: House,
    pub channel: ChannelId,
    pub id: ArticleId,
    pub uid: Uid,
    pub edition: EditionId,
    pub version: i64,
}

impl Piece {
    pub fn reference(&self) -> ArticleRef {
        ArticleRef {
            id: self.id,
            uid: self.uid,
            edition: self.edition,
            version: self.version,
            channels: vec![self.channel],
            backfill: false,
        }
    }
}

/// What an edition says.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub title: String,
    pub body: String,
    pub lead: Option<String>,
    pub major: bool,
}

impl From<&str> for Words {
    fn from(title: &str) -> Self {
        Self {
            title: title.into(),
            body: format!("<p>{title}的正文。</p>"),
            lead: None,
            major: false,
        }
    }
}

pub fn noon() -> DateTime<Utc> {
    beijing::parse("2026-11-22 12:00").unwrap()
}

impl Town {
    pub async fn new() -> Self {
        Self::on(TestStore::new::<migrations::Migrator>().await.unwrap()).await
    }

    /// The same with the domain clock in the test's hand.
    pub async fn by_hand(hand: &kernel::clock::Hand) -> Self {
        let clocks = kernel::Clocks {
            domain: kernel::clock::DomainClock::by_hand(hand),
            ..kernel::Clocks::system()
        };
        Self::on(
            TestStore::with_clocks::<migrations::Migrator>(clocks)
                .await
                .unwrap(),
        )
        .await
    }

    async fn on(base: TestStore) -> Self {
        let mut tx = base.hub().write(Actor::operator("test")).await.unwrap();
        let portal = house(&mut tx, "portal", "portal", "陶都市").await;
        let edu = house(&mut tx, "edu", "department", "市教育局").await;
        let agri = house(&mut tx, "agri", "department", "市农林局").await;
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        Self {
            base,
            portal,
            edu,
            agri,
        }
    }

    /// Makes every waiting job due.
    pub async fn due_now(&self) {
        let mut tx = self.hub().await;
        let due = store::job::entity::ActiveModel {
            run_at: Set(tx.now()),
            ..Default::default()
        };
        tx.update_where(due, store::job::entity::Column::State.eq("ready"))
            .await
            .unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
    }

    /// Dates the first publication of an article that the projection has not yet seen.
    pub async fn date(&self, piece: &Piece, at: DateTime<Utc>) {
        let mut tx = self.hub().await;
        let row = article::ActiveModel {
            id: Set(piece.id.0),
            first_published_at: Set(Some(at)),
            ..Default::default()
        };
        tx.update(row).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
    }

    /// Further sites, with the same channels.
    pub async fn more_houses(&self, count: usize) -> Vec<House> {
        let mut tx = self.base.hub().write(Actor::operator("test")).await.unwrap();
        let mut houses = Vec::with_capacity(count);
        for n in 0..count {
            houses.push(house(&mut tx, &format!("town{n}"), "township", &format!("第{n}镇")).await);
        }
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        houses
    }

    pub async fn hub(&self) -> HubWrite {
        self.base.hub().write(Actor::job("hub")).await.unwrap()
    }

    pub async fn write<P: Permission>(&self, house: House, role: Role) -> SiteWrite<P> {
        self.granted(house, role, None).await
    }

    /// The same by somebody whose post is for these channels alone.
    pub async fn write_within<P: Permission>(
        &self,
        house: House,
        role: Role,
        channels: &[ChannelId],
    ) -> SiteWrite<P> {
        let channels = channels.to_vec();
        self.granted(house, role, Some(channels)).await
    }

    async fn granted<P: Permission>(
        &self,
        house: House,
        role: Role,
        channels: Option<Vec<ChannelId>>,
    ) -> SiteWrite<P> {
        let person = Actor::Person {
            id: PersonId(7),
            name: "周若溪".into(),
        };
        let posts = [Membership {
            site: house.id,
            role,
            channels,
        }];
        self.base
            .store
            .write(decide::<P>(&person, house.id, &posts).unwrap())
            .await
            .unwrap()
    }

    pub async fn rules(&self) -> SiteWrite<ManageRules> {
        self.write(self.portal, Role::SiteAdmin).await
    }

    pub async fn terms(&self) -> SiteWrite<ManageLedger> {
        self.write(self.portal, Role::SiteAdmin).await
    }

    /// A unit behind a site.
    pub async fn unit(&self, house: House, name: &str) -> UnitId {
        let mut tx = self.hub().await;
        let row = unit::ActiveModel {
            id: NotSet,
            uid: Set(Uid::at(noon()).0),
            key: Set(name.into()),
            name: Set(name.into()),
            short_name: Set(name.into()),
            kind: Set("bureau".into()),
            parent_id: Set(None),
            duties: Set(String::new()),
        };
        let made = tx.insert(row).await.unwrap();
        let row = site::ActiveModel {
            id: Set(house.id.0),
            unit_id: Set(Some(made.id)),
            ..Default::default()
        };
        tx.update(row).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        UnitId(made.id)
    }

    pub async fn desk(&self) -> SiteWrite<WorkDesk> {
        self.write(self.portal, Role::Editor).await
    }

    pub async fn up(&self, house: House) -> SiteWrite<SubmitUpward> {
        self.write(house, Role::Contributor).await
    }

    /// Channel `news` of a unit → channel `news` of another.
    pub async fn rule(&self, from: &str, into: House, mode: Mode) {
        let source = find_source(&self.base.hub().read(), from, "news").await.unwrap();
        let mut tx = self.write::<ManageRules>(into, Role::SiteAdmin).await;
        create_rule(&mut tx, source, into.news, mode).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The same on terms.
    pub async fn rule_on(&self, from: &str, into: House, mode: Mode, terms: &syndication::rule::Terms) {
        let source = find_source(&self.base.hub().read(), from, "news").await.unwrap();
        let mut tx = self.write::<ManageRules>(into, Role::SiteAdmin).await;
        let rule = create_rule(&mut tx, source, into.news, mode).await.unwrap();
        syndication::rule::edit_rule(&mut tx, kernel::RuleId(rule.id), mode, terms)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The portal's rules at work.
    pub async fn at_work(&self) -> Vec<syndication::rule::entity::Model> {
        syndication::rule::query::list_rules(&self.base.store.read(self.portal.id), 1, 100)
            .await
            .unwrap()
            .0
    }

    pub fn runner(&self) -> Runner {
        let mut runner = Runner::new(self.base.hub());
        runner.add(std::sync::Arc::new(Projection));
        runner.add(std::sync::Arc::new(syndication::receipt::Receipts));
        runner
    }

    pub async fn settle(&self) {
        self.runner().settle().await.unwrap();
        let parked = self
            .base
            .hub()
            .read()
            .find::<store::log::parked::Entity>()
            .all()
            .await
            .unwrap();
        assert!(parked.is_empty(), "{parked:?}");
    }

    /// A unit publishes, as content's operation does: article, edition, event in one transaction.
    pub async fn publish(&self, house: House, words: impl Into<Words>) -> Piece {
        self.publish_as(house, words, false).await
    }

    pub async fn publish_as(&self, house: House, words: impl Into<Words>, backfill: bool) -> Piece {
        let mut tx = self.hub().await;
        let piece = write_article(&mut tx, house, &words.into()).await;
        let reference = ArticleRef {
            backfill,
            ..piece.reference()
        };
        tx.emit(house.id, EventBody::ArticlePublished(reference));
        tx.commit().await.unwrap();
        piece
    }

    /// A new edition beside the live one goes live; also how a withdrawn article comes back.
    pub async fn correct(&self, piece: &mut Piece, words: impl Into<Words>) {
        let mut tx = self.hub().await;
        piece.version += 1;
        piece.edition = write_edition(&mut tx, piece.house, piece.id, piece.version, &words.into()).await;
        let row = article::ActiveModel {
            id: Set(piece.id.0),
            version: Set(piece.version),
            live_edition_id: Set(Some(piece.edition.0)),
            withdraw_reason: Set(None),
            ..Default::default()
        };
        tx.update(row).await.unwrap();
        tx.emit(piece.house.id, EventBody::ArticlePublished(piece.reference()));
        tx.commit().await.unwrap();
    }

    pub async fn withdraw(&self, piece: &mut Piece, reason: &str) {
        let mut tx = self.hub().await;
        piece.version += 1;
        let row = article::ActiveModel {
            id: Set(piece.id.0),
            version: Set(piece.version),
            live_edition_id: Set(None),
            withdraw_reason: Set(Some(reason.into())),
            ..Default::default()
        };
        tx.update(row).await.unwrap();
        tx.emit(piece.house.id, EventBody::ArticleWithdrawn(piece.reference()));
        tx.commit().await.unwrap();
    }

    /// Shows events to the projection beside the log, as a late duplicate would come.
    pub async fn retell(&self, house: House, bodies: Vec<EventBody>) {
        let mut tx = self.hub().await;
        let events: Vec<Event> = bodies
            .into_iter()
            .map(|body| Event {
                id: EventId(0),
                log: self.base.store.log(),
                site: house.id,
                body,
                at: noon(),
            })
            .collect();
        store::log::LogReader::read(&Projection, &events, &mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn item(&self, piece: &Piece) -> Option<library::Model> {
        let read = self.base.hub().read();
        read.find::<library::Entity>()
            .filter(library::Column::Uid.eq(piece.uid.0))
            .one()
            .await
            .unwrap()
    }

    pub async fn places(&self, house: House) -> Vec<placement::Model> {
        let read = self.base.store.read(house.id);
        read.find::<placement::Entity>()
            .asc(placement::Column::Id)
            .all()
            .await
            .unwrap()
    }

    pub async fn on_desk(&self, house: House) -> Vec<desk_item::Model> {
        let read = self.base.store.read(house.id);
        read.find::<desk_item::Entity>()
            .asc(desk_item::Column::Id)
            .all()
            .await
            .unwrap()
    }

    pub async fn ledger(&self, house: House) -> Vec<submission::Model> {
        let read = self.base.store.read(house.id);
        read.find::<submission::Entity>()
            .asc(submission::Column::Id)
            .all()
            .await
            .unwrap()
    }

    pub async fn picture(&self, house: House, letter: char) -> String {
        let hash = letter.to_string().repeat(64);
        let mut tx = self.hub().await;
        let row = media::Model {
            id: 0,
            site_id: house.id.0,
            hash: hash.clone(),
            name: "窑火.jpg".into(),
            kind: "picture".into(),
            content_type: "image/jpeg".into(),
            size: 1000,
            width: 640,
            height: 400,
            alt: "窑工开窑".into(),
            decorative: false,
            caption: String::new(),
            credit: String::new(),
            sizes: "[]".into(),
            public: true,
            created_by: Some(7),
            created_at: noon(),
        };
        let row = media::ActiveModel {
            id: NotSet,
            ..reset(row)
        };
        tx.insert(row).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        hash
    }

    pub async fn media(&self, house: House) -> Vec<media::Model> {
        let read = self.base.store.read(house.id);
        read.find::<media::Entity>()
            .asc(media::Column::Hash)
            .all()
            .await
            .unwrap()
    }
}

fn reset<M, A>(model: M) -> A
where
    M: IntoActiveModel<A>,
    A: sea_orm::ActiveModelTrait,
{
    model.into_active_model().reset_all()
}

async fn house(tx: &mut HubWrite, slug: &str, kind: &str, name: &str) -> House {
    let row = site::ActiveModel {
        id: NotSet,
        uid: Set(Uid::at(noon()).0),
        slug: Set(slug.into()),
        kind: Set(kind.into()),
        name: Set(format!("{name}网站")),
        short_name: Set(name.into()),
        theme: Set(kind.into()),
        unit_id: Set(None),
        host: Set(format!("{slug}.localhost")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set(r#"{"features":["content","syndication"]}"#.into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: Set(noon()),
    };
    let id = SiteId(tx.insert(row).await.unwrap().id);
    let news = new_channel(tx, id, "news", "要闻").await;
    let notices = new_channel(tx, id, "notices", "通知公告").await;
    House { id, news, notices }
}

async fn new_channel(tx: &mut HubWrite, site: SiteId, slug: &str, name: &str) -> ChannelId {
    let row = channel::ActiveModel {
        id: NotSet,
        site_id: Set(site.0),
        uid: Set(Uid::at(noon()).0),
        slug: Set(slug.into()),
        name: Set(name.into()),
        description: Set(String::new()),
        keywords: Set(String::new()),
        kind: Set("政务动态".into()),
        function_group: Set("news".into()),
        in_nav: Set(true),
        position: Set(10),
        state: Set("open".into()),
        revision: Set(1),
        mandated_by: Set(None),
    };
    ChannelId(tx.insert(row).await.unwrap().id)
}

pub async fn write_article(tx: &mut HubWrite, house: House, words: &Words) -> Piece {
    let uid = Uid::at(noon());
    let number = tx.take_numbers(house.id, "article", 1).await.unwrap();
    let row = article::Model {
        id: 0,
        site_id: house.id.0,
        uid: uid.0,
        channel_id: house.news.0,
        number,
        live_edition_id: None,
        draft_edition_id: None,
        version: 1,
        revision: 1,
        first_published_at: Some(noon()),
        withdrawn_at: None,
        withdraw_reason: None,
        barred_reason: None,
        import_key: None,
        imported: false,
        created_by: None,
        created_at: noon(),
        changed_at: noon(),
    };
    let made = tx
        .insert(article::ActiveModel {
            id: NotSet,
            ..reset(row)
        })
        .await
        .unwrap();
    let id = ArticleId(made.id);
    let edition = write_edition(tx, house, id, 1, words).await;
    let row = article::ActiveModel {
        id: Set(id.0),
        live_edition_id: Set(Some(edition.0)),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    Piece {
        house,
        channel: house.news,
        id,
        uid,
        edition,
        version: 1,
    }
}

async fn write_edition(
    tx: &mut HubWrite,
    house: House,
    article: ArticleId,
    n: i64,
    words: &Words,
) -> EditionId {
    let row = edition_row(house, article.0, n, words);
    EditionId(tx.insert(row).await.unwrap().id)
}

pub fn edition_row(house: House, article: i64, n: i64, words: &Words) -> edition::ActiveModel {
    let row = edition::Model {
        id: 0,
        site_id: house.id.0,
        article_id: article,
        n,
        state: "published".into(),
        title: words.title.clone(),
        subtitle: String::new(),
        summary: String::new(),
        body_format: "html".into(),
        body_source: words.body.clone(),
        body_html: words.body.clone(),
        sanitizer_version: 1,
        source: "陶都市教育局".into(),
        origin_class: "own".into(),
        author: "沈秋白".into(),
        keywords: "紫砂".into(),
        lead_media: words.lead.clone(),
        attachments: "[]".into(),
        content_hash: String::new(),
        change_note: String::new(),
        correction: words.major.then(|| "major".into()),
        return_reason: String::new(),
        author_id: None,
        author_name: "沈秋白".into(),
        changed_by: None,
        submitted_by: None,
        submitted_at: None,
        published_at: Some(noon()),
        created_at: noon(),
        changed_at: noon(),
    };
    edition::ActiveModel {
        id: NotSet,
        ..reset(row)
    }
}
