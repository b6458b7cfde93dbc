//! Rules, and a morning's work at the portal's desk.

use super::portal_id;
use super::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use chrono::Duration;
use kernel::clock::Hand;
use kernel::{Actor, ChannelId, DeskItemId, Error, Result, policy};
use syndication::desk::{self, Reason, State};
use syndication::permissions::{ManageLedger, ManageRules, WorkDesk};
use syndication::quota::QuotaFile;
use syndication::rule::RuleFile;

pub(super) async fn apply_rules(town: &Town, sites: &Sites) -> Result<()> {
    let file = RuleFile::parse(&sites.text("rules.toml")?)?;
    let portal = portal_id(&town.base).await?;
    let by = policy::decide::<ManageRules>(&Actor::operator("demo"), portal, &[])?;
    let mut tx = town.base.store.write(by).await?;
    let hub = town.base.hub.read();
    syndication::rule::apply_rules(&mut tx, &hub, &file).await?;
    tx.commit().await
}

pub(super) async fn apply_quotas(town: &Town, sites: &Sites) -> Result<()> {
    let file = QuotaFile::parse(&sites.text("quotas.toml")?)?;
    let portal = portal_id(&town.base).await?;
    let by = policy::decide::<ManageLedger>(&Actor::operator("demo"), portal, &[])?;
    let mut tx = town.base.store.write(by).await?;
    syndication::quota::apply_quotas(&mut tx, &file).await?;
    tx.commit().await
}

/// The portal's editor opens and decides the day after each piece came, and leaves three for the visitor to try.
pub(super) async fn work_through(town: &Town, people: &People, hand: &Hand) -> Result<()> {
    const LEFT: usize = 3;
    let portal = portal_id(&town.base).await?;
    let editor = people
        .get("portal.editor")
        .ok_or_else(|| Error::fault("the demo has no portal.editor"))?;
    let by = policy::decide::<WorkDesk>(&editor.actor, portal, &editor.posts)?;
    let read = town.base.store.read(portal);
    let (waiting, _) = desk::query::list_items(&read, State::Waiting, 1, 500).await?;
    let bumen = content::channel::query::by_slug(&read, "bumen").await?;
    let now = hand.now();
    let decided = waiting.len().saturating_sub(LEFT);
    // Each decline says what its piece lacks; the reasons take turns.
    let mut reasons = desk::REASONS.iter().cycle();
    for (index, line) in waiting.iter().take(decided).enumerate() {
        hand.advance((line.arrived_at + Duration::hours(20)).min(now) - hand.now());
        let id = DeskItemId(line.id);
        let mut tx = town.base.store.write(by.clone()).await?;
        desk::see_item(&mut tx, id).await?;
        let channel = line.channel_id.or_else(|| bumen.as_ref().map(|row| row.id));
        match channel {
            Some(channel) if index % 5 != 4 => {
                desk::adopt_item(&mut tx, id, ChannelId(channel), None).await?;
            }
            Some(_) | None => {
                let reason = Reason::parse(reasons.next().copied().unwrap_or_default())?;
                desk::decline_item(&mut tx, id, &reason).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}
