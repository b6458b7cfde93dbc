//! Mandatory channels of a hub, as rows of its site. The projection locks the channels by them.

use crate::mandate::entity::{self as mandate, ACTIVE, ENDED, bound};
use crate::peer::entity::peer;
use kernel::event::EventBody;
use kernel::wire::Mandated;
use kernel::{Result, SiteId, Slug};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeMap, HashSet};
use store::HubWrite;

/// Makes what a hub told the whole of what it made mandatory on the peer's site.
pub(super) async fn take(tx: &mut HubWrite, peer: &peer::Model, told: &[Mandated]) -> Result<()> {
    let wanted: BTreeMap<&str, &Mandated> = told
        .iter()
        .filter(|told| Slug::parse(&told.channel).is_ok())
        .map(|told| (told.channel.as_str(), told))
        .collect();
    let rows = tx
        .find::<mandate::Entity>()
        .filter(mandate::Column::SiteId.eq(peer.far_site_id))
        .all()
        .await?;
    let bounds = tx
        .find::<bound::Entity>()
        .filter(bound::Column::SiteId.eq(peer.far_site_id))
        .all()
        .await?;
    let mine: HashSet<i64> = bounds
        .iter()
        .filter(|row| row.place_site_id == peer.site_id)
        .map(|row| row.mandate_id)
        .collect();
    let mut changed = Vec::new();
    for (slug, told) in &wanted {
        let known = rows.iter().find(|row| row.slug == *slug);
        let same = known.is_some_and(|row| row.state == ACTIVE && row.note == short(&told.note));
        let row = match known {
            Some(row) if same => row.clone(),
            known => write(tx, peer, (slug, told), known).await?,
        };
        if !mine.contains(&row.id) {
            let bind = bound::ActiveModel {
                id: NotSet,
                site_id: Set(peer.far_site_id),
                mandate_id: Set(row.id),
                place_site_id: Set(peer.site_id),
            };
            tx.insert(bind).await?;
        }
        if !same || !mine.contains(&row.id) {
            changed.push((*slug).to_owned());
        }
    }
    for row in rows.iter().filter(|row| mine.contains(&row.id)) {
        if wanted.contains_key(row.slug.as_str()) {
            continue;
        }
        let own = bounds
            .iter()
            .filter(|bound| bound.mandate_id == row.id && bound.place_site_id == peer.site_id);
        tx.delete_where::<bound::Entity>(bound::Column::Id.is_in(own.map(|bound| bound.id)))
            .await?;
        let others = bounds
            .iter()
            .any(|bound| bound.mandate_id == row.id && bound.place_site_id != peer.site_id);
        if !others {
            let ended = mandate::ActiveModel {
                id: Set(row.id),
                state: Set(ENDED.into()),
                ..Default::default()
            };
            tx.update(ended).await?;
        }
        changed.push(row.slug.clone());
    }
    if !changed.is_empty() {
        tx.audit(
            Some(SiteId(peer.site_id)),
            "mandate.received",
            &peer.name,
            &changed,
        );
        tx.emit_derived(SiteId(peer.far_site_id), EventBody::MandateChanged);
    }
    Ok(())
}

async fn write(
    tx: &mut HubWrite,
    peer: &peer::Model,
    (slug, told): (&str, &Mandated),
    known: Option<&mandate::Model>,
) -> Result<mandate::Model> {
    let row = mandate::ActiveModel {
        id: NotSet,
        site_id: Set(peer.far_site_id),
        slug: Set(slug.to_owned()),
        note: Set(short(&told.note)),
        state: Set(ACTIVE.into()),
        by_name: Set(told.by.chars().take(100).collect()),
        created_at: Set(tx.now()),
    };
    Ok(match known {
        Some(known) => {
            let row = mandate::ActiveModel {
                id: Set(known.id),
                created_at: NotSet,
                ..row
            };
            tx.update(row).await?
        }
        None => tx.insert(row).await?,
    })
}

fn short(text: &str) -> String {
    text.chars().take(500).collect()
}

/// The mandate of a channel of which a push-down speaks; one that does not stand if none was told.
pub(super) async fn of_channel(tx: &mut HubWrite, peer: &peer::Model, slug: &str) -> Result<i64> {
    let known = tx
        .find::<mandate::Entity>()
        .filter(mandate::Column::SiteId.eq(peer.far_site_id))
        .filter(mandate::Column::Slug.eq(slug))
        .one()
        .await?;
    if let Some(known) = known {
        return Ok(known.id);
    }
    let row = mandate::ActiveModel {
        id: NotSet,
        site_id: Set(peer.far_site_id),
        slug: Set(slug.to_owned()),
        note: Set(String::new()),
        state: Set(ENDED.into()),
        by_name: Set(String::new()),
        created_at: Set(tx.now()),
    };
    Ok(tx.insert(row).await?.id)
}
