//! The page of texts for replies (答复模板).

use super::parts::Choice;
use crate::permissions::ManageBoards;
use crate::phrase::entity::{Column, Entity, Model};
use crate::phrase::{NewPhrase, remove_phrase, save_phrase};
use actix_web::web::{Path, Query};
use gateway::unit::entity as unit;
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;
use serde::{Deserialize, Serialize};

/// The form, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PhraseForm {
    name: String,
    body: String,
    unit: String,
}

impl PhraseForm {
    fn parse(&self) -> NewPhrase {
        NewPhrase {
            name: self.name.clone(),
            body: self.body.clone(),
            unit: self.unit.parse().ok(),
        }
    }
}

impl From<&Model> for PhraseForm {
    fn from(row: &Model) -> Self {
        Self {
            name: row.name.clone(),
            body: row.body.clone(),
            unit: row.unit_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }
}

/// Which text is edited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Edited {
    edit: String,
}

/// A text in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhraseRow {
    /// Name.
    pub name: String,
    /// Text.
    pub body: String,
    /// For whose letters.
    pub unit: String,
    /// Opens it in the form.
    pub edit_url: String,
    /// Takes it away.
    pub remove_url: String,
}

/// `letters/phrase_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhraseList {
    /// Texts.
    pub rows: Vec<PhraseRow>,
    /// The form.
    pub form: PhraseForm,
    /// Where it is sent.
    pub action: String,
    /// Whether a text that is there is edited.
    pub editing: bool,
    /// Units.
    pub units: Vec<Choice>,
    /// This page.
    pub url: String,
}

impl PhraseList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![PhraseRow {
                name: "受理告知".into(),
                body: "您好，来信收悉。".into(),
                unit: "所有单位".into(),
                edit_url: "/console/letter-phrases?edit=2#form".into(),
                remove_url: "/console/letter-phrases/2/remove".into(),
            }],
            action: "/console/letter-phrases".into(),
            units: vec![Choice::new("4", "城管局")],
            url: "/console/letter-phrases".into(),
            ..Self::default()
        }
    }
}

async fn page(
    by: &By<ManageBoards>,
    edit: Option<i64>,
    typed: Option<PhraseForm>,
) -> Result<StaffPage<PhraseList>> {
    let read = by.read();
    let rows = read.find::<Entity>().asc(Column::Name).all().await?;
    let units = read.shared::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let url = by.site.url("/console/letter-phrases");
    let held = edit.and_then(|id| rows.iter().find(|row| row.id == id));
    let name = |id: Option<i64>| {
        let unit = units.iter().find(|unit| Some(unit.id) == id);
        unit.map_or_else(|| "所有单位".to_owned(), |unit| unit.short_name.clone())
    };
    let row = |row: &Model| PhraseRow {
        name: row.name.clone(),
        body: row.body.clone(),
        unit: name(row.unit_id),
        edit_url: format!("{url}?edit={}#form", row.id),
        remove_url: format!("{url}/{}/remove", row.id),
    };
    let view = PhraseList {
        rows: rows.iter().map(row).collect(),
        action: held.map_or_else(|| url.clone(), |row| format!("{url}/{}", row.id)),
        editing: held.is_some(),
        form: typed.or_else(|| held.map(PhraseForm::from)).unwrap_or_default(),
        units: units
            .iter()
            .map(|unit| Choice::new(unit.id.to_string(), &unit.short_name))
            .collect(),
        url,
    };
    Ok(StaffPage::new("letters/phrase_list.html", view).title("答复模板"))
}

/// `GET /console/letter-phrases`
///
/// # Errors
/// Faults of the database.
pub async fn get_phrases(by: By<ManageBoards>, Query(edited): Query<Edited>) -> Reply {
    by.page(page(&by, edited.edit.parse().ok(), None).await?).await
}

/// `POST /console/letter-phrases`
///
/// # Errors
/// See [`save_phrase`].
pub async fn post_phrases(by: By<ManageBoards>, Form(form): Form<PhraseForm>) -> Reply {
    let outcome = save(&by, None, &form).await;
    done(&by, None, outcome, form).await
}

/// `POST /console/letter-phrases/{phrase}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a text of another site; see [`save_phrase`].
pub async fn post_edit_phrase(
    by: By<ManageBoards>,
    phrase: Path<i64>,
    Form(form): Form<PhraseForm>,
) -> Reply {
    let outcome = save(&by, Some(*phrase), &form).await;
    done(&by, Some(*phrase), outcome, form).await
}

/// `POST /console/letter-phrases/{phrase}/remove`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a text of another site.
pub async fn post_remove_phrase(by: By<ManageBoards>, phrase: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    remove_phrase(&mut tx, *phrase).await?;
    tx.commit().await?;
    by.saved("/console/letter-phrases", "模板已删除。").await
}

async fn save(by: &By<ManageBoards>, id: Option<i64>, form: &PhraseForm) -> Result<()> {
    let mut tx = by.write().await?;
    save_phrase(&mut tx, id, form.parse()).await?;
    tx.commit().await
}

async fn done(by: &By<ManageBoards>, id: Option<i64>, outcome: Result<()>, form: PhraseForm) -> Reply {
    match outcome {
        Ok(()) => by.saved("/console/letter-phrases", "模板已保存。").await,
        Err(error) => by.form(page(by, id, Some(form)).await?, error).await,
    }
}
