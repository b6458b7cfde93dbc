//! Which unit a name of the file means: full name, short name, or alias.

use gateway::unit::entity::{self as unit, alias};
use kernel::{Result, Uid};
use sea_orm::Set;
use std::collections::HashMap;
use store::{HubRead, HubWrite};

/// Every name of every unit.
pub(super) async fn names(read: &HubRead) -> Result<HashMap<String, i64>> {
    let units = read.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let aliases = read.find::<alias::Entity>().all().await?;
    let mut names = HashMap::new();
    // A full name is stronger than another unit's alias, and an alias than a short name that two may share.
    names.extend(units.iter().rev().map(|unit| (unit.short_name.clone(), unit.id)));
    names.extend(aliases.into_iter().map(|alias| (alias.alias, alias.unit_id)));
    names.extend(units.into_iter().map(|unit| (unit.name, unit.id)));
    Ok(names)
}

/// Makes a unit by its name alone; the rest is for the tree of units to say.
pub(super) async fn create(tx: &mut HubWrite, name: &str) -> Result<i64> {
    let uid = Uid::at(tx.now());
    let row = unit::ActiveModel {
        uid: Set(uid.0),
        key: Set(format!("imported-{uid}")),
        name: Set(name.to_owned()),
        short_name: Set(name.to_owned()),
        kind: Set("bureau".into()),
        parent_id: Set(None),
        duties: Set(String::new()),
        ..Default::default()
    };
    Ok(tx.insert(row).await?.id)
}
