//! How a peer's pieces stand with the portal of this box, for the ledger of their own box.

use super::{instant, note};
use crate::credit::entity as credit;
use crate::desk::{State, entity as desk};
use crate::ledger::{Made, pages, state};
use gateway::site::{elsewhere, entity as site};
use kernel::wire::{Credited, Decision, LedgerLine};
use kernel::{Result, SiteId, Uid, beijing};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::HubRead;
use uuid::Uuid;

/// The portal among the sites of this box; its desk is the one that peers send up to.
pub(super) async fn house_portal(read: &HubRead) -> Result<Option<SiteId>> {
    let away = read.find::<elsewhere::Entity>().all().await?;
    let portal = read
        .find::<site::Entity>()
        .filter(site::Column::Kind.eq("portal"))
        .filter(site::Column::Id.is_not_in(away.iter().map(|row| row.site_id)))
        .one()
        .await?;
    Ok(portal.map(|portal| SiteId(portal.id)))
}

/// What these lines of the portal's desk say. `base` is where the portal is reached.
pub(super) async fn told(
    read: &HubRead,
    (portal, base): (SiteId, &str),
    lines: &[desk::Model],
) -> Result<Vec<LedgerLine>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let uids: Vec<Uuid> = lines.iter().map(|line| line.uid).collect();
    let made = Made::load(read, portal, lines).await?;
    let notes = note::of_uids(read, uids.iter().copied()).await?;
    let pages = pages(read, portal, &uids).await?;
    let mut credits = credits(read, portal, &uids).await?;
    let one = |line: &desk::Model| {
        let state = state(line)?;
        let of_edits = |text: &Option<String>| text.clone().filter(|_| line.standing() == State::Edited);
        Some(LedgerLine {
            uid: Uid(line.uid),
            state: state.key().into(),
            sending: notes.get(&line.uid).and_then(|note| note.sent_said.clone()),
            arrived_at: instant::write(line.arrived_at),
            seen_at: line.seen_at.map(instant::write),
            decided_at: line.decided_at.filter(|_| !state.is_open()).map(instant::write),
            shown_at: made
                .shown_at(line)
                .filter(|_| state.is_used())
                .map(instant::write),
            reason: line.reason.clone(),
            before: of_edits(&line.before_text),
            after: of_edits(&line.after_text),
            overtaken_by: line.overtaken_by.clone(),
            picked: !line.submitted,
            url: pages
                .get(&line.uid)
                .filter(|_| state.is_used())
                .map(|path| format!("{base}{path}")),
            credits: credits.remove(&line.uid).unwrap_or_default(),
        })
    };
    Ok(lines.iter().filter_map(one).collect())
}

async fn credits(read: &HubRead, portal: SiteId, uids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Credited>>> {
    let rows = read
        .find::<credit::Entity>()
        .filter(credit::Column::SiteId.eq(portal.0))
        .filter(credit::Column::Uid.is_in(uids.iter().copied()))
        .asc(credit::Column::Id)
        .all()
        .await?;
    let mut found: HashMap<Uuid, Vec<Credited>> = HashMap::new();
    for row in rows {
        found.entry(row.uid).or_default().push(Credited {
            kind: row.kind,
            outlet: row.outlet,
            proof_url: row.proof_url,
            by: row.credited_by_name,
            at: instant::write(row.credited_at),
        });
    }
    Ok(found)
}

/// The decisions among them, for who reads no more than these.
pub(super) fn decisions(lines: &[desk::Model]) -> Vec<Decision> {
    let decisions = lines.iter().filter(|line| line.submitted).filter_map(|line| {
        let adopted = match line.state() {
            State::Taken | State::Edited | State::Merged => true,
            State::Declined => false,
            State::Waiting | State::Withdrawn => return None,
        };
        Some(Decision {
            uid: Uid(line.uid),
            adopted,
            at: beijing::rfc3339(line.decided_at.unwrap_or(line.arrived_at)),
            reason: line.reason.clone(),
        })
    });
    decisions.collect()
}
