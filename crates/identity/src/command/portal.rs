//! Commands act in the name of the operator, on the portal.

use crate::Identity;
use crate::permissions::ManagePeople;
use crate::person::entity::Model as Person;
use crate::person::{Account, query};
use crate::refusals::{NO_PORTAL, NO_SUCH_ACCOUNT};
use gateway::SiteKind;
use gateway::site::entity::{Column, Entity};
use kernel::{Actor, Granted, Permission, Result, SiteId, policy};
use sea_orm::ColumnTrait;
use store::HubRead;

/// The operator's grant on the portal.
pub(super) async fn granted<P: Permission>(db: &HubRead, command: &str) -> Result<Granted<P>> {
    let portal = db
        .find::<Entity>()
        .filter(Column::Kind.eq(SiteKind::Portal.key()))
        .one()
        .await?
        .ok_or(NO_PORTAL)?;
    policy::decide(&Actor::operator(command), SiteId(portal.id), &[])
}

/// The person of an account.
pub(super) async fn person(identity: &Identity, account: &str) -> Result<(Granted<ManagePeople>, Person)> {
    let db = identity.hub.read();
    let person = query::by_account(&db, &Account::parse(account)?)
        .await?
        .ok_or(NO_SUCH_ACCOUNT)?;
    Ok((granted(&db, "user").await?, person))
}
