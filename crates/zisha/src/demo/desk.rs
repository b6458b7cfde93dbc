//! Rules, and a morning's work at the portal's desk.

use super::portal_id;
use super::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use kernel::{Actor, ChannelId, DeskItemId, Error, Result, policy};
use syndication::desk::{self, Reason, State};
use syndication::permissions::{ManageRules, WorkDesk};
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

/// The portal's editor takes what waits, declines one piece with a reason and leaves three for the visitor to try.
pub(super) async fn work_through(town: &Town, people: &People) -> Result<()> {
    const LEFT: usize = 3;
    let portal = portal_id(&town.base).await?;
    let editor = people
        .get("portal.editor")
        .ok_or_else(|| Error::fault("the demo has no portal.editor"))?;
    let by = policy::decide::<WorkDesk>(&editor.actor, portal, &editor.posts)?;
    let (waiting, _) = desk::query::list_items(&town.base.store.read(portal), State::Waiting, 1, 200).await?;
    let decided = waiting.len().saturating_sub(LEFT);
    for (index, line) in waiting.iter().take(decided).enumerate() {
        let id = DeskItemId(line.id);
        let mut tx = town.base.store.write(by.clone()).await?;
        match line.channel_id {
            Some(channel) if index + 1 < decided => {
                desk::adopt_item(&mut tx, id, ChannelId(channel), None).await?;
            }
            _ => {
                desk::decline_item(
                    &mut tx,
                    id,
                    &Reason::parse("与本月已发布的稿件内容重复，请合并后再报。")?,
                )
                .await?
            }
        }
        tx.commit().await?;
    }
    Ok(())
}
