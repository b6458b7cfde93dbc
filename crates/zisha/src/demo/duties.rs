//! Who answers for which website, of `staff.toml`.

use super::site_id;
use super::staff::StaffFile;
use crate::wire::Base;
use identity::duty::entity::{Column, Entity};
use identity::duty::{NewDuty, save_duty};
use identity::permissions::ManageDuties;
use identity::person::{Account, query};
use kernel::{Actor, Error, Result, policy};
use sea_orm::ColumnTrait;

/// Writes the duties down; one that stands there already stays as it is.
pub(super) async fn set_up(base: &Base, file: &StaffFile) -> Result<()> {
    for entry in &file.duty {
        let site = site_id(base, &entry.site).await?;
        let person = query::by_account(&base.hub.read(), &Account::parse(&entry.account)?)
            .await?
            .ok_or_else(|| Error::field("duty", format!("没有账号 {}。", entry.account)))?;
        let by = policy::decide::<ManageDuties>(&Actor::operator("demo"), site, &[])?;
        let mut tx = base.store.write(by).await?;
        let known = tx
            .find::<Entity>()
            .filter(Column::Kind.eq(&entry.kind))
            .filter(Column::PersonId.eq(person.id))
            .exists()
            .await?;
        if known {
            continue;
        }
        let id = person.id.to_string();
        let new = NewDuty::parse(&entry.kind, &person.title, &id, (&person.name, ""), true)?;
        save_duty(&mut tx, None, new).await?;
        tx.commit().await?;
    }
    Ok(())
}
