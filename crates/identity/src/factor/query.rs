//! Which second factors somebody has.

use super::entity::{passkey, recovery, totp};
use crate::settings::Settings;
use kernel::policy::Membership;
use kernel::{PersonId, Result};
use sea_orm::ColumnTrait;
use store::HubRead;

/// A person's second factors.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    /// When the authenticator app was confirmed.
    pub totp: Option<chrono::DateTime<chrono::Utc>>,
    /// The passkeys, oldest first.
    pub passkeys: Vec<passkey::Model>,
    /// Recovery codes that are left.
    pub recovery_codes: u64,
}

impl Factors {
    /// Whether there is any. Recovery codes alone are none.
    #[must_use]
    pub fn any(&self) -> bool {
        self.count() > 0
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::from(self.totp.is_some()) + self.passkeys.len()
    }

    /// The passkeys that work on the portal's host of today.
    pub fn usable<'a>(&'a self, rp_id: &'a str) -> impl Iterator<Item = &'a passkey::Model> {
        self.passkeys.iter().filter(move |passkey| passkey.rp_id == rp_id)
    }
}

/// The second factors of a person.
///
/// # Errors
/// Faults of the database.
pub async fn of_person(db: &HubRead, person: PersonId) -> Result<Factors> {
    let app = totp_of(db, person).await?;
    let passkeys = db
        .find::<passkey::Entity>()
        .filter(passkey::Column::PersonId.eq(person.0))
        .asc(passkey::Column::Id)
        .all()
        .await?;
    let recovery_codes = db
        .find::<recovery::Entity>()
        .filter(recovery::Column::PersonId.eq(person.0))
        .filter(recovery::Column::UsedAt.is_null())
        .count()
        .await?;
    Ok(Factors {
        totp: app
            .filter(|row| row.secret.is_some())
            .and_then(|row| row.confirmed_at),
        passkeys,
        recovery_codes,
    })
}

/// The row of a person's app.
///
/// # Errors
/// Faults of the database.
pub async fn totp_of(db: &HubRead, person: PersonId) -> Result<Option<totp::Model>> {
    db.find::<totp::Entity>()
        .filter(totp::Column::PersonId.eq(person.0))
        .one()
        .await
}

/// Passkeys made for another host than this one, by host: the portal was moved, and they are worth nothing now.
///
/// # Errors
/// Faults of the database.
pub async fn made_elsewhere(db: &HubRead, rp_id: &str) -> Result<std::collections::BTreeMap<String, u64>> {
    let rows = db
        .find::<passkey::Entity>()
        .filter(passkey::Column::RpId.ne(rp_id))
        .all()
        .await?;
    let mut hosts = std::collections::BTreeMap::new();
    for row in rows {
        *hosts.entry(row.rp_id).or_insert(0) += 1;
    }
    Ok(hosts)
}

/// Whether somebody with these posts must have a second factor.
#[must_use]
pub fn is_mandatory(settings: &Settings, posts: &[Membership]) -> bool {
    posts
        .iter()
        .any(|post| settings.second_factor.contains(&post.role))
}
