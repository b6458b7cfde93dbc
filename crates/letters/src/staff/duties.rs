//! The page of handlers and deputies (经办人和代办人).

use super::parts::who;
use super::query::unit_names;
use crate::clock::parse_day;
use crate::duty::{DutyPart, NewDuty, entity, in_words, query, set_duties};
use crate::permissions::{HandleLetters, ManageBoards};
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Query};
use chrono::NaiveDate;
use gateway::{By, Form, Reply, StaffPage};
use kernel::policy::decide;
use kernel::{Actor, Error, Result, beijing};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};

const LIST: &str = "/console/letter-duties";

/// The form, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DutyForm {
    unit: String,
    handler: String,
    handler_from: String,
    handler_away: String,
    handler_until: String,
    deputy: String,
    deputy_from: String,
    deputy_away: String,
    deputy_until: String,
}

/// One part of the form: account, first day, first and last day away.
struct Fields<'a>(&'static str, [&'a str; 4]);

impl DutyForm {
    fn of(rows: &[entity::Model], unit: i64) -> Self {
        let text = |day: Option<&String>| day.cloned().unwrap_or_default();
        let part = |part: DutyPart| {
            let row = part.of(rows);
            [
                row.map(|row| row.account.clone()).unwrap_or_default(),
                text(row.and_then(|row| row.from_on.as_ref())),
                text(row.and_then(|row| row.away_from.as_ref())),
                text(row.and_then(|row| row.away_until.as_ref())),
            ]
        };
        let [handler, handler_from, handler_away, handler_until] = part(DutyPart::Handler);
        let [deputy, deputy_from, deputy_away, deputy_until] = part(DutyPart::Deputy);
        Self {
            unit: unit.to_string(),
            handler,
            handler_from,
            handler_away,
            handler_until,
            deputy,
            deputy_from,
            deputy_away,
            deputy_until,
        }
    }

    fn unit(&self) -> Result<i64> {
        self.unit.parse().ok().ok_or(Error::NotFound)
    }

    fn parts(&self) -> [Fields<'_>; 2] {
        let handler = [
            &self.handler,
            &self.handler_from,
            &self.handler_away,
            &self.handler_until,
        ];
        let deputy = [
            &self.deputy,
            &self.deputy_from,
            &self.deputy_away,
            &self.deputy_until,
        ];
        [
            Fields("handler", handler.map(|text| text.trim())),
            Fields("deputy", deputy.map(|text| text.trim())),
        ]
    }
}

fn date(field: &str, text: &str) -> Result<Option<NaiveDate>> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = parse_day(text).ok();
    let wrong = || Error::field(field, "请填写日期，如 2026-03-16。");
    day.map(Some).ok_or_else(wrong)
}

/// Who was typed: an open account that may handle letters where the unit's people work.
async fn named(by: &By<ManageBoards>, pool: &Pool, unit: i64, fields: Fields<'_>) -> Result<Option<NewDuty>> {
    let Fields(name, [account, from, away, until]) = fields;
    if account.is_empty() {
        return Ok(None);
    }
    let site = query::site_of(&pool.read(), unit).await?.unwrap_or(by.site.id);
    let wrong = || Error::field(name, "没有这个账号，或该账号没有办理本单位来信的岗位。");
    let who = by.app.staff.account(account).await?.ok_or_else(wrong)?;
    let posts = by.app.staff.posts(who.person).await?;
    let actor = Actor::Person {
        id: who.person,
        name: who.name.clone(),
    };
    if decide::<HandleLetters>(&actor, site, &posts).is_err() {
        return Err(wrong());
    }
    let away = date(&format!("{name}_away"), away)?;
    let until = date(&format!("{name}_until"), until)?;
    if away.is_some() != until.is_some() {
        let field = if away.is_some() { "until" } else { "away" };
        return Err(Error::field(
            format!("{name}_{field}"),
            "休假须填写第一天和最后一天。",
        ));
    }
    Ok(Some(NewDuty {
        account: account.to_owned(),
        from: date(&format!("{name}_from"), from)?,
        away: away.zip(until),
        who,
    }))
}

/// A unit in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DutyRow {
    /// Unit.
    pub unit: String,
    /// Handler and deputy, or empty.
    pub who: String,
    /// Who set it and when, or empty.
    pub set: String,
    /// Opens the form.
    pub url: String,
}

/// `letters/duty_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DutyList {
    /// Units.
    pub rows: Vec<DutyRow>,
    /// How many have nobody.
    pub missing: usize,
    /// The form, if a unit was chosen.
    pub form: Option<DutyForm>,
    /// Its unit.
    pub unit: String,
    /// This page.
    pub url: String,
}

impl DutyList {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![
                DutyRow {
                    unit: "城管局".into(),
                    who: "经办人 顾青禾（休假至 2026-03-13），代办人 林知夏".into(),
                    set: "2026-03-02 沈知远".into(),
                    url: "/console/letter-duties?unit=4#form".into(),
                },
                DutyRow {
                    unit: "卫生局".into(),
                    url: "/console/letter-duties?unit=5#form".into(),
                    ..DutyRow::default()
                },
            ],
            missing: 1,
            form: Some(DutyForm::default()),
            unit: "城管局".into(),
            url: LIST.into(),
        }
    }
}

async fn page(
    by: &By<ManageBoards>,
    pool: &Pool,
    unit: Option<i64>,
    typed: Option<DutyForm>,
) -> Result<StaffPage<DutyList>> {
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    let names = unit_names(&read).await?;
    let mut units: Vec<i64> = names.keys().copied().collect();
    units.retain(|id| desk.whole || desk.unit == Some(*id));
    units.sort_unstable();
    let found = read
        .find::<entity::Entity>()
        .filter(entity::Column::UnitId.is_in(units.clone()));
    let found = found.asc(entity::Column::Id).all().await?;
    let today = beijing::date(read.now());
    let url = by.site.url(LIST);
    let of = |id: i64| -> Vec<entity::Model> {
        let own = found.iter().filter(|row| row.unit_id == id);
        own.cloned().collect()
    };
    let row = |id: &i64| {
        let duties = of(*id);
        let set = duties.iter().find_map(|row| {
            let at = row.set_at?;
            Some(format!("{} {}", beijing::date(at), who(&row.set_by_name)))
        });
        DutyRow {
            unit: names.get(id).cloned().unwrap_or_default(),
            who: in_words(&duties, &today),
            set: set.unwrap_or_default(),
            url: format!("{url}?unit={id}#form"),
        }
    };
    // A desk of one unit has nothing to choose.
    let chosen = unit.or_else(|| units.first().copied().filter(|_| units.len() == 1));
    let chosen = chosen.filter(|id| units.contains(id));
    let rows: Vec<DutyRow> = units.iter().map(row).collect();
    let view = DutyList {
        missing: rows.iter().filter(|row| row.who.is_empty()).count(),
        rows,
        form: chosen.map(|id| typed.unwrap_or_else(|| DutyForm::of(&of(id), id))),
        unit: chosen.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        url,
    };
    Ok(StaffPage::new("letters/duty_list.html", view).title("经办人"))
}

/// Which unit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    unit: String,
}

/// `GET /console/letter-duties`
///
/// # Errors
/// Faults of the database.
pub async fn get_duties(by: By<ManageBoards>, pool: Data<Pool>, Query(asked): Query<Asked>) -> Reply {
    by.page(page(&by, &pool, asked.unit.parse().ok(), None).await?)
        .await
}

/// `POST /console/letter-duties`
///
/// # Errors
/// [`Error::NotFound`] for another desk's unit; see [`set_duties`]; what is wrong with the form is shown with it.
pub async fn post_duties(by: By<ManageBoards>, pool: Data<Pool>, Form(form): Form<DutyForm>) -> Reply {
    let unit = form.unit()?;
    let desk = Desk::of(&pool.read(), by.site.id).await?;
    if !desk.whole && desk.unit != Some(unit) {
        return Err(Error::NotFound.into());
    }
    let outcome = async {
        let [handler, deputy] = form.parts();
        let handler = named(&by, &pool, unit, handler).await?;
        let deputy = named(&by, &pool, unit, deputy).await?;
        let mut tx = pool.write(by.granted()).await?;
        set_duties(&mut tx, unit, handler, deputy).await?;
        tx.commit().await
    };
    match outcome.await {
        Ok(()) => by.saved(LIST, "经办人已保存。").await,
        Err(error) => {
            by.form(page(&by, &pool, Some(unit), Some(form)).await?, error)
                .await
        }
    }
}
