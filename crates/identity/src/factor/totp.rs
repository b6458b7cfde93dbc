//! Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, which every app knows). A code counts one
//! step before and after its own, and once.

use super::entity::totp::{ActiveModel, Column, Entity};
use super::{Sealer, query};
use crate::person::entity::Model as Person;
use crate::refusals::WRONG_CODE;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;
use totp_rs::{Builder, Secret, Totp};
use url::Url;

/// Length of a secret in bytes (RFC 4226 asks for 20).
const LENGTH: usize = 20;

/// A secret as it is shown while an app is set up.
#[derive(Clone, PartialEq, Eq)]
pub struct SetUp {
    /// Base 32, in groups of four.
    pub secret: String,
    /// The picture to be photographed, as SVG.
    pub svg: String,
}

/// Secrets have no place in a log.
impl std::fmt::Debug for SetUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetUp")
    }
}

/// Makes a secret that waits to be confirmed, or shows the one that waits already for this very sign-in (a page loaded anew must
/// not void what was photographed). What was shown to another sign-in ends: one of the two is a stranger's. The one in use goes
/// on working.
///
/// # Errors
/// Faults.
pub async fn begin(
    tx: &mut HubWrite,
    sealer: &Sealer,
    (person, group): (&Person, &str),
    issuer: &str,
) -> Result<SetUp> {
    tx.exempt("factor_setup")?;
    let row = query::totp_of(tx, person.person()).await?;
    let mine = row.as_ref().filter(|row| row.pending_group == group);
    if let Some(pending) = mine.and_then(|row| row.pending.as_deref()) {
        return show(&sealer.open(person.uid(), pending)?, person, issuer);
    }
    let mut secret = [0u8; LENGTH];
    SysRng.try_fill_bytes(&mut secret).map_err(Error::fault)?;
    let pending = Set(Some(sealer.seal(person.uid(), &secret)?));
    match row {
        Some(row) => {
            let row = ActiveModel {
                id: Set(row.id),
                pending,
                pending_group: Set(group.to_owned()),
                ..Default::default()
            };
            tx.update(row).await?;
        }
        None => {
            let row = ActiveModel {
                person_id: Set(person.id),
                secret: Set(None),
                pending,
                pending_group: Set(group.to_owned()),
                last_step: Set(0),
                confirmed_at: Set(None),
                created_at: Set(tx.now()),
                ..Default::default()
            };
            tx.insert(row).await?;
        }
    }
    show(&secret, person, issuer)
}

fn show(secret: &[u8], person: &Person, issuer: &str) -> Result<SetUp> {
    let base32 = Secret::from(secret).to_base32();
    let label = format!("{issuer}:{}", person.account);
    let mut url = Url::parse("otpauth://totp/").map_err(Error::fault)?;
    url.set_path(&label);
    url.query_pairs_mut()
        .append_pair("secret", &base32)
        .append_pair("issuer", issuer);
    // Apps read %20, not every one reads +.
    let text = url.as_str().replace('+', "%20");
    let code = QrCode::with_error_correction_level(text, EcLevel::L).map_err(Error::fault)?;
    let svg = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .quiet_zone(true)
        .build();
    let letters: Vec<char> = base32.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(SetUp {
        secret: groups.join(" "),
        svg,
    })
}

/// The person types the first code of the app: from now on it counts.
///
/// # Errors
/// [`WRONG_CODE`]; [`Error::NotFound`] when nothing waits; faults.
pub async fn confirm(
    tx: &mut HubWrite,
    sealer: &Sealer,
    (person, group): (&Person, &str),
    code: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = query::totp_of(tx, person.person())
        .await?
        .ok_or(Error::NotFound)?;
    let pending = row
        .pending
        .filter(|_| row.pending_group == group)
        .ok_or(Error::NotFound)?;
    let step = matches(&sealer.open(person.uid(), &pending)?, code, now)?.ok_or(WRONG_CODE)?;
    let confirmed = ActiveModel {
        secret: Set(Some(pending.clone())),
        pending: Set(None),
        pending_group: Set(String::new()),
        last_step: Set(step),
        confirmed_at: Set(Some(now)),
        ..Default::default()
    };
    // Only what was just checked: a secret shown to another window in between is not taken for it.
    let unchanged = Condition::all()
        .add(Column::Id.eq(row.id))
        .add(Column::PendingGroup.eq(group))
        .add(Column::Pending.eq(pending));
    if tx.update_where(confirmed, unchanged).await? == 0 {
        return Err(WRONG_CODE.into());
    }
    let detail = serde_json::json!({ "kind": "totp" });
    tx.audit(None, "factor.added", &person.uid().to_string(), &detail);
    Ok(())
}

/// Whether this is a code of the person's app that was not used before. It is used up.
///
/// # Errors
/// Faults.
pub async fn use_code(
    tx: &mut HubWrite,
    sealer: &Sealer,
    person: &Person,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(row) = query::totp_of(tx, person.person()).await? else {
        return Ok(false);
    };
    let Some(secret) = &row.secret else {
        return Ok(false);
    };
    let Some(step) = matches(&sealer.open(person.uid(), secret)?, code, now)? else {
        return Ok(false);
    };
    let used = ActiveModel {
        last_step: Set(step),
        ..Default::default()
    };
    // The update decides who was first, however many come with one code at once.
    let unused = Condition::all()
        .add(Column::Id.eq(row.id))
        .add(Column::Secret.eq(secret))
        .add(Column::LastStep.lt(step));
    Ok(tx.update_where(used, unused).await? > 0)
}

/// The step whose code this is, of the three around now.
fn matches(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let now = u64::try_from(now.timestamp()).map_err(Error::fault)?;
    Ok(reader(secret)?
        .check(code, now)
        .and_then(|step| i64::try_from(step).ok()))
}

fn reader(secret: &[u8]) -> Result<Totp> {
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_skew(1)
        .with_step_duration(30)
        .with_digits(6)
        .build()
        .map_err(|error| Error::fault(error.to_string()))
}

/// Forgets a secret that waits to be confirmed.
///
/// # Errors
/// Faults.
pub async fn forget_pending(tx: &mut HubWrite, person: &Person) -> Result<()> {
    tx.exempt("factor_setup")?;
    let row = ActiveModel {
        pending: Set(None),
        pending_group: Set(String::new()),
        ..Default::default()
    };
    tx.update_where(row, Condition::all().add(Column::PersonId.eq(person.id)))
        .await?;
    Ok(())
}

/// Takes the app away; answers whether there was one.
///
/// # Errors
/// Faults.
pub(super) async fn delete(tx: &mut HubWrite, person: &Person) -> Result<bool> {
    let gone = tx.delete_where::<Entity>(Column::PersonId.eq(person.id)).await?;
    Ok(gone > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, whose eight digits end in these six.
    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = b"12345678901234567890";
        for (time, code) in [
            ("1970-01-01T00:00:59Z", "287082"),
            ("2005-03-18T01:58:29Z", "081804"),
            ("2009-02-13T23:31:30Z", "005924"),
            ("2033-05-18T03:33:20Z", "279037"),
        ] {
            let now: DateTime<Utc> = time.parse().unwrap();
            let step = now.timestamp() / 30;
            assert_eq!(matches(secret, code, now).unwrap(), Some(step), "{time}");
            let later = |seconds| now + chrono::Duration::seconds(seconds);
            assert_eq!(
                matches(secret, code, later(30)).unwrap(),
                Some(step),
                "a slow hand"
            );
            assert_eq!(matches(secret, code, later(90)).unwrap(), None, "{time}");
        }
        let now = "2026-11-22T01:00:00Z".parse().unwrap();
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(matches(secret, wrong, now).unwrap(), None, "{wrong}");
        }
    }
}
