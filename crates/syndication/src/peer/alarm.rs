//! Alarms of pairings: said once when they rise, and once when they are over.

use super::entity::peer::{self, ACTIVE};
use super::list::list_peers;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use std::collections::HashMap;
use store::HubWrite;

/// An alarm that rose, or is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// Whose.
    pub name: String,
    /// What somebody has to look at; none when it is over.
    pub alarm: Option<String>,
}

/// Notes which alarms rose and which are over since this was asked last, and answers them.
///
/// # Errors
/// Faults.
pub async fn turn_alarms(tx: &mut HubWrite) -> Result<Vec<Turned>> {
    let known = tx.find::<peer::Entity>().all().await?;
    let known: HashMap<i64, peer::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let mut turned = Vec::new();
    for line in list_peers(tx).await? {
        let Some(row) = known.get(&line.id) else {
            continue;
        };
        // Whoever lets a pairing rest or ends it knows; that is no recovery.
        if line.state != ACTIVE || line.alarm.is_some() == row.alarmed_at.is_some() {
            continue;
        }
        let raised = line.alarm.is_some();
        let change = peer::ActiveModel {
            alarmed_at: Set(raised.then(|| tx.now())),
            ..Default::default()
        };
        tx.update_where(change, peer::Column::Id.eq(line.id)).await?;
        let action = if raised { "peer.alarm" } else { "peer.alarm_over" };
        let site = Some(SiteId(row.site_id));
        tx.audit(site, action, &line.uid.to_string(), &line.alarm);
        turned.push(Turned {
            name: line.name,
            alarm: line.alarm,
        });
    }
    Ok(turned)
}
