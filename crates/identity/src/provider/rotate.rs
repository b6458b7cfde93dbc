//! Another key. It is published at once and signs a while later, when everybody who keeps the list of keys has read it
//! again; the old one goes when every token it signed has run out.

use super::entity::key::{ActiveModel, Column, Entity, Model};
use super::key::{all, current, make_key, signs_from};
use crate::factor::{Sealer, no_secret};
use crate::permissions::ManageKeys;
use crate::settings::Settings;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, Clocks, Granted, Result};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubStore, HubWrite};

/// Rotates. `at_once` is for a key that somebody else knows: the new one signs now and nothing signed before counts.
///
/// # Errors
/// Faults.
pub async fn rotate_keys(
    tx: &mut HubWrite,
    _by: &Granted<ManageKeys>,
    (settings, sealer): (&Settings, &Sealer),
    now: DateTime<Utc>,
    at_once: bool,
) -> Result<Model> {
    rotate(tx, (settings, sealer), now, at_once).await
}

async fn rotate(
    tx: &mut HubWrite,
    (settings, sealer): (&Settings, &Sealer),
    now: DateTime<Utc>,
    at_once: bool,
) -> Result<Model> {
    if at_once {
        for key in all(tx).await? {
            tx.delete_where::<Entity>(Column::Kid.eq(key.kid)).await?;
        }
    } else {
        tx.delete_where::<Entity>(Column::RetiredAt.lt(now - kept(settings)))
            .await?;
    }
    let from = if at_once { now } else { now + settings.key_lead };
    let retired = ActiveModel {
        retired_at: Set(Some(from)),
        ..Default::default()
    };
    tx.update_where(retired, Column::RetiredAt.is_null()).await?;
    let key = make_key(tx, sealer, now, from).await?;
    tx.audit(
        None,
        "key.rotated",
        &key.kid,
        &json!({ "signs_from": from, "at_once": at_once }),
    );
    Ok(key)
}

/// How long a retired key is kept: a sign-in's ID token comes back as a hint when the session ends.
fn kept(settings: &Settings) -> Duration {
    settings.absolute.max(settings.token) + Duration::hours(1)
}

/// A key as the console and the command line show it.
#[derive(Clone, Debug, Serialize)]
pub struct KeyInfo {
    /// Its name.
    pub kid: String,
    /// Algorithm.
    pub algorithm: String,
    /// Made.
    pub created_at: DateTime<Utc>,
    /// Signs from.
    pub signs_from: DateTime<Utc>,
    /// Signs until, if another follows.
    pub signs_until: Option<DateTime<Utc>>,
    /// `next`, `signing` or `retired`.
    pub state: &'static str,
}

/// The keys, newest first.
///
/// # Errors
/// Faults.
pub async fn list_keys(db: &HubRead, now: DateTime<Utc>) -> Result<Vec<KeyInfo>> {
    let keys = all(db).await?;
    let signing = current(&keys, now).map(|key| key.kid.clone());
    let info = |key: &Model| KeyInfo {
        state: if signing.as_ref() == Some(&key.kid) {
            "signing"
        } else if signs_from(key) > now {
            "next"
        } else {
            "retired"
        },
        kid: key.kid.clone(),
        algorithm: key.algorithm.clone(),
        created_at: key.created_at,
        signs_from: signs_from(key),
        signs_until: key.retired_at,
    };
    Ok(keys.iter().map(info).collect())
}

/// The key has signed long enough. Asked for by whoever finds it so.
#[derive(Debug, Serialize, Deserialize)]
pub struct RotateKeys {}

impl Job for RotateKeys {
    const KIND: &'static str = "identity.rotate_keys";

    fn only_once(&self) -> Option<String> {
        Some("keys".to_owned())
    }
}

/// Does it, if it is still so.
pub struct KeyRotation {
    /// The door.
    pub hub: HubStore,
    /// Clocks.
    pub clocks: Clocks,
    /// Lifetimes.
    pub settings: Settings,
    /// Under which keys are kept.
    pub sealer: Option<Sealer>,
}

#[async_trait]
impl JobHandler for KeyRotation {
    fn kind(&self) -> &'static str {
        RotateKeys::KIND
    }

    async fn run(&self, _: &JobRow) -> Result<()> {
        let now = self.clocks.security.now();
        let mut tx = self.hub.write(Actor::job("rotate_keys")).await?;
        let keys = all(&tx).await?;
        let newest = keys.iter().map(signs_from).max();
        if newest.is_some_and(|newest| now - newest >= self.settings.key_rotation) {
            let sealer = self.sealer.as_ref().ok_or_else(no_secret)?;
            rotate(&mut tx, (&self.settings, sealer), now, false).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
