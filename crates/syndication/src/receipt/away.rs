//! Places on other boxes, as those boxes told: the newest receipt of each.

use super::Word;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, FromQueryResult, NotSet, Set};
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
        /// When its files were there, or gone.
        pub files_at: Option<DateTimeUtc>,
        /// Whether that is still waited for.
        pub files_open: bool,
    }

    impl Model {
        /// When the last part of it was done.
        #[must_use]
        pub fn finished_at(&self) -> Option<DateTimeUtc> {
            let last = self.done_at?.max(self.purged_at?).max(self.searched_at?);
            (!self.files_open).then(|| self.files_at.map_or(last, |files| files.max(last)))
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
    pub(crate) files_at: Option<DateTime<Utc>>,
    pub(crate) files_open: bool,
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

/// The places of an article on sites that other boxes serve, by the numbers of the sites here.
pub(crate) async fn of_sites(
    hub: &HubRead,
    uid: Uuid,
    sites: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, entity::Model>> {
    let places = hub
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .all()
        .await?;
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let sites = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(sites))
        .all()
        .await?;
    let sites: HashMap<Uuid, i64> = sites.into_iter().map(|row| (row.uid, row.id)).collect();
    let named = places.into_iter();
    Ok(named
        .filter_map(|row| Some((*sites.get(&row.place_uid)?, row)))
        .collect())
}

/// Rows of one statement.
const CHUNK: usize = 500;
/// Places of one article on other boxes; there are not so many sites.
const PLACES: usize = 5000;

#[derive(FromQueryResult)]
struct Waiting {
    uid: Uuid,
}

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

const OPEN: &str = "from peer_place where site_id = $1 and (done_at is null or purged_at is null or searched_at is null or files_open)";

/// Articles of a site whose receipts are not complete: half of them the newest; of the others each has its `turn`,
/// however long a few wait for editors.
pub(crate) async fn waiting(read: &HubRead, site: SiteId, (most, turn): (usize, u64)) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(1);
    let some = async |limit: i64, offset: i64| {
        let sql =
            format!("select uid {OPEN} group by uid order by max(sent_at) desc, uid limit $2 offset $3");
        let values = vec![site.0.into(), limit.into(), offset.into()];
        read.report::<Waiting>(&sql, values).await
    };
    let newest = some(most - most / 2, 0).await?;
    let count = read
        .report::<Count>(
            &format!("select count(distinct uid) as n {OPEN}"),
            vec![site.0.into()],
        )
        .await?;
    let half = most / 2;
    let behind = count.first().map_or(0, |row| row.n) - (most - half);
    let mut rows = newest;
    if behind > 0 && half > 0 {
        let turns = u64::try_from((behind + half - 1) / half).unwrap_or(1);
        let turn = i64::try_from(turn % turns).unwrap_or(0);
        rows.extend(some(half, most - half + turn * half).await?);
    }
    Ok(rows.into_iter().map(|row| row.uid).collect())
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
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for row in &rows {
        *places.entry(row.uid).or_default() += 1;
    }
    let rows: HashMap<(Uuid, Uuid), entity::Model> = rows
        .into_iter()
        .map(|row| ((row.uid, row.place_uid), row))
        .collect();
    let (mut new, mut seen) = (Vec::new(), HashSet::new());
    for told in told.iter().filter(|told| own.contains(&told.uid.0)) {
        let old = rows.get(&(told.uid.0, told.place.0));
        if old.is_some_and(|old| told.is_older(old)) {
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
            files_at: Set(told.files_at),
            files_open: Set(told.files_open),
        };
        match old {
            Some(old) if told.says(old) => {}
            Some(old) => {
                let id = Set(old.id);
                tx.update(entity::ActiveModel { id, ..row }).await?;
            }
            None => {
                let places = places.entry(told.uid.0).or_default();
                *places += 1;
                if *places <= PLACES && seen.insert((told.uid, told.place)) {
                    new.push(row);
                }
            }
        }
    }
    for some in new.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    Ok(())
}

impl Told {
    /// What was told last of a version counts; whoever took a place down by itself may show it again.
    fn is_older(&self, known: &entity::Model) -> bool {
        let again = known.version == self.version && known.what == Word::Removed.key();
        !again && (known.version, known.sent_at) > (self.version, self.sent_at)
    }

    /// Whether it says nothing new.
    fn says(&self, known: &entity::Model) -> bool {
        let times = (known.sent_at, known.done_at, known.purged_at, known.searched_at);
        known.version == self.version
            && known.what == self.what.key()
            && known.place_name == self.name
            && times == (self.sent_at, self.done_at, self.purged_at, self.searched_at)
            && (known.files_at, known.files_open) == (self.files_at, self.files_open)
    }
}
