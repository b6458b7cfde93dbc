//! Sets or lifts the rule of a channel or of the site.

use super::Rule;
use super::entity::{self, REVIEW_RULE, WHOLE_SITE};
use crate::channel;
use crate::permissions::ManageChannels;
use kernel::{ChannelId, Error, Result};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteWrite};

/// Sets the rule of a channel (of the site where none is named); no rule follows the site's, or the house's.
///
/// # Errors
/// [`Error::Invalid`] on `reviews`; [`Error::NotFound`] for a channel of another site.
pub async fn set_rule(
    tx: &mut SiteWrite<ManageChannels>,
    channel: Option<ChannelId>,
    rule: Option<Rule>,
) -> Result<()> {
    match channel {
        Some(channel) => drop(channel::query::get(tx, channel).await?),
        None => tx.whole_site()?,
    }
    let key = channel.map_or(WHOLE_SITE, |channel| channel.0);
    tx.delete_where::<entity::Entity>(entity::Column::ChannelKey.eq(key))
        .await?;
    if let Some(rule) = rule {
        if !(1..=3).contains(&rule.reviews) {
            return Err(Error::field("reviews", "审核次数只能是一审、二审或三审。"));
        }
        let row = entity::ActiveModel {
            channel_key: Set(key),
            reviews: Set(rule.reviews),
            secrecy: Set(rule.secrecy),
            set_by_name: Set(tx.actor().label()),
            set_at: Set(tx.now()),
            ..entity::ActiveModel::default()
        };
        let stored = tx.insert(row).await;
        stored.on_unique(REVIEW_RULE, || Error::Busy(Duration::from_millis(100)))?;
    }
    let detail = serde_json::json!({
        "reviews": rule.map(|rule| rule.reviews),
        "secrecy": rule.map(|rule| rule.secrecy),
    });
    tx.audit("review_rule.set", &format!("channel:{key}"), &detail);
    Ok(())
}
