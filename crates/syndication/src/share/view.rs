//! What the page 内容共享 shows.

use super::State;
use super::entity::{offer, request};
use super::form::{ALL, ASK, CHOSEN, FREE, Typed};
use super::query;
use crate::receiver::{self, Tick};
use crate::ui::{self, Chip, Choice};
use chrono::Duration;
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::LIVE;
use gateway::Site;
use gateway::site::elsewhere;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::{HubRead, SiteRead};

/// Days of which a channel's articles are counted.
const DAYS: i64 = 30;

/// `syndication/share_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShareList {
    /// What others offer.
    pub offered: Vec<OfferedRow>,
    /// What this site asked for.
    pub requests: Vec<RequestRow>,
    /// What waits for this site's decision.
    pub waiting: Vec<WaitingRow>,
    /// Who receives by this site's consent.
    pub consents: Vec<ConsentRow>,
    /// What this site offers.
    pub offers: Vec<OfferRow>,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Free, or to be asked for.
    pub ways: Vec<Choice>,
    /// All sites, or chosen ones.
    pub ranges: Vec<Choice>,
    /// Fates of what was placed.
    pub fates: Vec<Choice>,
    /// Sites.
    pub ticks: Vec<Tick>,
    /// What was typed of an offer.
    pub channel: String,
    /// As above.
    pub way: String,
    /// As above.
    pub range: String,
    /// As above.
    pub note: String,
    /// Where the form of an offer goes.
    pub offer_url: String,
    /// Where a decision goes.
    pub decide_url: String,
}

/// A channel that another site offers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfferedRow {
    /// The offer.
    pub id: i64,
    /// The site's name.
    pub site: String,
    /// The channel's name.
    pub channel: String,
    /// What it holds.
    pub note: String,
    /// May be subscribed to at once.
    pub free: bool,
    /// Articles of the last thirty days.
    pub count: u64,
    /// The site lives on another box, whose articles are not counted here before they are given.
    pub far: bool,
    /// The newest headline.
    pub newest: String,
    /// Where it is asked for.
    pub ask_url: String,
}

/// What this site asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RequestRow {
    /// `市农林局 · 农业要闻`.
    pub from: String,
    /// Channel of this site.
    pub into: String,
    /// When.
    pub at: String,
    /// How it stands.
    pub state: Chip,
    /// Words of the source.
    pub reason: String,
    /// How it arrives, while it works: the page of its rule.
    pub rule_url: Option<String>,
    /// Where 退订 goes, while it is open or works.
    pub end_url: Option<String>,
}

/// What another site asks for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WaitingRow {
    /// The request.
    pub id: i64,
    /// The site's name.
    pub site: String,
    /// Channel of this site.
    pub channel: String,
    /// Its words.
    pub note: String,
    /// When, by whom.
    pub at: String,
    /// As above.
    pub by: String,
    /// The reason typed.
    pub reason: String,
}

/// A consent that stands.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsentRow {
    /// Its number.
    pub id: i64,
    /// The site that receives.
    pub site: String,
    /// Channel of this site.
    pub channel: String,
    /// Since when.
    pub at: String,
    /// Who agreed.
    pub by: String,
    /// Where 收回 goes.
    pub end_url: String,
    /// The reason typed.
    pub why: String,
    /// The fate chosen.
    pub fate: String,
}

/// An offer of this site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfferRow {
    /// Channel of this site.
    pub channel: String,
    /// `所有网站` or `3 个网站`.
    pub to: String,
    /// Free, or to be asked for.
    pub way: String,
    /// What it holds.
    pub note: String,
    /// Where 停止 goes.
    pub end_url: String,
}

/// Names of sites and of all their channels.
struct Names {
    sites: BTreeMap<i64, String>,
    channels: HashMap<i64, channel::Model>,
}

impl Names {
    async fn load(hub: &HubRead) -> Result<Self> {
        let rows = hub.find::<channel::Entity>().all().await?;
        Ok(Self {
            sites: receiver::names(hub).await?,
            channels: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn site(&self, id: i64) -> String {
        self.sites.get(&id).cloned().unwrap_or_default()
    }

    fn channel(&self, id: i64) -> String {
        self.channels
            .get(&id)
            .map(|row| row.name.clone())
            .unwrap_or_default()
    }
}

fn ways() -> Vec<Choice> {
    vec![
        Choice::new(FREE, "公开共享，可直接订阅"),
        Choice::new(ASK, "须申请，由本站同意"),
    ]
}

impl ShareList {
    pub(super) async fn load(read: &SiteRead, hub: &HubRead, site: &Site, typed: &Typed) -> Result<Self> {
        let names = Names::load(hub).await?;
        let receivers = receiver::list_receivers(hub, site.id).await?;
        let requests = query::requests(read).await?;
        let offered = offered(hub, site, &names, &requests).await?;
        let mut offers = Vec::new();
        for row in query::offers(read).await? {
            offers.push(offer_row(read, site, &names, row).await?);
        }
        let at = |path: &str| site.url(&format!("/console/shares{path}"));
        Ok(Self {
            offered,
            requests: requests
                .iter()
                .map(|row| request_row(site, &names, row))
                .collect(),
            waiting: waiting(hub, site, &names, typed).await?,
            consents: consents(read, hub, site, &names, typed).await?,
            offers,
            channels: ui::open_channels(read).await?,
            ways: ways(),
            ranges: vec![
                Choice::new(ALL, "所有网站"),
                Choice::new(CHOSEN, "只给下面勾选的网站"),
            ],
            fates: fates(),
            ticks: receiver::ticks(&receivers, &typed.offer.rest),
            channel: typed.offer.channel.clone(),
            way: typed.offer.way.clone(),
            range: if typed.offer.range.is_empty() {
                ALL.into()
            } else {
                typed.offer.range.clone()
            },
            note: typed.offer.note.clone(),
            offer_url: at(""),
            decide_url: at("/decisions"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            offered: vec![OfferedRow {
                id: 4,
                site: "市农林局".into(),
                channel: "农业要闻".into(),
                note: "农时、病虫害和农产品市场消息。".into(),
                count: 12,
                newest: "冬小麦越冬管理要点".into(),
                ask_url: "/console/shares/requests/new?offer=4".into(),
                ..OfferedRow::default()
            }],
            requests: vec![RequestRow {
                from: "市农林局 · 农业要闻".into(),
                into: "要闻".into(),
                at: "2026-11-22 09:12".into(),
                state: Chip::new("共享中", "ok"),
                rule_url: Some("/console/rules/1".into()),
                end_url: Some("/console/shares/requests/2/end".into()),
                ..RequestRow::default()
            }],
            waiting: vec![WaitingRow {
                id: 3,
                site: "竹海镇".into(),
                channel: "教育要闻".into(),
                note: "镇上中小学家长关心。".into(),
                at: "2026-11-22 09:12".into(),
                by: "周若溪".into(),
                ..WaitingRow::default()
            }],
            consents: vec![ConsentRow {
                id: 5,
                site: "龙窑镇".into(),
                channel: "教育要闻".into(),
                at: "2026-11-22".into(),
                by: "周若溪".into(),
                end_url: "/console/shares/agreements/5/end".into(),
                ..ConsentRow::default()
            }],
            offers: vec![OfferRow {
                channel: "教育要闻".into(),
                to: "所有网站".into(),
                way: "须申请，由本站同意".into(),
                note: String::new(),
                end_url: "/console/shares/offers/1/end".into(),
            }],
            channels: vec![Choice::new("3", "教育要闻")],
            ways: ways(),
            ranges: vec![Choice::new(ALL, "所有网站")],
            fates: fates(),
            ticks: vec![Tick::sample()],
            range: ALL.into(),
            offer_url: "/console/shares".into(),
            decide_url: "/console/shares/decisions".into(),
            ..Self::default()
        }
    }
}

fn fates() -> Vec<Choice> {
    vec![
        Choice::new("keep", "保留，并继续跟随更正和撤回"),
        Choice::new("remove", "从对方网站撤下"),
    ]
}

async fn offered(
    hub: &HubRead,
    site: &Site,
    names: &Names,
    requests: &[request::Model],
) -> Result<Vec<OfferedRow>> {
    let since = hub.now() - Duration::days(DAYS);
    let away = hub.find::<elsewhere::Entity>().all().await?;
    let mut rows = Vec::new();
    for row in query::offers_to(hub, site.id).await? {
        let asked = |asked: &&request::Model| {
            asked.ended == 0
                && asked.source_channel_id == row.channel_id
                && asked.source_site_id == row.site_id
        };
        if requests.iter().any(|request| asked(&request)) {
            continue;
        }
        let (newest, count) = hub
            .find::<library::Entity>()
            .filter(library::Column::OriginSiteId.eq(row.site_id))
            .filter(library::Column::OriginChannelId.eq(row.channel_id))
            .filter(library::Column::State.eq(LIVE))
            .filter(library::Column::PublishedAt.gte(since))
            .desc(library::Column::PublishedAt)
            .desc(library::Column::Id)
            .page(1, 1)
            .await?;
        rows.push(OfferedRow {
            site: names.site(row.site_id),
            channel: names.channel(row.channel_id),
            note: row.note,
            free: row.free,
            far: count == 0 && away.iter().any(|site| site.site_id == row.site_id),
            count,
            newest: newest
                .into_iter()
                .next()
                .map(|item| item.title)
                .unwrap_or_default(),
            ask_url: site.url(&format!("/console/shares/requests/new?offer={}", row.id)),
            id: row.id,
        });
    }
    Ok(rows)
}

fn request_row(site: &Site, names: &Names, row: &request::Model) -> RequestRow {
    let (words, tone) = row.state().title();
    let open = matches!(row.state(), State::Waiting | State::Agreed);
    RequestRow {
        from: format!(
            "{} · {}",
            names.site(row.source_site_id),
            names.channel(row.source_channel_id)
        ),
        into: names.channel(row.channel_id),
        at: beijing::minute(row.asked_at),
        state: Chip::new(words, tone),
        reason: row.reason.clone(),
        rule_url: row
            .rule_id
            .filter(|_| row.state() == State::Agreed)
            .map(|rule| site.url(&format!("/console/rules/{rule}"))),
        end_url: open.then(|| site.url(&format!("/console/shares/requests/{}/end", row.id))),
    }
}

async fn waiting(hub: &HubRead, site: &Site, names: &Names, typed: &Typed) -> Result<Vec<WaitingRow>> {
    let rows = query::waiting(hub, site.id).await?;
    let row = |row: request::Model| WaitingRow {
        site: names.site(row.site_id),
        channel: names.channel(row.source_channel_id),
        at: beijing::minute(row.asked_at),
        by: row.by_name,
        reason: if typed.decide.request == row.id.to_string() {
            typed.decide.reason.clone()
        } else {
            String::new()
        },
        note: row.note,
        id: row.id,
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn consents(
    read: &SiteRead,
    hub: &HubRead,
    site: &Site,
    names: &Names,
    typed: &Typed,
) -> Result<Vec<ConsentRow>> {
    let rows = query::consents(read).await?;
    // Who left needs no consent any more.
    let working = hub
        .find::<request::Entity>()
        .filter(request::Column::Id.is_in(rows.iter().map(|row| row.request_id)))
        .filter(request::Column::Ended.eq(0))
        .all()
        .await?;
    let mut list = Vec::new();
    for row in rows
        .into_iter()
        .filter(|row| working.iter().any(|asked| asked.id == row.request_id))
    {
        let (id, back) = &typed.back;
        let mine = *id == row.id;
        list.push(ConsentRow {
            site: names.site(row.place_site_id),
            channel: names.channel(row.channel_id),
            at: beijing::date(row.decided_at),
            by: row.by_name,
            end_url: site.url(&format!("/console/shares/agreements/{}/end", row.id)),
            why: if mine { back.why.clone() } else { String::new() },
            fate: if mine { back.fate.clone() } else { String::new() },
            id: row.id,
        });
    }
    Ok(list)
}

async fn offer_row(read: &SiteRead, site: &Site, names: &Names, row: offer::Model) -> Result<OfferRow> {
    use super::entity::offered_to;
    let to = if row.to_all {
        "所有网站".to_owned()
    } else {
        let count = read
            .find::<offered_to::Entity>()
            .filter(offered_to::Column::OfferId.eq(row.id))
            .count()
            .await?;
        format!("{count} 个网站")
    };
    let way = if row.free { FREE } else { ASK };
    Ok(OfferRow {
        channel: names.channel(row.channel_id),
        to,
        way: ways()
            .into_iter()
            .find(|choice| choice.value == way)
            .map(|choice| choice.label)
            .unwrap_or_default(),
        note: row.note,
        end_url: site.url(&format!("/console/shares/offers/{}/end", row.id)),
    })
}
