//! An answer under the hub's seal: for this peer, over this body, to this question.

use crate::peer::admit::Source;
use crate::peer::key::{OwnKey, Seal};
use chrono::{DateTime, Utc};
use kernel::wire::Down;
use kernel::{Error, Result, Uid};

/// The body of an answer and its seal, which bears the number of the question's.
///
/// # Errors
/// Faults.
pub fn answer_down(from: &Source, down: &Down, now: DateTime<Utc>) -> Result<(Vec<u8>, String)> {
    let body = serde_json::to_vec(down).map_err(Error::fault)?;
    let own: Uid = from.peer.own_uid.parse().map_err(Error::fault)?;
    let seal = Seal {
        jti: from.seal.jti,
        ..Seal::over(own, Uid(from.peer.uid), &body, now)
    };
    let token = OwnKey::read(&from.peer.own_key)?.sign(&seal)?;
    Ok((body, token))
}
