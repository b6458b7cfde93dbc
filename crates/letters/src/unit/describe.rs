//! Setting other names and duties of a unit.

use crate::permissions::ManageBoards;
use crate::pool::PoolWrite;
use gateway::unit::entity::{self as unit, alias, edit};
use kernel::event::EventBody;
use kernel::{Error, FieldError, Permission, Result};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, Unique};

const ALIAS: Unique = Unique {
    name: "uq_unit_alias_alias",
    columns: &["unit_alias.alias"],
};

/// What is said of a unit.
#[derive(Clone, Debug, Default)]
pub struct NewWords {
    /// Other names.
    pub aliases: Vec<String>,
    /// What it is there for.
    pub duties: String,
}

/// Sets other names and duties of a unit; the file of units leaves them alone from then on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for a unit of another site, [`Error::Invalid`] for a name that is long or another
/// unit's.
pub async fn describe_unit(tx: &mut PoolWrite<ManageBoards>, id: i64, new: NewWords) -> Result<unit::Model> {
    let before = tx
        .find::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .found()
        .await?;
    if !tx.desk().whole && tx.desk().unit != Some(id) {
        return Err(Error::Forbidden(ManageBoards::KEY));
    }
    let new = check(new, &before)?;
    let row = unit::ActiveModel {
        duties: Set(new.duties.clone()),
        ..Default::default()
    };
    tx.update_where(row, unit::Column::Id.eq(id)).await?;
    tx.delete_where::<alias::Entity>(alias::Column::UnitId.eq(id))
        .await?;
    for name in &new.aliases {
        let row = alias::ActiveModel {
            unit_id: Set(id),
            alias: Set(name.clone()),
            ..Default::default()
        };
        let taken = || Error::field("aliases", format!("“{name}”已经是另一个单位的名称。"));
        tx.insert(row).await.on_unique(ALIAS, taken)?;
    }
    let site = tx.desk().site;
    tx.delete_where::<edit::Entity>(edit::Column::UnitId.eq(id))
        .await?;
    let row = edit::ActiveModel {
        site_id: Set(site.0),
        unit_id: Set(id),
        set_by_name: Set(tx.actor().label()),
        set_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await?;
    let words = serde_json::json!({ "unit": before.key, "aliases": new.aliases, "duties": new.duties });
    tx.emit_with(site, EventBody::UnitChanged, &words);
    tx.find::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .found()
        .await
}

fn check(new: NewWords, unit: &unit::Model) -> Result<NewWords> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let duties = line(&new.duties);
    let mut aliases: Vec<String> = Vec::new();
    for name in new.aliases.iter().map(|name| line(name)) {
        let own = name == unit.name || name == unit.short_name;
        if !name.is_empty() && !own && !aliases.contains(&name) {
            aliases.push(name);
        }
    }
    let mut wrong = Vec::new();
    if duties.chars().count() > 300 {
        wrong.push(FieldError::new("duties", "职责不超过 300 字。"));
    }
    if aliases.len() > 20 || aliases.iter().any(|name| name.chars().count() > 40) {
        wrong.push(FieldError::new("aliases", "别名不超过 20 个，每个不超过 40 字。"));
    }
    if wrong.is_empty() {
        Ok(NewWords { aliases, duties })
    } else {
        Err(Error::Invalid(wrong))
    }
}
