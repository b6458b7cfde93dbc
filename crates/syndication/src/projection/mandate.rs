//! Channels of the sites that the portal declared mandatory become locked, others their sites' own again.

use crate::mandate::entity::{self as mandate, ACTIVE, bound};
use content::channel::entity as channel;
use gateway::site::entity as site;
use kernel::Result;
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::{HashMap, HashSet};
use store::HubWrite;

/// Makes every channel's lock what the mandates in force say.
pub(super) async fn apply(tx: &mut HubWrite) -> Result<()> {
    let mandates = tx
        .find::<mandate::Entity>()
        .filter(mandate::Column::State.eq(ACTIVE))
        .all()
        .await?;
    let bound = tx
        .find::<bound::Entity>()
        .filter(bound::Column::MandateId.is_in(mandates.iter().map(|row| row.id)))
        .all()
        .await?;
    let owners = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(mandates.iter().map(|row| row.site_id)))
        .all()
        .await?;
    let owners: HashMap<i64, String> = owners.into_iter().map(|row| (row.id, row.name)).collect();
    let of: HashMap<i64, &mandate::Model> = mandates.iter().map(|row| (row.id, row)).collect();
    let wanted: HashMap<(i64, &str), &str> = bound
        .iter()
        .filter_map(|row| {
            let mandate = of.get(&row.mandate_id)?;
            let owner = owners.get(&mandate.site_id)?;
            Some(((row.place_site_id, mandate.slug.as_str()), owner.as_str()))
        })
        .collect();
    let slugs: HashSet<&str> = mandates.iter().map(|row| row.slug.as_str()).collect();
    let channels = tx
        .find::<channel::Entity>()
        .filter(
            channel::Column::Slug
                .is_in(slugs)
                .or(channel::Column::MandatedBy.is_not_null()),
        )
        .all()
        .await?;
    for row in channels {
        let owner = wanted
            .get(&(row.site_id, row.slug.as_str()))
            .filter(|_| row.state == "open")
            .map(|owner| (*owner).to_owned());
        if owner != row.mandated_by {
            let change = channel::ActiveModel {
                id: Set(row.id),
                mandated_by: Set(owner),
                ..Default::default()
            };
            tx.update(change).await?;
        }
    }
    Ok(())
}
