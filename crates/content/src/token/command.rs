//! What `zisha token` does.

use super::{Issued, NewToken, entity, issue_token, query, revoke_token};
use crate::permissions::ManageTokens;
use kernel::{Actor, Error, Result, SiteId, UnitId, policy};
use store::{SiteWrite, Store};

async fn write(store: &Store, site: SiteId) -> Result<SiteWrite<ManageTokens>> {
    store
        .write(policy::decide(&Actor::operator("token"), site, &[])?)
        .await
}

/// What the command line says of a token to be made.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Word of the unit; the site's own when left out.
    pub unit: Option<&'a str>,
    /// Name of the business system.
    pub name: &'a str,
    /// Keys of scopes.
    pub scopes: &'a [String],
    /// Words of channels; none means all.
    pub channels: &'a [String],
    /// Days it lives.
    pub days: i64,
}

/// Makes a token.
///
/// # Errors
/// [`Error::Invalid`] names what is wrong.
pub async fn add(store: &Store, site: SiteId, wanted: Wanted<'_>) -> Result<Issued> {
    let read = store.read(site);
    let units = query::units(&read).await?;
    let unit = match wanted.unit {
        Some(key) => units.iter().find(|row| row.key == key),
        None => units.first(),
    };
    let mut channels = Vec::new();
    for slug in wanted.channels {
        let found = crate::channel::query::by_slug(&read, slug).await?;
        let row = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {slug}。")))?;
        channels.push(kernel::ChannelId(row.id));
    }
    let channels = (!channels.is_empty()).then_some(channels);
    let unit = unit.map(|row| UnitId(row.id));
    let new = NewToken::parse(unit, wanted.name, wanted.scopes, channels, wanted.days)?;
    let mut tx = write(store, site).await?;
    let issued = issue_token(&mut tx, new, store.clocks().security.now()).await?;
    tx.commit().await?;
    Ok(issued)
}

/// Every token of a site, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list(store: &Store, site: SiteId) -> Result<Vec<entity::Model>> {
    query::list(&store.read(site)).await
}

/// Revokes a token by its number.
///
/// # Errors
/// See [`revoke_token`].
pub async fn revoke(store: &Store, site: SiteId, id: i64) -> Result<entity::Model> {
    let mut tx = write(store, site).await?;
    let row = revoke_token(&mut tx, id, store.clocks().security.now()).await?;
    tx.commit().await?;
    Ok(row)
}
