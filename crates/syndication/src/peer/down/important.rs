//! Important items (国务院重要政策信息) across boxes: the hub tells which it marked, the box which own articles its site registered as
//! reposts of them. So a site on its own box is measured like one of the hub's house, on either side.

use super::IMPORTANT;
use crate::important::entity::{self as item, far, own};
use crate::peer::entity::peer;
use crate::peer::instant;
use crate::peer::lines::house_portal;
use chrono::{DateTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use kernel::event::EventBody;
use kernel::wire::{Important, OwnRepost};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// The newest items that the hub's portal marked; none from a box without a portal.
pub(super) async fn tell(read: &HubRead) -> Result<Option<Vec<Important>>> {
    let Some(portal) = house_portal(read).await? else {
        return Ok(None);
    };
    let rows = read
        .find::<item::Entity>()
        .filter(item::Column::SiteId.eq(portal.0))
        .desc(item::Column::IssuedAt)
        .desc(item::Column::Id)
        .limit(IMPORTANT as u64)
        .all()
        .await?;
    let told = rows.into_iter().map(|row| Important {
        uid: Uid(row.uid),
        title: row.title,
        issued_at: instant::write(row.issued_at),
        by: row.by_name,
    });
    Ok(Some(told.collect()))
}

/// An item as it is kept.
struct Marked {
    title: String,
    issued_at: DateTime<Utc>,
    by: String,
}

/// Makes what the hub marked true at the box, as rows of the hub's site; a hub that tells of none changes none.
pub(super) async fn take(tx: &mut HubWrite, peer: &peer::Model, told: Option<&[Important]>) -> Result<()> {
    let Some(told) = told else { return Ok(()) };
    let now = tx.now();
    let marked = |told: &Important| {
        let marked = Marked {
            title: told.title.chars().take(300).collect(),
            issued_at: instant::read(&told.issued_at, now)?,
            by: told.by.chars().take(100).collect(),
        };
        Some((told.uid.0, marked))
    };
    let mut told: BTreeMap<Uuid, Marked> = told.iter().filter_map(marked).collect();
    let hub = SiteId(peer.far_site_id);
    let known = tx
        .find::<item::Entity>()
        .filter(item::Column::SiteId.eq(hub.0))
        .all()
        .await?;
    let mut changed = Vec::new();
    for row in known {
        let Some(said) = told.remove(&row.uid) else {
            tx.delete_where::<item::Entity>(item::Column::Id.eq(row.id))
                .await?;
            changed.push(row.uid);
            continue;
        };
        if (&row.title, row.issued_at, &row.by_name) == (&said.title, said.issued_at, &said.by) {
            continue;
        }
        let change = item::ActiveModel {
            id: Set(row.id),
            title: Set(said.title),
            issued_at: Set(said.issued_at),
            by_name: Set(said.by),
            ..Default::default()
        };
        tx.update(change).await?;
        changed.push(row.uid);
    }
    changed.extend(told.keys().copied());
    let rows = told.into_iter().map(|(uid, said)| item::ActiveModel {
        id: NotSet,
        site_id: Set(hub.0),
        uid: Set(uid),
        title: Set(said.title),
        issued_at: Set(said.issued_at),
        by_name: Set(said.by),
        created_at: Set(now),
    });
    tx.insert_many(rows.collect()).await?;
    for uid in changed {
        tx.emit_derived(hub, EventBody::ImportantChanged { uid: Uid(uid) });
    }
    Ok(())
}

/// What the box's site registered of the items that its hub marked.
pub(super) async fn reposts(read: &HubRead, peer: &peer::Model) -> Result<Vec<OwnRepost>> {
    let marked = read
        .find::<item::Entity>()
        .filter(item::Column::SiteId.eq(peer.far_site_id))
        .all()
        .await?;
    if marked.is_empty() {
        return Ok(Vec::new());
    }
    let rows = read
        .find::<own::Entity>()
        .filter(own::Column::SiteId.eq(peer.site_id))
        .filter(own::Column::Uid.is_in(marked.into_iter().map(|row| row.uid)))
        .desc(own::Column::Id)
        .limit(IMPORTANT as u64)
        .all()
        .await?;
    let articles = read
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(rows.iter().map(|row| row.article_id)))
        .all()
        .await?;
    let articles: HashMap<i64, article::Model> = articles.into_iter().map(|row| (row.id, row)).collect();
    let told = rows.into_iter().filter_map(|row| {
        let article = articles.get(&row.article_id)?;
        Some(OwnRepost {
            uid: Uid(row.uid),
            article: Uid(article.uid),
            shown_at: instant::write(article.first_published_at?),
        })
    });
    Ok(told.collect())
}

/// Notes at the hub what a peer's site registered: all of it, and nothing that is no longer told. It speaks of its own
/// articles and of items that are marked here; no date lies in the future. One before the issue is kept and does not count, as
/// in the house: the time of issue may yet be corrected.
pub(super) async fn heed(tx: &mut HubWrite, peer: &peer::Model, told: Option<&[OwnRepost]>) -> Result<()> {
    let Some(told) = told else { return Ok(()) };
    let own = SiteId(peer.site_id);
    let known = tx
        .find::<far::Entity>()
        .filter(far::Column::SiteId.eq(own.0))
        .all()
        .await?;
    if told.is_empty() && known.is_empty() {
        return Ok(());
    }
    let mut said = plausible(tx, peer, told).await?;
    let mut changed = Vec::new();
    for row in known {
        match said.remove(&row.uid) {
            Some((article, shown_at)) if (article, shown_at) == (row.article_uid, row.shown_at) => {}
            Some((article, shown_at)) => {
                let change = far::ActiveModel {
                    id: Set(row.id),
                    article_uid: Set(article),
                    shown_at: Set(shown_at),
                    ..Default::default()
                };
                tx.update(change).await?;
                changed.push((row.uid, Some(article)));
            }
            None => {
                tx.delete_where::<far::Entity>(far::Column::Id.eq(row.id)).await?;
                changed.push((row.uid, None));
            }
        }
    }
    changed.extend(said.iter().map(|(uid, (article, _))| (*uid, Some(*article))));
    let rows = said
        .into_iter()
        .map(|(uid, (article, shown_at))| far::ActiveModel {
            id: NotSet,
            site_id: Set(own.0),
            uid: Set(uid),
            article_uid: Set(article),
            shown_at: Set(shown_at),
        });
    tx.insert_many(rows.collect()).await?;
    for (uid, article) in changed {
        let uid = Uid(uid);
        let detail = serde_json::json!({ "article": article.map(Uid) });
        tx.audit(Some(own), "important.told", &uid.to_string(), &detail);
        tx.emit_derived(own, EventBody::ImportantChanged { uid });
    }
    Ok(())
}

/// What of it can be: by the item's uid the article and when it was first shown.
async fn plausible(
    tx: &HubWrite,
    peer: &peer::Model,
    told: &[OwnRepost],
) -> Result<BTreeMap<Uuid, (Uuid, DateTime<Utc>)>> {
    let Some(portal) = house_portal(tx).await? else {
        return Ok(BTreeMap::new());
    };
    let marked = tx
        .find::<item::Entity>()
        .filter(item::Column::SiteId.eq(portal.0))
        .filter(item::Column::Uid.is_in(told.iter().map(|told| told.uid.0)))
        .all()
        .await?;
    let marked: HashSet<Uuid> = marked.into_iter().map(|row| row.uid).collect();
    // An article that is not known here yet comes with a batch.
    let strange = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(told.iter().map(|told| told.article.0)))
        .filter(library::Column::OriginSiteId.ne(peer.site_id))
        .all()
        .await?;
    let strange: HashSet<Uuid> = strange.into_iter().map(|row| row.uid).collect();
    let now = tx.now();
    let one = |told: &OwnRepost| {
        let ours = marked.contains(&told.uid.0) && !strange.contains(&told.article.0);
        let at = instant::read(&told.shown_at, now).filter(|_| ours)?;
        Some((told.uid.0, (told.article.0, at.min(now))))
    };
    Ok(told.iter().filter_map(one).collect())
}
