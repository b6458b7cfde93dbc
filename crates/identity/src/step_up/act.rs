//! The proof counts.

use crate::Identity;
use crate::delay::{self, Attempt};
use crate::factor::query;
use crate::person::entity::Model as Person;
use crate::person::{self, Account};
use crate::refusals::WRONG_PASSWORD;
use crate::session::{self, Live, Visit};
use kernel::{PersonId, Result};

impl Identity {
    /// Whether the person has a second factor.
    ///
    /// # Errors
    /// Faults.
    pub async fn has_factor(&self, person: PersonId) -> Result<bool> {
        Ok(query::of_person(&self.hub.read(), person).await?.any())
    }

    /// Whether the person can prove himself by a password here: an own one, or the directory's.
    #[must_use]
    pub fn has_password(&self, person: &Person) -> bool {
        person.password_hash.is_some() || person.directory
    }

    /// The person proved by this method who sits there: it counts for the sign-in on every host. Answers the new token of
    /// the portal's session.
    ///
    /// # Errors
    /// Faults.
    pub async fn step_up(&self, live: &Live, method: &str, visit: &Visit) -> Result<String> {
        let mut tx = self.hub.write(live.person.actor()).await?;
        let token = session::prove_again(&mut tx, &live.session, method, self.now()).await?;
        let detail = serde_json::json!({ "from": visit.address, "method": method });
        tx.audit(
            None,
            "session.stepped_up",
            &live.person.uid().to_string(),
            &detail,
        );
        tx.commit().await?;
        Ok(token)
    }

    /// The same by the password, for somebody without a second factor. Wrong ones count like failed sign-ins.
    ///
    /// # Errors
    /// [`WRONG_PASSWORD`]; [`kernel::Error::TooMany`]; faults.
    pub async fn step_up_by_password(&self, live: &Live, password: &str, visit: &Visit) -> Result<String> {
        let person = &live.person;
        let attempt = Attempt::new(&Account::parse(&person.account)?, visit.ip());
        self.begin_attempt(&attempt).await?;
        let right = self.is_password_of(Some(person), password).await?;
        let mut tx = self.hub.write(person.actor()).await?;
        if !right {
            let what = (visit, "step_up");
            person::note_failure(&mut tx, Some(person), &attempt, what, self.now()).await?;
            tx.commit().await?;
            return Err(WRONG_PASSWORD.into());
        }
        delay::give_back(&mut tx, &attempt, self.now()).await?;
        tx.commit().await?;
        self.step_up(live, "pwd", visit).await
    }
}
