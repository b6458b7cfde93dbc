//! 自动保存: what stands in a form goes into its slot.

use super::entity::{self, SLOT_KEY};
use super::{Place, drop};
use crate::article::form::TextForm;
use crate::permissions::KeepText;
use kernel::{Actor, Error, Includes, Result};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, NotSet, Set, Unchanged};
use std::time::Duration;
use store::{OnUnique, SiteWrite};

/// Bytes of a form that is kept; a body of the greatest length fits several times.
const LARGEST: usize = 4 << 20;

/// Keeps what was typed. A form that says it is unchanged only shows that somebody is there.
///
/// # Errors
/// [`Error::Invalid`] for more than is ever saved; [`Error::Busy`] when two tabs begin at once.
pub async fn keep_text<P: Includes<KeepText>>(
    tx: &mut SiteWrite<P>,
    place: &Place,
    form: &TextForm,
) -> Result<entity::Model> {
    tx.exempt("slot")?;
    let Actor::Person { id: person, name } = tx.actor().clone() else {
        return Err(Error::Forbidden("article.keep"));
    };
    let text = packed(form)?;
    let now = tx.now();
    let key = place.key(person);
    let known = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Key.eq(key.as_str()));
    if let Some(row) = known.one().await? {
        let unchanged = form.unchanged || row.text == text;
        let row = entity::Model {
            seen_at: now,
            person_name: name,
            changed_at: if unchanged { row.changed_at } else { now },
            base_revision: if unchanged {
                row.base_revision
            } else {
                form.seen().0
            },
            text: if unchanged { row.text } else { text },
            ..row
        };
        let id = row.id;
        let row = entity::ActiveModel {
            id: Unchanged(id),
            site_id: NotSet,
            ..row.into_active_model().reset_all()
        };
        return Ok(tx.update(row).await?);
    }
    drop::outdated(tx).await?;
    let row = entity::ActiveModel {
        key: Set(key),
        person_id: Set(Some(person.0)),
        person_name: Set(name),
        article_id: Set(place.article().map(|id| id.0)),
        text: Set(text),
        base_revision: Set(form.seen().0),
        changed_at: Set(now),
        seen_at: Set(now),
        ..Default::default()
    };
    let row = tx.insert(row).await;
    row.on_unique(SLOT_KEY, || Error::Busy(Duration::from_millis(100)))
}

pub(super) fn packed(form: &TextForm) -> Result<String> {
    let text = serde_json::to_string(&form.pairs()).map_err(Error::fault)?;
    if text.len() > LARGEST {
        return Err(Error::field("body", "正文太长，不能自动保存。"));
    }
    Ok(text)
}
