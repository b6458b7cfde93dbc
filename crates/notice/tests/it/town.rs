//! A portal and two sites, people with posts there, and a clock in the test's hand.

use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use kernel::clock::{DomainClock, Hand};
use kernel::policy::{Membership, decide};
use kernel::{Actor, ChannelId, Clocks, Permission, PersonId, Revision, Role, SiteId, Uid, beijing};
use notice::notice::entity::Model;
use notice::notice::{Kind, Level, Reach, Turner, Wanted, draft_notice, end_notice, query, release_notice};
use notice::permissions::{DraftNotice, EndNotice, ReleaseNotice};
use sea_orm::{NotSet, Set};
use std::sync::Arc;
use store::job::JobRunner;
use store::testing::TestStore;
use store::{HubWrite, SiteWrite};

/// Writes.
pub const ZHOU: i64 = 7;
/// Releases.
pub const SHEN: i64 = 8;

/// The town.
pub struct Town {
    pub base: TestStore,
    pub hand: Hand,
    pub portal: SiteId,
    pub edu: SiteId,
    pub agri: SiteId,
}

pub fn noon() -> DateTime<Utc> {
    beijing::parse("2026-11-22 12:00").unwrap()
}

/// A red banner from now to the next noon over the site that writes it.
pub fn alarm() -> Wanted {
    Wanted {
        kind: Kind::Banner,
        level: Some(Level::Red),
        title: "台风今晚登陆".into(),
        body: "请留在室内。\n远离低洼地带。".into(),
        link: Some(("/news/2026/11/7.html".into(), "通告全文".into())),
        reach: Reach::Own,
        sites: Vec::new(),
        begins: None,
        ends: noon() + Duration::days(1),
        replaces: None,
    }
}

impl Town {
    pub async fn new() -> Self {
        let hand = Hand::at(noon());
        let clocks = Clocks {
            domain: DomainClock::by_hand(&hand),
            ..Clocks::system()
        };
        let base = TestStore::with_clocks::<migrations::Migrator>(clocks)
            .await
            .unwrap();
        let mut tx = base.hub().write(Actor::operator("test")).await.unwrap();
        let portal = house(&mut tx, "portal", "portal", "陶都市").await;
        let edu = house(&mut tx, "edu", "department", "市教育局").await;
        let agri = house(&mut tx, "agri", "department", "市农林局").await;
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        Self {
            base,
            hand,
            portal,
            edu,
            agri,
        }
    }

    /// A transaction of somebody who administers the site.
    pub async fn write<P: Permission>(&self, site: SiteId, person: i64) -> SiteWrite<P> {
        self.write_on(site, person, None).await
    }

    /// The same with a post for some channels.
    pub async fn write_on<P: Permission>(
        &self,
        site: SiteId,
        person: i64,
        channels: Option<Vec<ChannelId>>,
    ) -> SiteWrite<P> {
        let actor = Actor::Person {
            id: PersonId(person),
            name: if person == ZHOU { "周若溪" } else { "沈启白" }.into(),
        };
        let posts = [Membership {
            site,
            role: Role::Reviewer,
            channels,
        }];
        let granted = decide::<P>(&actor, site, &posts).unwrap();
        self.base.store.write(granted).await.unwrap()
    }

    /// Zhou writes, Shen releases.
    pub async fn released(&self, site: SiteId, wanted: &Wanted) -> Model {
        let row = self.drafted(site, wanted).await;
        let mut tx = self.write::<ReleaseNotice>(site, SHEN).await;
        let row = release_notice(&mut tx, row.id, Revision(row.revision))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        row
    }

    pub async fn drafted(&self, site: SiteId, wanted: &Wanted) -> Model {
        let mut tx = self.write::<DraftNotice>(site, ZHOU).await;
        let row = draft_notice(&mut tx, wanted).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    pub async fn end(&self, row: &Model) {
        let mut tx = self.write::<EndNotice>(SiteId(row.site_id), ZHOU).await;
        end_notice(&mut tx, row.id, "误报。").await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn again(&self, row: &Model) -> Model {
        let read = self.base.store.read(SiteId(row.site_id));
        query::notice(&read, row.id).await.unwrap()
    }

    /// What was done to it, in words.
    pub async fn acts(&self, row: &Model) -> Vec<String> {
        let read = self.base.store.read(SiteId(row.site_id));
        let acts = query::acts(&read, row.id).await.unwrap();
        acts.into_iter().map(|act| act.act).collect()
    }

    /// Runs the jobs that are due by the clock.
    pub async fn jobs(&self) {
        let turner = Arc::new(Turner(self.base.hub()));
        JobRunner::new(self.base.hub(), vec![turner])
            .settle()
            .await
            .unwrap();
    }

    /// Kinds of the events so far.
    pub async fn events(&self) -> Vec<String> {
        let read = self.base.hub().read();
        let rows = read
            .find::<store::log::event::Entity>()
            .asc(store::log::event::Column::Id)
            .all()
            .await
            .unwrap();
        rows.into_iter().map(|row| row.kind).collect()
    }
}

async fn house(tx: &mut HubWrite, slug: &str, kind: &str, name: &str) -> SiteId {
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
        settings: Set(r#"{"features":[]}"#.into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: Set(noon()),
    };
    SiteId(tx.insert(row).await.unwrap().id)
}
