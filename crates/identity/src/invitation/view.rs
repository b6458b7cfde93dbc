//! What the pages around one-time links show.

use crate::invitation;
use crate::person::entity::Model as Person;
use crate::refusals::NO_PORTAL;
use chrono::{DateTime, Utc};
use gateway::{Ctx, StaffPage};
use kernel::{Result, beijing};
use serde::Serialize;

/// `identity/link.html`: the link, shown once to the administrator.
#[derive(Clone, Debug, Serialize)]
pub struct LinkShow {
    /// Whose it is.
    pub name: String,
    /// Account.
    pub account: String,
    /// The whole address.
    pub link: String,
    /// Until when it works.
    pub until: String,
    /// Where it was mailed to, or empty.
    pub mailed_to: String,
    /// Back to the list.
    pub back: String,
}

impl LinkShow {
    /// The link of a token.
    ///
    /// # Errors
    /// [`NO_PORTAL`] on a box without portal.
    pub fn new(ctx: &Ctx, person: &Person, token: &str, until: DateTime<Utc>, back: &str) -> Result<Self> {
        let portal = ctx.app.directory.portal().ok_or(NO_PORTAL)?;
        Ok(Self {
            name: person.name.clone(),
            account: person.account.clone(),
            link: portal.absolute(&invitation::path(token)),
            until: beijing::minute(until),
            mailed_to: String::new(),
            back: ctx.site.url(back),
        })
    }

    /// The link went out by mail: then it is nobody else's to see.
    #[must_use]
    pub fn mailed_to(mut self, person: &Person, mailed: bool) -> Self {
        if mailed {
            self.mailed_to = person.email.clone();
            self.link = String::new();
        }
        self
    }

    /// As a page.
    pub fn page(self) -> StaffPage<Self> {
        StaffPage::new("identity/link.html", self).title("一次性链接")
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            link: "http://portal.localhost:8080/oidc/invitation/abc".into(),
            until: "2026-11-29 09:30".into(),
            mailed_to: String::new(),
            back: "/console/members".into(),
        }
    }
}

/// A site where the person may begin.
#[derive(Clone, Debug, Serialize)]
pub struct Entrance {
    /// Name.
    pub name: String,
    /// Its console.
    pub url: String,
}

/// `identity/invitation.html`: the person sets the own password.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationShow {
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// The rules of passwords in a sentence.
    pub rules: String,
    /// Done: where to begin.
    pub entrances: Option<Vec<Entrance>>,
}

impl InvitationShow {
    /// The form for a person.
    #[must_use]
    pub fn new(person: &Person, rules: &crate::password::Rules) -> Self {
        let (name, account) = (person.name.clone(), person.account.clone());
        Self {
            name,
            account,
            rules: rules.sentence(),
            entrances: None,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            rules: crate::password::Rules::default().sentence(),
            entrances: None,
        }
    }
}
