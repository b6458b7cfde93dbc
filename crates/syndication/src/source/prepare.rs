//! From an entry to what is written of it: pictures fetched and kept, the text cleaned. Runs before any transaction.

use super::apart::apart;
use super::body::{self, Opened};
use super::entity;
use super::identity::{Marked, date};
use super::picture::Shelf;
use super::picture::{Fetched, Pictures};
use super::polite::{Ask, Polite};
use super::poll::is_crowded;
use content::article::text::{RawText, Text};
use content::body::{Format, excerpt, plain_text, render};
use feed::Entry;
use kernel::{Error, Result, beijing};

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
    pub(super) pictures: Pictures,
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

/// What was read of an entry before anything is fetched.
struct Read {
    opened: Opened,
    /// The first words of the body.
    begins: String,
    /// An abstract of its own, beside a full text.
    summary: String,
}

impl Read {
    fn of(entry: &Entry, feed: &str) -> Self {
        let opened = body::open(entry, feed);
        let summary = match (&entry.summary, &entry.content) {
            (Some(summary), Some(content)) if summary != content && body::is_readable(summary) => {
                excerpt(summary, SUMMARY)
            }
            _ => String::new(),
        };
        Self {
            begins: excerpt(&opened.html, 40),
            opened,
            summary,
        }
    }
}

/// Fetches and cleans what belongs to an entry; at most `room` bytes of pictures. What cannot be had is left out and noted.
///
/// # Errors
/// Faults of the files and of the database; `source.too_hard`, `source.no_place`.
pub(super) async fn prepare_entry(
    polite: &Polite,
    shelf: &Shelf<'_>,
    source: &entity::Model,
    marked: Marked,
    room: u64,
) -> Result<Ready> {
    let (entry, feed) = (marked.entry.clone(), source.url.clone());
    let read = apart(move || Read::of(&entry, &feed)).await?;
    let opened = read.opened;
    let mut notes = Vec::new();
    let link = web_link(&marked);
    let title = title(polite, source, &marked, &read.begins, &link).await?;
    let Fetched { pictures, places } = shelf.pictures(polite, source, &opened, &title, room).await?;
    let missing = opened.pictures.len() - places.len();
    if missing > 0 {
        notes.push(format!("{missing} 张图片未能取回。"));
    }
    let body_html = if opened.too_long {
        None
    } else {
        let cleaned = apart(move || render(Format::Html, &body::place(&opened.html, &places))).await?;
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
        summary: read.summary,
        author: cut(&line(marked.entry.author.as_deref().unwrap_or_default()), TITLE),
        body_html: if has_words { body_html } else { String::new() },
        note: notes.concat(),
        pictures,
        marked,
    })
}

fn web_link(marked: &Marked) -> String {
    let link = marked.entry.link.as_deref().unwrap_or_default();
    crate::webhook::web_address(link).unwrap_or_default()
}

/// The headline; for an address without words the title of its page.
async fn title(
    polite: &Polite,
    source: &entity::Model,
    marked: &Marked,
    begins: &str,
    link: &str,
) -> Result<String> {
    let said = line(&marked.entry.title);
    if !said.is_empty() {
        return Ok(cut(&said, TITLE));
    }
    if !begins.is_empty() {
        return Ok(begins.to_owned());
    }
    if let Ok(page) = polite.fetch(Ask::Page, link, &source.url).await
        && let Some(body) = page.body
    {
        match apart(move || feed::page_title(&body, page.content_type.as_deref())).await {
            Ok(Some(title)) => return Ok(cut(&title, TITLE)),
            Err(error) if is_crowded(&error) => return Err(error),
            Ok(None) | Err(_) => {}
        }
    }
    Ok(cut(link, TITLE))
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters; what is cut says so.
pub(super) fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit - 1).collect();
    short.push('…');
    short
}
