//! The gateway's question: whose cookie is this, and which posts has the person.

use super::{Live, Realm, is_two_factor};
use crate::person::Account;
use crate::person::entity::Model as Person;
use crate::{Cookie, Identity, factor, membership, person};
use async_trait::async_trait;
use gateway::staff::Colleague;
use gateway::{StaffDirectory, StaffSession};
use kernel::policy::Membership;
use kernel::{PersonId, Result, Role, SiteId};

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
        let Some(live) = live else { return Ok(None) };
        if self.outgrew(&live).await? {
            return Ok(None);
        }
        Ok(Some(live).map(|live| StaffSession {
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

    async fn account(&self, account: &str) -> Result<Option<Colleague>> {
        let Ok(account) = Account::parse(account) else {
            return Ok(None);
        };
        let found = person::query::by_account(&self.hub.read(), &account).await?;
        let open = found.filter(|row| row.state == person::State::Active.key());
        Ok(open.map(|row| Colleague {
            person: row.person(),
            name: row.name,
        }))
    }

    async fn mail(&self, person: PersonId) -> Result<Option<String>> {
        let row = person::query::by_id(&self.hub.read(), person).await?;
        Ok(Some(row)
            .filter(Person::is_active)
            .and_then(|row| row.mail().map(str::to_owned)))
    }

    async fn holders(&self, site: SiteId, role: Role) -> Result<Vec<Colleague>> {
        let read = self.hub.read();
        let people = membership::query::holders(&read, site, role).await?;
        let open = people.into_iter().filter(Person::is_active);
        let colleague = |row: Person| Colleague {
            person: row.person(),
            name: row.name,
        };
        Ok(open.map(colleague).collect())
    }
}

impl Identity {
    /// Whether the person got posts since the session's token was made that ask for a second factor which the sign-in does not
    /// have. Reading on with the old page would use the new post by a password alone, so the session counts for nothing.
    async fn outgrew(&self, live: &Live) -> Result<bool> {
        if is_two_factor(&live.session.methods) {
            return Ok(false);
        }
        let posts = self.posts(live.person.person()).await?;
        let changed = live.session.rights != gateway::staff::rights(&posts);
        Ok(changed && factor::query::is_mandatory(&self.settings, &posts))
    }
}
