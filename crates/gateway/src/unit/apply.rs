//! `units.toml` → the tree, idempotently.

use super::entity::{self, alias, edit};
use kernel::event::EventBody;
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use store::{HubWrite, OnUnique, Unique};

const ALIAS: Unique = Unique {
    name: "uq_unit_alias_alias",
    columns: &["unit_alias.alias"],
};

/// `sites/units.toml`.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitFile {
    /// The units; a parent stands before its children.
    #[serde(default)]
    pub unit: Vec<UnitEntry>,
}

/// A unit of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// Stable word by which files name it.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// bureau, township, centre, vertical, government.
    pub kind: String,
    /// Key of the unit above.
    pub parent: Option<String>,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it is there for.
    #[serde(default)]
    pub duties: String,
}

/// Makes the tree as the file says; answers how many units changed. Units the file does not name stay, and so do aliases and
/// duties that a person set in the console.
///
/// # Errors
/// [`Error::Invalid`] names the unit; an alias that another unit holds is refused.
pub async fn apply_units(tx: &mut HubWrite, file: &UnitFile, portal: SiteId) -> Result<u64> {
    let mut known: HashMap<String, entity::Model> = tx
        .find::<entity::Entity>()
        .all()
        .await?
        .into_iter()
        .map(|unit| (unit.key.clone(), unit))
        .collect();
    let edited: HashSet<i64> = tx
        .find::<edit::Entity>()
        .all()
        .await?
        .into_iter()
        .map(|row| row.unit_id)
        .collect();
    let mut changed = 0;
    for entry in &file.unit {
        let parent_id = match &entry.parent {
            Some(parent) => Some(known.get(parent).map(|unit| unit.id).ok_or_else(|| {
                Error::field(
                    "parent",
                    format!("单位 {} 的上级 {parent} 不存在（上级须写在前面）。", entry.key),
                )
            })?),
            None => None,
        };
        let old = known.get(&entry.key).cloned();
        // What a person set belongs to the database.
        let kept = old.as_ref().filter(|old| edited.contains(&old.id));
        let is_kept = kept.is_some();
        let entry = &UnitEntry {
            duties: kept.map_or_else(|| entry.duties.clone(), |old| old.duties.clone()),
            ..entry.clone()
        };
        let mut row = entity::ActiveModel {
            key: Set(entry.key.clone()),
            name: Set(entry.name.clone()),
            short_name: Set(entry.short_name.clone()),
            kind: Set(entry.kind.clone()),
            parent_id: Set(parent_id),
            duties: Set(entry.duties.clone()),
            ..Default::default()
        };
        let unit = match old {
            Some(old) if is_same(&old, entry, parent_id) => old,
            Some(old) => {
                row.id = Set(old.id);
                changed += 1;
                tx.update(row).await?
            }
            None => {
                row.uid = Set(Uid::at(tx.now()).0);
                changed += 1;
                tx.insert(row).await?
            }
        };
        if !is_kept {
            changed += apply_aliases(tx, unit.id, entry).await?;
        }
        known.insert(entry.key.clone(), unit);
    }
    if changed > 0 {
        tx.emit(portal, EventBody::UnitChanged);
    }
    Ok(changed)
}

fn is_same(old: &entity::Model, entry: &UnitEntry, parent_id: Option<i64>) -> bool {
    old.name == entry.name
        && old.short_name == entry.short_name
        && old.kind == entry.kind
        && old.duties == entry.duties
        && old.parent_id == parent_id
}

async fn apply_aliases(tx: &mut HubWrite, unit: i64, entry: &UnitEntry) -> Result<u64> {
    let old = tx
        .find::<alias::Entity>()
        .filter(alias::Column::UnitId.eq(unit))
        .all()
        .await?;
    let mut changed = 0;
    for row in old.iter().filter(|row| !entry.aliases.contains(&row.alias)) {
        changed += tx
            .delete_where::<alias::Entity>(alias::Column::Id.eq(row.id))
            .await?;
    }
    for name in entry
        .aliases
        .iter()
        .filter(|name| old.iter().all(|row| row.alias != **name))
    {
        let row = alias::ActiveModel {
            unit_id: Set(unit),
            alias: Set(name.clone()),
            ..Default::default()
        };
        tx.insert(row).await.on_unique(ALIAS, || {
            Error::field("aliases", format!("别名 {name} 已属于其他单位。"))
        })?;
        changed += 1;
    }
    Ok(changed)
}
