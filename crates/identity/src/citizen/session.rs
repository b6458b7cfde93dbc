//! Sessions of citizens: one per host, each with a cookie of its own. Nothing ties hosts together: no ticket travels
//! between them that could be stolen, and no address of another host is ever followed.

use super::entity::account::Model as Citizen;
use super::entity::session::{ActiveModel, Column, Entity, Model};
use super::{Settings, query};
use crate::token;
use chrono::{DateTime, Duration, Utc};
use kernel::{CitizenId, Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubStore, HubWrite};

/// After this long an own deed that cannot be undone asks for a new proof.
pub const FRESH: Duration = Duration::minutes(10);

/// A live session and whose it is.
#[derive(Debug)]
pub struct Live {
    /// The session.
    pub session: Model,
    /// The citizen, whose account is in use.
    pub citizen: Citizen,
}

impl Live {
    /// Whether the citizen proved a moment ago who sits there.
    #[must_use]
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.session.proved_at < FRESH
    }
}

/// Where a session begins.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The host.
    pub host: &'a str,
    /// The browser as it calls itself.
    pub agent: &'a str,
}

/// Begins a session and answers the cookie's token. Sessions that ran out are dropped on the way.
///
/// # Errors
/// Faults.
pub async fn create(
    tx: &mut HubWrite,
    settings: &Settings,
    citizen: CitizenId,
    place: Place<'_>,
    now: DateTime<Utc>,
) -> Result<String> {
    tx.exempt("session")?;
    tx.delete_where::<Entity>(Column::ExpiresAt.lt(now)).await?;
    let token = token::random()?;
    tx.insert(ActiveModel {
        token_hash: Set(token::hash(&token)),
        citizen_id: Set(citizen.0),
        host: Set(place.host.to_owned()),
        agent: Set(kind_of(place.agent)),
        created_at: Set(now),
        seen_at: Set(now),
        proved_at: Set(now),
        expires_at: Set(now + settings.absolute()),
        ..Default::default()
    })
    .await?;
    Ok(token)
}

/// The live session of a cookie on its host.
///
/// # Errors
/// Faults.
pub async fn find(
    db: &HubRead,
    settings: &Settings,
    (token, host): (&str, &str),
    now: DateTime<Utc>,
) -> Result<Option<Live>> {
    let row = db
        .find::<Entity>()
        .filter(Column::TokenHash.eq(token::hash(token)))
        .filter(Column::Host.eq(host))
        .one()
        .await?;
    let Some(session) = row.filter(|row| is_live(row, settings, now)) else {
        return Ok(None);
    };
    let citizen = query::by_id(db, CitizenId(session.citizen_id)).await?;
    Ok(citizen.is_active().then_some(Live { session, citizen }))
}

fn is_live(session: &Model, settings: &Settings, now: DateTime<Utc>) -> bool {
    now < session.expires_at && now - session.seen_at < settings.idle()
}

/// The live sessions of a citizen, newest first.
///
/// # Errors
/// Faults.
pub async fn of_citizen(
    db: &HubRead,
    settings: &Settings,
    citizen: CitizenId,
    now: DateTime<Utc>,
) -> Result<Vec<Model>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::CitizenId.eq(citizen.0))
        .desc(Column::SeenAt)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| is_live(row, settings, now))
        .collect())
}

/// Writes down the last request, at most once a minute. It opens its own transaction: nothing else belongs to it.
///
/// # Errors
/// Faults.
pub async fn touch(hub: &HubStore, settings: &Settings, session: &Model, now: DateTime<Utc>) -> Result<()> {
    if now - session.seen_at < Duration::minutes(1) {
        return Ok(());
    }
    let mut tx = hub.write(kernel::Actor::Public).await?;
    tx.exempt("session")?;
    let row = ActiveModel {
        seen_at: Set(now),
        ..Default::default()
    };
    let live = Condition::all()
        .add(Column::Id.eq(session.id))
        .add(Column::SeenAt.gt(now - settings.idle()));
    tx.update_where(row, live).await?;
    tx.commit().await
}

/// Ends one session of a citizen.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; faults.
pub async fn end(tx: &mut HubWrite, citizen: CitizenId, session: i64) -> Result<()> {
    tx.exempt("session")?;
    let which = Condition::all()
        .add(Column::Id.eq(session))
        .add(Column::CitizenId.eq(citizen.0));
    if tx.delete_where::<Entity>(which).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Ends all sessions of a citizen but one.
///
/// # Errors
/// Faults.
pub async fn end_all(tx: &mut HubWrite, citizen: CitizenId, keep: Option<i64>) -> Result<u64> {
    tx.exempt("session")?;
    let mut which = Condition::all().add(Column::CitizenId.eq(citizen.0));
    if let Some(keep) = keep {
        which = which.add(Column::Id.ne(keep));
    }
    Ok(tx.delete_where::<Entity>(which).await?)
}

/// Two words for the list; the whole line would be a fingerprint.
fn kind_of(agent: &str) -> String {
    let has = |word: &str| agent.contains(word);
    let system = if has("HarmonyOS") || has("OpenHarmony") {
        "鸿蒙"
    } else if has("Android") {
        "安卓"
    } else if has("iPhone") || has("iPad") {
        "苹果移动"
    } else if has("Windows") {
        "Windows"
    } else if has("Macintosh") {
        "苹果电脑"
    } else if has("Linux") {
        "Linux"
    } else {
        ""
    };
    let browser = if has("MicroMessenger") {
        "微信"
    } else if has("Edg") {
        "Edge"
    } else if has("Firefox") {
        "Firefox"
    } else if has("Chrome") {
        "Chrome"
    } else if has("Safari") {
        "Safari"
    } else {
        ""
    };
    let words = format!("{system} {browser}");
    let words = words.trim();
    if words.is_empty() {
        "其他设备".into()
    } else {
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn only_two_words_of_a_browser_are_kept() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36";
        assert_eq!(kind_of(agent), "Windows Chrome");
        assert_eq!(kind_of("<script>"), "其他设备");
    }
}
