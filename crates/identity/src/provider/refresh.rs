//! Refresh tokens: each works once and is answered by the next. Whoever shows one a second time, thief or robbed, ends
//! the whole family (RFC 9700, 4.14).

use super::entity::client::Model as Client;
use super::entity::grant::{self as grants, Model as Grant};
use super::entity::refresh::{ActiveModel, Column, Entity, Model};
use super::grant;
use super::key::Keys;
use super::logout;
use super::redeem::{Redeemed, TokenRequest};
use super::scope;
use super::tokens::{self, Ground};
use crate::person;
use crate::refusals::{INVALID_GRANT, INVALID_SCOPE};
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// Makes a refresh token; the database keeps its hash.
///
/// # Errors
/// Faults.
pub(super) async fn issue(
    tx: &mut HubWrite,
    settings: &Settings,
    grant: &Grant,
    now: DateTime<Utc>,
) -> Result<String> {
    let token = token::random()?;
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        grant_id: Set(grant.id),
        expires_at: Set((now + settings.refresh_idle).min(grant.expires_at)),
        used_at: Set(None),
    };
    tx.insert(row).await?;
    Ok(token)
}

/// Exchanges a refresh token for the next one and new tokens.
///
/// # Errors
/// [`INVALID_GRANT`], [`INVALID_SCOPE`]; faults.
pub async fn refresh(
    tx: &mut HubWrite,
    (settings, issuer, keys): (&Settings, &str, &Keys),
    client: &Client,
    request: &TokenRequest,
    now: DateTime<Utc>,
) -> Result<Redeemed> {
    let (row, grant) = find(tx, &request.refresh_token).await?.ok_or(INVALID_GRANT)?;
    if grant.client_id != client.client_id {
        return Err(INVALID_GRANT.into());
    }
    let asked = if request.scope.is_empty() {
        &grant.scope
    } else {
        &request.scope
    };
    if !scope::covers(&grant.scope, asked) || !scope::has(asked, "openid") {
        return Err(INVALID_SCOPE.into());
    }
    tx.exempt("oidc_grant")?;
    if !use_up(tx, &row, now).await? {
        end_family(tx, &grant).await?;
        return Ok(Redeemed::Spent);
    }
    if row.expires_at <= now {
        return Ok(Redeemed::Spent);
    }
    let Some(person) = grant::holder(tx, settings, &grant, now).await? else {
        return Ok(Redeemed::Spent);
    };
    let scope = scope::known(asked);
    let ground = Ground {
        person: &person,
        client_id: &grant.client_id,
        group: &grant.group_session,
        scope: &scope,
        nonce: "",
        auth_time: grant.auth_time,
        amr: &grant.amr,
        grant: &grant.key,
    };
    let mut answer = tokens::make((settings, issuer, keys), &ground, now)?;
    answer.refresh_token = Some(issue(tx, settings, &grant, now).await?);
    Ok(Redeemed::Tokens(Box::new(answer)))
}

/// A token and its family.
///
/// # Errors
/// Faults.
pub(super) async fn find(db: &HubRead, token: &str) -> Result<Option<(Model, Grant)>> {
    let hash = token::hash(token);
    let Some(row) = db
        .find::<Entity>()
        .filter(Column::TokenHash.eq(hash))
        .one()
        .await?
    else {
        return Ok(None);
    };
    let grant = db
        .find::<grants::Entity>()
        .filter(grants::Column::Id.eq(row.grant_id));
    Ok(grant.one().await?.map(|grant| (row, grant)))
}

/// The update decides who was first, however many come at once.
async fn use_up(tx: &mut HubWrite, row: &Model, now: DateTime<Utc>) -> Result<bool> {
    let used = ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let unused = Condition::all()
        .add(Column::TokenHash.eq(&row.token_hash))
        .add(Column::UsedAt.is_null());
    Ok(tx.update_where(used, unused).await? > 0)
}

async fn end_family(tx: &mut HubWrite, grant: &Grant) -> Result<()> {
    let ended = grant::end(tx, grant).await?;
    if ended {
        // Whoever holds the stolen token may have begun a session with it.
        logout::leave(tx, std::slice::from_ref(grant)).await?;
    }
    let person = person::query::by_id(tx, PersonId(grant.person_id)).await?;
    let detail = serde_json::json!({ "client": grant.client_id, "family_ended": ended });
    tx.audit(None, "oidc.refresh_reused", &person.uid().to_string(), &detail);
    Ok(())
}
