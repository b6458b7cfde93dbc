//! An article from another system as HTML, ready to be rendered: what WXR, Word and HTML folders have in common.

use super::render::{AUTHOR, Ready};
use super::shelf::Stored;
use crate::article::{content_hash, edition, fill_blank, state::State, text::OriginClass};
use crate::body::{Format, PictureFacts, dress, excerpt, plain_text, render};
use crate::media::{Lead, PICTURE};
use crate::placement::EXCERPT;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uuid::Uuid;

/// Longer titles are cut, as lists and search could not show them.
const TITLE_MAX: usize = 200;
const SUMMARY_MAX: usize = 500;
/// Longer bodies are not taken.
const BODY_MAX: usize = 2 << 20;

/// An article on its way in.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub(super) at: u64,
    pub(super) key: String,
    pub(super) uid: Option<Uuid>,
    pub(super) title: String,
    pub(super) summary: String,
    /// HTML whose pictures are `media:<hash>` already.
    pub(super) html: String,
    pub(super) source: String,
    pub(super) author: String,
    pub(super) keywords: String,
    pub(super) lead: Option<Stored>,
    /// When the public saw it first; none makes a draft.
    pub(super) published_at: Option<DateTime<Utc>>,
    pub(super) old_paths: Vec<String>,
}

/// Renders, sanitizes and hashes; says why not.
pub(super) fn render_piece(
    piece: Piece,
    pictures: &[Stored],
    now: DateTime<Utc>,
) -> Result<Ready, &'static str> {
    if piece.html.len() > BODY_MAX {
        return Err("正文超过 2 MB");
    }
    let html = catch_unwind(AssertUnwindSafe(|| {
        render(Format::Html, &piece.html).and_then(|html| dress(&html, &facts(pictures)))
    }));
    let Ok(Ok(html)) = html else {
        return Err("正文无法转换");
    };
    let written = piece.published_at.unwrap_or(now);
    let state = if piece.published_at.is_some() {
        State::Published
    } else {
        State::Draft
    };
    let blank = fill_blank(0, 1, (Some(0), AUTHOR.to_owned()), written);
    let mut edition = edition::Model {
        state: state.key().to_owned(),
        title: title(&piece.title, &html),
        summary: clip(&piece.summary, SUMMARY_MAX),
        body_format: Format::Html.key().to_owned(),
        body_source: piece.html,
        body_html: html,
        source: clip(&piece.source, 100),
        origin_class: OriginClass::Own.key().to_owned(),
        author: clip(&piece.author, 100),
        keywords: clip(&crate::article::text::keywords(&piece.keywords), 200),
        lead_media: piece.lead.as_ref().map(|file| {
            let size = |n: i64| u32::try_from(n).unwrap_or_default();
            Lead {
                hash: file.hash.clone(),
                width: size(file.width),
                height: size(file.height),
            }
            .to_string()
        }),
        published_at: piece.published_at,
        ..blank
    };
    edition.content_hash = content_hash(&edition);
    let summary = if edition.summary.is_empty() {
        excerpt(&edition.body_html, EXCERPT)
    } else {
        edition.summary.clone()
    };
    Ok(Ready {
        line: piece.at,
        key: piece.key,
        published_at: written,
        live: piece.published_at.is_some(),
        uid: piece.uid,
        old_paths: piece.old_paths,
        summary,
        lead_alt: piece.lead.map(|file| file.alt).unwrap_or_default(),
        edition,
    })
}

fn facts(pictures: &[Stored]) -> HashMap<String, PictureFacts> {
    let pictures = pictures.iter().filter(|file| file.kind == PICTURE);
    let facts = pictures.map(|file| {
        let facts = PictureFacts {
            alt: file.alt.clone(),
            width: file.width,
            height: file.height,
        };
        (file.hash.clone(), facts)
    });
    facts.collect()
}

/// The title as plain words; without one the first words of the body stand for it.
fn title(given: &str, html: &str) -> String {
    let plain = clip(&plain_text(given), TITLE_MAX);
    if !plain.is_empty() {
        return plain;
    }
    match clip(&excerpt(html, 40), 40) {
        words if words.is_empty() => "（无标题）".to_owned(),
        words => words,
    }
}

pub(super) fn clip(text: &str, max: usize) -> String {
    super::line::one_line(text).chars().take(max).collect()
}
