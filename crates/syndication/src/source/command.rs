//! What `zisha feed` does with the register.

use super::terms::{FIRST, INTERVAL, Terms};
use super::{State, entity, query, register_source, remove_source};
use crate::permissions::ManageSources;
use gateway::outbound::{Guarded, Settings};
use kernel::{Actor, ChannelId, Error, Result, SiteId, policy};
use store::{HubStore, SiteWrite, Store};

async fn write(store: &Store, site: SiteId) -> Result<SiteWrite<ManageSources>> {
    store
        .write(policy::decide(&Actor::operator("feed"), site, &[])?)
        .await
}

/// What the command line says of a source.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Word of the channel.
    pub channel: &'a str,
    /// Address of the feed.
    pub url: &'a str,
    /// Name of the source; the feed's own title when left out.
    pub name: Option<&'a str>,
    /// Licence or agreement.
    pub licence: Option<&'a str>,
    /// Who granted it; with `automatic` the command line itself when left out.
    pub granted_by: Option<&'a str>,
    /// Number of the agreement or letter.
    pub reference: Option<&'a str>,
    /// Until when, a day.
    pub until: Option<&'a str>,
    /// Published without the desk.
    pub automatic: bool,
    /// Minutes between two looks.
    pub every: Option<i64>,
    /// Entries that the first look brings.
    pub first: Option<i64>,
}

/// Enters a source of a site.
///
/// # Errors
/// `outbound.private` for an address inside that `settings` do not list; those of [`register_source`];
/// [`Error::Invalid`] names what is wrong.
pub async fn add(
    store: &Store,
    site: SiteId,
    settings: &Settings,
    wanted: Wanted<'_>,
) -> Result<entity::Model> {
    let found = content::channel::query::by_slug(&store.read(site), wanted.channel).await?;
    let channel = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {}。", wanted.channel)))?;
    let said = |word: Option<&str>| word.unwrap_or_default().to_owned();
    let granted_until = match wanted.until {
        None => None,
        Some(day) => {
            Some(super::form::last_moment(day).ok_or_else(|| Error::field("until", "请填写日期。"))?)
        }
    };
    let own = wanted.automatic.then_some("命令行登记");
    let terms = Terms {
        channel: ChannelId(channel.id),
        url: wanted.url.to_owned(),
        name: said(wanted.name),
        licence: said(wanted.licence),
        granted_by: said(wanted.granted_by.or(own)),
        reference: said(wanted.reference),
        granted_until,
        automatic: wanted.automatic,
        interval_minutes: wanted.every.unwrap_or(INTERVAL),
        first_limit: wanted.first.unwrap_or(FIRST),
    };
    let terms = terms.checked()?;
    Guarded::new(super::FEED_LIMIT, settings)?
        .admits(&terms.url)
        .await?;
    let mut tx = write(store, site).await?;
    let row = register_source(&mut tx, terms).await?;
    tx.commit().await?;
    Ok(row)
}

/// A source by its number, whatever its site.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(hub: &HubStore, id: i64) -> Result<entity::Model> {
    let all = query::list_all(&hub.read(), None).await?;
    all.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)
}

/// The sources that a poll asks: one by its number, else those of a site, else all; those at rest only by their number.
///
/// # Errors
/// [`Error::NotFound`]; `source.paused`.
pub async fn to_poll(hub: &HubStore, site: Option<SiteId>, id: Option<i64>) -> Result<Vec<entity::Model>> {
    let Some(id) = id else {
        let mut rows = query::list_all(&hub.read(), site).await?;
        rows.retain(|row| row.state == State::Active.key());
        return Ok(rows);
    };
    let row = find(hub, id).await?;
    if site.is_some_and(|site| site.0 != row.site_id) {
        return Err(Error::NotFound);
    }
    if row.state == State::Paused.key() {
        return Err(crate::refusals::SOURCE_PAUSED.into());
    }
    Ok(vec![row])
}

/// Takes a source off the register; what it brought stays.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove(store: &Store, hub: &HubStore, id: i64) -> Result<entity::Model> {
    let row = find(hub, id).await?;
    let mut tx = write(store, SiteId(row.site_id)).await?;
    let row = remove_source(&mut tx, id).await?;
    tx.commit().await?;
    Ok(row)
}
