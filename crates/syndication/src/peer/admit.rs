//! Who knocks: a listed peer whose signature covers what it sends.

use super::entity::peer::{self, ACTIVE, PAUSED, SOURCE};
use super::key::{self, Seal};
use crate::refusals::{PEER_PAUSED, PEER_SIGNATURE};
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

/// The source that a token names. Nothing is proven by that; it is asked before anything is taken in.
///
/// # Errors
/// `peer.signature` when nobody of that name is paired.
pub async fn named_source(read: &HubRead, token: &str) -> Result<peer::Model> {
    let named = key::named(token).ok_or(PEER_SIGNATURE)?;
    let peer = read
        .find::<peer::Entity>()
        .filter(peer::Column::Uid.eq(named.0))
        .filter(peer::Column::Role.eq(SOURCE))
        .filter(peer::Column::State.is_in([ACTIVE, PAUSED]))
        .one()
        .await?;
    Ok(peer.ok_or(PEER_SIGNATURE)?)
}

/// Proves that a source sends, and that its pairing does not rest. `now` is the security clock's.
///
/// # Errors
/// `peer.signature`, `peer.window`, `peer.digest`, `peer.paused`.
pub async fn admit(read: &HubRead, sealed: Sealed<'_>, now: DateTime<Utc>) -> Result<Source> {
    let peer = named_source(read, sealed.token).await?;
    let own: Uid = peer.own_uid.parse().map_err(Error::fault)?;
    let ends = (Uid(peer.uid), own);
    let seal = key::open(sealed.token, &peer.their_key, ends, sealed.body, now)?;
    if peer.state == PAUSED {
        return Err(PEER_PAUSED.into());
    }
    Ok(Source { peer, seal })
}
