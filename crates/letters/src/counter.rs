//! Counters by key: how often somebody wrote, or guessed a code. Keys are keyed hashes, so that no address is kept. Each use has a
//! table of its own, as each forgets after a time of its own; this is their one shape.

use std::net::IpAddr;

/// Somebody's address as it is counted: of IPv6 the network that one house has.
pub(crate) fn counted(client: IpAddr) -> String {
    match client {
        IpAddr::V6(v6) => format!("{:x}", v6.to_bits() >> 64),
        IpAddr::V4(v4) => v4.to_string(),
    }
}

/// The table of a counter, with reading and raising it.
macro_rules! counter {
    ($table:literal) => {
        use sea_orm::Set;
        use sea_orm::entity::prelude::*;
        use store::{HubRead, HubWrite, SiteOwned};

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = $table)]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
            pub site_id: i64,
            /// A hash of who or what.
            pub key: String,
            pub count: i64,
            pub began_at: DateTimeUtc,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}
        impl ActiveModelBehavior for ActiveModel {}

        impl SiteOwned for Entity {
            const SITE: Column = Column::SiteId;
        }

        /// How often, and since when; nothing for what was not counted.
        pub(crate) async fn count(read: &HubRead, site: i64, key: &str) -> kernel::Result<Option<Model>> {
            read.find::<Entity>()
                .filter(Column::SiteId.eq(site))
                .filter(Column::Key.eq(key))
                .one()
                .await
        }

        /// Counts once more.
        pub(crate) async fn raise(tx: &mut HubWrite, site: i64, key: String) -> kernel::Result<()> {
            if let Some(old) = count(tx, site, &key).await? {
                let row = ActiveModel {
                    count: Set(old.count + 1),
                    ..Default::default()
                };
                tx.update_where(row, Column::Id.eq(old.id)).await?;
                return Ok(());
            }
            let row = ActiveModel {
                site_id: Set(site),
                key: Set(key),
                count: Set(1),
                began_at: Set(tx.now()),
                ..Default::default()
            };
            tx.insert(row).await?;
            Ok(())
        }
    };
}

pub(crate) use counter;
