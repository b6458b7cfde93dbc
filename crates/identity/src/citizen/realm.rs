//! The realm at work: opens, calls one operation, commits. What takes long (argon2) happens between transactions.

use super::code::{self, Issued};
use super::entity::account::{ActiveModel, Model as Citizen};
use super::session::{self, Live, Place};
use super::verifier::{Notice, Verifier};
use super::{
    Cipher, Contact, NewCitizen, Purpose, Redeemed, Settings, change_contact, delete_citizen, open_citizen,
};
use super::{query, quota, welcome_citizen};
use crate::delay::Attempt;
use crate::password::{NewPassword, Owner, Rules};
use crate::person::Account;
use crate::refusals::{CODE_WRONG, CONTACT_TAKEN, PROOF_NEEDED, WRONG_CONTACT_OR_PASSWORD, WRONG_PASSWORD};
use crate::{Identity, delay};
use kernel::{Actor, CitizenId, Error, Result};
use sea_orm::Set;
use std::net::IpAddr;
use std::sync::Arc;
use store::HubWrite;
use store::job::JobHandler;

/// What the realm needs beside accounts of staff.
pub struct Realm {
    /// What the operator set.
    pub settings: Settings,
    /// Contacts at rest.
    pub cipher: Cipher,
    verifiers: Vec<Arc<dyn Verifier>>,
    pub(crate) jobs: Vec<Arc<dyn JobHandler>>,
}

/// A session that began.
#[derive(Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub token: String,
}

/// How somebody proves, inside a session, who sits there.
#[derive(Debug)]
pub enum Proof<'a> {
    /// The account's password.
    Password(&'a str),
    /// A code that was sent to a contact of the account: ticket and digits.
    Code(&'a str, &'a str),
    /// A sign-in a moment ago; for accounts without password.
    Fresh,
}

/// How often what met another one begins again.
const AGAIN: usize = 5;

impl Realm {
    /// Puts it together. The first verifier that takes a contact delivers to it.
    #[must_use]
    pub fn new(settings: Settings, cipher: Cipher, verifiers: Vec<Arc<dyn Verifier>>) -> Self {
        Self {
            settings,
            cipher,
            verifiers,
            jobs: Vec::new(),
        }
    }

    /// The same with the handler of a verifier's jobs.
    #[must_use]
    pub fn with_job(mut self, handler: Arc<dyn JobHandler>) -> Self {
        self.jobs.push(handler);
        self
    }

    fn verifier(&self, contact: &Contact) -> Result<&dyn Verifier> {
        let found = self.verifiers.iter().find(|verifier| verifier.takes(contact));
        found.map(|verifier| &**verifier).ok_or_else(|| {
            Error::field(
                "contact",
                format!(
                    "本站目前不能向{}发送验证码，请换一种联系方式。",
                    contact.kind().title()
                ),
            )
        })
    }

    /// Whether text messages can be sent: the forms then name both ways.
    #[must_use]
    pub fn takes_phones(&self) -> bool {
        Contact::parse("13800138000").is_ok_and(|phone| self.verifier(&phone).is_ok())
    }

    fn attempt(&self, contact: &Contact, from: IpAddr) -> Attempt {
        attempt(&self.cipher.lookup(contact), from)
    }
}

/// The same counts as for staff, under names that no account of staff can have.
fn attempt(lookup: &str, from: IpAddr) -> Attempt {
    Attempt::new(&Account::typed(&format!("citizen:{lookup}")), from)
}

fn new_password(rules: &Rules, contact: &str, (new, again): (&str, &str)) -> Result<NewPassword> {
    let account = contact.split('@').next().unwrap_or_default();
    let owner = Owner {
        account,
        name: "",
        email: contact,
    };
    NewPassword::check(rules, owner, new)?.and_again(again)
}

impl Identity {
    /// The realm, where this box has accounts for citizens.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn realm(&self) -> Result<&Realm> {
        self.citizens.as_deref().ok_or(Error::NotFound)
    }

    /// The operator's rules for passwords; former ones of citizens are not kept, and none runs out.
    #[must_use]
    pub fn citizen_rules(&self) -> Rules {
        Rules {
            history: 0,
            max_age: None,
            ..self.settings.passwords.clone()
        }
    }

    /// Sends a code to a contact that nobody proved yet to be the asker's. Whoever asks learns nothing of accounts: an
    /// unknown target gets a dud, a taken one a note to its owner.
    ///
    /// # Errors
    /// [`Error::TooMany`]; [`Error::Invalid`] on `contact`; faults.
    pub async fn send_code(
        &self,
        purpose: Purpose,
        contact: &Contact,
        (site, from): (&str, IpAddr),
    ) -> Result<String> {
        self.issue(purpose, contact, None, (site, from)).await
    }

    async fn issue(
        &self,
        purpose: Purpose,
        contact: &Contact,
        mine: Option<CitizenId>,
        (site, from): (&str, IpAddr),
    ) -> Result<String> {
        let realm = self.realm()?;
        let verifier = realm.verifier(contact)?;
        let lookup = realm.cipher.lookup(contact);
        self.count_code(&lookup, from).await?;
        let owner = query::by_contact(&self.hub.read(), &lookup).await?;
        let (citizen, dud) = match purpose {
            Purpose::Register => (None, owner.is_some()),
            Purpose::SignIn | Purpose::Reset => (owner.as_ref().map(Citizen::citizen), owner.is_none()),
            Purpose::Contact => (mine, owner.is_some()),
            Purpose::Confirm => (mine, owner.as_ref().map(Citizen::citizen) != mine),
        };
        let (now, life) = (self.now(), realm.settings.code());
        let until = now + life;
        let mut tx = self.hub.write(Actor::Public).await?;
        let about = (purpose, contact, citizen);
        let Issued { ticket, code } = code::issue(&mut tx, &realm.cipher, about, dud, (now, life)).await?;
        let notice = if !dud {
            Some(Notice::code(site, purpose, &code, (life.num_minutes(), until)))
        } else if purpose == Purpose::Register || purpose == Purpose::Contact {
            Some(Notice::already(site, until))
        } else {
            None
        };
        if let Some(notice) = notice {
            verifier.send(&mut tx, contact, &notice).await?;
        }
        tx.commit().await?;
        Ok(ticket)
    }

    async fn count_code(&self, target: &str, from: IpAddr) -> Result<()> {
        let realm = self.realm()?;
        let mut tries = 0;
        loop {
            let mut tx = self.hub.write(Actor::Public).await?;
            tx.exempt("citizen_code")?;
            match quota::take(&mut tx, &realm.cipher, (target, from), self.now()).await {
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

    /// Where the code of a ticket went, masked, while it can still be typed.
    ///
    /// # Errors
    /// Faults.
    pub async fn target_of(&self, purpose: Purpose, ticket: &str) -> Result<Option<String>> {
        let cipher = &self.realm()?.cipher;
        let row = code::find(&self.hub.read(), purpose, ticket, self.now()).await?;
        let contact = row
            .map(|row| cipher.open(&row.kind, &row.sealed, &row.cipher))
            .transpose()?;
        Ok(contact.as_ref().map(Contact::masked))
    }

    /// Tries a code. Wrong ones count as failed sign-ins of the target.
    async fn redeem(
        &self,
        purpose: Purpose,
        (ticket, typed): (&str, &str),
        from: IpAddr,
    ) -> Result<(Redeemed, Attempt)> {
        let realm = self.realm()?;
        let row = code::find(&self.hub.read(), purpose, ticket, self.now()).await?;
        let lookup = row.map_or_else(|| "unknown".to_owned(), |row| row.lookup);
        let attempt = attempt(&lookup, from);
        self.begin_attempt(&attempt).await?;
        let mut tries = 0;
        loop {
            let mut tx = self.hub.write(Actor::Public).await?;
            match code::redeem(&mut tx, &realm.cipher, (purpose, ticket), typed, self.now()).await {
                Ok(found) => {
                    tx.commit().await?;
                    return found
                        .map(|found| (found, attempt))
                        .ok_or_else(|| CODE_WRONG.into());
                }
                Err(Error::Busy(wait)) if tries < AGAIN => {
                    drop(tx);
                    tries += 1;
                    tokio::time::sleep(wait).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Opens an account with the code that was sent, and signs in.
    ///
    /// # Errors
    /// [`CODE_WRONG`]; [`Error::Invalid`]; [`CONTACT_TAKEN`]; [`Error::TooMany`]; faults.
    pub async fn register_citizen(
        &self,
        new: NewCitizen,
        (ticket, typed): (&str, &str),
        (password, again): (&str, &str),
        (from, place): (IpAddr, Place<'_>),
    ) -> Result<SignedIn> {
        // The password is judged before the code is used up.
        let realm = self.realm()?;
        let row = code::find(&self.hub.read(), Purpose::Register, ticket, self.now()).await?;
        let contact = row
            .map(|row| realm.cipher.open(&row.kind, &row.sealed, &row.cipher))
            .transpose()?;
        let contact = contact.ok_or(CODE_WRONG)?;
        let password = new_password(&self.citizen_rules(), contact.as_str(), (password, again))?;
        let (found, attempt) = self.redeem(Purpose::Register, (ticket, typed), from).await?;
        let hash = self.passwords.hash(password).await?;
        let now = self.now();
        let mut tx = self.hub.write(Actor::Public).await?;
        let citizen = open_citizen(
            &mut tx,
            &realm.cipher,
            new,
            (Some(&found.contact), Some(hash)),
            now,
        )
        .await?;
        let how = (Some(&attempt), "register");
        let token = welcome_citizen(&mut tx, &realm.settings, &citizen, how, place, now).await?;
        tx.commit().await?;
        Ok(SignedIn { token })
    }

    /// Contact and password from the form. Unknown contacts take the same way as a wrong password.
    ///
    /// # Errors
    /// [`WRONG_CONTACT_OR_PASSWORD`]; [`Error::TooMany`]; faults.
    pub async fn sign_in_citizen(
        &self,
        contact: &str,
        password: &str,
        (from, place): (IpAddr, Place<'_>),
    ) -> Result<SignedIn> {
        let realm = self.realm()?;
        // What is no contact at all is an unknown one.
        let contact = Contact::parse(contact).ok();
        let attempt = match &contact {
            Some(contact) => realm.attempt(contact, from),
            None => attempt("unknown", from),
        };
        self.begin_attempt(&attempt).await?;
        let found = match &contact {
            Some(contact) => query::by_contact(&self.hub.read(), &realm.cipher.lookup(contact)).await?,
            None => None,
        };
        let stored = found
            .as_ref()
            .and_then(|citizen| citizen.password_hash.as_deref());
        let right = self.passwords.verify(password, stored).await?;
        let Some(citizen) = found.filter(|_| right) else {
            self.note_refused("password").await?;
            return Err(WRONG_CONTACT_OR_PASSWORD.into());
        };
        self.admit_citizen(&citizen, (Some(&attempt), "pwd"), place).await
    }

    async fn note_refused(&self, method: &str) -> Result<()> {
        let mut tx = self.hub.write(Actor::Public).await?;
        // Nothing of what was typed, and no account's uid either: the table of tries knows which account is meant.
        tx.audit(
            None,
            "citizen.refused",
            "unknown",
            &serde_json::json!({ "method": method }),
        );
        tx.commit().await
    }

    pub(crate) async fn admit_citizen(
        &self,
        citizen: &Citizen,
        how: (Option<&Attempt>, &str),
        place: Place<'_>,
    ) -> Result<SignedIn> {
        let realm = self.realm()?;
        let mut tx = self.hub.write(citizen.actor()).await?;
        let token = welcome_citizen(&mut tx, &realm.settings, citizen, how, place, self.now()).await?;
        tx.commit().await?;
        Ok(SignedIn { token })
    }

    /// Signs in with the code that was sent.
    ///
    /// # Errors
    /// [`CODE_WRONG`]; [`Error::TooMany`]; faults.
    pub async fn sign_in_by_code(
        &self,
        code: (&str, &str),
        (from, place): (IpAddr, Place<'_>),
    ) -> Result<SignedIn> {
        let (found, attempt) = match self.redeem(Purpose::SignIn, code, from).await {
            Err(Error::Refused(refusal)) if refusal == CODE_WRONG => {
                self.note_refused("code").await?;
                return Err(CODE_WRONG.into());
            }
            other => other?,
        };
        let citizen = self.still_owner(&found).await?;
        self.admit_citizen(&citizen, (Some(&attempt), "code"), place)
            .await
    }

    /// Between sending and typing the contact may have gone to another account, or the account away.
    async fn still_owner(&self, found: &Redeemed) -> Result<Citizen> {
        let lookup = self.realm()?.cipher.lookup(&found.contact);
        let owner = query::by_contact(&self.hub.read(), &lookup).await?;
        owner
            .filter(|owner| Some(owner.citizen()) == found.citizen)
            .ok_or_else(|| CODE_WRONG.into())
    }

    /// A forgotten password: the code that was sent opens the account for a new one. Every session ends.
    ///
    /// # Errors
    /// [`CODE_WRONG`]; [`Error::Invalid`]; [`Error::TooMany`]; faults.
    pub async fn reset_citizen_password(
        &self,
        (ticket, typed): (&str, &str),
        (password, again): (&str, &str),
        (from, place): (IpAddr, Place<'_>),
    ) -> Result<SignedIn> {
        let realm = self.realm()?;
        let row = code::find(&self.hub.read(), Purpose::Reset, ticket, self.now()).await?;
        let contact = row
            .map(|row| realm.cipher.open(&row.kind, &row.sealed, &row.cipher))
            .transpose()?;
        let password = new_password(
            &self.citizen_rules(),
            contact.as_ref().map_or("", Contact::as_str),
            (password, again),
        )?;
        let (found, attempt) = self.redeem(Purpose::Reset, (ticket, typed), from).await?;
        let citizen = self.still_owner(&found).await?;
        let hash = self.passwords.hash(password).await?;
        let now = self.now();
        let mut tx = self.hub.write(citizen.actor()).await?;
        set_password(&mut tx, &citizen, hash, now).await?;
        session::end_all(&mut tx, citizen.citizen(), None).await?;
        let how = (Some(&attempt), "code");
        let token = welcome_citizen(&mut tx, &realm.settings, &citizen, how, place, now).await?;
        tx.commit().await?;
        Ok(SignedIn { token })
    }

    /// The citizen's session with its account.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when it ended meanwhile; faults.
    pub async fn live_citizen(&self, (token, host): (&str, &str)) -> Result<Live> {
        let realm = self.realm()?;
        session::find(&self.hub.read(), &realm.settings, (token, host), self.now())
            .await?
            .ok_or(Error::Unauthenticated)
    }

    /// Proves who sits there before what cannot be undone.
    ///
    /// # Errors
    /// [`WRONG_PASSWORD`], [`CODE_WRONG`], [`PROOF_NEEDED`]; [`Error::TooMany`]; faults.
    pub async fn prove_citizen(&self, live: &Live, proof: Proof<'_>, from: IpAddr) -> Result<()> {
        let citizen = &live.citizen;
        match proof {
            Proof::Password(password) => {
                let attempt = attempt(&citizen.uid().to_string(), from);
                self.begin_attempt(&attempt).await?;
                let right = self
                    .passwords
                    .verify(password, citizen.password_hash.as_deref())
                    .await?;
                if !right {
                    self.note_refused("password").await?;
                    return Err(WRONG_PASSWORD.into());
                }
                self.give_back(&attempt, citizen).await
            }
            Proof::Code(ticket, typed) => {
                let (found, attempt) = self.redeem(Purpose::Confirm, (ticket, typed), from).await?;
                if self.still_owner(&found).await?.id != citizen.id {
                    return Err(CODE_WRONG.into());
                }
                self.give_back(&attempt, citizen).await
            }
            Proof::Fresh => {
                if citizen.password_hash.is_some() || !live.is_fresh(self.now()) {
                    return Err(PROOF_NEEDED.into());
                }
                Ok(())
            }
        }
    }

    async fn give_back(&self, attempt: &Attempt, citizen: &Citizen) -> Result<()> {
        let mut tx = self.hub.write(citizen.actor()).await?;
        tx.exempt("signin_delay")?;
        delay::note_success(&mut tx, attempt, self.now()).await?;
        tx.commit().await
    }

    /// The contacts of a citizen.
    ///
    /// # Errors
    /// Faults.
    pub async fn contacts_of(&self, citizen: CitizenId) -> Result<Vec<Contact>> {
        query::contacts(&self.hub.read(), &self.realm()?.cipher, citizen).await
    }

    /// Sends a code to a new contact of the citizen's own account.
    ///
    /// # Errors
    /// As [`Self::send_code`].
    pub async fn send_contact_code(
        &self,
        citizen: CitizenId,
        contact: &Contact,
        sender: (&str, IpAddr),
    ) -> Result<String> {
        self.issue(Purpose::Contact, contact, Some(citizen), sender).await
    }

    /// Sends a code to the citizen's own contact, before the account is deleted.
    ///
    /// # Errors
    /// As [`Self::send_code`]; [`PROOF_NEEDED`] for an account without contact.
    pub async fn send_own_code(
        &self,
        citizen: CitizenId,
        sender: (&str, IpAddr),
    ) -> Result<(String, String)> {
        let realm = self.realm()?;
        let contacts = self.contacts_of(citizen).await?;
        let reachable = contacts.iter().find(|contact| realm.verifier(contact).is_ok());
        let contact = reachable.ok_or(PROOF_NEEDED)?;
        let ticket = self
            .issue(Purpose::Confirm, contact, Some(citizen), sender)
            .await?;
        Ok((ticket, contact.masked()))
    }

    /// The code for the new contact came: it takes the place of the old one, which is told.
    ///
    /// # Errors
    /// [`CODE_WRONG`]; [`CONTACT_TAKEN`]; faults.
    pub async fn change_citizen_contact(
        &self,
        live: &Live,
        code: (&str, &str),
        (site, from): (&str, IpAddr),
    ) -> Result<Contact> {
        let realm = self.realm()?;
        let (found, attempt) = self.redeem(Purpose::Contact, code, from).await?;
        let citizen = &live.citizen;
        if found.citizen != Some(citizen.citizen()) {
            return Err(CODE_WRONG.into());
        }
        if query::by_contact(&self.hub.read(), &realm.cipher.lookup(&found.contact))
            .await?
            .is_some()
        {
            return Err(CONTACT_TAKEN.into());
        }
        let now = self.now();
        let mut tx = self.hub.write(citizen.actor()).await?;
        let who = (citizen.citizen(), citizen.uid());
        let before = change_contact(&mut tx, &realm.cipher, who, &found.contact, now).await?;
        if let Some(before) = before
            && let Ok(verifier) = realm.verifier(&before)
        {
            let until = now + chrono::Duration::days(1);
            let notice = Notice::replaced(site, &found.contact.masked(), until);
            verifier.send(&mut tx, &before, &notice).await?;
        }
        delay::note_success(&mut tx, &attempt, now).await?;
        // Whoever sits in another session of the account proves anew who that is.
        session::end_all(&mut tx, citizen.citizen(), Some(live.session.id)).await?;
        tx.commit().await?;
        Ok(found.contact)
    }

    /// A new password for the own account; other sessions end. The proof was given before.
    ///
    /// # Errors
    /// [`Error::Invalid`]; faults.
    pub async fn change_citizen_password(&self, live: &Live, (password, again): (&str, &str)) -> Result<()> {
        let citizen = &live.citizen;
        let contacts = self.contacts_of(citizen.citizen()).await?;
        let own = contacts.first().map_or("", Contact::as_str);
        let hash = self
            .passwords
            .hash(new_password(&self.citizen_rules(), own, (password, again))?)
            .await?;
        let mut tx = self.hub.write(citizen.actor()).await?;
        set_password(&mut tx, citizen, hash, self.now()).await?;
        session::end_all(&mut tx, citizen.citizen(), Some(live.session.id)).await?;
        tx.commit().await
    }

    /// How the citizen wants to be addressed.
    ///
    /// # Errors
    /// [`Error::Invalid`]; faults.
    pub async fn rename_citizen(&self, live: &Live, name: &str) -> Result<()> {
        let name = super::open::parse_name(name)?;
        let mut tx = self.hub.write(live.citizen.actor()).await?;
        tx.update(ActiveModel {
            id: Set(live.citizen.id),
            name: Set(name),
            ..Default::default()
        })
        .await?;
        tx.audit(
            None,
            "citizen.renamed",
            &live.citizen.uid().to_string(),
            &serde_json::Value::Null,
        );
        tx.commit().await
    }

    /// Ends one of the citizen's sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`]; faults.
    pub async fn end_citizen_session(&self, live: &Live, session: i64) -> Result<()> {
        let mut tx = self.hub.write(live.citizen.actor()).await?;
        session::end(&mut tx, live.citizen.citizen(), session).await?;
        tx.commit().await
    }

    /// Deletes the citizen's account. The proof was given before.
    ///
    /// # Errors
    /// Faults.
    pub async fn delete_citizen(&self, live: &Live) -> Result<()> {
        let mut tx = self.hub.write(live.citizen.actor()).await?;
        delete_citizen(&mut tx, &live.citizen, self.now()).await?;
        tx.commit().await
    }
}

async fn set_password(
    tx: &mut HubWrite,
    citizen: &Citizen,
    hash: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    tx.update(ActiveModel {
        id: Set(citizen.id),
        password_hash: Set(Some(hash)),
        password_changed_at: Set(Some(now)),
        ..Default::default()
    })
    .await?;
    tx.audit(
        None,
        "citizen.password_changed",
        &citizen.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(())
}
