//! Texts of submission boxes: they lie on the portal's desk as submissions do, and their lines of the ledger say what
//! became of them.

use super::desk::{self, Verdict};
use super::{cluster, shown};
use crate::desk::{State, entity as line};
use crate::postbox::entity as text;
use crate::submission::State as Ledger;
use chrono::{DateTime, Utc};
use gateway::unit::entity as unit;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::HubWrite;

/// A text was sent, or taken back. Its own state counts, not the event's: it is the newer one.
pub(super) async fn changed(tx: &mut HubWrite, site: SiteId, uid: Uid) -> Result<()> {
    let found = tx
        .find::<text::Entity>()
        .filter(text::Column::SiteId.eq(site.0))
        .filter(text::Column::Uid.eq(uid.0))
        .one()
        .await?;
    let Some(text) = found else { return Ok(()) };
    let line = desk::find(tx, site, uid.0).await?;
    match (text.sent(), line) {
        (Some(Ledger::Sent | Ledger::Seen), None) => lay(tx, &text).await,
        (Some(Ledger::Sent | Ledger::Seen), Some(line)) if line.state() == State::Declined => {
            remove(tx, &line).await?;
            lay(tx, &text).await
        }
        (Some(Ledger::Recalled), Some(line)) if line.state() == State::Waiting => remove(tx, &line).await,
        // The desk was faster.
        (Some(Ledger::Recalled), Some(line)) => {
            let verdict = Verdict::of(&line, shown::is_shown(tx, &line).await?);
            decided(tx, &line, &verdict, line.decided_at.unwrap_or(line.arrived_at)).await
        }
        _ => Ok(()),
    }
}

async fn lay(tx: &mut HubWrite, text: &text::Model) -> Result<()> {
    let wanted = unit::Column::Id.eq(text.unit_id);
    let unit = tx.find::<unit::Entity>().filter(wanted).found().await?;
    let row = line::ActiveModel {
        id: NotSet,
        site_id: Set(text.site_id),
        library_item_id: Set(None),
        uid: Set(text.uid),
        version: Set(text.revision),
        rule_id: Set(None),
        channel_id: Set(text.channel_id),
        source_name: Set(unit.short_name),
        title: Set(text.title.clone()),
        state: Set(State::Waiting.key().into()),
        submitted: Set(true),
        picked: Set(false),
        reason: Set(String::new()),
        decided_by: Set(None),
        decided_by_name: Set(String::new()),
        arrived_at: Set(text.sent_at.unwrap_or(text.changed_at)),
        decided_at: Set(None),
        seen_at: Set(None),
        settled: Set(None),
        origin_site_id: Set(None),
        origin_channel: Set(String::new()),
        before_text: Set(None),
        after_text: Set(None),
        article_id: Set(None),
        source_changed_at: Set(None),
        merged_into: Set(None),
        overtaken_by: Set(None),
        fingerprint: Set(None),
        cluster: Set(None),
        box_text_id: Set(Some(text.id)),
        unit_id: Set(Some(text.unit_id)),
    };
    let laid = tx.insert(row).await?;
    cluster::join(tx, &laid, &text.title, &text.body_html).await
}

async fn remove(tx: &mut HubWrite, line: &line::Model) -> Result<()> {
    cluster::forget(tx, line).await?;
    tx.delete_where::<line::Entity>(line::Column::Id.eq(line.id))
        .await?;
    Ok(())
}

/// An editor opened it.
pub(super) async fn seen(tx: &mut HubWrite, line: &line::Model) -> Result<()> {
    let Some(id) = line.box_text_id else {
        return Ok(());
    };
    let row = text::ActiveModel {
        state: Set(Ledger::Seen.key().into()),
        seen_at: Set(line.seen_at),
        ..Default::default()
    };
    let unseen = text::Column::Id
        .eq(id)
        .and(text::Column::State.eq(Ledger::Sent.key()));
    tx.update_where(row, unseen).await?;
    Ok(())
}

/// The desk decided, also about what was just taken back.
pub(super) async fn decided(
    tx: &mut HubWrite,
    line: &line::Model,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<()> {
    let (Some(id), Some(state)) = (line.box_text_id, verdict.state) else {
        return Ok(());
    };
    let row = text::ActiveModel {
        state: Set(state.key().into()),
        reason: Set(verdict.reason.clone()),
        before_text: Set(verdict.before.clone()),
        after_text: Set(verdict.after.clone()),
        overtaken_by: Set(verdict.overtaken_by.clone()),
        article_id: Set(line.article_id),
        decided_at: Set(Some(at)),
        shown_at: Set(verdict.shown.then_some(at)),
        ..Default::default()
    };
    let open = [Ledger::Sent, Ledger::Seen, Ledger::Recalled].map(Ledger::key);
    let open = text::Column::Id.eq(id).and(text::Column::State.is_in(open));
    tx.update_where(row, open).await?;
    Ok(())
}
