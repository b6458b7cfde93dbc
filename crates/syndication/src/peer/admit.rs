//! Who knocks: a listed peer whose signature covers what it sends.

use super::entity::peer::{self, ACTIVE, SOURCE};
use super::key::{self, Seal};
use crate::refusals::PEER_SIGNATURE;
use chrono::{DateTime, Utc};
use kernel::{Error, Result, Uid};
use sea_orm::ColumnTrait;
use store::HubRead;

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    /// The token of its `Authorization` header.
    pub token: &'a str,
    /// Its body.
    pub body: &'a [u8],
}

/// A request of a source. A hub is asked and answers; it has nothing to send.
#[derive(Clone, Debug)]
pub struct Source {
    /// Who sends.
    pub peer: peer::Model,
    /// The seal.
    pub seal: Seal,
}

/// Proves that a source sends. `now` is the security clock's.
///
/// # Errors
/// `peer.signature`, `peer.window`, `peer.digest`.
pub async fn admit(read: &HubRead, sealed: Sealed<'_>, now: DateTime<Utc>) -> Result<Source> {
    let named = key::named(sealed.token).ok_or(PEER_SIGNATURE)?;
    let peer = read
        .find::<peer::Entity>()
        .filter(peer::Column::Uid.eq(named.0))
        .filter(peer::Column::Role.eq(SOURCE))
        .filter(peer::Column::State.eq(ACTIVE))
        .one()
        .await?
        .ok_or(PEER_SIGNATURE)?;
    let own: Uid = peer.own_uid.parse().map_err(Error::fault)?;
    let seal = key::open(sealed.token, &peer.their_key, (named, own), sealed.body, now)?;
    Ok(Source { peer, seal })
}
