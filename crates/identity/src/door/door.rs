//! What handlers of this feature take as `Data<Door>`.

use crate::factor;
use crate::factor::passkey::Asker;
use crate::factor::view::Ways;
use crate::provider::{OwnClient, register_own};
use crate::session::{self, Live, Realm};
use crate::sso::{Issuer, RemoteIssuer};
use crate::{Identity, IdentityProvider, membership};
use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use gateway::{App, Ctx};
use kernel::{Actor, Error, Result};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Name of the portal's own cookie, before [`gateway::Settings::cookie_name`].
pub(crate) const PROVIDER_COOKIE: &str = "op";

/// Name of the cookie of half a sign-in.
const HALF_COOKIE: &str = "half";

/// Accounts, and who vouches for them.
pub struct Door {
    /// Accounts and sessions of this box.
    pub identity: Identity,
    remote: Option<Arc<RemoteIssuer>>,
    registered: Mutex<Vec<OwnClient>>,
}

impl Door {
    /// A door whose people are known by the portal of this box, or by one elsewhere.
    #[must_use]
    pub fn new(identity: Identity, remote: Option<RemoteIssuer>) -> Self {
        Self {
            identity,
            remote: remote.map(Arc::new),
            registered: Mutex::default(),
        }
    }

    /// Whether accounts of another box are used.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    /// The provider of this box.
    ///
    /// # Errors
    /// [`Error::NotFound`] on a box without portal.
    pub fn provider(&self, app: &App) -> Result<IdentityProvider> {
        let portal = app.directory.portal().ok_or(Error::NotFound)?;
        let Identity {
            hub,
            clocks,
            settings,
            sealer,
            ..
        } = self.identity.clone();
        Ok(IdentityProvider::new(hub, clocks, settings, portal.origin.clone()).sealed(sealer))
    }

    /// Who vouches for people here: the portal in this process, called directly, or one elsewhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn issuer(&self, app: &App) -> Result<Arc<dyn Issuer>> {
        match &self.remote {
            Some(remote) => Ok(remote.clone()),
            None => Ok(Arc::new(self.provider(app)?)),
        }
    }

    /// Brings the register of own clients up to the directory of sites, when that changed.
    ///
    /// # Errors
    /// Faults.
    pub async fn register_hosts(&self, app: &App) -> Result<()> {
        let hosts = hosts(app);
        if *self.registered.lock().unwrap_or_else(PoisonError::into_inner) == hosts {
            return Ok(());
        }
        let mut tx = self.identity.hub.write(Actor::job("client_register")).await?;
        if register_own(&mut tx, &hosts).await? {
            tx.commit().await?;
        }
        *self.registered.lock().unwrap_or_else(PoisonError::into_inner) = hosts;
        Ok(())
    }

    /// Who asks passkeys: the portal of this box.
    ///
    /// # Errors
    /// [`Error::NotFound`] on a box without portal.
    pub fn asker(&self, app: &App) -> Result<Asker> {
        Asker::new(&*app.directory.portal().ok_or(Error::NotFound)?)
    }

    /// How the person of a session, whole or half, can prove a second factor; asks a passkey on the way.
    ///
    /// # Errors
    /// Faults.
    pub async fn ask_factor(&self, app: &App, live: &Live) -> Result<Ways> {
        let asker = self.asker(app)?;
        let identity = &self.identity;
        let mut tx = identity.hub.write(live.person.actor()).await?;
        let factors = factor::query::of_person(&tx, live.person.person()).await?;
        let question = asker
            .begin_proof(&mut tx, &live.person, &live.session, identity.now())
            .await?;
        match &question {
            Some(_) => tx.commit().await?,
            None => drop(tx),
        }
        Ok(Ways {
            totp: factors.totp.is_some(),
            passkey: question.unwrap_or_default(),
            recovery: if factors.any() { factors.recovery_codes } else { 0 },
        })
    }

    /// A new token for the portal's session of somebody whose posts changed since the old one was made. Whoever got a
    /// post that asks for a second factor, and gave none, is out and signs in anew.
    ///
    /// # Errors
    /// Faults.
    pub async fn renew_if_changed(
        &self,
        app: &App,
        live: Option<Live>,
    ) -> Result<(Option<Live>, Option<Cookie<'static>>)> {
        let Some(live) = live else {
            return Ok((None, None));
        };
        let hub = &self.identity.hub;
        let posts = membership::query::of_person(&hub.read(), live.person.person()).await?;
        let rights = gateway::staff::rights(&posts);
        if live.session.rights == rights {
            return Ok((Some(live), None));
        }
        let mandatory = factor::query::is_mandatory(&self.identity.settings, &posts);
        if mandatory && !session::is_two_factor(&live.session.methods) {
            self.identity.sign_out(&live).await?;
            return Ok((None, None));
        }
        let mut tx = hub.write(live.person.actor()).await?;
        let token = session::rotate(&mut tx, &live.session, rights).await?;
        let Some(token) = token else {
            return Ok((Some(live), None));
        };
        tx.commit().await?;
        let name = cookie_name(app, Realm::Provider);
        Ok((Some(live), Some(super::cookie(app, name, token, None))))
    }

    /// The live session of a request's cookie.
    ///
    /// # Errors
    /// Faults.
    pub async fn who(&self, ctx: &Ctx, request: &HttpRequest, realm: Realm) -> Result<Option<Live>> {
        match request.cookie(&cookie_name(&ctx.app, realm)) {
            Some(cookie) => {
                self.identity
                    .who(crate::Cookie {
                        token: cookie.value(),
                        realm,
                        host: &ctx.site.host,
                    })
                    .await
            }
            None => Ok(None),
        }
    }
}

/// The name of a realm's cookie.
pub(crate) fn cookie_name(app: &App, realm: Realm) -> String {
    app.settings.cookie_name(match realm {
        Realm::Provider => PROVIDER_COOKIE,
        Realm::Half => HALF_COOKIE,
        Realm::Staff => gateway::staff::COOKIE,
    })
}

/// The client's address; behind a socket without one, all are one.
pub(crate) fn address(ctx: &Ctx) -> IpAddr {
    ctx.client.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// One client a host, named after the site at its root.
fn hosts(app: &App) -> Vec<OwnClient> {
    let mut hosts: Vec<OwnClient> = Vec::new();
    for site in app.directory.all() {
        match hosts.iter_mut().find(|client| client.host == site.host) {
            Some(client) if !site.is_mounted() => client.name.clone_from(&site.name),
            Some(_) => {}
            None => hosts.push(OwnClient {
                host: site.host.clone(),
                name: site.name.clone(),
                origin: site.origin.clone(),
                elsewhere: site.elsewhere.is_some(),
            }),
        }
    }
    hosts
}
