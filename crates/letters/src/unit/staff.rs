//! The page of units as citizens read them (单位名录).

use super::{NewWords, describe_unit};
use crate::permissions::ManageBoards;
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Query};
use gateway::unit::entity::{self as unit, alias};
use gateway::{By, Duty, Form, MenuEntry, Reply, Route, StaffPage};
use kernel::{Result, Role};
use serde::{Deserialize, Serialize};

/// Addresses.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/letter-units", get_units),
        Route::post("/console/letter-units", post_units),
    ]
}

/// The entry of the staff menu.
#[must_use]
pub fn menu() -> MenuEntry {
    MenuEntry {
        title: "单位名录",
        path: "/console/letter-units",
        icon: "list",
        roles: &[Role::SiteAdmin],
        duty: Duty::Letters,
        order: 61,
    }
}

/// The form, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct UnitForm {
    unit: String,
    aliases: String,
    duties: String,
}

/// Which unit is edited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Edited {
    edit: String,
}

/// A unit of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnitRow {
    /// Name.
    pub name: String,
    /// Other names.
    pub also: String,
    /// What it is there for.
    pub duties: String,
    /// Opens it in the form.
    pub edit_url: String,
}

/// `letters/unit_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UnitList {
    /// The units whose words this desk sets.
    pub rows: Vec<UnitRow>,
    /// Name of the unit in the form, or empty.
    pub editing: String,
    /// The form.
    pub form: UnitForm,
    /// This page.
    pub url: String,
}

impl UnitList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![UnitRow {
                name: "陶都市城市管理局".into(),
                also: "城管局、城管".into(),
                duties: "市容、环卫、路灯。".into(),
                edit_url: "/console/letter-units?edit=4#form".into(),
            }],
            editing: "陶都市城市管理局".into(),
            form: UnitForm {
                unit: "4".into(),
                aliases: "城管局\n城管".into(),
                duties: "市容、环卫、路灯。".into(),
            },
            url: "/console/letter-units".into(),
        }
    }
}

async fn page(
    by: &By<ManageBoards>,
    pool: &Pool,
    edit: &str,
    typed: Option<UnitForm>,
) -> Result<StaffPage<UnitList>> {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let units = read.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let aliases = read.find::<alias::Entity>().asc(alias::Column::Id).all().await?;
    let url = by.site.url("/console/letter-units");
    let also = |id: i64| -> Vec<String> {
        let own = aliases.iter().filter(|row| row.unit_id == id);
        own.map(|row| row.alias.clone()).collect()
    };
    let mine: Vec<&unit::Model> = units
        .iter()
        .filter(|row| desk.whole || desk.unit == Some(row.id))
        .collect();
    let held = mine.iter().find(|row| row.id.to_string() == edit);
    let form = held.map(|row| UnitForm {
        unit: row.id.to_string(),
        aliases: also(row.id).join("\n"),
        duties: row.duties.clone(),
    });
    let row = |row: &&unit::Model| UnitRow {
        name: row.name.clone(),
        also: also(row.id).join("、"),
        duties: row.duties.clone(),
        edit_url: format!("{url}?edit={}#form", row.id),
    };
    let view = UnitList {
        rows: mine.iter().map(row).collect(),
        editing: held.map(|row| row.name.clone()).unwrap_or_default(),
        form: typed.or(form).unwrap_or_default(),
        url,
    };
    Ok(StaffPage::new("letters/unit_list.html", view).title("单位名录"))
}

/// `GET /console/letter-units`
///
/// # Errors
/// Faults of the database.
pub async fn get_units(by: By<ManageBoards>, pool: Data<Pool>, Query(edited): Query<Edited>) -> Reply {
    by.page(page(&by, &pool, &edited.edit, None).await?).await
}

/// `POST /console/letter-units`
///
/// # Errors
/// See [`describe_unit`].
pub async fn post_units(by: By<ManageBoards>, pool: Data<Pool>, Form(form): Form<UnitForm>) -> Reply {
    let outcome = async {
        let new = NewWords {
            aliases: form
                .aliases
                .split(['\n', '、', '，', ','])
                .map(str::to_owned)
                .collect(),
            duties: form.duties.clone(),
        };
        let mut tx = pool.write(by.granted()).await?;
        describe_unit(&mut tx, form.unit.parse().unwrap_or_default(), new).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => {
            by.saved("/console/letter-units", "单位的别名和职责已保存。")
                .await
        }
        Err(error) => {
            let edit = form.unit.clone();
            by.form(page(&by, &pool, &edit, Some(form)).await?, error).await
        }
    }
}
