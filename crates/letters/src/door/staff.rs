//! The page where a site sets what its form allows (写信设置).

use super::settings::{DoorSettings, Entity};
use super::{NewDoor, set_door};
use crate::permissions::ManageBoards;
use gateway::{By, Duty, Form, MenuEntry, Reply, Route, StaffPage};
use kernel::{Result, Role};
use serde::{Deserialize, Serialize};

/// Addresses.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/letter-form", get_door),
        Route::post("/console/letter-form", post_door),
    ]
}

/// The entry of the staff menu.
#[must_use]
pub fn menu() -> MenuEntry {
    MenuEntry {
        title: "写信设置",
        path: "/console/letter-form",
        icon: "settings",
        roles: &[Role::SiteAdmin],
        duty: Duty::Letters,
        order: 60,
    }
}

/// The form, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DoorForm {
    question_after: String,
    busy_after: String,
    hour_limit: String,
    files_max: String,
    file_mb: String,
    refused: String,
}

impl DoorForm {
    /// What is no number is out of every bound.
    fn parse(&self) -> NewDoor {
        let number = |text: &str| text.trim().parse().unwrap_or(i64::MIN);
        NewDoor {
            question_after: number(&self.question_after),
            busy_after: number(&self.busy_after),
            hour_limit: number(&self.hour_limit),
            files_max: number(&self.files_max),
            file_mb: number(&self.file_mb),
            refused: self.refused.clone(),
        }
    }
}

impl From<DoorSettings> for DoorForm {
    fn from(set: DoorSettings) -> Self {
        Self {
            question_after: set.question_after.to_string(),
            busy_after: set.busy_after.to_string(),
            hour_limit: set.hour_limit.to_string(),
            files_max: set.files_max.to_string(),
            file_mb: set.file_mb.to_string(),
            refused: set.refused,
        }
    }
}

/// `letters/door_form.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DoorPage {
    /// The form.
    pub form: DoorForm,
    /// Who set it, or empty.
    pub set_by: String,
    /// This page.
    pub url: String,
}

impl DoorPage {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            form: DoorSettings::default().into(),
            set_by: "2026-03-02 09:00 顾青禾".into(),
            url: "/console/letter-form".into(),
        }
    }
}

async fn page(by: &By<ManageBoards>, typed: Option<DoorForm>) -> Result<StaffPage<DoorPage>> {
    let row = by.read().find::<Entity>().one().await?;
    let set_by = row
        .as_ref()
        .map(|row| format!("{} {}", kernel::beijing::minute(row.set_at), row.set_by_name));
    let set = row.map_or_else(DoorSettings::default, DoorSettings::from);
    let view = DoorPage {
        form: typed.unwrap_or_else(|| set.into()),
        set_by: set_by.unwrap_or_default(),
        url: by.site.url("/console/letter-form"),
    };
    Ok(StaffPage::new("letters/door_form.html", view).title("写信设置"))
}

/// `GET /console/letter-form`
///
/// # Errors
/// Faults of the database.
pub async fn get_door(by: By<ManageBoards>) -> Reply {
    by.page(page(&by, None).await?).await
}

/// `POST /console/letter-form`
///
/// # Errors
/// See [`set_door`].
pub async fn post_door(by: By<ManageBoards>, Form(form): Form<DoorForm>) -> Reply {
    let outcome = async {
        let mut tx = by.write().await?;
        set_door(&mut tx, form.parse()).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved("/console/letter-form", "写信设置已保存。").await,
        Err(error) => by.form(page(&by, Some(form)).await?, error).await,
    }
}
