//! `[identity]` of the configuration: sign-in, passwords, accounts.

use chrono::{Datelike, Duration};
use identity::password::{BreachedFile, Rules};
use identity::{citizen, upstream};
use kernel::{Error, Result, Role};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What an operator may set about people. Every duration says its unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Identity {
    /// A session ends after this long without a request.
    pub idle_minutes: i64,
    /// A session ends after this long whatever happens.
    pub absolute_hours: i64,
    /// A one-time link for a new account.
    pub invitation_days: i64,
    /// A one-time link after a reset by an administrator.
    pub reset_hours: i64,
    /// A one-time link for a forgotten password.
    pub forgot_minutes: i64,
    /// An authorization code.
    pub code_seconds: i64,
    /// ID and access tokens.
    pub token_minutes: i64,
    /// A refresh token that is not used.
    pub refresh_idle_days: i64,
    /// A family of refresh tokens, whatever happens.
    pub refresh_absolute_days: i64,
    /// How long a signing key is used before the next one is made.
    pub key_rotation_days: i64,
    /// How long a new signing key is published before it signs.
    pub key_lead_minutes: i64,
    /// How old the last proof of who sits there may be for dangerous acts.
    pub fresh_minutes: i64,
    /// Roles whose holders must have a second factor.
    pub second_factor: Vec<String>,
    /// Shortest password in characters, at least 8.
    pub password_minimum: usize,
    /// How many of the four classes of characters a password holds at least.
    pub password_classes: usize,
    /// Not one of so many last passwords, at most 24.
    pub password_history: usize,
    /// After so many days a new password is asked for; 0 is never.
    pub password_days: i64,
    /// File with leaked passwords, sorted by bytes: one a line, as text or SHA-1. Empty is none.
    pub breached_passwords: PathBuf,
    /// An account that nobody used for so many days is closed; 0 is never.
    pub unused_days: i64,
    /// How many days before that its owner is warned by mail.
    pub unused_warning_days: i64,
    /// Month and day (`11-01`) on which the yearly re-registration of staff opens by itself; empty is never.
    pub campaign_day: String,
    /// How many days one that opened by itself lasts.
    pub campaign_days: i64,
    /// Audit records stay in the database for so many days, then go to `audit-archive`; at least 184.
    pub audit_keep_days: i64,
    /// How new audit records are hashed: `sha256` or `sm3`.
    pub audit_hash: String,
    /// Outside OpenID providers, for staff and for citizens.
    pub upstream: Vec<upstream::Settings>,
    /// The directory of staff.
    pub ldap: Option<upstream::Ldap>,
    /// Accounts of citizens.
    pub citizen: citizen::Settings,
}

impl Default for Identity {
    fn default() -> Self {
        let set = identity::Settings::default();
        Self {
            idle_minutes: set.idle.num_minutes(),
            absolute_hours: set.absolute.num_hours(),
            invitation_days: set.invitation.num_days(),
            reset_hours: set.reset.num_hours(),
            forgot_minutes: set.forgot.num_minutes(),
            code_seconds: set.code.num_seconds(),
            token_minutes: set.token.num_minutes(),
            refresh_idle_days: set.refresh_idle.num_days(),
            refresh_absolute_days: set.refresh_absolute.num_days(),
            key_rotation_days: set.key_rotation.num_days(),
            key_lead_minutes: set.key_lead.num_minutes(),
            fresh_minutes: set.fresh.num_minutes(),
            second_factor: set
                .second_factor
                .iter()
                .map(|role| role.key().to_owned())
                .collect(),
            password_minimum: set.passwords.minimum,
            password_classes: set.passwords.classes,
            password_history: set.passwords.history,
            password_days: set.passwords.max_age.map_or(0, |age| age.num_days()),
            breached_passwords: PathBuf::new(),
            unused_days: set.unused_after.map_or(0, |after| after.num_days()),
            unused_warning_days: set.unused_warning.num_days(),
            campaign_day: String::new(),
            campaign_days: set.campaign_lasts.num_days(),
            audit_keep_days: set.audit_keep.num_days(),
            audit_hash: store::audit::Algorithm::default().key().to_owned(),
            upstream: Vec::new(),
            ldap: None,
            citizen: citizen::Settings::default(),
        }
    }
}

impl Identity {
    /// The same with secrets masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self {
            upstream: self.upstream.iter().map(upstream::Settings::masked).collect(),
            ldap: self.ldap.as_ref().map(upstream::Ldap::masked),
            citizen: self.citizen.masked(),
            ..self.clone()
        }
    }

    /// The feature's settings.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn settings(&self, public_url: &str) -> Result<identity::Settings> {
        let wrong = |name: &str, text: String| Err(Error::field(format!("identity.{name}"), text));
        if !(8..=64).contains(&self.password_minimum) {
            return wrong("password_minimum", "密码最短长度应为 8 至 64。".into());
        }
        if self.password_classes > 4 || self.password_history > 24 {
            return wrong("password_classes", "字符种类最多 4，历史密码最多 24。".into());
        }
        if self.unused_days > 0 && self.unused_warning_days >= self.unused_days {
            return wrong("unused_warning_days", "提醒应早于停用。".into());
        }
        let least = store::audit::SHORTEST_KEEP.num_days();
        if self.audit_keep_days < least {
            return wrong("audit_keep_days", format!("审计记录至少保存 {least} 天。"));
        }
        self.audit_algorithm()?;
        for (name, value) in self.positive() {
            if value <= 0 || value > 36_500 {
                return wrong(name, format!("{name} = {value} 不在允许的范围内。"));
            }
        }
        let role = |key: &String| {
            Role::parse(key)
                .ok_or_else(|| Error::field("identity.second_factor", format!("没有角色 {key}。")))
        };
        let some_days = |days: i64| Some(days).filter(|days| *days > 0).map(Duration::days);
        let breached = Some(&self.breached_passwords).filter(|path| !path.as_os_str().is_empty());
        Ok(identity::Settings {
            idle: Duration::minutes(self.idle_minutes),
            absolute: Duration::hours(self.absolute_hours),
            invitation: Duration::days(self.invitation_days),
            reset: Duration::hours(self.reset_hours),
            forgot: Duration::minutes(self.forgot_minutes),
            code: Duration::seconds(self.code_seconds),
            token: Duration::minutes(self.token_minutes),
            refresh_idle: Duration::days(self.refresh_idle_days),
            refresh_absolute: Duration::days(self.refresh_absolute_days),
            key_rotation: Duration::days(self.key_rotation_days),
            key_lead: Duration::minutes(self.key_lead_minutes),
            fresh: Duration::minutes(self.fresh_minutes),
            second_factor: self.second_factor.iter().map(role).collect::<Result<_>>()?,
            passwords: Rules {
                minimum: self.password_minimum,
                classes: self.password_classes,
                history: self.password_history,
                max_age: some_days(self.password_days),
                breached: breached.map(BreachedFile::new),
            },
            unused_after: some_days(self.unused_days),
            unused_warning: Duration::days(self.unused_warning_days.max(0)),
            campaign_day: self.campaign_day()?,
            campaign_lasts: Duration::days(self.campaign_days),
            audit_keep: Duration::days(self.audit_keep_days),
            public_url: public_url.trim_end_matches('/').to_owned(),
            ..identity::Settings::default()
        })
    }

    /// How new audit records are hashed.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn audit_algorithm(&self) -> Result<store::audit::Algorithm> {
        store::audit::Algorithm::parse(&self.audit_hash).ok_or_else(|| {
            Error::field(
                "identity.audit_hash",
                format!("没有 {} 这种算法，请用 sha256 或 sm3。", self.audit_hash),
            )
        })
    }

    fn campaign_day(&self) -> Result<Option<(u32, u32)>> {
        if self.campaign_day.is_empty() {
            return Ok(None);
        }
        // Any leap year: 29 February may be somebody's wish.
        let day = chrono::NaiveDate::parse_from_str(&format!("2024-{}", self.campaign_day), "%Y-%m-%d");
        day.map(|day| Some((day.month(), day.day()))).map_err(|error| {
            Error::field(
                "identity.campaign_day",
                format!("{} 不是月日：{error}", self.campaign_day),
            )
        })
    }

    fn positive(&self) -> [(&'static str, i64); 13] {
        [
            ("campaign_days", self.campaign_days),
            ("idle_minutes", self.idle_minutes),
            ("absolute_hours", self.absolute_hours),
            ("invitation_days", self.invitation_days),
            ("reset_hours", self.reset_hours),
            ("forgot_minutes", self.forgot_minutes),
            ("code_seconds", self.code_seconds),
            ("token_minutes", self.token_minutes),
            ("refresh_idle_days", self.refresh_idle_days),
            ("refresh_absolute_days", self.refresh_absolute_days),
            ("key_rotation_days", self.key_rotation_days),
            ("key_lead_minutes", self.key_lead_minutes),
            ("fresh_minutes", self.fresh_minutes),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_feature_and_wrong_ones_are_named() {
        let set = Identity::default()
            .settings("https://www.example.gov.cn/")
            .unwrap();
        let own = identity::Settings::default();
        assert_eq!(
            (set.idle, set.token, set.forgot, set.unused_after),
            (own.idle, own.token, own.forgot, own.unused_after)
        );
        assert_eq!(set.public_url, "https://www.example.gov.cn");
        let wrong: [fn(&mut Identity); 6] = [
            |set| set.campaign_day = "13-01".into(),
            |set| set.password_minimum = 4,
            |set| set.password_classes = 5,
            |set| set.idle_minutes = 0,
            |set| set.unused_warning_days = 400,
            |set| set.second_factor = vec!["emperor".into()],
        ];
        for change in wrong {
            let mut set = Identity::default();
            change(&mut set);
            assert!(
                matches!(set.settings("http://x"), Err(Error::Invalid(_))),
                "{set:?}"
            );
        }
    }
}
