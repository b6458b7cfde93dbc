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
            back: ctx.site.url(back),
        })
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
    /// Shortest password.
    pub minimum: usize,
    /// Done: where to begin.
    pub entrances: Option<Vec<Entrance>>,
}

impl InvitationShow {
    /// The form for a person.
    #[must_use]
    pub fn new(person: &Person) -> Self {
        let (name, account) = (person.name.clone(), person.account.clone());
        Self {
            name,
            account,
            minimum: crate::password::MINIMUM,
            entrances: None,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            minimum: 10,
            entrances: None,
        }
    }
}
