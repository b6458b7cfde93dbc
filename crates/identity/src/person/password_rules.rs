//! Whether a new password keeps the operator's rules. Reading a list from disk and comparing with former hashes takes
//! long, so it happens outside transactions.

use super::entity::Model as Person;
use crate::Identity;
use crate::password::{NewPassword, Owner, history};
use kernel::{Error, Result};

impl Identity {
    /// Reads a new password by every rule but the history.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`; faults.
    pub(crate) async fn new_password(&self, person: &Person, password: &str) -> Result<NewPassword> {
        let rules = self.settings.passwords.clone();
        let (account, name, email) = (person.account.clone(), person.name.clone(), person.email.clone());
        let password = password.to_owned();
        let check = move || {
            let owner = Owner {
                account: &account,
                name: &name,
                email: &email,
            };
            NewPassword::check(&rules, owner, &password)
        };
        tokio::task::spawn_blocking(check).await.map_err(Error::fault)?
    }

    /// Refuses the present password and those before it, as many as the setting says.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`; faults.
    pub(crate) async fn refuse_former(&self, person: &Person, new: &NewPassword) -> Result<()> {
        let count = self.settings.passwords.history;
        if count == 0 {
            return Ok(());
        }
        let former = history::last(&self.hub.read(), person.id, count).await?;
        let hashes = person.password_hash.iter().chain(&former).take(count);
        for hash in hashes {
            if self.passwords.verify(new.text(), Some(hash)).await? {
                let text = format!("新密码不能与最近 {count} 次的密码相同。");
                return Err(Error::field("password", text));
            }
        }
        Ok(())
    }
}
