//! What every test here stands on.

use chrono::{DateTime, Duration, Utc};
use identity::factor::Sealer;
use identity::permissions::{ManageMembers, ManagePeople, SetPassword};
use identity::person::{NewPerson, entity::Model as Person};
use identity::{Identity, IdentityProvider, Settings, membership, person};
use kernel::clock::Hand;
use kernel::policy::{Membership, decide};
use kernel::{Actor, Clocks, DomainClock, Granted, Permission, Role, SecurityClock, SiteId, Uid};
use sea_orm::Set;
use std::net::{IpAddr, Ipv4Addr};
use store::testing::TestStore;

pub const PASSWORD: &str = "春江花月夜，潮水连海平";
/// Where people set their password.
pub const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
pub const PORTAL: &str = "portal.localhost";
pub const EDU: &str = "edu.localhost";

/// The register's rows belong to the gateway; a test only needs some.
mod site {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub uid: Uuid,
        pub slug: String,
        pub kind: String,
        pub name: String,
        pub short_name: String,
        pub theme: String,
        pub host: String,
        pub mount: String,
        pub state: String,
        pub settings: String,
        pub edited_fields: String,
        pub revision: i64,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub struct Town {
    pub test: TestStore,
    pub hand: Hand,
    pub identity: Identity,
    pub provider: IdentityProvider,
    pub portal: SiteId,
    pub edu: SiteId,
}

impl Town {
    pub async fn new() -> Self {
        let hand = Hand::at("2026-11-22T01:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let clocks = Clocks {
            domain: DomainClock::by_hand(&hand),
            security: SecurityClock::by_hand(&hand),
        };
        let test = TestStore::with_clocks::<migrations::Migrator>(clocks.clone())
            .await
            .unwrap();
        let (portal, edu) = (
            site(&test, "portal", PORTAL).await,
            site(&test, "department", EDU).await,
        );
        let settings = Settings::for_tests();
        let identity = Identity::new(test.hub(), clocks.clone(), settings.clone())
            .unwrap()
            .with_secret(&[7; 32])
            .unwrap();
        let provider = IdentityProvider::new(test.hub(), clocks, settings, "http://portal.localhost:8080")
            .sealed(Some(Sealer::new(&[7; 32]).unwrap()));
        Self {
            test,
            hand,
            identity,
            provider,
            portal,
            edu,
        }
    }

    pub fn may<P: Permission>(&self, command: &str, site: SiteId) -> Granted<P> {
        decide(&Actor::operator(command), site, &[]).unwrap()
    }

    /// Somebody who can sign in.
    pub async fn person(&self, account: &str) -> Person {
        let mut tx = self.test.hub().write(Actor::operator("demo")).await.unwrap();
        let new = NewPerson::parse(account, "周若溪", "科员").unwrap();
        let person = person::create_person(&mut tx, self.portal, new).await.unwrap();
        tx.commit().await.unwrap();
        let by = self.may::<SetPassword>("demo", self.portal);
        self.identity
            .set_password(&by, person.person(), PASSWORD)
            .await
            .unwrap();
        person::query::by_id(&self.test.hub().read(), person.person())
            .await
            .unwrap()
    }

    pub async fn appoint(&self, person: &Person, site: SiteId, role: Role) {
        let by = self.may::<ManagePeople>("user", self.portal);
        let mut tx = self.test.hub().write(by.actor().clone()).await.unwrap();
        membership::appoint(&mut tx, &by, site, person.person(), role)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn posts(&self, person: &Person) -> Vec<Membership> {
        membership::query::of_person(&self.test.hub().read(), person.person())
            .await
            .unwrap()
    }

    /// What a person with posts may do on a site.
    pub async fn members_door(
        &self,
        person: &Person,
        site: SiteId,
    ) -> kernel::Result<Granted<ManageMembers>> {
        decide(&person.actor(), site, &self.posts(person).await)
    }

    pub async fn sign_in(&self, account: &str, password: &str) -> kernel::Result<identity::door::Verdict> {
        self.sign_in_from(account, password, "192.0.2.7").await
    }

    pub async fn sign_in_from(
        &self,
        account: &str,
        password: &str,
        from: &str,
    ) -> kernel::Result<identity::door::Verdict> {
        let from: IpAddr = from.parse().unwrap();
        self.identity.sign_in(account, password, from, PORTAL).await
    }

    pub fn later(&self, by: Duration) {
        self.hand.advance(by);
    }

    /// The actions in the audit, oldest first.
    pub async fn audit(&self) -> Vec<(String, String)> {
        let rows = self
            .test
            .hub()
            .read()
            .find::<store::audit::entity::Entity>()
            .all()
            .await
            .unwrap();
        rows.into_iter().map(|row| (row.action, row.detail)).collect()
    }
}

pub async fn site(test: &TestStore, kind: &str, host: &str) -> SiteId {
    let mut tx = test.hub().write(Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = site::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        slug: Set(host.to_owned()),
        kind: Set(kind.to_owned()),
        name: Set(host.to_owned()),
        short_name: Set(host.to_owned()),
        theme: Set(kind.to_owned()),
        host: Set(host.to_owned()),
        mount: Set("/".to_owned()),
        state: Set("open".to_owned()),
        settings: Set("{}".to_owned()),
        edited_fields: Set("[]".to_owned()),
        revision: Set(1),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
    SiteId(row.id)
}

pub fn code_of<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(kernel::Error::Refused(refusal)) => refusal.code,
        Err(kernel::Error::TooMany(_)) => "too_many",
        Err(kernel::Error::Forbidden(_)) => "forbidden",
        Err(kernel::Error::NotFound) => "not_found",
        Err(error) => panic!("{error}"),
        Ok(_) => "ok",
    }
}
