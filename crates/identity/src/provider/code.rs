//! A code: one minute, one use.

use super::authorize::Authorization;
use super::entity::code::{ActiveModel, Column, Entity};
use super::proof;
use crate::session::entity::Model as Session;
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// Makes a code for the person of the portal's session. Codes of yesterday are dropped on the way; until then a
/// second use is recognised.
///
/// # Errors
/// Faults.
pub async fn issue_code(
    tx: &mut HubWrite,
    settings: &Settings,
    authorization: &Authorization,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<String> {
    tx.exempt("oidc_code")?;
    tx.delete_where::<Entity>(Column::ExpiresAt.lt(now - Duration::days(1)))
        .await?;
    let code = token::random()?;
    let (auth_time, amr) = proof::of(session);
    let row = ActiveModel {
        code_hash: Set(token::hash(&code)),
        client_id: Set(authorization.client.client_id.clone()),
        redirect_uri: Set(authorization.redirect_uri.clone()),
        person_id: Set(session.person_id),
        nonce: Set(authorization.nonce.clone()),
        challenge: Set(authorization.challenge.clone()),
        group_session: Set(session.group_session.clone()),
        expires_at: Set(now + settings.code),
        used_at: Set(None),
        scope: Set(authorization.scope.clone()),
        auth_time: Set(Some(auth_time)),
        amr: Set(amr),
    };
    tx.insert(row).await?;
    Ok(code)
}
