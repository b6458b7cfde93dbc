//! What the form of a new push shows: first the articles to choose from, then the form.

use super::form::{ALL, CHOSEN, PushForm};
use super::view;
use crate::mandate::query as mandates;
use crate::receiver::{self, Tick};
use crate::ui::Choice;
use content::library::entity as library;
use content::placement::entity::LIVE;
use gateway::Site;
use kernel::{Result, Uid, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::{HubRead, SiteRead};

/// Articles offered.
const OFFERED: u64 = 40;

/// The form of a new push.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PushNew {
    /// Words sought.
    pub q: String,
    /// Articles to choose from, until one is chosen.
    pub articles: Vec<Offered>,
    /// The article chosen.
    pub chosen: Option<Offered>,
    /// Mandates.
    pub mandates: Vec<Choice>,
    /// What was chosen.
    pub mandate: String,
    /// All sites of the mandate, or chosen ones.
    pub ranges: Vec<Choice>,
    /// What was chosen.
    pub range: String,
    /// Sites.
    pub ticks: Vec<Tick>,
    /// What was typed.
    pub note: String,
    /// What was ticked.
    pub important: bool,
    /// What was typed.
    pub issued_at: String,
    /// Where the form goes.
    pub action: String,
    /// This page without an article.
    pub choose_url: String,
    /// Where mandates are made.
    pub mandates_url: String,
    /// Back to the list.
    pub back: String,
}

/// An article of the library.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Offered {
    /// Its uid.
    pub uid: String,
    /// Headline.
    pub title: String,
    /// The site it comes from.
    pub site: String,
    /// First publication.
    pub at: String,
    /// This page with it.
    pub url: String,
}

impl PushNew {
    /// Loads the page; `form` is what was typed.
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        q: &str,
        form: &PushForm,
    ) -> Result<Self> {
        let choose_url = site.url("/console/pushes/new");
        let chosen = view::item(read, &form.uid).await?;
        let articles = match &chosen {
            Some(_) => Vec::new(),
            None => offered(read, q).await?,
        };
        let row = |item: library::Model| Offered {
            url: format!("{choose_url}?uid={}", Uid(item.uid)),
            uid: Uid(item.uid).to_string(),
            title: item.title,
            site: item.origin_site_name,
            at: beijing::minute(item.published_at),
        };
        let known = mandates::list_mandates(read).await?;
        let only = known.first().filter(|_| known.len() == 1);
        let receivers = receiver::list_receivers(hub, site.id).await?;
        let or = |typed: &str, else_: String| {
            if typed.is_empty() { else_ } else { typed.to_owned() }
        };
        Ok(Self {
            q: q.into(),
            articles: articles.into_iter().map(row).collect(),
            chosen: chosen.map(row),
            mandate: or(
                &form.mandate,
                only.map(|row| row.id.to_string()).unwrap_or_default(),
            ),
            mandates: known
                .iter()
                .map(|row| Choice::new(row.id.to_string(), format!("{}　{}", row.slug, row.note)))
                .collect(),
            ranges: vec![
                Choice::new(ALL, "专栏范围内的全部网站"),
                Choice::new(CHOSEN, "只下发到下面勾选的网站"),
            ],
            range: or(&form.range, ALL.into()),
            ticks: receiver::ticks(&receivers, &form.rest),
            note: form.note.clone(),
            important: !form.important.is_empty(),
            issued_at: form.issued_at.clone(),
            action: site.url("/console/pushes"),
            choose_url: choose_url.clone(),
            mandates_url: site.url("/console/mandates"),
            back: site.url("/console/pushes"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            chosen: Some(Offered {
                uid: "0190a000-0000-7000-8000-000000000001".into(),
                title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
                site: "陶都市人民政府门户网站".into(),
                at: "2026-11-22 09:12".into(),
                url: "/console/pushes/new?uid=1".into(),
            }),
            mandates: vec![Choice::new("1", "notices")],
            ranges: vec![Choice::new(ALL, "专栏范围内的全部网站")],
            ticks: vec![Tick::sample()],
            action: "/console/pushes".into(),
            choose_url: "/console/pushes/new".into(),
            mandates_url: "/console/mandates".into(),
            back: "/console/pushes".into(),
            ..Self::default()
        }
    }

    /// The same before an article is chosen.
    #[must_use]
    pub fn sample_choice() -> Self {
        let sample = Self::sample();
        Self {
            articles: sample.chosen.into_iter().collect(),
            chosen: None,
            ..Self::sample()
        }
    }
}

/// The newest published articles of the group whose headline holds the words.
async fn offered(read: &SiteRead, q: &str) -> Result<Vec<library::Model>> {
    let words = Some(q.trim()).filter(|words| !words.is_empty());
    read.shared::<library::Entity>()
        .filter(library::Column::State.eq(LIVE))
        .filter_some(words, |words| library::Column::Title.contains(words))
        .desc(library::Column::PublishedAt)
        .desc(library::Column::Id)
        .limit(OFFERED)
        .all()
        .await
}
