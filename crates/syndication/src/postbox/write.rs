//! Writing a text, and changing it while it does not lie on the desk.

use super::{entity, query};
use crate::permissions::WriteBox;
use crate::refusals::BOX_SENT;
use content::article::compose;
use content::article::text::Text;
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use gateway::unit::entity as unit;
use kernel::{BoxTextId, Error, Result, Revision, Uid, UnitId};
use sea_orm::{ColumnTrait, Set};
use store::{SiteRead, SiteWrite};

/// The units whose box the writer may use.
async fn own_units(tx: &SiteWrite<WriteBox>) -> Result<Vec<unit::Model>> {
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    query::units_of(tx, person).await
}

/// The text, if it lies in a box of the writer's.
pub(super) async fn own_text(tx: &SiteWrite<WriteBox>, id: BoxTextId) -> Result<entity::Model> {
    query::find_text(tx, id, &own_units(tx).await?).await
}

/// The columns that hold a text.
async fn filled(read: &SiteRead, text: &Text) -> Result<entity::ActiveModel> {
    let wished = Some(text.channel.0).filter(|id| *id > 0);
    if let Some(id) = wished {
        let named = channel::Column::Id.eq(id);
        let found = read.find::<channel::Entity>().filter(named).found().await?;
        if found.state != "open" {
            return Err(CHANNEL_CLOSED.into());
        }
    }
    let made = compose(read, text).await?;
    Ok(entity::ActiveModel {
        channel_id: Set(wished),
        title: Set(made.title),
        subtitle: Set(made.subtitle),
        summary: Set(made.summary),
        body_format: Set(made.body_format),
        body_source: Set(made.body_source),
        body_html: Set(made.body_html),
        author: Set(made.author),
        keywords: Set(made.keywords),
        lead_media: Set(made.lead_media),
        attachments: Set(made.attachments),
        changed_at: Set(read.now()),
        ..entity::ActiveModel::default()
    })
}

/// Begins a text in the box of a unit.
///
/// # Errors
/// [`Error::NotFound`] when the writer has no seat there; `media.unknown`, `channel.closed`.
pub async fn write_text(tx: &mut SiteWrite<WriteBox>, of: UnitId, text: &Text) -> Result<entity::Model> {
    let unit = own_units(tx).await?.into_iter().find(|unit| unit.id == of.0);
    let unit = unit.ok_or(Error::NotFound)?;
    let now = tx.now();
    let row = entity::ActiveModel {
        unit_id: Set(unit.id),
        uid: Set(Uid::at(now).0),
        state: Set(super::Stage::Draft.key().into()),
        reason: Set(String::new()),
        revision: Set(1),
        written_by: Set(tx.actor().person().map(|person| person.0)),
        written_by_name: Set(tx.actor().label()),
        sent_by_name: Set(String::new()),
        created_at: Set(now),
        ..filled(tx, text).await?
    };
    let made = tx.insert(row).await?;
    let detail = serde_json::json!({ "unit": unit.key });
    tx.audit("box.written", &made.uid.to_string(), &detail);
    Ok(made)
}

/// Changes a text that nobody has, or that came back.
///
/// # Errors
/// `box.sent`, `media.unknown`, `channel.closed`; [`Error::Stale`]; [`Error::NotFound`] for a text of another unit.
pub async fn save_text(
    tx: &mut SiteWrite<WriteBox>,
    id: BoxTextId,
    seen: Revision,
    text: &Text,
) -> Result<entity::Model> {
    let old = own_text(tx, id).await?;
    if !old.stage().is_writable() {
        return Err(BOX_SENT.into());
    }
    if old.revision != seen.0 {
        return Err(Error::Stale(Revision(old.revision)));
    }
    let row = entity::ActiveModel {
        id: Set(old.id),
        revision: Set(old.revision + 1),
        ..filled(tx, text).await?
    };
    let saved = tx.update(row).await?;
    tx.audit("box.saved", &saved.uid.to_string(), &serde_json::Value::Null);
    Ok(saved)
}
