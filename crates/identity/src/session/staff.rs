//! The gateway's question: whose cookie is this, and which posts has the person.

use super::Realm;
use crate::{Cookie, Identity, membership};
use async_trait::async_trait;
use gateway::{StaffDirectory, StaffSession};
use kernel::policy::Membership;
use kernel::{PersonId, Result};

#[async_trait]
impl StaffDirectory for Identity {
    async fn session(&self, token: &str, host: &str) -> Result<Option<StaffSession>> {
        let live = self
            .who(Cookie {
                token,
                realm: Realm::Staff,
                host,
            })
            .await?;
        Ok(live.map(|live| StaffSession {
            person: live.person.person(),
            uid: live.person.uid(),
            name: live.person.name,
            account: live.person.account,
            fresh: self.now() - live.session.proved() < self.settings.fresh,
            rights: live.session.rights,
        }))
    }

    async fn posts(&self, person: PersonId) -> Result<Vec<Membership>> {
        membership::query::of_person(&self.hub.read(), person).await
    }
}
