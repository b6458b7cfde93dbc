//! What somebody has in hand, so that a leaver's work goes to a successor. Features that give people work implement
//! [`Holdings`]; `zisha` hands them to the feature that knows people, so neither names the other, and all of it
//! happens in one transaction.

use crate::{HubRead, HubWrite};
use kernel::{PersonId, Result, SiteId};

/// Work of one kind that a person has in hand on a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Where.
    pub site: SiteId,
    /// What, in words: 草稿, 待审稿件.
    pub what: &'static str,
    /// How many.
    pub count: u64,
}

/// Whoever gives people work.
#[async_trait::async_trait]
pub trait Holdings: Send + Sync {
    /// What a person has in hand, on every site.
    async fn list(&self, db: &HubRead, person: PersonId) -> Result<Vec<Holding>>;

    /// Gives all of it on one site to somebody else; answers what that was.
    async fn hand_over(
        &self,
        tx: &mut HubWrite,
        site: SiteId,
        from: PersonId,
        to: (PersonId, &str),
    ) -> Result<Vec<Holding>>;
}
