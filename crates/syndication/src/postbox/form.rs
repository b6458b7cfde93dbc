//! Text from the box's forms → domain types. The writing form is that of articles; channel and source are the portal's to
//! say.

use super::entity;
use content::article::form::TextForm;
use content::article::text::{RawText, Text};
use content::media::{Attached, lead_hash};
use kernel::{Error, Result, UnitId};
use serde::{Deserialize, Serialize};

/// The writing form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct BoxForm {
    /// Number of the unit, when the writer sits at several boxes.
    pub unit: String,
    /// The fields of an article's form; `channel` is a wish.
    pub text: TextForm,
}

impl From<Vec<(String, String)>> for BoxForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let unit = fields.iter().find(|(name, _)| name == "unit");
        Self {
            unit: unit.map(|(_, value)| value.clone()).unwrap_or_default(),
            text: TextForm::from(fields),
        }
    }
}

impl BoxForm {
    /// The form of a text as it stands.
    #[must_use]
    pub fn of(text: &entity::Model) -> Self {
        let attached: Vec<Attached> = serde_json::from_str(&text.attachments).unwrap_or_default();
        Self {
            unit: text.unit_id.to_string(),
            text: TextForm {
                title: text.title.clone(),
                subtitle: text.subtitle.clone(),
                channel: text.channel_id.map(|id| id.to_string()).unwrap_or_default(),
                author: text.author.clone(),
                keywords: text.keywords.replace(',', "，"),
                summary: text.summary.clone(),
                body_format: text.body_format.clone(),
                body: text.body_source.clone(),
                lead: text.lead_media.as_deref().map(lead_hash).unwrap_or_default(),
                attachments: attached.into_iter().map(|file| file.hash).collect(),
                revision: text.revision.to_string(),
                ..TextForm::default()
            },
        }
    }

    /// The text, rendered.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn text(&self) -> Result<Text> {
        let form = &self.text;
        let channel = if form.channel.is_empty() {
            0
        } else {
            let chosen = form.channel.parse().ok();
            chosen.ok_or_else(|| Error::field("channel", "请从列表中选择栏目。"))?
        };
        Text::parse(RawText {
            channel,
            title: form.title.clone(),
            subtitle: form.subtitle.clone(),
            summary: form.summary.clone(),
            format: form.body_format.clone(),
            body: form.body.clone(),
            author: form.author.clone(),
            keywords: form.keywords.clone(),
            lead: form.lead.clone(),
            attachments: form.attachments.clone(),
            ..RawText::default()
        })
    }

    pub(super) fn unit(&self) -> Result<UnitId> {
        let unit = self.unit.parse().ok();
        unit.ok_or_else(|| Error::field("unit", "请选择投稿单位。"))
    }
}

/// The form of a seat, as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SeatForm {
    /// Number of the unit.
    pub unit: String,
    /// Account name.
    pub account: String,
}

impl SeatForm {
    pub(super) fn unit(&self) -> Result<UnitId> {
        let unit = self.unit.parse().ok();
        unit.ok_or_else(|| Error::field("unit", "请选择单位。"))
    }
}
