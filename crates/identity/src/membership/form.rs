//! Text from the browser → domain types.

use super::Post;
use crate::person::{Account, NewPerson};
use chrono::{DateTime, Utc};
use kernel::{ChannelId, Error, Result, Role, beijing};

/// Fields as they come; a name may come several times (check boxes).
pub type Fields = Vec<(String, String)>;

/// A post for somebody with an account.
#[derive(Clone, Debug, Default)]
pub struct AddForm {
    /// Account.
    pub account: String,
    /// Role's key.
    pub role: String,
    /// Channels' numbers.
    pub channels: Vec<String>,
    /// Last day.
    pub until: String,
}

fn one(fields: &Fields, name: &str) -> String {
    let found = fields.iter().find(|(field, _)| field == name);
    found.map_or_else(String::new, |(_, value)| value.clone())
}

fn many(fields: &Fields, name: &str) -> Vec<String> {
    let found = fields.iter().filter(|(field, _)| field == name);
    found.map(|(_, value)| value.clone()).collect()
}

impl AddForm {
    /// The form of these fields.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        Self {
            account: one(fields, "account"),
            role: one(fields, "role"),
            channels: many(fields, "channels"),
            until: one(fields, "until"),
        }
    }

    /// Reads it; the channels must be among those of the site.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(&self, site: &[(ChannelId, String)]) -> Result<(Account, Post)> {
        let post = Post {
            role: role(&self.role, "role")?,
            channels: channels(&self.channels, site, "channels")?,
            until: until(&self.until, "until")?,
        };
        Ok((Account::parse(&self.account)?, post))
    }
}

/// A new account with its first post. The fields have other names than those of [`AddForm`], as both forms stand on
/// one page and errors point to fields.
#[derive(Clone, Debug, Default)]
pub struct InviteForm {
    /// Account.
    pub new_account: String,
    /// Name.
    pub name: String,
    /// Post in words.
    pub title: String,
    /// Mail address.
    pub email: String,
    /// Role's key.
    pub new_role: String,
    /// Channels' numbers.
    pub new_channels: Vec<String>,
    /// Last day.
    pub new_until: String,
}

impl InviteForm {
    /// The form of these fields.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        Self {
            new_account: one(fields, "new_account"),
            name: one(fields, "name"),
            title: one(fields, "title"),
            email: one(fields, "email"),
            new_role: one(fields, "new_role"),
            new_channels: many(fields, "new_channels"),
            new_until: one(fields, "new_until"),
        }
    }

    /// Reads it; the channels must be among those of the site.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(&self, site: &[(ChannelId, String)]) -> Result<(NewPerson, Post)> {
        let new = NewPerson::parse(&self.new_account, &self.name, &self.title)
            .map_err(|error| match error {
                Error::Invalid(mut fields) => {
                    for field in fields.iter_mut().filter(|field| field.field == "account") {
                        field.field = "new_account".into();
                    }
                    Error::Invalid(fields)
                }
                other => other,
            })?
            .with_email(&self.email)?;
        let post = Post {
            role: role(&self.new_role, "new_role")?,
            channels: channels(&self.new_channels, site, "new_channels")?,
            until: until(&self.new_until, "new_until")?,
        };
        Ok((new, post))
    }
}

/// Reads a role's key.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub fn role(key: &str, field: &str) -> Result<Role> {
    Role::parse(key).ok_or_else(|| Error::field(field, "请选择岗位。"))
}

/// No box ticked means all channels. A number that is no channel of this site is refused, not passed over: a post must
/// never reach further than what was ticked.
fn channels(ticked: &[String], site: &[(ChannelId, String)], field: &str) -> Result<Option<Vec<ChannelId>>> {
    if ticked.is_empty() {
        return Ok(None);
    }
    let known = |text: &String| {
        site.iter()
            .map(|(id, _)| *id)
            .find(|id| id.0.to_string() == *text)
    };
    let channels: Option<Vec<_>> = ticked.iter().map(known).collect();
    channels
        .map(Some)
        .ok_or_else(|| Error::field(field, "没有这个栏目。"))
}

/// The last day of the term, Beijing time; the post ends when that day does.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub fn until(text: &str, field: &str) -> Result<Option<DateTime<Utc>>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = beijing::parse(text).ok_or_else(|| Error::field(field, "请填写日期，例如 2026-12-31。"))?;
    Ok(Some(day + chrono::Duration::days(1)))
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
        let Err(Error::Invalid(fields)) = form.parse(&[]) else {
            panic!()
        };
        assert_eq!(fields[0].field, "new_account");
        let form = AddForm {
            account: "edu.writer".into(),
            ..AddForm::default()
        };
        let Err(Error::Invalid(fields)) = form.parse(&[]) else {
            panic!()
        };
        assert_eq!(fields[0].field, "role");
    }

    #[test]
    fn boxes_and_the_last_day_are_read() {
        let pairs = [
            ("account", "edu.writer"),
            ("role", "editor"),
            ("channels", "3"),
            ("channels", "5"),
            ("until", "2026-12-31"),
        ];
        let fields: Fields = pairs.map(|(name, value)| (name.into(), value.into())).into();
        let site = [3, 4, 5].map(|id| (ChannelId(id), String::new()));
        let (_, post) = AddForm::of(&fields).parse(&site).unwrap();
        assert_eq!(post.channels, Some(vec![ChannelId(3), ChannelId(5)]));
        assert_eq!(beijing::minute(post.until.unwrap()), "2027-01-01 00:00");
        let foreign = AddForm::of(&fields).parse(&site[..2]);
        assert!(matches!(foreign, Err(Error::Invalid(fields)) if fields[0].field == "channels"));
    }
}
