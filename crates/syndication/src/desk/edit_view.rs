//! What the page 改后采用 shows.

use super::entity;
use super::form::EditForm;
use super::piece::Piece;
use crate::ui::{self, Choice};
use gateway::Site;
use kernel::Result;
use serde::Serialize;
use store::SiteRead;

/// `syndication/desk_edit.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskEdit {
    /// Unit it comes from.
    pub source: String,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// The text as HTML.
    pub body: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The one chosen.
    pub channel: String,
    /// Where the form goes.
    pub url: String,
    /// Back to the line.
    pub back: String,
}

impl DeskEdit {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        found: (entity::Model, Piece),
        typed: Option<EditForm>,
    ) -> Result<Self> {
        let (line, item) = found;
        let form = typed.unwrap_or_else(|| EditForm {
            channel: line.channel_id.map(|id| id.to_string()).unwrap_or_default(),
            title: item.title.clone(),
            summary: item.summary.clone(),
            body: item.body_html.clone(),
        });
        let back = site.url(&format!("/console/desk/{}", line.id));
        Ok(Self {
            source: line.source_name,
            title: form.title,
            summary: form.summary,
            body: form.body,
            channels: ui::open_channels(read).await?,
            channel: form.channel,
            url: format!("{back}/edit"),
            back,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            source: "市教育局".into(),
            title: "紫砂工艺走进八所小学课堂".into(),
            body: "<p>本学期起，八所小学把紫砂工艺列入校本课程。</p>".into(),
            channels: vec![Choice::new("3", "部门动态")],
            channel: "3".into(),
            url: "/console/desk/5/edit".into(),
            back: "/console/desk/5".into(),
            ..Self::default()
        }
    }
}
