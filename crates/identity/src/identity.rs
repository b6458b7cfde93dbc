//! The feature at work: doors, clocks, settings and password hashing in one place. Its methods open, call one
//! operation, commit; what takes long (argon2) happens between transactions, never inside one.

use crate::delay::{self, Attempt};
use crate::invitation;
use crate::password::{NewPassword, Passwords};
use crate::permissions::SetPassword;
use crate::person::entity::Model as Person;
use crate::person::{self, Account, Verdict};
use crate::refusals::{WRONG_CREDENTIALS, WRONG_PASSWORD};
use crate::session::{self, Live, NewSession, Realm};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use kernel::{Actor, Clocks, Error, Granted, PersonId, Result};
use std::net::IpAddr;
use store::HubStore;

/// Accounts, sign-in and sessions of this box. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    /// The door to accounts and sessions, which belong to no site.
    pub hub: HubStore,
    /// Lifetimes.
    pub settings: Settings,
    pub(crate) clocks: Clocks,
    passwords: Passwords,
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
        })
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
    /// [`Error::TooMany`]; [`WRONG_CREDENTIALS`]; faults.
    pub async fn sign_in(&self, account: &str, password: &str, from: IpAddr, host: &str) -> Result<Verdict> {
        let account = Account::typed(account);
        let attempt = Attempt::new(&account, from);
        self.begin_attempt(&attempt).await?;
        let found = person::query::by_account(&self.hub.read(), &account).await?;
        let usable = found.as_ref().filter(|person| person.is_active());
        let right = self
            .passwords
            .verify(
                password,
                usable.and_then(|person| person.password_hash.as_deref()),
            )
            .await?;
        let actor = found.as_ref().map_or(Actor::Public, Person::actor);
        let Some(person) = found.clone().filter(|_| right) else {
            let mut tx = self.hub.write(Actor::Public).await?;
            person::note_failure(&mut tx, found.as_ref(), from);
            tx.commit().await?;
            return Err(WRONG_CREDENTIALS.into());
        };
        let mut tx = self.hub.write(actor).await?;
        let verdict = person::welcome(
            &mut tx,
            &self.settings,
            person,
            &attempt,
            (from, host),
            self.now(),
        )
        .await?;
        tx.commit().await?;
        Ok(verdict)
    }

    async fn begin_attempt(&self, attempt: &Attempt) -> Result<()> {
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
    /// Faults.
    pub async fn open_session(
        &self,
        person: &Person,
        host: &str,
        group: &str,
        id_token: String,
        replaces: Option<&Live>,
    ) -> Result<String> {
        let mut tx = self.hub.write(person.actor()).await?;
        if let Some(before) = replaces {
            session::end(&mut tx, &before.session).await?;
        }
        let new = NewSession::staff(person.person(), host, group, id_token);
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
        let new = NewPassword::parse_twice(&account, new, again)?;
        let attempt = Attempt::new(&account, from);
        self.begin_attempt(&attempt).await?;
        if !self
            .passwords
            .verify(current, live.person.password_hash.as_deref())
            .await?
        {
            let mut tx = self.hub.write(live.person.actor()).await?;
            person::note_failure(&mut tx, Some(&live.person), from);
            tx.commit().await?;
            return Err(WRONG_PASSWORD.into());
        }
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.hub.write(live.person.actor()).await?;
        let now = self.now();
        delay::note_success(&mut tx, &attempt, now).await?;
        let keep = Some(live.session.group_session.as_str());
        person::change_password(&mut tx, &live.person, hash, keep, now).await?;
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
    pub async fn accept_invitation(&self, token: &str, new: &str, again: &str) -> Result<Person> {
        let person = self.invited(token).await?;
        let new = NewPassword::parse_twice(&Account::parse(&person.account)?, new, again)?;
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.hub.write(person.actor()).await?;
        let person = invitation::accept(&mut tx, token, hash, self.now()).await?;
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
