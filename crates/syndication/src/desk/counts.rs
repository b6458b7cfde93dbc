//! `GET /console/desk/counts`: what a page that stays open asks every few seconds. One counting query; nothing new is 304.

use super::State;
use super::form::DeskQuery;
use super::query::{Tally, tally};
use crate::permissions::WorkDesk;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{By, Reply, Site};
use kernel::Error;
use serde::Serialize;
use std::collections::BTreeMap;
use store::Files;

/// The counts of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Waiting lines that nobody opened.
    pub unseen: u64,
    /// Waiting lines.
    pub waiting: u64,
    /// The desk in the menu.
    pub menu: String,
    /// By the address of each filter.
    pub filters: BTreeMap<String, u64>,
}

impl Counts {
    fn of(site: &Site, tally: &Tally, asked: &DeskQuery) -> Self {
        let menu = site.url("/console/desk");
        let filter = |state: State| (format!("{menu}?{}", asked.query(state)), tally.of(state));
        Self {
            unseen: tally.unseen,
            waiting: tally.of(State::Waiting),
            filters: State::ALL.into_iter().map(filter).collect(),
            menu,
        }
    }
}

/// `GET /console/desk/counts`
///
/// # Errors
/// Faults.
pub async fn get_desk_counts(
    request: HttpRequest,
    by: By<WorkDesk>,
    Query(asked): Query<DeskQuery>,
) -> Reply {
    let counts = Counts::of(&by.site, &tally(&by.read()).await?, &asked);
    let body = serde_json::to_vec(&counts).map_err(Error::fault)?;
    let tag = format!("\"{}\"", Files::hash(&body));
    let known = request.headers().get(IF_NONE_MATCH);
    let same = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut answer = HttpResponse::Ok();
    answer.insert_header((ETAG, tag));
    answer.insert_header((CACHE_CONTROL, "private, no-store"));
    if same {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(answer.content_type("application/json").body(body))
}
