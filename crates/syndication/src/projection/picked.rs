//! What an editor of the portal picked from the pool: its files come along, and its unit is credited when it is used.

use super::desk::{Verdict, find};
use super::{authorization, cluster, media};
use crate::desk::{State as Desk, entity as desk};
use crate::submission::{State, entity as ledger};
use chrono::{DateTime, Utc};
use content::article::{edition, entity as article};
use content::library::entity as library;
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::BTreeMap;
use store::HubWrite;

/// Gives the desk the files of what was picked and lays it beside its near-identical ones.
pub(super) async fn carry(tx: &mut HubWrite, target: SiteId, uid: Uid) -> Result<()> {
    let Some(line) = find(tx, target, uid.0).await? else {
        return Ok(());
    };
    let item = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .found()
        .await?;
    if line.state() == Desk::Waiting {
        media::carry(tx, target, &item).await?;
    }
    if line.fingerprint.is_none() {
        cluster::join(tx, &line, &item.title, &item.body_html).await?;
    }
    // Its source may have taken the authorization back while it was picked.
    authorization::apply(tx, &BTreeMap::from([(uid, tx.now())])).await
}

/// Writes a line into the ledger of the unit whose article was used without its having sent it up; once an article.
pub(super) async fn credit(
    tx: &mut HubWrite,
    line: &desk::Model,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<()> {
    let Some(state) = verdict.state.filter(|state| state.is_used()) else {
        return Ok(());
    };
    let known = tx
        .find::<ledger::Entity>()
        .filter(ledger::Column::TargetSiteId.eq(line.site_id))
        .filter(ledger::Column::Uid.eq(line.uid))
        .exists()
        .await?;
    // An article of another box has its ledger there; the portal counts it by its own line.
    let written = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(line.origin_site_id.unwrap_or_default()))
        .filter(article::Column::Uid.eq(line.uid))
        .one()
        .await?;
    let Some(written) = written.filter(|_| !known) else {
        return Ok(());
    };
    let row = Written {
        target: SiteId(line.site_id),
        state,
        arrived_at: line.arrived_at,
        decided_at: at,
        seen_at: line.seen_at,
    };
    let made = write(tx, &written, row).await?;
    let seen = ledger::ActiveModel {
        id: Set(made.id),
        before_text: Set(verdict.before.clone()),
        after_text: Set(verdict.after.clone()),
        overtaken_by: Set(verdict.overtaken_by.clone()),
        shown_at: Set(verdict.shown.then_some(at)),
        ..Default::default()
    };
    tx.update(seen).await?;
    Ok(())
}

/// How the portal used what it picked.
pub(super) struct Written {
    pub(super) target: SiteId,
    pub(super) state: State,
    pub(super) arrived_at: DateTime<Utc>,
    pub(super) decided_at: DateTime<Utc>,
    pub(super) seen_at: Option<DateTime<Utc>>,
}

/// Writes the line; nobody sent it, so the writer of the article is credited.
pub(super) async fn write(
    tx: &mut HubWrite,
    written: &article::Model,
    used: Written,
) -> Result<ledger::Model> {
    let row = ledger::ActiveModel {
        id: NotSet,
        site_id: Set(written.site_id),
        article_id: Set(written.id),
        uid: Set(written.uid),
        target_site_id: Set(used.target.0),
        state: Set(used.state.key().into()),
        settled: Set(Some(used.state.key().into())),
        reason: Set(String::new()),
        sent_by: Set(None),
        sent_by_name: Set(author_of(tx, written).await?),
        sent_at: Set(used.arrived_at),
        decided_at: Set(Some(used.decided_at)),
        seen_at: Set(used.seen_at),
        before_text: Set(None),
        after_text: Set(None),
        overtaken_by: Set(None),
        shown_at: Set(None),
        picked: Set(true),
        across: Set(false),
        page_url: Set(None),
    };
    Ok(tx.insert(row).await?)
}

/// Who wrote what is live.
async fn author_of(tx: &HubWrite, written: &article::Model) -> Result<String> {
    let wanted = edition::Column::Id.eq(written.live_edition_id.unwrap_or_default());
    let live = tx.find::<edition::Entity>().filter(wanted).one().await?;
    Ok(live.map(|edition| edition.author_name).unwrap_or_default())
}
