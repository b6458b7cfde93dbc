//! Who holds a citizen's session. `identity` answers.

use kernel::{Actor, CitizenId, Result, Uid};

/// A live session of a citizen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitizenSession {
    /// The account.
    pub citizen: CitizenId,
    /// What letters and the audit keep; it stays when the account is deleted.
    pub uid: Uid,
    /// Name shown; may be empty.
    pub name: String,
    /// The session itself, for the list of sessions.
    pub session: i64,
}

impl CitizenSession {
    /// As the one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Citizen { uid: self.uid }
    }
}

/// Answers for sessions of citizens. It never sees a staff cookie.
#[async_trait::async_trait]
pub trait CitizenDirectory: Send + Sync {
    /// The live session behind a cookie on a host, if there is one.
    async fn session(&self, token: &str, host: &str) -> Result<Option<CitizenSession>>;
}
