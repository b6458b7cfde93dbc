//! The answer for programs. Its fields are a contract.

use super::desk::Answered;
use super::form::Form;
use super::view::{known, shown};
use crate::query::Kind;
use gateway::Site;
use kernel::SiteId;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// `GET /api/v1/search`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchAnswer, example = json!({
    "total": 1, "took_ms": 3,
    "items": [{"title": "青泥小学校车线路新学期调整", "url": "http://edu.example.gov.cn/news/2026/11/7.html", "site": "陶都市教育局",
        "channel": "教育要闻", "type": "articles", "published_at": "2026-11-22T09:30:00+08:00", "snippet": "三条<em>校车</em>线路作如下调整"}]
}))]
pub struct Answer {
    /// Exactly how many match.
    pub total: u64,
    /// Milliseconds spent in the index.
    pub took_ms: u64,
    /// This page.
    pub items: Vec<Item>,
}

/// A result.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchItem)]
pub struct Item {
    /// Headline, plain text.
    pub title: String,
    /// Absolute address.
    pub url: String,
    /// The site's name.
    pub site: String,
    /// The channel's name.
    pub channel: String,
    /// `articles`, or `letters` for a public letter with its answer.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// First publication, RFC 3339 at +08:00; of a letter its answer.
    pub published_at: String,
    /// Escaped HTML with `<em>` around what was asked for.
    pub snippet: String,
}

pub(crate) fn answer(form: &Form, answered: &Answered, site: impl Fn(SiteId) -> Option<Arc<Site>>) -> Answer {
    let hits = answered.found.hits.iter().zip(&answered.texts);
    let items = hits.filter_map(|(hit, texts)| {
        let places = known(&hit.places, &site);
        let (place, at) = shown(&places, form.site.as_deref())?;
        Some(Item {
            title: hit.title.clone(),
            url: at.absolute(&place.path),
            site: at.name.clone(),
            channel: place.channel_name.clone(),
            kind: Kind::of_path(&place.path).key(),
            published_at: kernel::beijing::rfc3339(hit.published_at),
            snippet: texts.excerpt.clone(),
        })
    });
    Answer {
        total: answered.found.total,
        took_ms: u64::try_from(answered.found.took.as_millis()).unwrap_or(u64::MAX),
        items: items.collect(),
    }
}
