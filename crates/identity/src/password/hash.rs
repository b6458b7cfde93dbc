//! argon2id, at most two at once: each takes a core and tens of megabytes, and a flood of sign-ins must not take
//! the whole machine.

use super::NewPassword;
use crate::settings::PasswordCost;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use kernel::{Error, Result};
use std::sync::Arc;
use tokio::sync::Semaphore;

const AT_ONCE: usize = 2;

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// The hash of nobody's password, so that an unknown account costs the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes ready for a cost.
    ///
    /// # Errors
    /// A fault for parameters that argon2 does not take.
    pub fn new(cost: PasswordCost) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(Error::fault)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, &crate::token::random()?)?;
        Ok(Self {
            argon2,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            nobody: nobody.into(),
        })
    }

    /// The PHC string of a new password.
    ///
    /// # Errors
    /// Faults.
    pub async fn hash(&self, password: NewPassword) -> Result<String> {
        self.turn(move |argon2| hash(argon2, &password.into_text())).await
    }

    /// Whether `password` is the one of `stored`. Without a stored hash the same work is done and the answer is no.
    ///
    /// # Errors
    /// Faults.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        let known = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let password = password.to_owned();
        let right = self
            .turn(move |argon2| {
                let stored = PasswordHash::new(&stored).map_err(Error::fault)?;
                match argon2.verify_password(password.as_bytes(), &stored) {
                    Ok(()) => Ok(true),
                    Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                    Err(error) => Err(Error::fault(error)),
                }
            })
            .await?;
        Ok(right & known)
    }

    async fn turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(Error::fault)?;
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&argon2)
        })
        .await
        .map_err(Error::fault)?
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String> {
    let hash: PasswordHash = argon2.hash_password(password.as_bytes()).map_err(Error::fault)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Account;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_passes() {
        let passwords = Passwords::new(PasswordCost::cheap()).unwrap();
        let account = Account::parse("edu.writer").unwrap();
        let stored = passwords
            .hash(NewPassword::parse(&account, "correct horse").unwrap())
            .await
            .unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(passwords.verify("correct horse", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("correct house", Some(&stored)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
    }
}
