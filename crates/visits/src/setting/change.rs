//! Changes the setting of a site.

use super::entity::{self, ActiveModel, Column};
use super::{Setting, find_setting};
use crate::permissions::KeepVisits;
use kernel::event::EventBody;
use kernel::{Error, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::time::Duration;
use store::{OnUnique, SiteWrite};

/// Keeps a setting; pages are drawn anew. `seen` is the revision that the form showed, 0 for none.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster.
pub async fn change_setting(tx: &mut SiteWrite<KeepVisits>, seen: i64, setting: Setting) -> Result<()> {
    tx.whole_site()?;
    let known = find_setting(tx).await?;
    let revision = known.as_ref().map_or(0, |row| row.revision);
    if revision != seen {
        return Err(Error::Stale(Revision(revision)));
    }
    let row = ActiveModel {
        base: Set(setting.base),
        since: Set(setting.since.map(|day| day.to_string())),
        shown: Set(setting.shown),
        revision: Set(revision + 1),
        ..Default::default()
    };
    match known {
        Some(known) => {
            let same = Column::Id.eq(known.id).and(Column::Revision.eq(seen));
            if tx.update_where(row, same).await? == 0 {
                return Err(Error::Stale(Revision(seen + 1)));
            }
        }
        None => {
            let stored = tx.insert(row).await;
            stored.on_unique(entity::VISIT_SETTING, || Error::Busy(Duration::from_millis(100)))?;
        }
    }
    tx.emit(EventBody::SiteChanged);
    tx.audit(
        "visit.setting_changed",
        "visit_setting",
        &serde_json::json!({ "base": setting.base, "since": setting.since, "shown": setting.shown }),
    );
    Ok(())
}
