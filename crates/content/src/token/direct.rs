//! 免审发布: the site's word that what business systems deliver to a channel needs no reviewer.

use super::entity::{DIRECT, direct};
use crate::article::Voucher;
use crate::permissions::ManageTokens;
use kernel::{Actor, ChannelId, Error, PersonId, Result};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteRead, SiteWrite};

/// Makes or ends the setting of a channel. It is a person's word, so the command line cannot give it.
///
/// # Errors
/// [`Error::NotFound`] for a channel of another site, [`Error::Forbidden`] for anybody but a person.
pub async fn set_direct(tx: &mut SiteWrite<ManageTokens>, channel: ChannelId, on: bool) -> Result<()> {
    let Actor::Person { id, name } = tx.actor().clone() else {
        return Err(Error::Forbidden("token.manage"));
    };
    let row = crate::channel::query::get(tx, channel).await?;
    let here = direct::Column::ChannelId.eq(channel.0);
    tx.delete_where::<direct::Entity>(here).await?;
    if on {
        let setting = direct::ActiveModel {
            channel_id: Set(channel.0),
            set_by: Set(id.0),
            set_by_name: Set(name),
            set_at: Set(tx.now()),
            ..direct::ActiveModel::default()
        };
        let made = tx.insert(setting).await;
        made.on_unique(DIRECT, || Error::Busy(Duration::from_millis(100)))?;
    }
    let act = if on {
        "token.direct_allowed"
    } else {
        "token.direct_ended"
    };
    tx.audit(act, &row.slug, &row.name);
    Ok(())
}

/// Who answers for a channel without review, if the site has such a setting for it.
///
/// # Errors
/// Faults of the database.
pub async fn voucher(read: &SiteRead, channel: ChannelId) -> Result<Option<Voucher>> {
    let setting = read
        .find::<direct::Entity>()
        .filter(direct::Column::ChannelId.eq(channel.0))
        .one()
        .await?;
    Ok(setting.map(|row| Voucher {
        person: PersonId(row.set_by),
        name: row.set_by_name,
    }))
}
