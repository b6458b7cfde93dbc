//! The demo city 陶都市: set up through the same operations that people use, by the named accounts. Idempotent.

mod articles;
mod checks;
mod desk;
mod duties;
mod letters;
mod pictures;
mod postbox;
mod staff;
mod topics;

pub use staff::StaffFile;

use crate::config::Config;
use crate::sites::Sites;
use crate::wire::{Base, Town};
use kernel::clock::Hand;
use kernel::{Clocks, DomainClock, Error, Result, SecurityClock, SiteId, beijing};
use sea_orm::ColumnTrait;

/// Sets the city up in the data folder. `progress` hears of each step.
///
/// Articles carry the dates of their files: the domain clock is set back for each, as no operation takes a date. `clock` says
/// what day it is in the city; what the files date later has not happened yet.
///
/// # Errors
/// Faults; input of the `sites/` folder that is not acceptable.
pub async fn set_up(
    config: &Config,
    sites: &Sites,
    password: &str,
    clock: &DomainClock,
    progress: &dyn Fn(&str),
) -> Result<()> {
    let start = beijing::parse("2025-12-01 08:00").ok_or_else(|| Error::fault("the demo's first day"))?;
    let hand = Hand::at(start);
    let clocks = Clocks {
        domain: DomainClock::by_hand(&hand),
        security: SecurityClock::system(),
    };
    let base = Base::open_at(config, clocks).await?;
    progress("单位、网站、栏目");
    crate::command::apply_all(config, &base, sites, false).await?;
    progress("人员与岗位");
    let people = staff::set_up(config, &base, sites, password).await?;
    let town = Town::of(config, base).await?;
    progress("汇聚规则");
    desk::apply_rules(&town, sites).await?;
    desk::apply_quotas(&town, sites).await?;
    let now = clock.now();
    let fresh = articles::publish_all(&town, sites, &people, &hand, now, progress).await?;
    hand.advance(now - hand.now());
    progress("采编台与索引");
    town.runner.settle().await?;
    // A city that is started again finds its desk as its editors left it, on a later day too.
    if fresh && !letters::are_there(&town).await? {
        desk::work_through(&town, &people, &hand).await?;
        hand.advance(now - hand.now());
        town.runner.settle().await?;
        progress("词表、专题与来信");
        checks::set_up(&town, sites, &people).await?;
        topics::set_up(&town, sites, &people).await?;
        letters::set_up(&town, sites, &people, &hand).await?;
        postbox::set_up(&town, sites, &people, &hand).await?;
        hand.advance(now - hand.now());
        town.runner.settle().await?;
    }
    town.jobs.settle().await?;
    town.index.commit()
}

/// The site of a word.
///
/// # Errors
/// [`Error::Invalid`] when there is none.
pub async fn site_id(base: &Base, slug: &str) -> Result<SiteId> {
    use gateway::site::entity;
    let row = base
        .hub
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::Slug.eq(slug))
        .one()
        .await?;
    row.map(|row| SiteId(row.id))
        .ok_or_else(|| Error::field("site", format!("没有网站 {slug}。")))
}

/// The portal.
///
/// # Errors
/// [`Error::Invalid`] before any site was applied.
pub async fn portal_id(base: &Base) -> Result<SiteId> {
    use gateway::site::entity;
    let row = base
        .hub
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::Kind.eq("portal"))
        .one()
        .await?;
    row.map(|row| SiteId(row.id))
        .ok_or_else(|| Error::field("site", "还没有门户网站，请先运行 zisha site apply。"))
}
