//! `zisha demo`: people whose password is set for them. Idempotent.

use super::portal::granted;
use crate::Identity;
use crate::membership::{appoint, query};
use crate::permissions::{ManagePeople, SetPassword};
use crate::person::entity::Model as Person;
use crate::person::{self, NewPerson, create_account};
use kernel::{Granted, Result, Role, SiteId};

/// Somebody of the demo city.
#[derive(Clone, Debug)]
pub struct DemoPerson {
    /// Account, name, post in words.
    pub new: NewPerson,
    /// Posts.
    pub posts: Vec<(SiteId, Role)>,
}

/// Brings an account, its posts and its password to what is asked; changes nothing that is so already.
///
/// # Errors
/// [`kernel::Error::Invalid`] for a password that does not keep the rules; faults.
pub async fn demo_person(identity: &Identity, wanted: DemoPerson, password: &str) -> Result<Person> {
    let DemoPerson { new, posts } = wanted;
    let db = identity.hub.read();
    let by: Granted<ManagePeople> = granted(&db, "demo").await?;
    let set: Granted<SetPassword> = granted(&db, "demo").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let mut changed = false;
    let person = match person::query::by_account(&tx, &new.account).await? {
        Some(person) => person,
        None => {
            changed = true;
            create_account(&mut tx, by.site(), new).await?
        }
    };
    let held = query::of_person(&tx, person.person()).await?;
    for (site, role) in posts {
        if !held.iter().any(|post| post.site == site && post.role == role) {
            changed = true;
            appoint(&mut tx, &by, site, person.person(), role).await?;
        }
    }
    if changed {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    identity.set_password(&set, person.person(), password).await?;
    person::query::by_id(&identity.hub.read(), person.person()).await
}
