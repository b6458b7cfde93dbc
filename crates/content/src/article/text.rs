//! The text of an edition as a domain type: parsed at the border, rendered before any transaction is opened.

use crate::body::{Format, media_hashes, render};
use kernel::{ChannelId, Error, FieldError, Result};

/// 自采, 转载 or 来稿.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginClass {
    /// 自采: written here.
    Own,
    /// 转载: taken over from a named source.
    Repost,
    /// 来稿: sent in.
    Contributed,
}

impl OriginClass {
    /// Every class, as the form offers them.
    pub const ALL: [Self; 3] = [Self::Own, Self::Repost, Self::Contributed];

    /// The word in the database and in files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Repost => "repost",
            Self::Contributed => "contributed",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Own => "自采",
            Self::Repost => "转载",
            Self::Contributed => "来稿",
        }
    }

    /// Reads [`OriginClass::key`] or the word on screens.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|class| class.key() == word || class.title() == word)
    }
}

/// What an author saves.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where it will stand.
    pub channel: ChannelId,
    /// Headline.
    pub title: String,
    /// Second line, or empty.
    pub subtitle: String,
    /// Abstract, or empty.
    pub summary: String,
    /// How the body is written.
    pub format: Format,
    /// The body as written.
    pub body: String,
    /// 稿源; needed to submit.
    pub source: String,
    /// Needed to submit.
    pub origin: Option<OriginClass>,
    /// Author, or empty.
    pub author: String,
    /// Separated by commas.
    pub keywords: String,
    /// Hash of the lead picture.
    pub lead: Option<String>,
    /// Hashes of the attachments, in order.
    pub attachments: Vec<String>,
    /// What a correction corrects.
    pub change_note: String,
    html: String,
}

/// The fields of [`Text`] as they come from a form or a file.
#[derive(Clone, Debug, Default)]
pub struct RawText {
    /// See [`Text::channel`].
    pub channel: i64,
    /// See [`Text::title`].
    pub title: String,
    /// See [`Text::subtitle`].
    pub subtitle: String,
    /// See [`Text::summary`].
    pub summary: String,
    /// `markdown`, `html` or `text`; empty is Markdown.
    pub format: String,
    /// See [`Text::body`].
    pub body: String,
    /// See [`Text::source`].
    pub source: String,
    /// `own`, `repost`, `contributed` or empty.
    pub origin: String,
    /// See [`Text::author`].
    pub author: String,
    /// Divided by commas, semicolons, blanks or 、.
    pub keywords: String,
    /// Empty for none.
    pub lead: String,
    /// See [`Text::attachments`].
    pub attachments: Vec<String>,
    /// See [`Text::change_note`].
    pub change_note: String,
}

const TITLE_MAX: usize = 100;
const LINE_MAX: usize = 200;
const SUMMARY_MAX: usize = 500;
const BODY_MAX: usize = 300_000;

impl Text {
    /// Reads and renders what came from a form. A draft may be incomplete, but not too long.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(raw: RawText) -> Result<Self> {
        let mut wrong = Vec::new();
        for (field, text, max) in [
            ("title", &raw.title, TITLE_MAX),
            ("subtitle", &raw.subtitle, LINE_MAX),
            ("source", &raw.source, TITLE_MAX),
            ("author", &raw.author, TITLE_MAX),
            ("keywords", &raw.keywords, LINE_MAX),
            ("summary", &raw.summary, SUMMARY_MAX),
            ("change_note", &raw.change_note, SUMMARY_MAX),
            ("body", &raw.body, BODY_MAX),
        ] {
            if text.trim().chars().count() > max {
                wrong.push(FieldError::new(field, format!("太长，最多 {max} 字。")));
            }
        }
        let title = one_line(&raw.title);
        if title.is_empty() {
            wrong.push(FieldError::new("title", "请填写标题。"));
        }
        let format = if raw.format.is_empty() {
            Some(Format::Markdown)
        } else {
            Format::parse(&raw.format)
        };
        if format.is_none() {
            wrong.push(FieldError::new(
                "format",
                "正文格式只能是 Markdown、HTML 或纯文本。",
            ));
        }
        let origin = OriginClass::parse(&raw.origin);
        if origin.is_none() && !raw.origin.is_empty() {
            wrong.push(FieldError::new("origin", "请选择自采、转载或来稿。"));
        }
        let (true, Some(format)) = (wrong.is_empty(), format) else {
            return Err(Error::Invalid(wrong));
        };
        let body = raw.body.replace("\r\n", "\n");
        let html = render(format, &body)?;
        let lead = raw.lead.trim();
        Ok(Self {
            channel: ChannelId(raw.channel),
            title,
            subtitle: one_line(&raw.subtitle),
            summary: one_line(&raw.summary),
            format,
            html,
            body,
            source: one_line(&raw.source),
            origin,
            author: one_line(&raw.author),
            keywords: keywords(&raw.keywords),
            lead: (!lead.is_empty()).then(|| lead.to_owned()),
            attachments: raw
                .attachments
                .into_iter()
                .filter(|hash| !hash.is_empty())
                .collect(),
            change_note: raw.change_note.trim().to_owned(),
        })
    }

    /// The body as sanitized HTML.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Every file the text names.
    pub(crate) fn media(&self) -> Vec<String> {
        let mut hashes = media_hashes(&self.html);
        for hash in self.lead.iter().chain(&self.attachments) {
            if !hashes.contains(hash) {
                hashes.push(hash.clone());
            }
        }
        hashes
    }
}

/// Keywords as stored: divided by commas, each once.
#[must_use]
pub fn keywords(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([',', '，', ';', '；', '、', ' ', '\u{3000}', '\t', '\n']) {
        let word = word.trim();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(",")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_needs_a_title_and_nothing_else() {
        assert!(
            Text::parse(RawText {
                title: "题".into(),
                ..RawText::default()
            })
            .is_ok()
        );
        let Err(Error::Invalid(wrong)) = Text::parse(RawText {
            format: "rtf".into(),
            ..RawText::default()
        }) else {
            panic!()
        };
        assert_eq!(
            wrong.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["title", "format"]
        );
        let long = RawText {
            title: "题".repeat(101),
            origin: "x".into(),
            ..RawText::default()
        };
        let Err(Error::Invalid(wrong)) = Text::parse(long) else {
            panic!()
        };
        assert_eq!(
            wrong.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["title", "origin"]
        );
    }

    #[test]
    fn keywords_are_divided_by_whatever_people_type() {
        assert_eq!(keywords("教育，学区; 招生、学区 　转学"), "教育,学区,招生,转学");
        assert_eq!(keywords(" "), "");
    }
}
