//! Text from the browser → domain types, for articles.

use super::edition;
use super::text::{OriginClass, RawText, Text};
use crate::media::{Attached, lead_hash};
use kernel::{Error, FieldError, Result, Revision};
use serde::{Deserialize, Serialize};

/// The writing form as it was typed. It is shown again as it is when something is wrong: nothing typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct TextForm {
    /// Headline.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// Number of the channel, or empty.
    pub channel: String,
    /// 稿源.
    pub source: String,
    /// `own`, `repost`, `contributed` or empty.
    pub origin: String,
    /// Author.
    pub author: String,
    /// As typed.
    pub keywords: String,
    /// Abstract.
    pub summary: String,
    /// `markdown`, `html` or `text`.
    pub body_format: String,
    /// The body as typed.
    pub body: String,
    /// Hash of the lead picture, or empty.
    pub lead: String,
    /// Hashes of the attachments.
    pub attachments: Vec<String>,
    /// What a correction corrects.
    pub change_note: String,
    /// The article's revision this form saw.
    pub revision: String,
    /// Whether the button was 提交审核.
    pub submit: bool,
    /// Where it is kept until it is saved; see [`crate::slot::Place`].
    pub slot: String,
    /// The form's script says that nothing was typed since it last told.
    pub unchanged: bool,
    /// Why the warnings of the checks are fine, as typed.
    pub confirm_reason: String,
    /// The finding whose button was pressed, or empty.
    pub cure: String,
}

impl From<Vec<(String, String)>> for TextForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "title" => form.title = value,
                "subtitle" => form.subtitle = value,
                "channel" => form.channel = value,
                "source" => form.source = value,
                "origin" => form.origin = value,
                "author" => form.author = value,
                "keywords" => form.keywords = value,
                "summary" => form.summary = value,
                "body_format" => form.body_format = value,
                "body" => form.body = value,
                "lead" => form.lead = value,
                "attachments" => form.attachments.push(value),
                "change_note" => form.change_note = value,
                "revision" => form.revision = value,
                "confirm_reason" => form.confirm_reason = value,
                "do" => {
                    form.submit = value == "submit";
                    form.cure = value.strip_prefix("cure:").unwrap_or_default().to_owned();
                }
                "slot" => form.slot = value,
                "unchanged" => form.unchanged = value == "1",
                _ => {}
            }
        }
        form
    }
}

impl TextForm {
    /// An empty form with what is usual on this site.
    #[must_use]
    pub fn blank(source: &str, author: &str) -> Self {
        Self {
            source: source.to_owned(),
            author: author.to_owned(),
            origin: OriginClass::Own.key().to_owned(),
            body_format: crate::body::Format::Markdown.key().to_owned(),
            ..Self::default()
        }
    }

    /// The form of an edition as it stands.
    #[must_use]
    pub fn of(channel: i64, revision: i64, edition: &edition::Model) -> Self {
        let attached: Vec<Attached> = serde_json::from_str(&edition.attachments).unwrap_or_default();
        Self {
            title: edition.title.clone(),
            subtitle: edition.subtitle.clone(),
            channel: channel.to_string(),
            source: edition.source.clone(),
            origin: edition.origin_class.clone(),
            author: edition.author.clone(),
            keywords: edition.keywords.replace(',', "，"),
            summary: edition.summary.clone(),
            body_format: edition.body_format.clone(),
            body: edition.body_source.clone(),
            lead: edition.lead_media.as_deref().map(lead_hash).unwrap_or_default(),
            attachments: attached.into_iter().map(|file| file.hash).collect(),
            change_note: edition.change_note.clone(),
            revision: revision.to_string(),
            ..Self::default()
        }
    }

    /// What a slot holds; what cannot be read is an empty form.
    #[must_use]
    pub fn kept(slot: &crate::slot::entity::Model) -> Self {
        Self {
            revision: slot.base_revision.to_string(),
            ..serde_json::from_str(&slot.text).unwrap_or_default()
        }
    }

    /// The text's fields by name, as a browser would send them.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = vec![
            ("title", self.title.as_str()),
            ("subtitle", &self.subtitle),
            ("channel", &self.channel),
            ("source", &self.source),
            ("origin", &self.origin),
            ("author", &self.author),
            ("keywords", &self.keywords),
            ("summary", &self.summary),
            ("body_format", &self.body_format),
            ("body", &self.body),
            ("lead", &self.lead),
            ("change_note", &self.change_note),
        ];
        pairs.extend(self.attachments.iter().map(|hash| ("attachments", hash.as_str())));
        pairs
    }

    /// Whether two forms hold the same text, however its lines end.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let plain = |form: &Self| {
            let keywords = super::text::keywords(&form.keywords);
            let pairs = form.pairs().into_iter().map(move |(name, value)| match name {
                "keywords" => (name, keywords.clone()),
                _ => (name, value.replace("\r\n", "\n").trim().to_owned()),
            });
            pairs.collect::<Vec<_>>()
        };
        plain(self) == plain(other)
    }

    /// Whether nothing was written yet; what a new form brings along does not count.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let typed = [
            &self.title,
            &self.subtitle,
            &self.summary,
            &self.keywords,
            &self.body,
        ];
        typed.iter().all(|text| text.trim().is_empty())
    }

    /// Headline, or how the body begins.
    #[must_use]
    pub fn called(&self) -> String {
        let title = self.title.trim();
        if !title.is_empty() {
            return title.to_owned();
        }
        let plain = crate::body::plain_text(&self.body.replace('\n', " "));
        let begins: String = plain.trim().chars().take(20).collect();
        format!("（无标题）{begins}")
    }

    /// The revision seen; what is no number was never seen.
    #[must_use]
    pub fn seen(&self) -> Revision {
        seen(&self.revision)
    }

    /// The text, rendered.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field as the form calls it.
    pub fn text(&self) -> Result<Text> {
        let channel = self.channel.parse::<i64>().ok().filter(|id| *id > 0);
        let text = Text::parse(RawText {
            channel: channel.unwrap_or_default(),
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: self.summary.clone(),
            format: self.body_format.clone(),
            body: self.body.clone(),
            source: self.source.clone(),
            origin: self.origin.clone(),
            author: self.author.clone(),
            keywords: self.keywords.clone(),
            lead: self.lead.clone(),
            attachments: self.attachments.clone(),
            change_note: self.change_note.clone(),
        });
        if channel.is_some() {
            return text.map_err(|error| renamed(error, "format", "body_format"));
        }
        let mut wrong = match text.map_err(|error| renamed(error, "format", "body_format")) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(wrong)) => wrong,
            Err(other) => return Err(other),
        };
        wrong.push(FieldError::new("channel", "请选择栏目。"));
        Err(Error::Invalid(wrong))
    }

    /// The whole form as one text, to be laid beside another.
    #[must_use]
    pub fn as_lines(&self, channel: &str) -> String {
        let origin = OriginClass::parse(&self.origin).map_or("", OriginClass::title);
        let mut lines = String::new();
        for (label, value) in [
            ("标题", self.title.as_str()),
            ("副题", &self.subtitle),
            ("栏目", channel),
            ("稿源", &self.source),
            ("类别", origin),
            ("作者", &self.author),
            ("关键词", &self.keywords),
            ("摘要", &self.summary),
            ("更正说明", &self.change_note),
        ] {
            if !value.is_empty() {
                lines.push_str(&format!("{label}：{value}\n"));
            }
        }
        lines.push('\n');
        if !self.lead.is_empty() {
            lines.push_str(&format!("［题图 media:{}］\n", self.lead));
        }
        if !self.attachments.is_empty() {
            lines.push_str(&format!("附件：{} 个\n", self.attachments.len()));
        }
        lines.push_str(&self.readable_body());
        lines
    }

    /// The body as people read it: HTML without its markup.
    fn readable_body(&self) -> String {
        use crate::body::{Format, readable, render};
        if self.body_format == Format::Html.key()
            && let Ok(html) = render(Format::Html, &self.body)
        {
            return readable(&html);
        }
        self.body.replace("\r\n", "\n")
    }
}

/// A deed on an article: the revision seen and, for some, words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    revision: String,
    /// 退回, 撤回: why.
    #[serde(
        alias = "return_reason",
        alias = "clear_reason",
        alias = "hurry_reason",
        alias = "hurry_opinion"
    )]
    pub reason: String,
    /// 审核通过: opinion, may be empty.
    pub opinion: String,
    /// 提交审核, 发布: why the warnings of the checks are fine; may be empty.
    #[serde(alias = "publish_reason")]
    pub confirm_reason: String,
    /// 发布 of a correction: how much it changes; empty leaves it to a comparison.
    pub weight: String,
}

impl MoveForm {
    /// The revision seen.
    #[must_use]
    pub fn seen(&self) -> Revision {
        seen(&self.revision)
    }
}

/// Calls a field by the name it has in the form.
pub(crate) fn renamed(error: Error, from: &str, to: &str) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(
            fields
                .into_iter()
                .map(|field| {
                    if field.field == from {
                        FieldError::new(to, field.text)
                    } else {
                        field
                    }
                })
                .collect(),
        ),
        other => other,
    }
}

pub(crate) fn seen(text: &str) -> Revision {
    Revision(text.parse().unwrap_or(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> TextForm {
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect();
        TextForm::from(fields)
    }

    #[test]
    fn several_attachments_arrive_in_order() {
        let form = form("title=a&attachments=x&attachments=y&do=submit&revision=7&csrf_token=z");
        assert_eq!(form.attachments, ["x", "y"]);
        assert!(form.submit);
        assert_eq!(form.seen(), Revision(7));
    }

    #[test]
    fn every_wrong_field_is_named_at_once_and_as_the_form_calls_it() {
        let Err(Error::Invalid(wrong)) = form("body_format=rtf").text() else {
            panic!()
        };
        let names: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["title", "body_format", "channel"]);
        let Err(Error::Invalid(wrong)) = form("title=a").text() else {
            panic!()
        };
        assert_eq!(wrong.len(), 1);
    }

    #[test]
    fn a_form_without_revision_saw_nothing() {
        assert_eq!(form("title=a").seen(), Revision(-1));
    }
}
