//! 网站责任: edited by the site administrator.

use super::entity::{Column, Entity, Model};
use super::view::{DutiesShow, DutyRow};
use super::{NewDuty, remove_duty, save_duty};
use crate::membership::query::members;
use crate::membership::view::Choice;
use crate::permissions::ManageDuties;
use actix_web::web::Path;
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;
use sea_orm::ColumnTrait;
use serde::Deserialize;

/// The form as it comes.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct DutyForm {
    kind: String,
    post: String,
    person: String,
    holder: String,
    phone: String,
    shown: String,
}

impl DutyForm {
    fn parse(&self) -> Result<NewDuty> {
        let words = (self.holder.as_str(), self.phone.as_str());
        NewDuty::parse(&self.kind, &self.post, &self.person, words, self.shown == "true")
    }

    fn row(self, id: i64) -> DutyRow {
        DutyRow {
            id,
            kind: self.kind,
            post: self.post,
            person: self.person,
            holder: self.holder,
            phone: self.phone,
            shown: self.shown == "true",
            ..DutyRow::default()
        }
    }
}

/// The list with the form of a new one.
pub async fn get_duties(by: By<ManageDuties>) -> Reply {
    let form = DutyRow {
        shown: true,
        ..DutyRow::default()
    };
    let page = list(&by, form).await?;
    by.page(page).await
}

/// The list with the form of one that is there.
pub async fn get_duty(by: By<ManageDuties>, path: Path<i64>) -> Reply {
    let row: Model = by
        .read()
        .find::<Entity>()
        .filter(Column::Id.eq(path.into_inner()))
        .found()
        .await?;
    let page = list(&by, DutyRow::new(&by.site, row)).await?;
    by.page(page).await
}

async fn list(by: &By<ManageDuties>, form: DutyRow) -> Result<StaffPage<DutiesShow>> {
    let db = by.read();
    let rows = db
        .find::<Entity>()
        .asc(Column::Position)
        .asc(Column::Id)
        .all()
        .await?;
    let people = members(&db).await?.into_iter().map(|member| Choice {
        value: member.person.id.to_string(),
        label: format!("{}（{}）", member.person.name, member.person.account),
    });
    let view = DutiesShow::new(&by.site, rows, people.collect(), form);
    Ok(StaffPage::new("identity/duties.html", view).title("网站责任"))
}

/// Writes a new one down.
pub async fn post_duties(by: By<ManageDuties>, Form(form): Form<DutyForm>) -> Reply {
    saved(&by, None, form).await
}

/// Changes one.
pub async fn post_duty(by: By<ManageDuties>, path: Path<i64>, Form(form): Form<DutyForm>) -> Reply {
    saved(&by, Some(path.into_inner()), form).await
}

async fn saved(by: &By<ManageDuties>, id: Option<i64>, form: DutyForm) -> Reply {
    if let Some(id) = id {
        // Before a word of the form is judged: what is not there has no form.
        by.read()
            .find::<Entity>()
            .filter(Column::Id.eq(id))
            .found()
            .await?;
    }
    match save(by, id, &form).await {
        Ok(()) => by.saved("/console/duties", "网站责任已保存。").await,
        Err(error) => {
            let page = list(by, form.row(id.unwrap_or(0))).await?;
            by.form(page, error).await
        }
    }
}

async fn save(by: &By<ManageDuties>, id: Option<i64>, form: &DutyForm) -> Result<()> {
    let mut tx = by.write().await?;
    save_duty(&mut tx, id, form.parse()?).await?;
    tx.commit().await
}

/// Takes one off the list.
pub async fn post_remove_duty(by: By<ManageDuties>, path: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    remove_duty(&mut tx, path.into_inner()).await?;
    tx.commit().await?;
    by.saved("/console/duties", "该项责任已移除。").await
}
