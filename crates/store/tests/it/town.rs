//! Two sites and a tenant's table to play with.

use kernel::{Actor, Granted, SiteId, policy};
use sea_orm::Set;
use store::testing::TestStore;

kernel::permissions! {
    /// Change redirects.
    Redirect = "test.redirect", "改地址", roles [SiteAdmin], jobs ["tidy"], commands ["test"];
}

/// The register, as far as these tests need it.
pub mod site {
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

/// A tenant's table.
pub mod redirect {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "redirect")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub from_path: String,
        pub to_path: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl store::SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

pub const FROM: store::Unique = store::Unique {
    name: "uq_redirect_site_id_from_path",
    columns: &["redirect.site_id", "redirect.from_path"],
};

pub struct Town {
    pub test: TestStore,
    pub edu: SiteId,
    pub agri: SiteId,
}

impl Town {
    pub async fn new() -> Self {
        let test = TestStore::new::<migrations::Migrator>().await.unwrap();
        let (edu, agri) = (add_site(&test, "edu").await, add_site(&test, "agri").await);
        Self { test, edu, agri }
    }

    pub fn by(&self, site: SiteId) -> Granted<Redirect> {
        policy::decide(&Actor::operator("test"), site, &[]).unwrap()
    }

    pub async fn add(&self, site: SiteId, from: &str) -> kernel::Result<redirect::Model> {
        let mut tx = self.test.store.write(self.by(site)).await?;
        let row = tx.insert(row(&tx, from)).await?;
        tx.emit(kernel::event::EventBody::RedirectChanged);
        tx.commit().await?;
        Ok(row)
    }
}

pub fn row(read: &store::SiteRead, from: &str) -> redirect::ActiveModel {
    redirect::ActiveModel {
        from_path: Set(from.into()),
        to_path: Set("/".into()),
        created_at: Set(read.now()),
        ..Default::default()
    }
}

async fn add_site(test: &TestStore, slug: &str) -> SiteId {
    let mut tx = test.hub().write(Actor::operator("test")).await.unwrap();
    let row = site::ActiveModel {
        id: sea_orm::NotSet,
        uid: Set(kernel::Uid::at(tx.now()).0),
        slug: Set(slug.into()),
        kind: Set("department".into()),
        name: Set(slug.into()),
        short_name: Set(slug.into()),
        theme: Set("department".into()),
        host: Set(format!("{slug}.localhost")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set("{}".into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: Set(tx.now()),
    };
    let row = tx.insert(row).await.unwrap();
    tx.emit(SiteId(row.id), kernel::event::EventBody::SiteChanged);
    tx.commit().await.unwrap();
    SiteId(row.id)
}
