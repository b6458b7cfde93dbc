//! Somebody gives a second factor, at sign-in or at step-up. Wrong ones count like wrong passwords, by counts of their
//! own that a right password does not end.

use super::passkey::Asker;
use super::{Given, Kind, recovery, totp};
use crate::Identity;
use crate::delay::{self, Attempt};
use crate::person::{self, Account};
use crate::refusals::{PASSKEY_REFUSED, WRONG_CODE, WRONG_RECOVERY_CODE};
use crate::session::{Live, Visit};
use kernel::Result;

impl Identity {
    /// Checks the second factor that the person of this session (whole or half) gives; answers its word of RFC 8176.
    ///
    /// # Errors
    /// [`kernel::Error::TooMany`]; [`WRONG_CODE`], [`WRONG_RECOVERY_CODE`], [`PASSKEY_REFUSED`]; faults.
    pub async fn prove_factor(
        &self,
        live: &Live,
        given: &Given,
        asker: &Asker,
        visit: &Visit,
    ) -> Result<&'static str> {
        let person = &live.person;
        let attempt = Attempt::second(&Account::parse(&person.account)?, visit.ip());
        self.begin_attempt(&attempt).await?;
        let now = self.now();
        let mut tx = self.hub.write(person.actor()).await?;
        let right = match given.kind {
            Kind::Totp => totp::use_code(&mut tx, self.sealer()?, person, &given.text, now).await?,
            Kind::Recovery => recovery::use_code(&mut tx, person, &given.text, now).await?,
            Kind::Passkey => {
                asker
                    .prove(&mut tx, (person, &live.session), &given.text, now)
                    .await?
            }
        };
        if !right {
            let what = (visit, given.kind.key());
            person::note_failure(&mut tx, Some(person), &attempt, what, now).await?;
            tx.commit().await?;
            return Err(match given.kind {
                Kind::Totp => WRONG_CODE,
                Kind::Recovery => WRONG_RECOVERY_CODE,
                Kind::Passkey => PASSKEY_REFUSED,
            }
            .into());
        }
        delay::give_back(&mut tx, &attempt, now).await?;
        if given.kind == Kind::Recovery {
            let left = super::query::of_person(&tx, person.person())
                .await?
                .recovery_codes;
            let detail = serde_json::json!({ "left": left });
            tx.audit(None, "factor.recovery_used", &person.uid().to_string(), &detail);
        }
        tx.commit().await?;
        Ok(given.kind.method())
    }
}
