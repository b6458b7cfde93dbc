//! The provider itself: opens, calls one operation, commits. Two callers: the handlers, and sites of this process.

use super::authenticate::{self, ClientProof, spend};
use super::authorize::{self, Authorization, AuthorizationRequest, Checked, Need};
use super::code::issue_code;
use super::end_session::{self, EndSession, EndSessionRequest};
use super::entity::client::Model as Client;
use super::inspect::{self, Glass};
use super::key::{Keys, signing_key};
use super::redeem::{Redeemed, TokenRequest, redeem_code};
use super::refresh::refresh;
use super::rotate::RotateKeys;
use super::tokens::TokenAnswer;
use super::{client, consent};
use crate::factor::{Sealer, no_secret};
use crate::person::entity::Model as Person;
use crate::refusals::{INVALID_CLIENT, INVALID_GRANT, UNSUPPORTED_GRANT_TYPE};
use crate::session::{self, Live};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use kernel::{Actor, Clocks, Result};
use serde_json::Value;
use store::HubStore;

/// The OpenID provider of the group. Cheap to clone.
#[derive(Clone)]
pub struct IdentityProvider {
    hub: HubStore,
    clocks: Clocks,
    settings: Settings,
    issuer: String,
    sealer: Option<Sealer>,
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
            sealer: None,
        }
    }

    /// The same with the box's secret, under which its keys are kept and its marks are made.
    #[must_use]
    pub fn sealed(mut self, sealer: Option<Sealer>) -> Self {
        self.sealer = sealer;
        self
    }

    fn sealer(&self) -> Result<&Sealer> {
        self.sealer.as_ref().ok_or_else(no_secret)
    }

    /// The request for the sign-in page when a new sign-in is asked for; see [`authorize::asking_again`].
    ///
    /// # Errors
    /// Faults.
    pub fn asking_again(&self, query: &str, request: &AuthorizationRequest) -> Result<String> {
        Ok(authorize::asking_again(
            self.sealer()?,
            query,
            request,
            self.now(),
        ))
    }

    /// Its name, and where it is found.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    fn now(&self) -> DateTime<Utc> {
        self.clocks.security.now()
    }

    /// Checks what a client asks for.
    ///
    /// # Errors
    /// [`INVALID_CLIENT`]; faults.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Checked> {
        authorize::check(&self.hub.read(), (&self.issuer, self.sealer()?), request).await
    }

    /// What is missing for a code.
    ///
    /// # Errors
    /// Faults.
    pub async fn need(&self, authorization: &Authorization, live: Option<&Live>) -> Result<Need> {
        authorization.need(&self.hub.read(), live, self.now()).await
    }

    /// Makes a code for whoever is signed in.
    ///
    /// # Errors
    /// Faults.
    pub async fn issue_code(&self, authorization: &Authorization, live: &Live) -> Result<String> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let code = issue_code(&mut tx, &self.settings, authorization, &live.session, self.now()).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// Remembers that somebody allows what is asked, and makes the code.
    ///
    /// # Errors
    /// Faults.
    pub async fn consent(&self, authorization: &Authorization, live: &Live) -> Result<String> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let person = (live.person.person(), live.person.uid());
        consent::give(
            &mut tx,
            person,
            &authorization.client.client_id,
            &authorization.scope,
        )
        .await?;
        let code = issue_code(&mut tx, &self.settings, authorization, &live.session, self.now()).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// Exchanges a code or a refresh token for tokens.
    ///
    /// # Errors
    /// [`INVALID_CLIENT`], [`INVALID_GRANT`], [`UNSUPPORTED_GRANT_TYPE`], [`crate::refusals::INVALID_SCOPE`]; faults.
    pub async fn token(&self, proof: &ClientProof, request: &TokenRequest) -> Result<TokenAnswer> {
        let client = self.authenticate(proof).await?;
        let keys = self.keys().await?;
        let mut tx = self.hub.write(Actor::Public).await?;
        let context = (&self.settings, self.issuer.as_str(), &keys);
        let redeemed = match request.grant_type.as_str() {
            "authorization_code" => redeem_code(&mut tx, context, &client, request, self.now()).await?,
            "refresh_token" => refresh(&mut tx, context, &client, request, self.now()).await?,
            _ => return Err(UNSUPPORTED_GRANT_TYPE.into()),
        };
        tx.commit().await?;
        match redeemed {
            Redeemed::Tokens(answer) => Ok(*answer),
            Redeemed::Spent => Err(INVALID_GRANT.into()),
        }
    }

    /// The client, if it proved that it is itself. A signed proof works once.
    async fn authenticate(&self, proof: &ClientProof) -> Result<Client> {
        let found = client::find(&self.hub.read(), &proof.id).await?;
        let client = found.ok_or(INVALID_CLIENT)?;
        let now = self.now();
        if let Some((name, until)) = authenticate::check(&client, &proof.proof, &self.issuer, now)? {
            let mut tx = self.hub.write(Actor::Public).await?;
            spend(&mut tx, name, until, now).await?;
            tx.commit().await?;
        }
        Ok(client)
    }

    /// The keys by which tokens are checked.
    ///
    /// # Errors
    /// Faults.
    pub async fn jwks(&self) -> Result<JwkSet> {
        Ok(self.keys().await?.public)
    }

    /// Whom an access token speaks of, while its ground holds.
    ///
    /// # Errors
    /// [`crate::refusals::INVALID_TOKEN`]; faults.
    pub async fn bearer(&self, token: &str) -> Result<Person> {
        let keys = self.keys().await?;
        Ok(inspect::bearer(&self.hub.read(), &self.glass(&keys), token)
            .await?
            .1)
    }

    /// What an access token lets its holder know.
    ///
    /// # Errors
    /// [`crate::refusals::INVALID_TOKEN`]; faults.
    pub async fn userinfo(&self, token: &str) -> Result<Value> {
        let keys = self.keys().await?;
        let (claims, person) = inspect::bearer(&self.hub.read(), &self.glass(&keys), token).await?;
        Ok(inspect::about(&claims, &person))
    }

    /// Tells a confidential client what a token is worth.
    ///
    /// # Errors
    /// [`INVALID_CLIENT`]; faults.
    pub async fn introspect(&self, proof: &ClientProof, token: &str) -> Result<Value> {
        let client = self.authenticate(proof).await?;
        let keys = self.keys().await?;
        inspect::introspect(&self.hub.read(), &self.glass(&keys), &client, token).await
    }

    /// A client gives a token back.
    ///
    /// # Errors
    /// [`INVALID_CLIENT`]; faults.
    pub async fn revoke(&self, proof: &ClientProof, token: &str) -> Result<()> {
        let client = self.authenticate(proof).await?;
        let keys = self.keys().await?;
        let mut tx = self.hub.write(Actor::Public).await?;
        tx.exempt("oidc_grant")?;
        inspect::revoke(&mut tx, &self.glass(&keys), &client, token).await?;
        tx.commit().await
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

    fn glass<'a>(&'a self, keys: &'a Keys) -> Glass<'a> {
        Glass {
            settings: &self.settings,
            issuer: &self.issuer,
            keys: &keys.public,
            now: self.now(),
        }
    }

    /// The keys. Whoever finds that the newest has signed long enough asks for another.
    async fn keys(&self) -> Result<Keys> {
        let now = self.now();
        let keys = signing_key(&self.hub, self.sealer()?, now).await?;
        if keys.is_due(&self.settings, now) {
            let mut tx = self.hub.write(Actor::job("rotate_keys")).await?;
            tx.exempt("signing_key")?;
            tx.enqueue(None, &RotateKeys {}).await?;
            tx.commit().await?;
        }
        Ok(keys)
    }
}
