//! Writing receipts, in the transaction of the projection.

use super::entity;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::BTreeSet;
use store::HubWrite;

/// Rows of one statement.
const CHUNK: usize = 1000;

/// What a place was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// It stands there for the first time.
    Placed,
    /// It was corrected, or came back.
    Corrected,
    /// A correction waits for the site's editors.
    Held,
    /// It was withdrawn.
    Withdrawn,
    /// The source took its authorization back.
    Revoked,
    /// The source gave it again.
    Granted,
    /// The editors of the place took it down; nobody tells it anything more.
    Removed,
}

impl Word {
    /// The word in the database.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Corrected | Self::Held => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
            Self::Granted => "granted",
            Self::Removed => "removed",
        }
    }

    /// Reads [`Self::key`].
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let all = [
            Self::Placed,
            Self::Corrected,
            Self::Withdrawn,
            Self::Revoked,
            Self::Granted,
            Self::Removed,
        ];
        all.into_iter().find(|word| word.key() == key)
    }
}

/// Writes a receipt for each site. What an origin outside this database said has none here.
pub(crate) async fn write(
    tx: &mut HubWrite,
    item: &library::Model,
    sites: &BTreeSet<SiteId>,
    word: Word,
    sent_at: DateTime<Utc>,
) -> Result<()> {
    let Some(origin) = item.origin_site_id.filter(|_| !sites.is_empty()) else {
        return Ok(());
    };
    let done = (word != Word::Held).then(|| tx.now());
    let sites: Vec<i64> = sites.iter().map(|site| site.0).collect();
    for some in sites.chunks(CHUNK) {
        if matches!(word, Word::Revoked | Word::Granted) {
            // The same may be said of one version more than once; the last time counts.
            let before = entity::Column::Uid
                .eq(item.uid)
                .and(entity::Column::Version.eq(item.version))
                .and(entity::Column::What.eq(word.key()))
                .and(entity::Column::PlaceSiteId.is_in(some.iter().copied()));
            tx.delete_where::<entity::Entity>(before).await?;
        }
        let rows = some.iter().map(|site| entity::ActiveModel {
            id: NotSet,
            site_id: Set(origin),
            uid: Set(item.uid),
            version: Set(item.version),
            place_site_id: Set(*site),
            what: Set(word.key().into()),
            sent_at: Set(sent_at),
            done_at: Set(done),
            purged_at: Set(None),
            searched_at: Set(None),
            files_at: Set(None),
            files_open: Set(true),
        });
        tx.insert_many(rows.collect()).await?;
    }
    Ok(())
}
