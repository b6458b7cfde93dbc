//! The provider itself: opens, calls one operation, commits. Two callers: the handlers, and sites of this process.

use super::authorize::{self, Authorization, AuthorizationRequest, Checked};
use super::claims::{AccessClaims, verify_access_token};
use super::code::issue_code;
use super::end_session::{self, EndSession, EndSessionRequest};
use super::key::{Keys, signing_key};
use super::redeem::{Redeemed, TokenAnswer, TokenRequest, redeem_code};
use crate::person::{self, entity::Model as Person};
use crate::refusals::{INVALID_GRANT, INVALID_TOKEN};
use crate::session::{self, Live};
use crate::settings::Settings;
use jsonwebtoken::jwk::JwkSet;
use kernel::{Actor, Clocks, Result};
use store::HubStore;

/// The OpenID provider of the group. Cheap to clone.
#[derive(Clone)]
pub struct IdentityProvider {
    hub: HubStore,
    clocks: Clocks,
    settings: Settings,
    issuer: String,
}

impl IdentityProvider {
    /// The provider whose name is the portal's origin.
    #[must_use]
    pub fn new(hub: HubStore, clocks: Clocks, settings: Settings, issuer: impl Into<String>) -> Self {
        Self {
            hub,
            clocks,
            settings,
            issuer: issuer.into(),
        }
    }

    /// Its name, and where it is found.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Checks what a client asks for.
    ///
    /// # Errors
    /// [`crate::refusals::INVALID_CLIENT`]; faults.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Checked> {
        authorize::check(&self.hub.read(), &self.issuer, request).await
    }

    /// Makes a code for whoever is signed in.
    ///
    /// # Errors
    /// Faults.
    pub async fn issue_code(&self, authorization: &Authorization, live: &Live) -> Result<String> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let now = self.clocks.security.now();
        let code = issue_code(&mut tx, &self.settings, authorization, &live.session, now).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// Exchanges a code for tokens.
    ///
    /// # Errors
    /// [`INVALID_GRANT`], [`crate::refusals::UNSUPPORTED_GRANT_TYPE`]; faults.
    pub async fn token(&self, request: &TokenRequest) -> Result<TokenAnswer> {
        let keys = self.keys().await?;
        let mut tx = self.hub.write(Actor::Public).await?;
        let context = (&self.settings, self.issuer.as_str(), &keys);
        let redeemed = redeem_code(&mut tx, context, request, self.clocks.security.now()).await?;
        tx.commit().await?;
        match redeemed {
            Redeemed::Tokens(answer) => Ok(*answer),
            Redeemed::Spent => Err(INVALID_GRANT.into()),
        }
    }

    /// The keys by which tokens are checked.
    ///
    /// # Errors
    /// Faults.
    pub async fn jwks(&self) -> Result<JwkSet> {
        Ok(self.keys().await?.public)
    }

    /// Whom an access token speaks of, while the sign-in lasts.
    ///
    /// # Errors
    /// [`INVALID_TOKEN`]; faults.
    pub async fn userinfo(&self, token: &str) -> Result<Person> {
        let (keys, now) = (self.keys().await?, self.clocks.security.now());
        let AccessClaims { sub, sid, .. } = verify_access_token(&keys.public, token, &self.issuer, now)?;
        let uid = sub.parse().ok().ok_or(INVALID_TOKEN)?;
        let db = self.hub.read();
        let person = person::query::by_uid(&db, uid)
            .await?
            .filter(Person::is_active)
            .ok_or(INVALID_TOKEN)?;
        let sessions = session::query::of_person(&db, &self.settings, person.person(), now).await?;
        let alive = sessions.iter().any(|session| session.group_session == sid);
        if alive {
            Ok(person)
        } else {
            Err(INVALID_TOKEN.into())
        }
    }

    /// What a request to sign out proves; ends the sign-in that its hint names.
    ///
    /// # Errors
    /// Faults.
    pub async fn end_session(&self, request: &EndSessionRequest) -> Result<EndSession> {
        let keys = self.keys().await?;
        let proven = end_session::read(&self.hub.read(), &self.issuer, &keys, request).await?;
        if let Some((person, group)) = &proven.group {
            let mut tx = self.hub.write(Actor::Public).await?;
            session::sign_out(&mut tx, *person, group).await?;
            tx.commit().await?;
        }
        Ok(proven)
    }

    async fn keys(&self) -> Result<Keys> {
        signing_key(&self.hub, self.clocks.security.now()).await
    }
}
