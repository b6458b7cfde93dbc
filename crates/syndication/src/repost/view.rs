//! What the page of reposts shows.

use super::entity;
use super::form::RepostForm;
use crate::ui::Chip;
use content::article::entity as article;
use content::placement::entity as placement;
use gateway::Site;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::SiteRead;

/// `syndication/repost_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RepostList {
    /// Where the form of a new line goes.
    pub action: String,
    /// Where the form goes that asks every address anew.
    pub check_url: String,
    /// The register as a file.
    pub csv_url: String,
    /// The medium that narrows the list, or empty.
    pub medium: String,
    /// The whole list.
    pub all_url: String,
    /// Counts by medium, most first.
    pub media: Vec<MediumRow>,
    /// Height of the chart.
    pub height: usize,
    /// All lines together.
    pub total: u64,
    /// Lines, newest first.
    pub rows: Vec<RepostRow>,
    /// What was typed.
    pub typed: RepostForm,
}

/// How often a medium reposted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MediumRow {
    /// Its name.
    pub name: String,
    /// How often.
    pub count: u64,
    /// Its lines.
    pub url: String,
    /// Place of its bar.
    pub y: usize,
    /// Length of its bar.
    pub width: u64,
}

/// A line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RepostRow {
    /// Day of the repost.
    pub day: String,
    /// Medium.
    pub medium: String,
    /// Headline there.
    pub title: String,
    /// Address there.
    pub url: String,
    /// Headline here.
    pub article: String,
    /// Address here, absolute.
    pub article_url: String,
    /// Whether the address answered.
    pub state: Chip,
    /// When it was asked, and what was wrong.
    pub checked: String,
    /// Remark.
    pub note: String,
    /// Where the form that strikes it goes.
    pub remove_url: String,
}

const BAR: u64 = 360;
const STEP: usize = 28;

impl RepostList {
    /// Loads the page; `medium` narrows the lines, the counts are always of all.
    pub(super) async fn load(read: &SiteRead, site: &Site, medium: &str, typed: RepostForm) -> Result<Self> {
        let all = read
            .find::<entity::Entity>()
            .desc(entity::Column::RepostedAt)
            .desc(entity::Column::Id)
            .all()
            .await?;
        let media = counted(&all, site);
        let total = media.iter().map(|row| row.count).sum();
        let shown: Vec<_> = all
            .into_iter()
            .filter(|row| medium.is_empty() || row.medium == medium)
            .collect();
        Ok(Self {
            action: site.url("/console/reposts"),
            check_url: site.url("/console/reposts/check"),
            csv_url: site.url("/console/reposts/export"),
            all_url: site.url("/console/reposts"),
            medium: medium.to_owned(),
            height: media.len() * STEP + 8,
            media,
            total,
            rows: rows(read, site, shown).await?,
            typed,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            action: "/console/reposts".into(),
            check_url: "/console/reposts/check".into(),
            csv_url: "/console/reposts/export".into(),
            all_url: "/console/reposts".into(),
            media: vec![MediumRow {
                name: "新华网".into(),
                count: 3,
                url: "/console/reposts?medium=x".into(),
                y: 0,
                width: BAR,
            }],
            height: 36,
            total: 3,
            rows: vec![RepostRow {
                day: "2026-11-21".into(),
                medium: "新华网".into(),
                title: "陶都：窑火不熄".into(),
                url: "http://www.news.example/1.html".into(),
                article: "紫砂工艺走进八所小学课堂".into(),
                article_url: "http://edu.localhost:8080/news/2026/11/7.html".into(),
                state: Chip::new("无法访问", "warn"),
                checked: "2026-11-22 10:30，对方答复 404。".into(),
                note: String::new(),
                remove_url: "/console/reposts/1/remove".into(),
            }],
            ..Self::default()
        }
    }
}

fn counted(rows: &[entity::Model], site: &Site) -> Vec<MediumRow> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        *counts.entry(&row.medium).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let most = counts.first().map_or(1, |(_, count)| *count).max(1);
    let of = |(n, (name, count)): (usize, (&str, u64))| {
        let word: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        MediumRow {
            name: name.to_owned(),
            count,
            url: site.url(&format!("/console/reposts?medium={word}")),
            y: n * STEP,
            width: (count * BAR / most).max(2),
        }
    };
    counts.into_iter().enumerate().map(of).collect()
}

async fn rows(read: &SiteRead, site: &Site, lines: Vec<entity::Model>) -> Result<Vec<RepostRow>> {
    let ids = lines.iter().map(|row| row.article_id);
    let articles = read
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(ids))
        .all()
        .await?;
    let places = read
        .find::<placement::Entity>()
        .filter(placement::Column::ArticleId.is_in(articles.iter().map(|row| row.id)))
        .all()
        .await?;
    let channels = content::channel::query::all(read).await?;
    let slugs: HashMap<i64, &str> = channels.iter().map(|row| (row.id, row.slug.as_str())).collect();
    let row = |line: entity::Model| {
        let place = places
            .iter()
            .find(|place| place.article_id == Some(line.article_id));
        let path = place.and_then(|place| {
            let slug = slugs.get(&place.channel_id)?;
            Some(content::placement::path(slug, place.published_at, place.number))
        });
        let state = match line.status {
            Some(1) => Chip::new("可访问", "ok"),
            Some(_) => Chip::new("无法访问", "warn"),
            None => Chip::new("待核对", "wait"),
        };
        let checked = line.checked_at.map(beijing::minute).unwrap_or_default();
        RepostRow {
            day: beijing::date(line.reposted_at),
            article: place.map(|place| place.title.clone()).unwrap_or_default(),
            article_url: path.map(|path| site.absolute(&path)).unwrap_or_default(),
            checked: if line.finding.is_empty() {
                checked
            } else {
                format!("{checked}，{}", line.finding)
            },
            remove_url: site.url(&format!("/console/reposts/{}/remove", line.id)),
            medium: line.medium,
            title: line.title,
            url: line.url,
            note: line.note,
            state,
        }
    };
    Ok(lines.into_iter().map(row).collect())
}
