//! From a checked record to everything that will be stored of it.

use super::line::{Flaw, Item};
use crate::article::{content_hash, edition, fill_blank, state::State};
use crate::body::{excerpt, render};
use crate::placement::EXCERPT;
use chrono::{DateTime, Utc};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The words where the name of an edition's author stands.
pub(super) const AUTHOR: &str = "历史导入";

/// An article ready to be written.
pub(super) struct Ready {
    pub(super) line: u64,
    pub(super) key: String,
    pub(super) published_at: DateTime<Utc>,
    /// Whether the public sees it; else it is a draft.
    pub(super) live: bool,
    /// Chosen beforehand where others link to it.
    pub(super) uid: Option<uuid::Uuid>,
    /// Addresses that lead on to it for ever.
    pub(super) old_paths: Vec<String>,
    /// The words of a list.
    pub(super) summary: String,
    /// The words of its lead picture.
    pub(super) lead_alt: String,
    /// Complete but for its keys, its people and the time of writing.
    pub(super) edition: edition::Model,
}

/// Renders, sanitizes and hashes a record.
pub(super) fn render_item(line: u64, item: Item) -> Result<Ready, Flaw> {
    // A body that breaks a parser is one bad line; it must not end the run, now and each time it is tried again.
    let html = catch_unwind(AssertUnwindSafe(|| render(item.format, &item.body)));
    let Ok(Ok(html)) = html else {
        return Err(Flaw::new(&item.key, "body（正文）无法转换"));
    };
    if html.trim().is_empty() {
        return Err(Flaw::new(
            &item.key,
            "body（正文）清理后没有内容（站外图片和脚本不予保留）",
        ));
    }
    // Keys, people and times are the transaction's to give.
    let blank = fill_blank(0, 1, (Some(0), AUTHOR.to_owned()), item.published_at);
    let mut edition = edition::Model {
        state: State::Published.key().to_owned(),
        title: item.title,
        body_format: item.format.key().to_owned(),
        body_source: item.body,
        body_html: html,
        source: item.source,
        origin_class: item.origin.key().to_owned(),
        author: item.author,
        keywords: item.keywords,
        published_at: Some(item.published_at),
        ..blank
    };
    edition.content_hash = content_hash(&edition);
    let summary = excerpt(&edition.body_html, EXCERPT);
    Ok(Ready {
        line,
        key: item.key,
        published_at: item.published_at,
        live: true,
        uid: None,
        old_paths: item.old_path.into_iter().collect(),
        summary,
        lead_alt: String::new(),
        edition,
    })
}
