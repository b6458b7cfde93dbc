//! Setting up second factors, for the profile page and for whoever must before anything else. Each opens, calls one
//! operation, commits.

use super::passkey::Asker;
use super::{query, recovery, totp};
use crate::Identity;
use crate::delay::{self, Attempt};
use crate::person::entity::Model as Person;
use crate::person::{self, Account};
use crate::refusals::WRONG_CODE;
use crate::session::{Live, Visit};
use kernel::{Error, Result};
use store::HubWrite;

impl Identity {
    /// A secret for the person's app that waits to be confirmed by this very sign-in.
    ///
    /// # Errors
    /// Faults.
    pub async fn begin_totp(&self, live: &Live, issuer: &str) -> Result<totp::SetUp> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let whose = (&live.person, live.session.group_session.as_str());
        let set_up = totp::begin(&mut tx, self.sealer()?, whose, issuer).await?;
        tx.commit().await?;
        Ok(set_up)
    }

    /// The app's first code; answers the recovery codes when they were made with it. Wrong codes count.
    ///
    /// # Errors
    /// [`WRONG_CODE`]; [`Error::TooMany`]; faults.
    pub async fn confirm_totp(
        &self,
        live: &Live,
        (code, visit): (&str, &Visit),
    ) -> Result<Option<Vec<String>>> {
        let person = &live.person;
        let code = super::Given::parse("totp", code, "")?.text;
        let attempt = Attempt::second(&Account::parse(&person.account)?, visit.ip());
        self.begin_attempt(&attempt).await?;
        let now = self.now();
        let whose = (person, live.session.group_session.as_str());
        let mut tx = self.hub.write(person.actor()).await?;
        match totp::confirm(&mut tx, self.sealer()?, whose, &code, now).await {
            Ok(()) => {}
            Err(Error::Refused(refusal)) if refusal == WRONG_CODE => {
                person::note_failure(&mut tx, Some(person), &attempt, (visit, "totp"), now).await?;
                tx.commit().await?;
                return Err(WRONG_CODE.into());
            }
            Err(error) => return Err(error),
        }
        delay::give_back(&mut tx, &attempt, now).await?;
        let codes = first_codes(&mut tx, person).await?;
        super::tell(&mut tx, &self.settings, person, "已启用身份验证器", now).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// A question for the browser: make a passkey.
    ///
    /// # Errors
    /// Faults.
    pub async fn begin_passkey(&self, live: &Live, asker: &Asker) -> Result<String> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let question = asker
            .begin_registration(&mut tx, &live.person, &live.session, self.now())
            .await?;
        tx.commit().await?;
        Ok(question)
    }

    /// The browser's answer and the passkey's name; answers the recovery codes when they were made with it.
    ///
    /// # Errors
    /// [`crate::refusals::PASSKEY_REFUSED`], [`crate::refusals::PASSKEY_KNOWN`]; faults.
    pub async fn add_passkey(
        &self,
        live: &Live,
        asker: &Asker,
        answer: (&str, &str),
    ) -> Result<Option<Vec<String>>> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let whose = (&live.person, &live.session);
        asker.register(&mut tx, whose, answer, self.now()).await?;
        let codes = first_codes(&mut tx, &live.person).await?;
        let now = self.now();
        super::tell(&mut tx, &self.settings, &live.person, "已登记一个通行密钥", now).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// New recovery codes instead of the old ones.
    ///
    /// # Errors
    /// [`crate::refusals::NO_FACTOR`] for somebody without a second factor; faults.
    pub async fn new_codes(&self, person: &Person) -> Result<Vec<String>> {
        let mut tx = self.hub.write(person.actor()).await?;
        if !query::of_person(&tx, person.person()).await?.any() {
            return Err(crate::refusals::NO_FACTOR.into());
        }
        let codes = recovery::make(&mut tx, person).await?;
        tx.commit().await?;
        Ok(codes)
    }
}

/// With the first factor come recovery codes.
async fn first_codes(tx: &mut HubWrite, person: &Person) -> Result<Option<Vec<String>>> {
    if query::of_person(tx, person.person()).await?.recovery_codes > 0 {
        return Ok(None);
    }
    Ok(Some(recovery::make(tx, person).await?))
}
