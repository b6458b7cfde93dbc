//! The operation.

use crate::membership::entity as membership;
use crate::membership::query::current;
use crate::permissions::ManagePeople;
use crate::person::entity::Model as Person;
use crate::person::{self, Reason, query};
use crate::refusals::{NOT_YOURSELF, PLATFORM_HANDOVER, WRONG_SUCCESSOR};
use kernel::event::EventBody;
use kernel::{Error, Granted, PersonId, Result, Role, SiteId};
use sea_orm::ColumnTrait;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::handover::Holdings;
use store::{HubRead, HubWrite};

/// What was done.
#[derive(Debug)]
pub struct HandedOver {
    /// Who left.
    pub person: Person,
    /// How many texts and tasks moved.
    pub moved: u64,
    /// How many posts ended.
    pub posts: usize,
}

/// Hands everything over. `successors` names somebody for each site where something is in hand.
///
/// # Errors
/// [`NOT_YOURSELF`], [`PLATFORM_HANDOVER`], [`WRONG_SUCCESSOR`], `person.last_administrator`; [`Error::Invalid`] on
/// `successor_<site>` where nobody is named; faults.
pub async fn hand_over(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    holdings: &[Arc<dyn Holdings>],
    person: PersonId,
    successors: &BTreeMap<SiteId, PersonId>,
) -> Result<HandedOver> {
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    let leaver = query::by_id(tx, person).await?;
    let posts = posts(tx, person).await?;
    if posts.iter().any(|(_, role)| role.is_platform()) {
        return Err(PLATFORM_HANDOVER.into());
    }
    let mut moved = BTreeMap::new();
    for kind in holdings {
        let sites: Vec<SiteId> = kind
            .list(tx, person)
            .await?
            .iter()
            .map(|held| held.site)
            .collect();
        for site in sites {
            let to = successor(tx, person, site, successors).await?;
            let to = (to.person(), to.name.as_str());
            for held in kind.hand_over(tx, site, person, to).await? {
                *moved.entry((site.0, held.what, to.0.0)).or_default() += held.count;
            }
        }
    }
    end_posts(tx, &leaver, &posts).await?;
    person::close(tx, by.site(), &leaver, Reason::Left).await?;
    note(tx, &leaver, &moved, posts.len());
    Ok(HandedOver {
        person: leaver,
        moved: moved.values().sum(),
        posts: posts.len(),
    })
}

async fn posts(db: &HubRead, person: PersonId) -> Result<Vec<(membership::Model, Role)>> {
    let rows = db
        .find::<membership::Entity>()
        .filter(membership::Column::PersonId.eq(person.0))
        .all()
        .await?;
    let role = |row: membership::Model| {
        let role = Role::parse(&row.role)?;
        Some((row, role))
    };
    Ok(rows.into_iter().filter_map(role).collect())
}

/// Somebody in use, with a post on that site, who is not the leaver.
async fn successor(
    db: &HubRead,
    leaver: PersonId,
    site: SiteId,
    successors: &BTreeMap<SiteId, PersonId>,
) -> Result<Person> {
    let field = format!("successor_{}", site.0);
    let to = *successors
        .get(&site)
        .ok_or_else(|| Error::field(field, "请为该站点选择接手人。"))?;
    let works_there = db
        .find::<membership::Entity>()
        .filter(membership::Column::PersonId.eq(to.0))
        .filter(membership::Column::SiteId.eq(site.0))
        .filter(current(db.now()))
        .exists()
        .await?;
    let person = query::by_id(db, to).await?;
    if to == leaver || !works_there || !person.is_active() {
        return Err(WRONG_SUCCESSOR.into());
    }
    Ok(person)
}

async fn end_posts(tx: &mut HubWrite, leaver: &Person, posts: &[(membership::Model, Role)]) -> Result<()> {
    for (row, role) in posts {
        tx.delete_where::<membership::Entity>(membership::Column::Id.eq(row.id))
            .await?;
        tx.emit(
            SiteId(row.site_id),
            EventBody::MembershipChanged {
                person: leaver.uid(),
                role: *role,
            },
        );
    }
    Ok(())
}

fn note(tx: &mut HubWrite, leaver: &Person, moved: &BTreeMap<(i64, &'static str, i64), u64>, posts: usize) {
    let line = |((site, what, to), count): (&(i64, &'static str, i64), &u64)| serde_json::json!({ "site": site, "what": what, "to": to, "count": count });
    let detail = serde_json::json!({
        "moved": moved.iter().map(line).collect::<Vec<_>>(),
        "posts": posts,
    });
    tx.audit(None, "person.handed_over", &leaver.uid().to_string(), &detail);
}
