//! Places on other boxes, as those boxes told: the newest receipt of each.

use super::Word;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Condition, NotSet, Set};
use std::collections::{HashMap, HashSet};
use store::{HubRead, HubWrite, SiteRead};
use uuid::Uuid;

/// A row of the source's site.
pub mod entity {
    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "peer_place")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        /// The article's uid.
        pub uid: Uuid,
        /// The site that shows it, on another box.
        pub place_uid: Uuid,
        /// Its name.
        pub place_name: String,
        /// The version it was told last.
        pub version: i64,
        /// See [`super::Word`].
        pub what: String,
        /// When the source said it.
        pub sent_at: DateTimeUtc,
        /// When the place was made true.
        pub done_at: Option<DateTimeUtc>,
        /// When the old pages were gone.
        pub purged_at: Option<DateTimeUtc>,
        /// When search knew it.
        pub searched_at: Option<DateTimeUtc>,
    }

    impl Model {
        /// When the last part of it was done.
        #[must_use]
        pub fn finished_at(&self) -> Option<DateTimeUtc> {
            Some(self.done_at?.max(self.purged_at?).max(self.searched_at?))
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// A receipt as another box told it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) uid: Uid,
    pub(crate) place: Uid,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) what: Word,
    pub(crate) sent_at: DateTime<Utc>,
    pub(crate) done_at: Option<DateTime<Utc>>,
    pub(crate) purged_at: Option<DateTime<Utc>>,
    pub(crate) searched_at: Option<DateTime<Utc>>,
}

/// The places of an article on other boxes.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, uid: Uuid) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .asc(entity::Column::Id)
        .limit(2000)
        .all()
        .await
}

/// Articles of a site whose receipts are not complete, newest first.
pub(crate) async fn waiting(read: &HubRead, site: SiteId, most: usize) -> Result<Vec<Uuid>> {
    let open = Condition::any()
        .add(entity::Column::DoneAt.is_null())
        .add(entity::Column::PurgedAt.is_null())
        .add(entity::Column::SearchedAt.is_null());
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(open)
        .desc(entity::Column::SentAt)
        .limit(1000)
        .all()
        .await?;
    let mut seen = HashSet::new();
    let uids = rows
        .into_iter()
        .map(|row| row.uid)
        .filter(|uid| seen.insert(*uid));
    Ok(uids.take(most).collect())
}

/// Notes what was told of a site's own articles; what is older than what is known changes nothing.
pub(crate) async fn note(tx: &mut HubWrite, site: SiteId, told: &[Told]) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let uids: HashSet<Uuid> = told.iter().map(|told| told.uid.0).collect();
    let own = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(site.0))
        .filter(library::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let own: HashSet<Uuid> = own.into_iter().map(|row| row.uid).collect();
    let rows = tx
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Uid.is_in(uids))
        .all()
        .await?;
    let rows: HashMap<(Uuid, Uuid), entity::Model> = rows
        .into_iter()
        .map(|row| ((row.uid, row.place_uid), row))
        .collect();
    for told in told.iter().filter(|told| own.contains(&told.uid.0)) {
        let old = rows.get(&(told.uid.0, told.place.0));
        if old.is_some_and(|old| (old.version, old.sent_at) > (told.version, told.sent_at)) {
            continue;
        }
        let row = entity::ActiveModel {
            id: NotSet,
            site_id: Set(site.0),
            uid: Set(told.uid.0),
            place_uid: Set(told.place.0),
            place_name: Set(told.name.clone()),
            version: Set(told.version),
            what: Set(told.what.key().into()),
            sent_at: Set(told.sent_at),
            done_at: Set(told.done_at),
            purged_at: Set(told.purged_at),
            searched_at: Set(told.searched_at),
        };
        match old {
            Some(old) => {
                let id = Set(old.id);
                tx.update(entity::ActiveModel { id, ..row }).await?;
            }
            None => {
                tx.insert(row).await?;
            }
        }
    }
    Ok(())
}
