//! Making true here what a hub says of a unit's pieces.

use super::entity::{cursor, peer};
use super::instant;
use super::pair::address;
use crate::credit::{Kind, Proof};
use crate::projection::{TURN, remote, told};
use crate::receipt::{Word, away};
use crate::submission::State;
use chrono::{DateTime, Utc};
use kernel::wire::{LedgerLine, News, PlaceReceipt};
use kernel::{Result, SiteId, Uid};
use sea_orm::Set;
use std::collections::HashSet;
use store::HubWrite;

/// Lines and decisions of one answer.
const DECISIONS: usize = 5000;
/// Receipts of one answer, as the schema says.
const RECEIPTS: usize = 20_000;
/// Letters of a reason or a headline, …
const REASON: usize = 500;
/// … of a name, …
const NAME: usize = 100;
/// … and of a text that is compared.
const TEXT: usize = 2 << 20;
/// Credits of a piece; there is one of a kind.
const CREDITS: usize = 2;

/// Writes decisions into the ledger and receipts beside our own, and moves the cursor, together.
///
/// # Errors
/// Faults.
pub async fn heed(tx: &mut HubWrite, peer: &peer::Model, news: &News) -> Result<()> {
    tx.exempt("peer")?;
    tx.in_turn(TURN).await?;
    // However much a hub says, one transaction bears so much of it.
    let told: HashSet<Uid> = news.lines.iter().map(|line| line.uid).collect();
    for line in news.lines.iter().take(DECISIONS) {
        if let Some(standing) = standing(line, tx.now()) {
            let sites = (SiteId(peer.site_id), SiteId(peer.far_site_id));
            told::stands(tx, sites, &standing, instant::write).await?;
        }
    }
    let rest = news
        .decisions
        .iter()
        .filter(|decision| !told.contains(&decision.uid));
    for decision in rest.take(DECISIONS) {
        let at = instant::read(&decision.at, tx.now()).unwrap_or_else(|| tx.now());
        let reason: String = decision.reason.chars().take(REASON).collect();
        let said = (decision.adopted, reason.as_str(), at);
        remote::decided(tx, SiteId(peer.far_site_id), decision.uid, said).await?;
    }
    away::note(tx, SiteId(peer.site_id), &told_of(&news.receipts, tx.now())).await?;
    let row = cursor::ActiveModel {
        peer_id: Set(peer.id),
        news_log: Set(news.log.to_string()),
        news_position: Set(news.position),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// A line that can be read, within bounds.
pub(super) fn standing(line: &LedgerLine, now: DateTime<Utc>) -> Option<told::Standing> {
    let at = |text: &Option<String>| text.as_deref().and_then(|text| instant::read(text, now));
    let words = |text: &Option<String>, most: usize| {
        let text = text.as_deref()?;
        Some(text.chars().take(most).collect::<String>())
    };
    let state = State::parse(&line.state);
    let credits = line.credits.iter().take(CREDITS).filter_map(|row| {
        let kind = Kind::parse(&row.kind)?;
        Some(told::Credit {
            kind,
            proof: Proof::parse(kind, &row.outlet, &row.proof_url).ok()?,
            by: row.by.chars().take(NAME).collect(),
            at: instant::read(&row.at, now)?,
        })
    });
    let mut credits: Vec<told::Credit> = credits.collect();
    credits.dedup_by_key(|credit| credit.kind);
    Some(told::Standing {
        uid: line.uid,
        state: state.filter(|state| !matches!(state, State::Recalled | State::Withdrawn))?,
        sending: line.sending.clone(),
        arrived_at: instant::read(&line.arrived_at, now)?,
        seen_at: at(&line.seen_at),
        decided_at: at(&line.decided_at),
        shown_at: at(&line.shown_at),
        reason: line.reason.chars().take(REASON).collect(),
        before: words(&line.before, TEXT),
        after: words(&line.after, TEXT),
        overtaken_by: words(&line.overtaken_by, REASON),
        picked: line.picked,
        url: line.url.clone().filter(|url| address(url).is_ok()),
        credits,
    })
}

/// Receipts that can be read.
pub(super) fn told_of(receipts: &[PlaceReceipt], now: DateTime<Utc>) -> Vec<away::Told> {
    let at = |text: &Option<String>| text.as_deref().and_then(|text| instant::read(text, now));
    let receipts = receipts.iter().take(RECEIPTS).filter_map(|receipt| {
        Some(away::Told {
            uid: receipt.uid,
            place: receipt.site,
            name: receipt.name.chars().take(100).collect(),
            version: receipt.version,
            what: Word::parse(&receipt.what)?,
            sent_at: instant::read(&receipt.sent_at, now)?,
            done_at: at(&receipt.done_at),
            purged_at: at(&receipt.purged_at),
            searched_at: at(&receipt.searched_at),
            files_at: at(&receipt.files_at),
            files_open: receipt.files_open,
        })
    });
    receipts.collect()
}
