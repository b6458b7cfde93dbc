//! What a client holds of a sign-in, one grant a client, sign-in and scope. It carries the client's refresh tokens and
//! is the ground of its access tokens: when it ends, both do.

use super::entity::code::Model as Code;
use super::entity::grant::{ActiveModel, Column, Entity, Model};
use super::entity::refresh;
use super::logout;
use super::scope;
use crate::person::{self, entity::Model as Person};
use crate::session;
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// The grant that a code opens: the one that is there, or a new one. Those that ran out are dropped on the way.
///
/// # Errors
/// Faults.
pub(super) async fn open(
    tx: &mut HubWrite,
    (settings, issuer): (&Settings, &str),
    code: &Code,
    now: DateTime<Utc>,
) -> Result<Model> {
    tx.exempt("oidc_grant")?;
    drop_expired(tx, now).await?;
    let same = live(now)
        .add(Column::ClientId.eq(&code.client_id))
        .add(Column::GroupSession.eq(&code.group_session))
        .add(Column::Scope.eq(&code.scope));
    if let Some(grant) = tx.find::<Entity>().filter(same).one().await? {
        return Ok(grant);
    }
    let lifetime = if scope::has(&code.scope, scope::OFFLINE) {
        settings.refresh_absolute
    } else {
        settings.absolute
    };
    let row = ActiveModel {
        key: Set(token::random()?),
        issuer: Set(issuer.to_owned()),
        client_id: Set(code.client_id.clone()),
        person_id: Set(code.person_id),
        group_session: Set(code.group_session.clone()),
        scope: Set(code.scope.clone()),
        auth_time: Set(code.auth_time.unwrap_or(now)),
        amr: Set(code.amr.clone()),
        created_at: Set(now),
        expires_at: Set(now + lifetime),
        ended_at: Set(None),
        ..Default::default()
    };
    Ok(tx.insert(row).await?)
}

async fn drop_expired(tx: &mut HubWrite, now: DateTime<Utc>) -> Result<()> {
    let old = tx
        .find::<Entity>()
        .filter(Column::ExpiresAt.lt(now))
        .limit(100)
        .all()
        .await?;
    if old.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = old.iter().map(|grant| grant.id).collect();
    tx.delete_where::<refresh::Entity>(refresh::Column::GrantId.is_in(ids.clone()))
        .await?;
    tx.delete_where::<Entity>(Column::Id.is_in(ids)).await?;
    Ok(())
}

fn live(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::EndedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}

/// The person of a grant that still holds: it has not ended, the account is open, and the sign-in lasts, unless the
/// grant was given for the time after it.
///
/// # Errors
/// Faults.
pub(super) async fn holder(
    db: &HubRead,
    settings: &Settings,
    grant: &Model,
    now: DateTime<Utc>,
) -> Result<Option<Person>> {
    if grant.ended_at.is_some() || grant.expires_at <= now {
        return Ok(None);
    }
    let person = person::query::by_id(db, PersonId(grant.person_id)).await?;
    let holds = scope::has(&grant.scope, scope::OFFLINE)
        || is_signed_in(db, settings, &person, &grant.group_session, now).await?;
    Ok((holds && person.is_active()).then_some(person))
}

/// Whether a sign-in lasts on this box, where the portal is.
///
/// # Errors
/// Faults.
pub(crate) async fn is_signed_in(
    db: &HubRead,
    settings: &Settings,
    person: &Person,
    group: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let sessions = session::query::of_person(db, settings, person.person(), now).await?;
    Ok(sessions.iter().any(|session| session.group_session == group))
}

/// A grant by its name in access tokens.
///
/// # Errors
/// Faults.
pub(super) async fn by_key(db: &HubRead, key: &str) -> Result<Option<Model>> {
    db.find::<Entity>().filter(Column::Key.eq(key)).one().await
}

/// Ends one grant; answers whether it was still there to end.
///
/// # Errors
/// Faults.
pub(super) async fn end(tx: &mut HubWrite, grant: &Model) -> Result<bool> {
    Ok(end_where(tx, open_ones().add(Column::Id.eq(grant.id))).await? > 0)
}

/// Ends what a client holds of one sign-in.
///
/// # Errors
/// Faults.
pub(super) async fn end_of_sign_in_at(tx: &mut HubWrite, (group, client_id): (&str, &str)) -> Result<u64> {
    let which = open_ones()
        .add(Column::GroupSession.eq(group))
        .add(Column::ClientId.eq(client_id));
    end_where(tx, which).await
}

/// Ends everything a client holds.
///
/// # Errors
/// Faults.
pub(super) async fn end_of_client(tx: &mut HubWrite, client_id: &str) -> Result<u64> {
    end_where(tx, open_ones().add(Column::ClientId.eq(client_id))).await
}

/// Ends everything a client holds of a person; the client is told that its session is over.
///
/// # Errors
/// Faults.
pub(super) async fn end_of_person_at(
    tx: &mut HubWrite,
    (person, client_id): (PersonId, &str),
) -> Result<u64> {
    let which = open_ones()
        .add(Column::PersonId.eq(person.0))
        .add(Column::ClientId.eq(client_id));
    let grants = tx.find::<Entity>().filter(which.clone()).all().await?;
    logout::leave(tx, &grants).await?;
    end_where(tx, which).await
}

/// A sign-in is over: what clients hold of it ends, and those that want to know are told. To be called by whatever
/// ends all sessions of a sign-in.
///
/// # Errors
/// Faults.
pub async fn end_of_sign_in(tx: &mut HubWrite, group: &str) -> Result<()> {
    over(tx, Condition::all().add(Column::GroupSession.eq(group))).await
}

/// The same for all sign-ins of a person except `keep`.
///
/// # Errors
/// Faults.
pub async fn end_of_person(tx: &mut HubWrite, person: PersonId, keep: Option<&str>) -> Result<()> {
    let mut which = Condition::all().add(Column::PersonId.eq(person.0));
    if let Some(keep) = keep {
        which = which.add(Column::GroupSession.ne(keep));
    }
    over(tx, which).await
}

async fn over(tx: &mut HubWrite, which: Condition) -> Result<()> {
    let grants = tx
        .find::<Entity>()
        .filter(which.clone())
        .filter(Column::ExpiresAt.gt(tx.now()))
        .all()
        .await?;
    if grants.is_empty() {
        return Ok(());
    }
    // A grant that ended early, by revocation or withdrawn consent, left the client's own session as it was: that one is told
    // too, once, while the sign-in still lasts here.
    let groups: Vec<&str> = grants.iter().map(|grant| grant.group_session.as_str()).collect();
    let lasting = tx
        .find::<session::entity::Entity>()
        .filter(session::entity::Column::GroupSession.is_in(groups))
        .all()
        .await?;
    let is_news = |grant: &Model| {
        grant.ended_at.is_none()
            || lasting
                .iter()
                .any(|session| session.group_session == grant.group_session)
    };
    let grants: Vec<Model> = grants.into_iter().filter(is_news).collect();
    logout::leave(tx, &grants).await?;
    end_where(tx, which.add(Column::EndedAt.is_null())).await?;
    Ok(())
}

fn open_ones() -> Condition {
    Condition::all().add(Column::EndedAt.is_null())
}

async fn end_where(tx: &mut HubWrite, which: Condition) -> Result<u64> {
    tx.exempt("oidc_grant")?;
    let row = ActiveModel {
        ended_at: Set(Some(tx.now())),
        ..Default::default()
    };
    Ok(tx.update_where(row, which).await?)
}
