//! Giving somebody with an account a post on this site.

use super::entity::{ActiveModel, POST};
use crate::permissions::ManageMembers;
use crate::person::Account;
use crate::person::entity as person;
use crate::refusals::{MEMBER_ALREADY, NO_SUCH_ACCOUNT, PLATFORM_ROLE};
use kernel::event::EventBody;
use kernel::{Result, Role};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite};

/// Gives the post.
///
/// # Errors
/// [`NO_SUCH_ACCOUNT`], [`MEMBER_ALREADY`], [`PLATFORM_ROLE`]; faults.
pub async fn add_member(
    tx: &mut SiteWrite<ManageMembers>,
    account: &Account,
    role: Role,
) -> Result<person::Model> {
    if role == Role::PlatformAdmin {
        return Err(PLATFORM_ROLE.into());
    }
    let found = tx
        .shared::<person::Entity>()
        .filter(person::Column::Account.eq(account.as_str()))
        .one()
        .await?;
    let person = found.filter(person::Model::is_active).ok_or(NO_SUCH_ACCOUNT)?;
    let row = ActiveModel {
        person_id: Set(person.id),
        role: Set(role.key().to_owned()),
        channels: Set(None),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(POST, || MEMBER_ALREADY)?;
    tx.emit(EventBody::MembershipChanged {
        person: person.uid(),
        role,
    });
    Ok(person)
}
