//! What a line stands for: an item of the library, or a text of a submission box.

use super::entity;
use crate::postbox::entity as text;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::LIVE;
use gateway::unit::entity as unit;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// The text that an editor reads.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Headline.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// Abstract.
    pub summary: String,
    /// The text.
    pub body_html: String,
    /// 稿源.
    pub source: String,
    /// Author.
    pub author: String,
    /// Separated by commas.
    pub keywords: String,
    /// `<hash>:<width>x<height>`.
    pub lead_media: Option<String>,
    /// Words for it.
    pub lead_alt: String,
    /// JSON list of [`content::media::Attached`].
    pub attachments: String,
    /// Where it stands at home; empty for a text of a box.
    pub origin_channel: String,
    /// When it was published at home; of a text of a box, when it was sent.
    pub published_at: DateTime<Utc>,
    /// Whether the source stands by it.
    pub live: bool,
}

impl From<library::Model> for Piece {
    fn from(item: library::Model) -> Self {
        Self {
            live: item.state == LIVE,
            title: item.title,
            subtitle: item.subtitle,
            summary: item.summary,
            body_html: item.body_html,
            source: item.source,
            author: item.author,
            keywords: item.keywords,
            lead_media: item.lead_media,
            lead_alt: item.lead_alt,
            attachments: item.attachments,
            origin_channel: item.origin_channel,
            published_at: item.published_at,
        }
    }
}

/// What a line stands for.
///
/// # Errors
/// Faults of the database.
pub(super) async fn of_line(read: &SiteRead, line: &entity::Model) -> Result<Piece> {
    let Some(id) = line.box_text_id else {
        let wanted = library::Column::Id.eq(line.library_item_id.unwrap_or_default());
        let item = read.shared::<library::Entity>().filter(wanted).found().await?;
        return Ok(item.into());
    };
    let (text, unit) = of_box(read, id).await?;
    Ok(Piece {
        title: text.title,
        subtitle: text.subtitle,
        summary: text.summary,
        body_html: text.body_html,
        source: unit.name,
        author: text.author,
        keywords: text.keywords,
        lead_media: text.lead_media,
        lead_alt: String::new(),
        attachments: text.attachments,
        origin_channel: String::new(),
        published_at: text.sent_at.unwrap_or(text.created_at),
        live: true,
    })
}

/// A text of a box and its unit.
pub(super) async fn of_box(read: &SiteRead, id: i64) -> Result<(text::Model, unit::Model)> {
    let wanted = text::Column::Id.eq(id);
    let text = read.find::<text::Entity>().filter(wanted).found().await?;
    let wanted = unit::Column::Id.eq(text.unit_id);
    let unit = read.shared::<unit::Entity>().filter(wanted).found().await?;
    Ok((text, unit))
}
