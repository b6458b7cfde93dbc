//! What the pool shows.

use super::form::{ALL, PickForm, PoolForm, PoolQuery};
use super::query::{self, Entry, Known, Standing};
use crate::desk::State;
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use content::media::Attached;
use gateway::Site;
use gateway::site::entity as register;
use kernel::{Error, LibraryItemId, Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// `syndication/pool_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PoolList {
    /// Articles, newest first.
    pub rows: Vec<PoolRow>,
    /// By where they are here.
    pub filters: Vec<Filter>,
    /// New articles that no editor has looked at.
    pub unread: u64,
    /// What was asked.
    pub asked: PoolQuery,
    /// The units' sites.
    pub sources: Vec<Choice>,
    /// Names of their channels.
    pub origin_channels: Vec<Choice>,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Whether any of the rows can be picked.
    pub open: bool,
    /// The channel chosen for the ticked articles.
    pub into: String,
    /// The desk.
    pub desk_url: String,
    /// This page without a query.
    pub url: String,
    /// Further pages.
    pub pager: Pager,
}

/// An article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PoolRow {
    /// Its number.
    pub id: i64,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// Its page in the pool.
    pub url: String,
    /// The site it comes from.
    pub source: String,
    /// Its channel there.
    pub origin_channel: String,
    /// First publication.
    pub published: String,
    /// Whether no editor has looked at it.
    pub unread: bool,
    /// Whether it can be picked.
    pub open: bool,
    /// Whether it is ticked.
    pub ticked: bool,
    /// How it stands here.
    pub state: Chip,
    /// What that leads to, or empty.
    pub state_url: String,
}

/// How an article stands here, and what that leads to.
fn standing(site: &Site, known: &Known, uid: uuid::Uuid) -> (Chip, String) {
    if let Some(line) = known.lines.get(&uid) {
        let state = line.state();
        let chip = Chip::new(state.title(), state.tone());
        return (chip, site.url(&format!("/console/desk/{}", line.id)));
    }
    if let Some(id) = known.placed.get(&uid) {
        let chip = Chip::new(Standing::Placed.title(), State::Taken.tone());
        return (chip, site.url(&format!("/console/places/{id}")));
    }
    (Chip::new(Standing::New.title(), "plain"), String::new())
}

impl PoolRow {
    fn new(site: &Site, names: &HashMap<i64, String>, entry: Entry, known: &Known) -> Self {
        let (state, state_url) = standing(site, known, entry.uid);
        let short = entry.origin_site_id.and_then(|id| names.get(&id).cloned());
        Self {
            url: site.url(&format!("/console/pool/{}", entry.id)),
            open: state_url.is_empty(),
            unread: state_url.is_empty() && !known.looked_at.contains(&entry.uid),
            ticked: false,
            state,
            state_url,
            id: entry.id,
            title: entry.title,
            summary: entry.summary,
            source: short.unwrap_or(entry.origin_site_name),
            origin_channel: entry.origin_channel,
            published: beijing::minute(entry.published_at),
        }
    }
}

/// Open sites besides this one, by their short names.
async fn sources(read: &SiteRead) -> Result<Vec<(i64, String)>> {
    let rows = read
        .shared::<register::Entity>()
        .filter(register::Column::Id.ne(read.site().0))
        .filter(register::Column::State.eq("open"))
        .asc(register::Column::Id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.short_name)).collect())
}

impl PoolList {
    pub(super) async fn load(read: &SiteRead, hub: &HubRead, site: &Site, asked: &PoolQuery) -> Result<Self> {
        let sought = asked.sought();
        let page = asked.page();
        let entries = query::list_pieces(hub, site.id, &sought, page, PAGE_SIZE).await?;
        let uids: Vec<_> = entries.iter().map(|entry| entry.uid).collect();
        let known = Known::load(read, &uids).await?;
        let sources = sources(read).await?;
        let names: HashMap<i64, String> = sources.iter().cloned().collect();
        let rows: Vec<PoolRow> = entries
            .into_iter()
            .map(|entry| PoolRow::new(site, &names, entry, &known))
            .collect();
        let url = site.url("/console/pool");
        let address = |standing: Option<Standing>| {
            format!("{url}?{}", asked.query(standing.map_or(ALL, Standing::key)))
        };
        let mut total = 0;
        let mut filters = Vec::new();
        for (standing, count) in query::count_pieces(hub, site.id, &sought).await? {
            let current = standing == sought.standing;
            if current {
                total = count;
            }
            filters.push(Filter {
                title: standing.map_or("全部", Standing::title).into(),
                url: address(standing),
                current,
                count,
            });
        }
        let origin_channels = query::channel_names(hub, site.id, sought.site).await?;
        Ok(Self {
            open: rows.iter().any(|row| row.open),
            rows,
            filters,
            unread: query::count_unread(hub, site.id).await?,
            asked: asked.clone(),
            sources: sources
                .into_iter()
                .map(|(id, name)| Choice::new(id.to_string(), name))
                .collect(),
            origin_channels: origin_channels
                .into_iter()
                .map(|name| Choice::new(name.clone(), name))
                .collect(),
            channels: ui::open_channels(read).await?,
            into: String::new(),
            desk_url: site.url("/console/desk"),
            pager: Pager::for_total(page, PAGE_SIZE, total, &address(sought.standing)),
            url,
        })
    }

    /// With what was ticked and chosen before a refusal.
    pub(super) fn typed(mut self, form: &PoolForm) -> Self {
        let ticked = form.items();
        for row in &mut self.rows {
            row.ticked = row.open && ticked.iter().any(|id| id.0 == row.id);
        }
        self.into.clone_from(&form.channel);
        self
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let row = PoolRow {
            id: 9,
            title: "紫砂进课堂".into(),
            summary: "八所小学开设紫砂课。".into(),
            url: "/console/pool/9".into(),
            source: "市教育局".into(),
            origin_channel: "工作动态".into(),
            published: "2026-11-22 09:30".into(),
            unread: true,
            open: true,
            ticked: true,
            state: Chip::new(Standing::New.title(), "plain"),
            state_url: String::new(),
        };
        let waiting = PoolRow {
            unread: false,
            open: false,
            ticked: false,
            state: Chip::new("待处理", "wait"),
            state_url: "/console/desk/5".into(),
            ..row.clone()
        };
        Self {
            rows: vec![row, waiting],
            filters: vec![Filter {
                title: Standing::New.title().into(),
                url: "/console/pool?standing=new".into(),
                current: true,
                count: 2,
            }],
            unread: 1,
            sources: vec![Choice::new("2", "市教育局")],
            origin_channels: vec![Choice::new("工作动态", "工作动态")],
            channels: vec![Choice::new("3", "部门动态")],
            open: true,
            desk_url: "/console/desk".into(),
            url: "/console/pool".into(),
            ..Self::default()
        }
    }
}

/// `syndication/pool_show.html`: an article of the pool with its text and what can be done with it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PoolShow {
    /// Headline.
    pub title: String,
    /// Second line, or empty.
    pub subtitle: String,
    /// The site it comes from.
    pub site: String,
    /// 稿源.
    pub source: String,
    /// Author, or empty.
    pub author: String,
    /// Its channel there.
    pub origin_channel: String,
    /// First publication.
    pub published: String,
    /// Its page there.
    pub origin_url: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The text without its pictures.
    pub body_html: String,
    /// How many pictures the page there has.
    pub pictures: usize,
    /// Names of its files.
    pub files: Vec<String>,
    /// How it stands here.
    pub state: Chip,
    /// What that leads to, or empty.
    pub state_url: String,
    /// Whether it can be picked.
    pub open: bool,
    /// Why it cannot, when it was withdrawn or is withheld.
    pub closed: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel chosen.
    pub channel: String,
    /// The own headline typed.
    pub own_title: String,
    /// Where the forms go.
    pub url: String,
    /// Back to the list.
    pub back: String,
}

/// A text without its pictures, and how many there were: files of other sites are not shown in this console.
fn without_pictures(html: &str) -> (String, usize) {
    let mut parts = html.split("<img ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut pictures = 0;
    for part in parts {
        pictures += 1;
        text.push_str(part.split_once('>').map_or("", |(_, rest)| rest));
    }
    (text, pictures)
}

impl PoolShow {
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        (site, sites): (&Site, &[Arc<Site>]),
        id: LibraryItemId,
        typed: &PickForm,
    ) -> Result<Self> {
        let item = query::find_foreign(hub, site.id, id).await?;
        let offered = query::is_offered(hub, site.id, id).await?;
        if !offered && item.state != content::placement::entity::LIVE {
            return Err(Error::NotFound);
        }
        let known = Known::load(read, &[item.uid]).await?;
        let (state, state_url) = standing(site, &known, item.uid);
        let home = sites.iter().find(|site| item.origin_site_id == Some(site.id.0));
        let base = home.map_or_else(String::new, |home| home.absolute("/"));
        let (text, pictures) = without_pictures(&item.body_html);
        let text = content::body::resolve(&text, base.trim_end_matches('/'), &HashMap::new()).into_owned();
        let files: Vec<Attached> = serde_json::from_str(&item.attachments).map_err(Error::fault)?;
        let closed = if offered {
            ""
        } else {
            "来稿单位未授权本站转发，不能选用。"
        };
        Ok(Self {
            open: offered && state_url.is_empty(),
            closed: closed.into(),
            state,
            state_url,
            origin_url: home.map_or_else(
                || item.origin_path.clone(),
                |home| home.absolute(&item.origin_path),
            ),
            body_html: text,
            pictures: pictures + usize::from(item.lead_media.is_some()),
            files: files.into_iter().map(|file| file.name).collect(),
            title: item.title,
            subtitle: item.subtitle,
            site: item.origin_site_name,
            source: item.source,
            author: item.author,
            origin_channel: item.origin_channel,
            published: beijing::minute(item.published_at),
            summary: item.summary,
            channels: ui::open_channels(read).await?,
            channel: typed.channel.clone(),
            own_title: typed.own_title.clone(),
            url: site.url(&format!("/console/pool/{id}")),
            back: site.url("/console/pool"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            title: "紫砂进课堂".into(),
            site: "陶都市教育局".into(),
            source: "陶都市教育局".into(),
            author: "周若溪".into(),
            origin_channel: "工作动态".into(),
            published: "2026-11-22 09:30".into(),
            origin_url: "https://edu.example.gov.cn/news/2026/11/7.html".into(),
            body_html: "<p>本学期起，八所小学把紫砂工艺列入校本课程。</p>".into(),
            pictures: 2,
            files: vec!["课程安排.pdf".into()],
            state: Chip::new(Standing::New.title(), "plain"),
            open: true,
            channels: vec![Choice::new("3", "部门动态")],
            url: "/console/pool/9".into(),
            back: "/console/pool".into(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_pictures;

    #[test]
    fn pictures_are_counted_and_left_out() {
        let html = r#"<p>甲</p><figure><img src="media:a" alt="乙"><figcaption>丙</figcaption></figure><img src="media:b">"#;
        let (text, pictures) = without_pictures(html);
        assert_eq!(text, "<p>甲</p><figure><figcaption>丙</figcaption></figure>");
        assert_eq!(pictures, 2);
    }
}
