//! `/letters/mine`: the letters written in an account (我的来信). Each opens by a form with its number, as those do who come with
//! a code: no address names a letter that is not public.

use super::words::{public_state, unit_names};
use crate::letter::entity::{Column, Entity, Model};
use crate::pool::Pool;
use actix_web::HttpRequest;
use actix_web::web::{Data, Query};
use gateway::{Citizen, Page, PreSession, Reply};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use theme::view::{LetterRow, LettersMine, Link, Pager};

/// Letters on a page.
const SIZE: u64 = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// `GET /letters/mine`: who is not signed in is led to do so.
///
/// # Errors
/// Faults of the database.
pub async fn get_mine(
    citizen: Citizen,
    request: HttpRequest,
    pool: Data<Pool>,
    Query(asked): Query<Asked>,
) -> Reply {
    let before = PreSession::of(&citizen, &request)?;
    let page = asked.page.parse().unwrap_or(1).clamp(1, 100_000);
    let read = pool.read();
    let (letters, total) = read
        .find::<Entity>()
        .filter(Column::CitizenUid.eq(citizen.me.uid.to_string()))
        .desc(Column::ReceivedAt)
        .desc(Column::Id)
        .page(page, SIZE)
        .await?;
    let names = unit_names(&read).await?;
    let row = |letter: &Model| LetterRow {
        title: letter.title.clone(),
        class: letter.class.clone(),
        unit: letter
            .unit_id
            .and_then(|id| names.get(&id).cloned())
            .unwrap_or_default(),
        date: letter.received_on.clone(),
        state: public_state(letter),
        ..LetterRow::default()
    };
    let view = LettersMine {
        rows: letters.iter().map(row).collect(),
        numbers: letters.iter().map(|letter| letter.number.clone()).collect(),
        action: citizen.site.url("/letters/query"),
        csrf: before.csrf(&citizen.app),
        pager: Pager::for_total(page, SIZE, total, &citizen.site.url("/letters/mine")),
        write: Link::new("我要写信", citizen.site.url("/letters/new")),
        account: Link::new("个人中心", citizen.site.url("/account")),
    };
    let page = Page::new("letters_mine.html", view)
        .title("我的来信")
        .crumb("首页", citizen.site.url("/"))
        .crumb("咨询投诉", citizen.site.url("/letters/"))
        .kind("letters-mine")
        .meta("robots", "noindex");
    let response = citizen.page(page).await?;
    Ok(before.keep(&citizen.app, response))
}
