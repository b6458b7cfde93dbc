//! `/letters/`: what is public, newest first.

use super::words::{public_state, unit_names};
use crate::letter::entity::{Column, Entity, Model};
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Query};
use gateway::{Ctx, Page, Reply};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use serde::Deserialize;
use theme::view::{LetterFilter, LetterFilters, LetterRow, LettersShow, Pager};

/// Letters on a page.
const SIZE: u64 = 20;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// `answered` or `open`.
    pub state: String,
    /// Class.
    pub class: String,
    /// A unit's number.
    pub unit: Option<i64>,
    /// From 1.
    pub page: Option<u64>,
}

impl Wanted {
    /// The address with one filter set otherwise.
    fn url(&self, ctx: &Ctx, key: &str, value: &str) -> String {
        let unit = self.unit.map_or_else(String::new, |unit| unit.to_string());
        let pairs = [
            ("state", self.state.as_str()),
            ("class", &self.class),
            ("unit", &unit),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, held) in pairs {
            let value = if name == key { value } else { held };
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        let path = ctx.site.url("/letters/");
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    }
}

/// `GET /letters/`
///
/// # Errors
/// Faults of the database.
pub async fn get_letters(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let view = load(&ctx, &pool, &wanted).await?;
    let page = Page::new("letters.html", view)
        .title("咨询投诉")
        .description(format!("{}的公开来信和答复。", ctx.site.name))
        .canonical(ctx.site.absolute("/letters/"))
        .crumb("首页", ctx.site.url("/"))
        .kind("letters");
    ctx.page(page).await
}

async fn load(ctx: &Ctx, pool: &Pool, wanted: &Wanted) -> Result<LettersShow> {
    let read = pool.read();
    let desk = Desk::of(&read, ctx.site.id).await?;
    let mut of_here = Condition::all();
    if !desk.whole {
        let mut any = Condition::any().add(Column::SiteId.eq(desk.site.0));
        if let Some(unit) = desk.unit {
            any = any.add(Column::UnitId.eq(unit));
        }
        of_here = of_here.add(any);
    }
    let mut query = read
        .find::<Entity>()
        .filter(Column::Shown.eq(true))
        .filter(of_here)
        .filter_some(wanted.unit, |unit| Column::UnitId.eq(unit));
    if !wanted.class.is_empty() {
        query = query.filter(Column::Class.eq(wanted.class.as_str()));
    }
    query = match wanted.state.as_str() {
        "answered" => query.filter(Column::AnsweredOn.is_not_null()),
        "open" => query.filter(Column::AnsweredOn.is_null()),
        _ => query,
    };
    let page = wanted.page.unwrap_or(1).clamp(1, 1_000_000);
    let (rows, total) = query
        .desc(Column::ReceivedAt)
        .desc(Column::Id)
        .page(page, SIZE)
        .await?;
    let names = unit_names(&read).await?;
    let name = |letter: &Model| {
        letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default()
    };
    Ok(LettersShow {
        write_url: ctx.site.url("/letters/new"),
        query_url: ctx.site.url("/letters/query"),
        stats_url: ctx.site.url("/letters/stats"),
        filters: filters(ctx, wanted),
        rows: rows
            .iter()
            .map(|letter| LetterRow {
                title: letter.title.clone(),
                url: address(ctx, letter),
                class: letter.class.clone(),
                unit: name(letter),
                date: letter.received_on.clone(),
                state: public_state(letter),
            })
            .collect(),
        pager: Pager::for_total(page, SIZE, total, &wanted.url(ctx, "", "")),
    })
}

/// A letter's page stands on the site it was written on.
fn address(ctx: &Ctx, letter: &Model) -> String {
    let path = format!("/letters/{}.html", letter.n);
    match ctx.app.directory.get(SiteId(letter.site_id)) {
        Some(site) if site.id != ctx.site.id => site.absolute(&path),
        Some(_) | None => ctx.site.url(&path),
    }
}

fn filters(ctx: &Ctx, wanted: &Wanted) -> Vec<LetterFilters> {
    let group = |title: &str, key: &str, held: &str, choices: &[(&str, &str)]| LetterFilters {
        title: title.into(),
        links: choices
            .iter()
            .map(|(value, label)| LetterFilter {
                title: (*label).into(),
                url: wanted.url(ctx, key, value),
                current: held == *value,
            })
            .collect(),
    };
    let mut classes = vec![("", "全部类型")];
    classes.extend(crate::board::CLASSES.map(|class| (class, class)));
    vec![
        group(
            "办理情况",
            "state",
            &wanted.state,
            &[("", "全部"), ("answered", "已答复"), ("open", "未答复")],
        ),
        group("类型", "class", &wanted.class, &classes),
    ]
}
