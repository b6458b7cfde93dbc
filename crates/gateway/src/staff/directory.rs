//! Who holds a session and which posts they hold. `identity` answers.

use kernel::policy::Membership;
use kernel::{Actor, PersonId, Result, Role, SiteId, Uid};

/// A live session of a member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// The account.
    pub person: PersonId,
    /// The account everywhere.
    pub uid: Uid,
    /// Name shown.
    pub name: String,
    /// Account name.
    pub account: String,
    /// Whether the person proved so lately who sits there that dangerous acts are open.
    pub fresh: bool,
    /// The posts that the person held when the session's token was made, as [`super::rights`] writes them; empty when
    /// that is not known.
    pub rights: String,
}

impl StaffSession {
    /// As the one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Person {
            id: self.person,
            name: self.name.clone(),
        }
    }
}

/// Somebody of the staff, as other features name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The account.
    pub person: PersonId,
    /// Name shown.
    pub name: String,
}

/// Answers for sessions and posts.
#[async_trait::async_trait]
pub trait StaffDirectory: Send + Sync {
    /// The live session behind a cookie on a host, if there is one.
    async fn session(&self, token: &str, host: &str) -> Result<Option<StaffSession>>;

    /// Every post of a person, on all sites.
    async fn posts(&self, person: PersonId) -> Result<Vec<Membership>>;

    /// The open account of this name, if there is one.
    async fn account(&self, account: &str) -> Result<Option<Colleague>>;

    /// Where mail reaches the owner of an open account, if an address is known.
    async fn mail(&self, _person: PersonId) -> Result<Option<String>> {
        Ok(None)
    }

    /// The open accounts that hold a post on a site.
    async fn holders(&self, _site: SiteId, _role: Role) -> Result<Vec<Colleague>> {
        Ok(Vec::new())
    }
}
