//! Keys. One signs; the next is published before it does, and old ones stay until every token they signed has run out.

use super::entity::key::{ActiveModel, Column, Entity, Model};
use crate::factor::Sealer;
use crate::settings::Settings;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{Actor, Error, Result};
use sea_orm::{ColumnTrait, Set};
use serde::Serialize;
use store::{HubRead, HubStore, HubWrite};

const ALGORITHM: &str = "EdDSA";

/// The key that signs now, and all whose signatures count.
pub struct Keys {
    kid: String,
    private: EncodingKey,
    /// For `/oidc/jwks`.
    pub public: JwkSet,
    newest: DateTime<Utc>,
}

impl Keys {
    /// Signs claims; `kind` is the header's `typ`.
    ///
    /// # Errors
    /// Faults.
    pub fn sign(&self, kind: &str, claims: &impl Serialize) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.private).map_err(Error::fault)
    }

    /// The name of the key that signs.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Whether the newest key has signed for as long as the operator lets one.
    #[must_use]
    pub fn is_due(&self, settings: &Settings, now: DateTime<Utc>) -> bool {
        now - self.newest >= settings.key_rotation
    }
}

/// The keys of this box; the first call makes one. Private halves are sealed in the database.
///
/// # Errors
/// Faults.
pub async fn signing_key(hub: &HubStore, sealer: &Sealer, now: DateTime<Utc>) -> Result<Keys> {
    let rows = all(&hub.read()).await?;
    if rows.iter().any(|row| !Sealer::is_sealed(&row.private_key)) {
        match seal_clear(hub, sealer).await {
            // Keys in the clear sign as well as sealed ones while writing is not possible.
            Ok(()) | Err(Error::ReadOnly(_) | Error::Busy(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(keys) = load(&hub.read(), sealer, now).await? {
        return Ok(keys);
    }
    let mut tx = hub.write(Actor::job("signing_key")).await?;
    // Somebody else may have made one while this waited for the writer.
    tx.in_turn("signing_key").await?;
    if load(&tx, sealer, now).await?.is_none() {
        tx.exempt("signing_key")?;
        make_key(&mut tx, sealer, now, now).await?;
        tx.commit().await?;
    }
    load(&hub.read(), sealer, now)
        .await?
        .ok_or_else(|| Error::fault("no signing key after making one"))
}

/// Seals what an earlier program kept in the clear.
async fn seal_clear(hub: &HubStore, sealer: &Sealer) -> Result<()> {
    let mut tx = hub.write(Actor::job("signing_key")).await?;
    tx.exempt("signing_key")?;
    for row in all(&tx).await? {
        if Sealer::is_sealed(&row.private_key) {
            continue;
        }
        let private = STANDARD.decode(&row.private_key).map_err(Error::fault)?;
        let sealed = ActiveModel {
            private_key: Set(sealer.seal_key(&row.kid, &private)?),
            ..Default::default()
        };
        tx.update_where(sealed, Column::Kid.eq(row.kid)).await?;
    }
    tx.commit().await
}

/// Makes a key that signs from a time on.
///
/// # Errors
/// Faults.
pub(super) async fn make_key(
    tx: &mut HubWrite,
    sealer: &Sealer,
    now: DateTime<Utc>,
    signs_from: DateTime<Utc>,
) -> Result<Model> {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(Error::fault)?;
    let private = EncodingKey::from_ed_der(pkcs8.as_ref());
    let mut jwk = Jwk::from_encoding_key(&private, Algorithm::EdDSA).map_err(Error::fault)?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(Error::fault)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    let row = ActiveModel {
        private_key: Set(sealer.seal_key(&kid, pkcs8.as_ref())?),
        kid: Set(kid),
        algorithm: Set(ALGORITHM.to_owned()),
        public_jwk: Set(serde_json::to_string(&jwk).map_err(Error::fault)?),
        created_at: Set(now),
        retired_at: Set(None),
        signs_from: Set(Some(signs_from)),
    };
    Ok(tx.insert(row).await?)
}

/// From when on a key signs.
pub(super) fn signs_from(key: &Model) -> DateTime<Utc> {
    key.signs_from.unwrap_or(key.created_at)
}

/// The key that signs at a time: the newest of those that have begun.
pub(super) fn current(keys: &[Model], now: DateTime<Utc>) -> Option<&Model> {
    let begun = keys.iter().filter(|key| signs_from(key) <= now);
    begun.max_by_key(|key| (signs_from(key), key.created_at))
}

/// Every key, newest first.
///
/// # Errors
/// Faults.
pub(super) async fn all(db: &HubRead) -> Result<Vec<Model>> {
    let mut keys = db
        .find::<Entity>()
        .filter(Column::Algorithm.eq(ALGORITHM))
        .all()
        .await?;
    keys.sort_by_key(|key| std::cmp::Reverse((signs_from(key), key.created_at)));
    Ok(keys)
}

async fn load(db: &HubRead, sealer: &Sealer, now: DateTime<Utc>) -> Result<Option<Keys>> {
    let rows = all(db).await?;
    let Some(current) = current(&rows, now) else {
        return Ok(None);
    };
    let private = if Sealer::is_sealed(&current.private_key) {
        sealer.open_key(&current.kid, &current.private_key)?
    } else {
        STANDARD.decode(&current.private_key).map_err(Error::fault)?
    };
    let keys = rows
        .iter()
        .map(|row| serde_json::from_str(&row.public_jwk).map_err(Error::fault));
    Ok(Some(Keys {
        kid: current.kid.clone(),
        private: EncodingKey::from_ed_der(&private),
        public: JwkSet {
            keys: keys.collect::<Result<_>>()?,
        },
        newest: rows.iter().map(signs_from).max().unwrap_or(now),
    }))
}
