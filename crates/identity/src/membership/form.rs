//! Text from the browser → domain types.

use crate::person::{Account, NewPerson};
use kernel::{Error, Result, Role};
use serde::Deserialize;

/// A post for somebody with an account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// Account.
    pub account: String,
    /// Role's key.
    pub role: String,
}

impl AddForm {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(&self) -> Result<(Account, Role)> {
        Ok((Account::parse(&self.account)?, role(&self.role, "role")?))
    }
}

/// A new account with its first post. The fields have other names than those of [`AddForm`], as both forms stand on
/// one page and errors point to fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// Account.
    pub new_account: String,
    /// Name.
    pub name: String,
    /// Post in words.
    pub title: String,
    /// Role's key.
    pub new_role: String,
}

impl InviteForm {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(&self) -> Result<(NewPerson, Role)> {
        let new =
            NewPerson::parse(&self.new_account, &self.name, &self.title).map_err(|error| match error {
                Error::Invalid(mut fields) => {
                    for field in fields.iter_mut().filter(|field| field.field == "account") {
                        field.field = "new_account".into();
                    }
                    Error::Invalid(fields)
                }
                other => other,
            })?;
        Ok((new, role(&self.new_role, "new_role")?))
    }
}

/// Reads a role's key.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub fn role(key: &str, field: &str) -> Result<Role> {
    Role::parse(key).ok_or_else(|| Error::field(field, "请选择岗位。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_to_the_field_of_the_form() {
        let form = InviteForm {
            new_account: "!".into(),
            name: "周若溪".into(),
            ..InviteForm::default()
        };
        let Err(Error::Invalid(fields)) = form.parse() else {
            panic!()
        };
        assert_eq!(fields[0].field, "new_account");
        let form = AddForm {
            account: "edu.writer".into(),
            role: String::new(),
        };
        let Err(Error::Invalid(fields)) = form.parse() else {
            panic!()
        };
        assert_eq!(fields[0].field, "role");
    }
}
