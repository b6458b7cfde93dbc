//! What the page 送稿到其他网站 shows.

use super::{State, query};
use crate::receiver;
use crate::share::query::neighbours;
use crate::ui::{Chip, Choice};
use content::article::{edition, entity as article};
use gateway::Site;
use kernel::{ArticleId, Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::{HubRead, SiteRead};

/// `syndication/across.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Across {
    /// Headline.
    pub headline: String,
    /// Whether the public sees it.
    pub live: bool,
    /// What was sent, newest first.
    pub rows: Vec<SentRow>,
    /// Sites that it may be sent to now.
    pub sites: Vec<Choice>,
    /// The one chosen.
    pub site: String,
    /// Where the form goes.
    pub url: String,
    /// Where taking back goes.
    pub recall_url: String,
    /// Back to the article.
    pub back: String,
}

/// A neighbour it was sent to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SentRow {
    /// Number of the site.
    pub site: i64,
    /// Its name.
    pub name: String,
    /// Who sent it.
    pub by: String,
    /// When.
    pub at: String,
    /// When an editor there opened it, or empty.
    pub seen: String,
    /// How it stands.
    pub state: Chip,
    /// When they decided, or empty.
    pub decided: String,
    /// Why it was declined, or which piece it became part of, or empty.
    pub reason: String,
    /// Whether it can be taken back.
    pub open: bool,
}

impl Across {
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        article: &article::Model,
        chosen: &str,
    ) -> Result<Self> {
        let names = receiver::names(hub).await?;
        let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
        let sent = query::sent_across(read, ArticleId(article.id)).await?;
        let there = |id: &SiteId| {
            let open =
                |row: &&super::entity::Model| row.target_site_id == id.0 && !row.state().may_go_again();
            sent.iter().any(|row| open(&row))
        };
        let sites = neighbours(read, hub).await?;
        let sites = sites.into_iter().filter(|id| !there(id));
        let sites = sites.map(|id| Choice::new(id.to_string(), name(id.0))).collect();
        let shown = article.live_edition_id.or(article.draft_edition_id);
        let words = edition::Column::Id.eq(shown.unwrap_or_default());
        let edition = read.find::<edition::Entity>().filter(words).one().await?;
        let back = site.url(&format!("/console/articles/{}", article.id));
        let row = |row: &super::entity::Model| {
            let state = row.state();
            SentRow {
                site: row.target_site_id,
                name: name(row.target_site_id),
                by: row.sent_by_name.clone(),
                at: beijing::minute(row.sent_at),
                seen: row.seen_at.map(beijing::minute).unwrap_or_default(),
                state: Chip::new(word(state), state.tone()),
                decided: row.decided_at.map(beijing::minute).unwrap_or_default(),
                reason: row
                    .overtaken_by
                    .as_ref()
                    .map_or_else(|| row.reason.clone(), |title| format!("并入“{title}”")),
                open: state.is_open(),
            }
        };
        Ok(Self {
            headline: edition.map(|edition| edition.title).unwrap_or_default(),
            live: article.live_edition_id.is_some(),
            rows: sent.iter().map(row).collect(),
            sites,
            site: chosen.to_owned(),
            url: format!("{back}/across"),
            recall_url: format!("{back}/across/recall"),
            back,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            headline: "紫砂工艺走进八所小学课堂".into(),
            live: true,
            rows: vec![SentRow {
                site: 4,
                name: "竹海镇".into(),
                by: "周若溪".into(),
                at: "2026-11-22 09:30".into(),
                state: Chip::new(word(State::Sent), State::Sent.tone()),
                open: true,
                ..SentRow::default()
            }],
            sites: vec![Choice::new("5", "龙窑镇")],
            url: "/console/articles/7/across".into(),
            recall_url: "/console/articles/7/across/recall".into(),
            back: "/console/articles/7".into(),
            ..Self::default()
        }
    }
}

/// The word of a state where no portal is concerned.
fn word(state: State) -> &'static str {
    match state {
        State::Sent => "已送",
        State::Withdrawn => "随稿件撤回",
        State::Seen
        | State::Adopted
        | State::Edited
        | State::Overtaken
        | State::Declined
        | State::Recalled => state.title(),
    }
}
