//! A one-time code for the box of a site.

use super::entity::invite;
use crate::refusals::PEER_SITE_TAKEN;
use chrono::{DateTime, Duration, Utc};
use gateway::site::entity as site;
use kernel::{Result, SiteId};
use sea_orm::{ActiveModelTrait, ColumnTrait, Set};
use store::{Files, HubWrite};

/// How long a code can be used.
const LIFE: Duration = Duration::minutes(30);
/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it is told, once.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Invitation {
    /// Four groups of six.
    pub code: String,
    /// When it runs out, by the security clock.
    pub expires_at: DateTime<Utc>,
}

/// Makes a code by which the box of a site can pair; earlier ones of the site end. `now` is the security clock's.
///
/// # Errors
/// [`kernel::Error::NotFound`] for an unknown site; `peer.site_taken` for the portal.
pub async fn invite_peer(tx: &mut HubWrite, slug: &str, now: DateTime<Utc>) -> Result<Invitation> {
    let site = tx
        .find::<site::Entity>()
        .filter(site::Column::Slug.eq(slug))
        .found()
        .await?;
    if site.kind == "portal" {
        return Err(PEER_SITE_TAKEN.into());
    }
    let code = code();
    let expires_at = now + LIFE;
    tx.delete_where::<invite::Entity>(invite::Column::SiteId.eq(site.id))
        .await?;
    let row = invite::ActiveModel {
        code_hash: Set(hash(&code)),
        site_id: Set(site.id),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    tx.insert(row.reset_all()).await?;
    tx.audit(Some(SiteId(site.id)), "peer.invited", slug, &());
    Ok(Invitation { code, expires_at })
}

fn code() -> String {
    let dice: [u8; 24] = rand::random();
    let mut code = String::new();
    for (place, die) in dice.iter().enumerate() {
        if place > 0 && place % 6 == 0 {
            code.push('-');
        }
        let letter = LETTERS.get(usize::from(die % 32)).copied().unwrap_or(b'0');
        code.push(char::from(letter));
    }
    code
}

/// A code as it is kept; spaces, hyphens and case do not matter.
pub(super) fn hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    Files::hash(plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = code();
        assert_eq!(code.len(), 27);
        let sloppy = format!(" {} ", code.to_lowercase().replace('-', " "));
        assert_eq!(hash(&code), hash(&sloppy));
        assert_ne!(hash(&code), hash(&super::code()));
    }
}
