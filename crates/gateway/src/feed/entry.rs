//! What a feed says, whatever its format.

use chrono::{DateTime, Utc};
use kernel::Uid;

/// A feed.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Name of the site, with the channel's.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// The page it stands for, absolute.
    pub home: String,
    /// Its own address, absolute.
    pub own: String,
    /// The page after this one, absolute.
    pub next: Option<String>,
    /// The hub that passes changes on, if the site has one.
    pub hub: Option<String>,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// What stood here and was withdrawn, newest first.
    pub gone: Vec<Gone>,
}

/// What was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The id that it had.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What something that was written here is called in feeds.
#[must_use]
pub fn urn(uid: Uid) -> String {
    format!("urn:uuid:{uid}")
}

/// An article in a feed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The origin article's uid: the same in every feed of the group.
    pub uid: Uid,
    /// `urn:uuid:` and the uid; of what came from an outside feed, the id that it has there.
    pub id: String,
    /// What the story was called where it came from.
    pub via: Option<String>,
    /// The origin article's version: the greater one is the later.
    pub version: i64,
    /// Headline.
    pub title: String,
    /// Its page on this site, absolute.
    pub url: String,
    /// Abstract.
    pub summary: String,
    /// The unit it comes from.
    pub unit: String,
    /// Channel.
    pub channel: String,
    /// Lead picture, absolute.
    pub picture: Option<String>,
    /// First publication here.
    pub published: DateTime<Utc>,
    /// When the text shown went live.
    pub updated: DateTime<Utc>,
}

impl Feed {
    /// When it last changed, as far as its entries say.
    pub(super) fn updated(&self) -> DateTime<Utc> {
        let gone = self.gone.iter().map(|gone| gone.at);
        self.entries
            .iter()
            .map(|entry| entry.updated)
            .chain(gone)
            .max()
            .unwrap_or_default()
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        let at = kernel::beijing::parse("2026-11-22 09:30").unwrap();
        Self {
            title: "陶都市教育局".into(),
            description: "陶都市教育局最新发布".into(),
            home: "http://edu.localhost:8080/".into(),
            own: "http://edu.localhost:8080/feed.xml".into(),
            next: Some("http://edu.localhost:8080/feed.xml?after=7".into()),
            hub: Some("https://hub.example/".into()),
            gone: vec![Gone {
                id: "urn:uuid:0190a000-0000-7000-8000-000000000002".into(),
                at,
            }],
            entries: vec![Entry {
                version: 3,
                uid: "0190a000-0000-7000-8000-000000000001".parse().unwrap(),
                id: "urn:uuid:0190a000-0000-7000-8000-000000000001".into(),
                via: Some("https://news.example/7".into()),
                title: "窑火 <不熄> & 薪传".into(),
                url: "http://edu.localhost:8080/news/2026/11/7.html".into(),
                summary: "含有\u{1}控制符的摘要".into(),
                unit: "市教育局".into(),
                channel: "教育要闻".into(),
                picture: Some("http://edu.localhost:8080/media/ab/1280.webp".into()),
                published: at,
                updated: at + chrono::Duration::hours(1),
            }],
        }
    }
}

/// Text that XML 1.0 can hold.
pub(super) fn clean(text: &str) -> String {
    let fits = |c: &char| {
        matches!(c, '\t' | '\n' | ' '..) && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(fits).collect()
}
