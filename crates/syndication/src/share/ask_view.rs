//! What the page shows on which a site asks for a channel of another.

use super::form::AskForm;
use super::query;
use crate::receiver;
use crate::rule::{Mode, Preview, TermsForm};
use crate::ui::{self, Choice};
use content::channel::entity as channel;
use gateway::Site;
use gateway::site::elsewhere;
use kernel::Result;
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::{HubRead, SiteRead};

/// `syndication/share_ask.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShareAsk {
    /// The offer.
    pub offer: i64,
    /// `市农林局 · 农业要闻`.
    pub from: String,
    /// What it holds.
    pub about: String,
    /// May be subscribed to at once.
    pub free: bool,
    /// The site lives on another box: what it published before is not here.
    pub far: bool,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel chosen.
    pub into: String,
    /// Words for the source.
    pub ask_note: String,
    /// Modes.
    pub modes: Vec<Choice>,
    /// The mode chosen.
    pub mode: String,
    /// How it shall arrive.
    pub terms: TermsForm,
    /// What would have come in the last month.
    pub preview: Option<Preview>,
    /// Where the form goes.
    pub action: String,
    /// Back to the list.
    pub back: String,
}

impl ShareAsk {
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        form: &AskForm,
        preview: Option<Preview>,
    ) -> Result<Self> {
        let offer = query::find_offer_to(hub, form.offer()?, site.id).await?;
        let names = receiver::names(hub).await?;
        let wanted = channel::Column::Id.eq(offer.channel_id);
        let channel = hub.find::<channel::Entity>().filter(wanted).found().await?;
        let source = names.get(&offer.site_id).cloned().unwrap_or_default();
        let far = hub
            .find::<elsewhere::Entity>()
            .filter(elsewhere::Column::SiteId.eq(offer.site_id))
            .exists()
            .await?;
        Ok(Self {
            offer: offer.id,
            from: format!("{source} · {}", channel.name),
            about: offer.note,
            free: offer.free,
            far,
            channels: ui::open_channels(read).await?,
            into: form.into.clone(),
            ask_note: form.ask_note.clone(),
            modes: modes(),
            mode: form.mode.clone(),
            terms: form.terms.clone(),
            preview,
            action: site.url("/console/shares/requests"),
            back: site.url("/console/shares"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            offer: 4,
            from: "市农林局 · 农业要闻".into(),
            about: "农时、病虫害和农产品市场消息。".into(),
            channels: vec![Choice::new("3", "教育要闻")],
            into: "3".into(),
            modes: modes(),
            mode: Mode::Automatic.key().into(),
            preview: Some(Preview::sample()),
            action: "/console/shares/requests".into(),
            back: "/console/shares".into(),
            ..Self::default()
        }
    }
}

fn modes() -> Vec<Choice> {
    Mode::ALL.map(|mode| Choice::new(mode.key(), mode.title())).into()
}
