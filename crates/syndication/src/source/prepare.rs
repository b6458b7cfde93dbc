//! From an entry to what is written of it: pictures fetched and kept, the text cleaned. Runs before any transaction.

use super::body::{self, Opened, PICTURES};
use super::entity;
use super::identity::{Marked, date};
use super::polite::{Ask, Polite};
use bytes::Bytes;
use content::article::text::{RawText, Text};
use content::body::{Format, excerpt, plain_text, render};
use content::media::{Kept, PICTURE, Words, keep, prepare};
use gateway::outbound::refusals::STATUS;
use kernel::{Error, Result, beijing};
use std::collections::HashMap;
use store::Files;
use url::Url;

/// Characters of a headline.
const TITLE: usize = 100;
/// Characters of a body that an article takes.
const BODY: usize = 280_000;
/// Characters of an abstract.
const SUMMARY: usize = 200;

/// An entry ready to be written.
pub(super) struct Ready {
    pub(super) marked: Marked,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) summary: String,
    pub(super) author: String,
    /// Sanitized.
    pub(super) body_html: String,
    /// What did not come along.
    pub(super) note: String,
    pub(super) pictures: Vec<(Kept, Words)>,
}

impl Ready {
    /// The text of an article of `source`: it names the source and leads to the original.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no article: no text, or a headline of one character.
    pub(super) fn text(&self, source: &entity::Model) -> Result<Text> {
        article_text(&Piece {
            channel: source.channel_id,
            source: &source.title(),
            title: &self.title,
            summary: &self.summary,
            author: &self.author,
            body_html: &self.body_html,
            link: &self.link,
            published: date(&self.marked.entry),
        })
    }
}

/// What an article of an outside source is made of.
pub(crate) struct Piece<'a> {
    pub(crate) channel: i64,
    /// Name of the source.
    pub(crate) source: &'a str,
    pub(crate) title: &'a str,
    pub(crate) summary: &'a str,
    pub(crate) author: &'a str,
    /// Sanitized.
    pub(crate) body_html: &'a str,
    pub(crate) link: &'a str,
    pub(crate) published: Option<chrono::DateTime<chrono::Utc>>,
}

/// The text of an article: its last line names the source and leads to the original.
pub(crate) fn article_text(piece: &Piece<'_>) -> Result<Text> {
    if piece.body_html.trim().is_empty() {
        return Err(Error::field("body", "来稿没有正文。"));
    }
    let day = piece.published.map(beijing::date);
    let credit = body::credit(piece.source, piece.link, day.as_deref());
    Text::parse(RawText {
        channel: piece.channel,
        title: piece.title.to_owned(),
        summary: piece.summary.to_owned(),
        format: Format::Html.key().to_owned(),
        body: format!("{}\n{credit}", piece.body_html.trim_end()),
        source: cut(piece.source, TITLE),
        origin: "repost".to_owned(),
        author: piece.author.to_owned(),
        ..RawText::default()
    })
}

/// Fetches and cleans what belongs to an entry. What cannot be had is left out and noted.
///
/// # Errors
/// Faults of the files.
pub(super) async fn prepare_entry(
    polite: &Polite,
    files: &Files,
    source: &entity::Model,
    marked: Marked,
) -> Result<Ready> {
    let (entry, feed) = (marked.entry.clone(), source.url.clone());
    let opened = blocking(move || body::open(&entry, &feed)).await?;
    let mut notes = Vec::new();
    let link = web_link(&marked);
    let title = title(polite, &marked, &opened, &link).await;
    let (pictures, places, missing) = fetch_pictures(polite, files, &opened, &title).await?;
    if missing > 0 {
        notes.push(format!("{missing} 张图片未能取回。"));
    }
    let body_html = if opened.too_long {
        None
    } else {
        let cleaned = blocking(move || render(Format::Html, &body::place(&opened.html, &places))).await?;
        cleaned.ok().filter(|html| html.chars().count() <= BODY)
    };
    if body_html.is_none() {
        notes.push("正文过长或无法识别，请打开原文。".to_owned());
    }
    let body_html = body_html.unwrap_or_default();
    let has_words = !plain_text(&body_html).is_empty() || body_html.contains("<img");
    Ok(Ready {
        title,
        link,
        summary: summary(&marked),
        author: cut(&line(marked.entry.author.as_deref().unwrap_or_default()), TITLE),
        body_html: if has_words { body_html } else { String::new() },
        note: notes.concat(),
        pictures,
        marked,
    })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    // A body that breaks a parser is a fault of that entry; it must not end the run.
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)
}

fn web_link(marked: &Marked) -> String {
    let link = marked.entry.link.as_deref().unwrap_or_default();
    crate::webhook::web_address(link).unwrap_or_default()
}

/// An abstract of its own, beside a full text.
fn summary(marked: &Marked) -> String {
    match (&marked.entry.summary, &marked.entry.content) {
        (Some(summary), Some(content)) if summary != content => excerpt(summary, SUMMARY),
        _ => String::new(),
    }
}

/// The headline; for an address without words the title of its page.
async fn title(polite: &Polite, marked: &Marked, opened: &Opened, link: &str) -> String {
    let said = line(&marked.entry.title);
    if !said.is_empty() {
        return cut(&said, TITLE);
    }
    let begins = excerpt(&opened.html, 40);
    if !begins.is_empty() {
        return begins;
    }
    if let Ok(page) = polite.fetch(Ask::Page, link).await
        && let Some(body) = page.body
        && let Some(title) = feed::page_title(&body, page.content_type.as_deref())
    {
        return cut(&title, TITLE);
    }
    cut(link, TITLE)
}

type Pictures = (Vec<(Kept, Words)>, HashMap<String, (String, String)>, usize);

async fn fetch_pictures(polite: &Polite, files: &Files, opened: &Opened, title: &str) -> Result<Pictures> {
    let (mut kept, mut places) = (Vec::new(), HashMap::new());
    for (url, alt) in opened.pictures.iter().take(PICTURES) {
        let Ok(prepared) = fetch_picture(polite, url).await else {
            continue;
        };
        let stored = keep(files, prepared).await?;
        let alt = if alt.is_empty() {
            format!("《{}》配图", cut(title, 60))
        } else {
            cut(alt, TITLE)
        };
        places.insert(url.to_string(), (stored.hash().to_owned(), alt.clone()));
        let words = Words {
            alt,
            ..Words::default()
        };
        kept.push((stored, words));
    }
    let missing = opened.pictures.len() - kept.len();
    Ok((kept, places, missing))
}

/// A picture, checked and written anew.
async fn fetch_picture(polite: &Polite, url: &Url) -> Result<content::media::Prepared> {
    let answer = polite.fetch(Ask::Picture, url.as_str()).await?;
    let bytes: Bytes = answer.body.ok_or(STATUS)?;
    let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
    let prepared = blocking(move || prepare(&name, &bytes)).await??;
    if prepared.kind == PICTURE {
        Ok(prepared)
    } else {
        Err(Error::UnsupportedType(prepared.content_type.to_owned()))
    }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters; what is cut says so.
fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit - 1).collect();
    short.push('…');
    short
}
