//! Posts on any site, given and ended by a platform administrator: so a new site gets its first administrator.

use super::entity::{ActiveModel, Column, Entity, POST};
use crate::permissions::ManagePeople;
use crate::person::query;
use crate::refusals::{LAST_ADMINISTRATOR, MEMBER_ALREADY, PLATFORM_ROLE};
use kernel::event::EventBody;
use kernel::{Error, Granted, MembershipId, PersonId, Result, Role, SiteId};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubWrite, OnUnique};

/// Gives a post. A platform administrator's post stands on the portal, where `by` was granted.
///
/// # Errors
/// [`PLATFORM_ROLE`], [`MEMBER_ALREADY`]; [`Error::NotFound`]; faults.
pub async fn appoint(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    site: SiteId,
    person: PersonId,
    role: Role,
) -> Result<()> {
    if role == Role::PlatformAdmin && site != by.site() {
        return Err(PLATFORM_ROLE.into());
    }
    let person = query::by_id(tx, person).await?;
    give(tx, site, person.id, role).await?;
    tx.emit(
        site,
        EventBody::MembershipChanged {
            person: person.uid(),
            role,
        },
    );
    Ok(())
}

/// Ends any post of a person.
///
/// # Errors
/// [`LAST_ADMINISTRATOR`]; [`Error::NotFound`]; faults.
pub async fn dismiss(
    tx: &mut HubWrite,
    _by: &Granted<ManagePeople>,
    person: PersonId,
    membership: MembershipId,
) -> Result<()> {
    let mine = Condition::all()
        .add(Column::Id.eq(membership.0))
        .add(Column::PersonId.eq(person.0));
    let row = tx.find::<Entity>().filter(mine).found().await?;
    let role = Role::parse(&row.role).ok_or(Error::NotFound)?;
    let person = query::by_id(tx, person).await?;
    if role == Role::PlatformAdmin && super::query::is_last_administrator(tx, person.person()).await? {
        return Err(LAST_ADMINISTRATOR.into());
    }
    tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
    tx.emit(
        SiteId(row.site_id),
        EventBody::MembershipChanged {
            person: person.uid(),
            role,
        },
    );
    Ok(())
}

pub(super) async fn give(tx: &mut HubWrite, site: SiteId, person: i64, role: Role) -> Result<()> {
    let row = ActiveModel {
        site_id: Set(site.0),
        person_id: Set(person),
        role: Set(role.key().to_owned()),
        channels: Set(None),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(POST, || MEMBER_ALREADY)?;
    Ok(())
}
