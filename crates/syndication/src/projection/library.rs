//! Writing the library. Nothing else in the program writes `library_item`; a test greps for it.

use super::news::News;
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::event::EventBody;
use kernel::{Error, LibraryItemId, Result};
use sea_orm::{ActiveModelTrait, ColumnTrait, ExprTrait, FromQueryResult, IntoActiveModel, NotSet};
use std::collections::{HashMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Numbered {
    id: i64,
    uid: Uuid,
}

/// Makes the library hold the news and says so on each origin. Fills in the items' numbers.
pub(super) async fn write(tx: &mut HubWrite, news: &mut Vec<News>) -> Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let rows = news.iter().filter(|news| !news.known).map(|news| row(&news.item));
    let rows = rows.collect();
    tx.insert_many(rows).await?;
    let mut late = HashSet::new();
    for known in news.iter().filter(|news| news.known) {
        let item = &known.item;
        let older = library::Column::Uid
            .eq(item.uid)
            .and(library::Column::Version.lt(item.version));
        if tx.update_where(row(item), older).await? == 0 {
            late.insert(item.uid);
        }
    }
    // What somebody newer overtook meanwhile is no news any more.
    news.retain(|news| !late.contains(&news.item.uid));
    let numbers = tx
        .find::<library::Entity>()
        .only([library::Column::Id, library::Column::Uid])
        .filter(library::Column::Uid.is_in(news.iter().map(|news| news.item.uid)))
        .into::<Numbered>()
        .all()
        .await?;
    let numbers: HashMap<Uuid, i64> = numbers.into_iter().map(|row| (row.uid, row.id)).collect();
    for each in news {
        let number = numbers.get(&each.item.uid);
        each.item.id = *number.ok_or_else(|| Error::fault("a library item vanished"))?;
        let changed = EventBody::LibraryChanged {
            item: LibraryItemId(each.item.id),
            uid: each.uid(),
            version: each.item.version,
            live: each.item.state == LIVE,
            backfill: each.item.backfill,
        };
        tx.emit_derived(each.origin, changed);
    }
    Ok(())
}

fn row(item: &library::Model) -> library::ActiveModel {
    library::ActiveModel {
        id: NotSet,
        ..item.clone().into_active_model().reset_all()
    }
}
