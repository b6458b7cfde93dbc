//! Making a rule. It works from now on: what was published before stays where it is.

use super::entity::{self, ACTIVE, RULE};
use super::{Mode, Source, Terms};
use crate::permissions::ManageRules;
use crate::refusals::{RULE_EXISTS, RULE_TO_ITSELF};
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use kernel::event::EventBody;
use kernel::{ChannelId, Result};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::{OnUnique, SiteWrite};

/// Makes a rule into a channel of this site.
///
/// # Errors
/// `rule.to_itself`, `rule.exists`, `channel.closed`; [`kernel::Error::NotFound`] for a channel of another site.
pub async fn create_rule(
    tx: &mut SiteWrite<ManageRules>,
    source: Source,
    into: ChannelId,
    mode: Mode,
) -> Result<entity::Model> {
    if source.site == tx.site() {
        return Err(RULE_TO_ITSELF.into());
    }
    let channel = tx
        .find::<channel::Entity>()
        .filter(channel::Column::Id.eq(into.0))
        .found()
        .await?;
    if channel.state != "open" {
        return Err(CHANNEL_CLOSED.into());
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        source_site_id: Set(source.site.0),
        source_channel_id: Set(source.channel.0),
        channel_id: Set(channel.id),
        mode: Set(mode.key().into()),
        state: Set(ACTIVE.into()),
        created_at: Set(tx.now()),
        edited: Set(false),
        consent_id: Set(None),
        ..Terms::default().columns()
    };
    let ended = tx
        .find::<entity::Entity>()
        .filter(same(source, into).and(entity::Column::State.ne(ACTIVE)))
        .one()
        .await?;
    let made = match ended {
        // Made again after it was ended: the same row works once more.
        Some(old) => {
            tx.update(entity::ActiveModel {
                id: Set(old.id),
                ..row
            })
            .await?
        }
        None => tx.insert(row).await.on_unique(RULE, || RULE_EXISTS)?,
    };
    tx.emit(EventBody::RuleChanged);
    Ok(made)
}

/// The key of a rule.
pub(super) fn same(source: Source, into: ChannelId) -> sea_orm::sea_query::SimpleExpr {
    use sea_orm::ExprTrait;
    entity::Column::SourceSiteId
        .eq(source.site.0)
        .and(entity::Column::SourceChannelId.eq(source.channel.0))
        .and(entity::Column::ChannelId.eq(into.0))
}
