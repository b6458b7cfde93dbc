//! A portal, two bureaus with their sites, and the people who work there.

use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::clock::Hand;
use kernel::policy::{Membership, decide};
use kernel::{Actor, LetterId, Permission, PersonId, Result, Revision, Role, SiteId, Uid, beijing};
use letters::code::{Code, CodeKey, Proven, prove_writer};
use letters::letter::entity::{Column, Entity, Model};
use letters::letter::{NewLetter, Receipt, write_letter};
use letters::permissions::WriteLetter;
use letters::pool::{Pool, PoolWrite};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::pin::Pin;
use store::HubWrite;
use store::testing::TestStore;

/// A site and its unit.
#[derive(Clone, Copy, Debug)]
pub struct House {
    pub id: SiteId,
    pub unit: i64,
}

pub struct Town {
    pub base: TestStore,
    pub hand: Hand,
    pub pool: Pool,
    pub key: CodeKey,
    pub portal: House,
    pub edu: House,
    pub agri: House,
}

/// What an operation answers when it borrows its transaction.
pub type Doing<'a> = Pin<Box<dyn Future<Output = Result<Model>> + 'a>>;

pub fn at(text: &str) -> DateTime<Utc> {
    beijing::parse(text).unwrap()
}

impl Town {
    /// On a Monday morning.
    pub async fn new() -> Self {
        let hand = Hand::at(at("2026-03-02 09:00"));
        let clocks = kernel::Clocks {
            domain: kernel::clock::DomainClock::by_hand(&hand),
            ..kernel::Clocks::system()
        };
        let base = TestStore::with_clocks::<migrations::Migrator>(clocks)
            .await
            .unwrap();
        let mut tx = base.hub().write(Actor::operator("test")).await.unwrap();
        let portal = house(&mut tx, "portal", "portal", "政府办公室").await;
        let edu = house(&mut tx, "edu", "department", "教育局").await;
        let agri = house(&mut tx, "agri", "department", "农林局").await;
        for id in [11, 12, 13, 21, 22, 23, 31] {
            person(&mut tx, id).await;
        }
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        Self {
            pool: Pool::new(base.hub()),
            key: CodeKey::new(&[7; 32]),
            base,
            hand,
            portal,
            edu,
            agri,
        }
    }

    pub fn days(&self, days: i64) {
        self.hand.advance(Duration::days(days));
    }

    /// Somebody with a post, or the public.
    pub async fn door<P: Permission>(&self, house: House, who: Option<(i64, Role)>) -> Result<PoolWrite<P>> {
        let granted = match who {
            None => decide::<P>(&Actor::Public, house.id, &[]),
            Some((id, role)) => decide::<P>(
                &Actor::Person {
                    id: PersonId(id),
                    name: format!("工作人员{id}"),
                },
                house.id,
                &[Membership {
                    site: house.id,
                    role,
                    channels: None,
                }],
            ),
        };
        self.pool.write(granted?).await
    }

    /// A citizen writes on a site.
    pub async fn write(&self, house: House, title: &str) -> (Model, Receipt) {
        let mut tx = self.door::<WriteLetter>(house, None).await.unwrap();
        let written = write_letter(&mut tx, &self.key, new_letter(title)).await.unwrap();
        tx.commit().await.unwrap();
        written
    }

    /// A clerk does something with a letter as it stands.
    pub async fn clerk<P, F>(&self, house: House, letter: &Model, act: F) -> Result<Model>
    where
        P: Permission,
        F: for<'a> FnOnce(&'a mut PoolWrite<P>, LetterId, Revision) -> Doing<'a>,
    {
        self.staff(house, (11, Role::LetterClerk), letter, act).await
    }

    /// The head of the unit, who reviews.
    pub async fn head<P, F>(&self, house: House, letter: &Model, act: F) -> Result<Model>
    where
        P: Permission,
        F: for<'a> FnOnce(&'a mut PoolWrite<P>, LetterId, Revision) -> Doing<'a>,
    {
        self.staff(house, (12, Role::UnitHead), letter, act).await
    }

    pub async fn staff<P, F>(&self, house: House, who: (i64, Role), letter: &Model, act: F) -> Result<Model>
    where
        P: Permission,
        F: for<'a> FnOnce(&'a mut PoolWrite<P>, LetterId, Revision) -> Doing<'a>,
    {
        let now = self.letter(letter.id).await;
        let mut tx = self.door::<P>(house, Some(who)).await?;
        let done = act(&mut tx, LetterId(now.id), Revision(now.revision)).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// The writer comes back with number and code.
    pub async fn writer(&self, receipt: &Receipt) -> (PoolWrite<WriteLetter>, Proven) {
        let proven = self.prove(&receipt.number, &receipt.code).await.unwrap();
        (self.door(self.portal, None).await.unwrap(), proven)
    }

    pub async fn prove(&self, number: &str, code: &Code) -> Result<Proven> {
        prove_writer(&self.pool.read(), &self.key, number, code).await
    }

    pub async fn letter(&self, id: i64) -> Model {
        let read = self.pool.read();
        read.find::<Entity>()
            .filter(Column::Id.eq(id))
            .found()
            .await
            .unwrap()
    }
}

pub fn new_letter(title: &str) -> NewLetter {
    NewLetter {
        board: String::new(),
        class: "咨询".into(),
        unit: None,
        title: title.into(),
        body: format!("{title}，请问如何办理？我是周若溪，电话 13812345678。"),
        name: "周若溪".into(),
        phone: "13812345678".into(),
        mail: String::new(),
        wants_public: true,
        citizen: None,
        submission: None,
    }
}

/// Who works there, as far as letters name people by number.
mod people {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub uid: Uuid,
        pub account: String,
        pub name: String,
        pub title: String,
        pub email: String,
        pub must_change_password: bool,
        pub state: String,
        pub revision: i64,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

async fn person(tx: &mut HubWrite, id: i64) {
    let row = people::ActiveModel {
        id: Set(id),
        uid: Set(Uid::at(tx.now()).0),
        account: Set(format!("staff{id}")),
        name: Set(format!("工作人员{id}")),
        title: Set(String::new()),
        email: Set(String::new()),
        must_change_password: Set(false),
        state: Set("active".into()),
        revision: Set(1),
        created_at: Set(tx.now()),
    };
    tx.insert(row).await.unwrap();
}

async fn house(tx: &mut HubWrite, slug: &str, kind: &str, name: &str) -> House {
    let row = unit::ActiveModel {
        id: NotSet,
        uid: Set(Uid::at(tx.now()).0),
        key: Set(slug.into()),
        name: Set(format!("陶都市{name}")),
        short_name: Set(name.into()),
        kind: Set("bureau".into()),
        parent_id: Set(None),
        duties: Set(String::new()),
    };
    let unit = tx.insert(row).await.unwrap().id;
    let row = site::ActiveModel {
        id: NotSet,
        uid: Set(Uid::at(tx.now()).0),
        slug: Set(slug.into()),
        kind: Set(kind.into()),
        name: Set(format!("{name}网站")),
        short_name: Set(name.into()),
        theme: Set(kind.into()),
        unit_id: Set(Some(unit)),
        host: Set(format!("{slug}.localhost")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set(r#"{"features":["content","letters"]}"#.into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: Set(tx.now()),
    };
    let id = SiteId(tx.insert(row).await.unwrap().id);
    House { id, unit }
}
