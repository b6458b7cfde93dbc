//! The feature at work: doors, clocks, settings and password hashing in one place. Its methods open, call one
//! operation, commit; what takes long (argon2) happens between transactions, never inside one.

use crate::citizen;
use crate::delay::{self, Attempt};
use crate::door::Verdict;
use crate::factor::Sealer;
use crate::invitation;
use crate::membership;
use crate::password::{NewPassword, Passwords};
use crate::permissions::SetPassword;
use crate::person::entity::Model as Person;
use crate::person::{self, Account};
use crate::provider;
use crate::refusals::{INVALID_GRANT, WRONG_PASSWORD};
use crate::session::{self, Live, NewSession, Proof, Realm, Visit};
use crate::settings::Settings;
use crate::upstream::Upstreams;
use chrono::{DateTime, Utc};
use kernel::{Actor, Clocks, Error, Granted, PersonId, Result};
use std::net::IpAddr;
use std::sync::Arc;
use store::HubStore;
use store::handover::Holdings;

/// Accounts, sign-in and sessions of this box. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    /// The door to accounts and sessions, which belong to no site.
    pub hub: HubStore,
    /// Lifetimes.
    pub settings: Settings,
    pub(crate) clocks: Clocks,
    pub(crate) passwords: Passwords,
    /// Who gives people work that a leaver hands over.
    pub(crate) holdings: Vec<Arc<dyn Holdings>>,
    pub(crate) citizens: Option<Arc<citizen::Realm>>,
    pub(crate) upstreams: Arc<Upstreams>,
    pub(crate) sealer: Option<Sealer>,
}

/// What a provider vouches for, and where.
#[derive(Clone, Debug)]
pub struct Vouched<'a> {
    /// The host that asked.
    pub host: &'a str,
    /// Whether the portal of this box vouches, so that its sign-in can be looked at.
    pub here: bool,
    /// The sign-in.
    pub group: &'a str,
    /// The provider's token, as a hint for signing out.
    pub id_token: String,
    /// When and by what the person proved who sits there.
    pub proof: Proof,
    /// From where.
    pub visit: Visit,
}

/// A person's cookie on a host.
#[derive(Clone, Copy, Debug)]
pub struct Cookie<'a> {
    /// The cookie's value.
    pub token: &'a str,
    /// Which cookie.
    pub realm: Realm,
    /// Where.
    pub host: &'a str,
}

/// How often a try that met another one begins again.
const AGAIN: usize = 5;

impl Identity {
    /// Puts it together.
    ///
    /// # Errors
    /// A fault for password parameters that argon2 does not take.
    pub fn new(hub: HubStore, clocks: Clocks, settings: Settings) -> Result<Self> {
        let passwords = Passwords::new(settings.password)?;
        Ok(Self {
            hub,
            settings,
            clocks,
            passwords,
            citizens: None,
            upstreams: Arc::default(),
            sealer: None,
            holdings: Vec::new(),
        })
    }

    /// The same with the features that give people work.
    #[must_use]
    pub fn with_holdings(mut self, holdings: Vec<Arc<dyn Holdings>>) -> Self {
        self.holdings = holdings;
        self
    }

    /// The same with accounts for citizens.
    #[must_use]
    pub fn with_citizens(mut self, realm: citizen::Realm) -> Self {
        self.citizens = Some(Arc::new(realm));
        self
    }

    /// The same with others who vouch for people.
    #[must_use]
    pub fn with_upstreams(mut self, upstreams: Upstreams) -> Self {
        self.upstreams = Arc::new(upstreams);
        self
    }

    /// The same with the box's secret, under which authenticator secrets are kept.
    ///
    /// # Errors
    /// Never with 32 bytes.
    pub fn with_secret(mut self, secret: &[u8; 32]) -> Result<Self> {
        self.sealer = Some(Sealer::new(secret)?);
        Ok(self)
    }

    pub(crate) fn sealer(&self) -> Result<&Sealer> {
        self.sealer.as_ref().ok_or_else(crate::factor::no_secret)
    }

    /// The security clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clocks.security.now()
    }

    /// Account and password from the portal's form. Unknown, closed and unopened accounts take the same way as a
    /// wrong password.
    ///
    /// # Errors
    /// [`Error::TooMany`]; [`crate::refusals::WRONG_CREDENTIALS`]; faults.
    pub async fn check_password(&self, account: &str, password: &str, visit: &Visit) -> Result<Person> {
        let account = Account::typed(account);
        let attempt = Attempt::new(&account, visit.ip());
        self.begin_attempt(&attempt).await?;
        let found = person::query::by_account(&self.hub.read(), &account).await?;
        let usable = found.as_ref().filter(|person| person.is_active());
        let right = self.is_password_of(usable, password).await?;
        let mut tx = self.hub.write(Actor::Public).await?;
        if let Some(person) = found.clone().filter(|_| right) {
            delay::give_back(&mut tx, &attempt, self.now()).await?;
            tx.commit().await?;
            return Ok(person);
        }
        let what = (visit, "password");
        person::note_failure(&mut tx, found.as_ref(), &attempt, what, self.now()).await?;
        tx.commit().await?;
        Err(self.wrong_credentials().into())
    }

    /// [`Self::check_password`] and [`Self::welcome`] in one.
    ///
    /// # Errors
    /// As those.
    pub async fn sign_in(&self, account: &str, password: &str, from: IpAddr, host: &str) -> Result<Verdict> {
        let visit = Visit::from(from);
        let person = self.check_password(account, password, &visit).await?;
        self.welcome(&person, "pwd", &visit, host).await
    }

    pub(crate) async fn begin_attempt(&self, attempt: &Attempt) -> Result<()> {
        let mut tries = 0;
        loop {
            let mut tx = self.hub.write(Actor::Public).await?;
            match delay::begin_attempt(&mut tx, attempt, self.now()).await {
                Ok(()) => return tx.commit().await,
                Err(Error::Busy(wait)) if tries < AGAIN => {
                    drop(tx);
                    tries += 1;
                    tokio::time::sleep(wait).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Who holds this cookie, if it is a live session. Writes down the request at most once a minute.
    ///
    /// # Errors
    /// Faults.
    pub async fn who(&self, cookie: Cookie<'_>) -> Result<Option<Live>> {
        let now = self.now();
        let place = (cookie.realm, cookie.host);
        let live = session::query::find(&self.hub.read(), &self.settings, cookie.token, place, now).await?;
        if let Some(live) = &live {
            // Reading goes on while writes are refused or slow: a session is then believed as it was last written.
            match session::touch(&self.hub, &self.settings, &live.session, now).await {
                Ok(_) | Err(Error::ReadOnly(_) | Error::Busy(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(live)
    }

    /// Begins a host's session for somebody whom the provider vouched for; answers the cookie's token. A session that the
    /// browser still had there ends.
    ///
    /// # Errors
    /// [`INVALID_GRANT`] when the sign-in ended meanwhile; faults.
    pub async fn open_session(
        &self,
        person: &Person,
        vouched: Vouched<'_>,
        replaces: Option<&Live>,
    ) -> Result<String> {
        let mut tx = self.hub.write(person.actor()).await?;
        if let Some(before) = replaces {
            session::end(&mut tx, &before.session).await?;
        }
        // On the portal's own box the sign-in must still last: it may have ended while the browser was on its way.
        if vouched.here
            && !provider::is_signed_in(&tx, &self.settings, person, vouched.group, self.now()).await?
        {
            return Err(INVALID_GRANT.into());
        }
        let posts = membership::query::of_person(&tx, person.person()).await?;
        let new = NewSession::staff(person.person(), vouched.host, vouched.group, vouched.id_token)
            .proved(vouched.proof)
            .visited(&vouched.visit)
            .holding(gateway::staff::rights(&posts));
        let (_, token) = session::create(&mut tx, &self.settings, new, self.now()).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends a sign-in on every host.
    ///
    /// # Errors
    /// Faults.
    pub async fn sign_out(&self, live: &Live) -> Result<()> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        session::sign_out(&mut tx, live.person.uid(), &live.session.group_session).await?;
        tx.commit().await
    }

    /// Somebody changes the own password; every other sign-in of the person ends. Wrong current passwords count like
    /// failed sign-ins.
    ///
    /// # Errors
    /// [`WRONG_PASSWORD`]; [`Error::Invalid`]; [`Error::TooMany`]; faults.
    pub async fn change_own_password(
        &self,
        live: &Live,
        current: &str,
        (new, again): (&str, &str),
        from: IpAddr,
    ) -> Result<()> {
        let account = Account::parse(&live.person.account)?;
        let new = self.new_password(&live.person, new).await?.and_again(again)?;
        let attempt = Attempt::new(&account, from);
        self.begin_attempt(&attempt).await?;
        if !self
            .passwords
            .verify(current, live.person.password_hash.as_deref())
            .await?
        {
            let mut tx = self.hub.write(live.person.actor()).await?;
            let what = (&Visit::from(from), "password");
            person::note_failure(&mut tx, Some(&live.person), &attempt, what, self.now()).await?;
            tx.commit().await?;
            return Err(WRONG_PASSWORD.into());
        }
        // Only now: before, a stranger at an open screen could try whether a word is a password of the person's.
        self.refuse_former(&live.person, &new).await?;
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.hub.write(live.person.actor()).await?;
        let now = self.now();
        delay::note_success(&mut tx, &attempt, now).await?;
        let keep = Some(live.session.group_session.as_str());
        person::change_password(&mut tx, &live.person, hash, keep, now).await?;
        person::tell_of_change(&mut tx, &self.settings, &live.person, now).await?;
        tx.commit().await
    }

    /// Whose one-time link this is.
    ///
    /// # Errors
    /// [`crate::refusals::INVITATION_SPENT`]; faults.
    pub async fn invited(&self, token: &str) -> Result<Person> {
        Ok(invitation::open(&self.hub.read(), token, self.now()).await?.1)
    }

    /// Uses a one-time link: the person sets the own password.
    ///
    /// # Errors
    /// [`crate::refusals::INVITATION_SPENT`]; [`Error::Invalid`]; faults.
    pub async fn accept_invitation(
        &self,
        token: &str,
        (new, again): (&str, &str),
        from: IpAddr,
    ) -> Result<Person> {
        let person = self.invited(token).await?;
        let new = self.new_password(&person, new).await?.and_again(again)?;
        self.refuse_former(&person, &new).await?;
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.hub.write(person.actor()).await?;
        let person = invitation::accept(&mut tx, token, hash, self.now()).await?;
        // Whoever held the link is at home here: others who guess do not hold up the sign-in that comes next.
        let attempt = Attempt::new(&Account::parse(&person.account)?, from);
        delay::note_known(&mut tx, &attempt, self.now()).await?;
        person::tell_of_change(&mut tx, &self.settings, &person, self.now()).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// The demo city sets a password.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`]; faults.
    pub async fn set_password(
        &self,
        by: &Granted<SetPassword>,
        person: PersonId,
        password: &str,
    ) -> Result<()> {
        let person = person::query::by_id(&self.hub.read(), person).await?;
        let same = self
            .passwords
            .verify(password, person.password_hash.as_deref())
            .await?;
        if same {
            return Ok(());
        }
        let hash = self
            .passwords
            .hash(NewPassword::parse(&Account::parse(&person.account)?, password)?)
            .await?;
        let mut tx = self.hub.write(by.actor().clone()).await?;
        person::set_password(&mut tx, by, &person, hash, self.now()).await?;
        tx.commit().await
    }
}
