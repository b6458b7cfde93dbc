//! Declaring a channel mandatory. The projection binds the channels of the sites.

use super::entity::{self, ACTIVE, ENDED, MANDATE, bound};
use crate::permissions::ManageMandates;
use crate::refusals::MANDATE_EXISTS;
use kernel::event::EventBody;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{OnUnique, SiteWrite};

/// A mandate as meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Address name of the channel.
    pub slug: String,
    /// What it is for.
    pub note: String,
    /// The sites it binds; never empty.
    pub sites: Vec<SiteId>,
}

/// Declares the channel mandatory on these sites; an ended mandate comes into force again.
///
/// # Errors
/// `mandate.exists`.
pub async fn declare_mandate(tx: &mut SiteWrite<ManageMandates>, wanted: &Wanted) -> Result<entity::Model> {
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        slug: Set(wanted.slug.clone()),
        note: Set(wanted.note.clone()),
        state: Set(ACTIVE.into()),
        by_name: Set(tx.actor().label()),
        created_at: Set(tx.now()),
    };
    let ended = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Slug.eq(&wanted.slug))
        .filter(entity::Column::State.eq(ENDED))
        .one()
        .await?;
    let made = match ended {
        Some(old) => {
            tx.update(entity::ActiveModel {
                id: Set(old.id),
                ..row
            })
            .await?
        }
        None => tx.insert(row).await.on_unique(MANDATE, || MANDATE_EXISTS)?,
    };
    bind(tx, made.id, &wanted.sites).await?;
    tx.emit_with(EventBody::MandateChanged, &wanted.slug);
    Ok(made)
}

/// Makes the mandate bind these sites and no others.
pub(super) async fn bind(tx: &mut SiteWrite<ManageMandates>, id: i64, sites: &[SiteId]) -> Result<()> {
    tx.delete_where::<bound::Entity>(bound::Column::MandateId.eq(id))
        .await?;
    let rows = sites.iter().map(|site| bound::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        mandate_id: Set(id),
        place_site_id: Set(site.0),
    });
    tx.insert_many(rows.collect()).await?;
    Ok(())
}
