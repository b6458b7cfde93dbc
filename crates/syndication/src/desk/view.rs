//! What the desk shows.

use super::form::{AdoptForm, BulkForm, DeclineForm, DeskQuery, REASONS};
use super::piece::Piece;
use super::{State, entity, query};
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use content::media::{Attached, address, lead_hash};
use gateway::{Site, SiteKind};
use kernel::{Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// The list of the desk in one state.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskList {
    /// Lines.
    pub rows: Vec<DeskRow>,
    /// By state.
    pub filters: Vec<Filter>,
    /// Whether the lines wait for a decision.
    pub waiting: bool,
    /// Waiting lines that nobody opened.
    pub unseen: u64,
    /// The list of those.
    pub unseen_url: String,
    /// Waiting lines.
    pub of_waiting: u64,
    /// Where the counts are asked for anew.
    pub counts_url: String,
    /// Where pieces come from here.
    pub about: String,
    /// What an empty desk says.
    pub none: String,
    /// The ways by which pieces come.
    pub ways: Vec<Choice>,
    /// The pool, on the portal.
    pub pool: Option<Pool>,
    /// What was asked.
    pub asked: DeskQuery,
    /// Units that sent anything.
    pub sources: Vec<Choice>,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Ready-made reasons.
    pub reasons: Vec<Choice>,
    /// This page without a query.
    pub url: String,
    /// Further pages.
    pub pager: Pager,
    /// The channel chosen for the ticked lines.
    pub into: String,
    /// The ready-made reason chosen.
    pub template: String,
    /// The reason typed.
    pub reason: String,
}

/// The way to the pool of new articles.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pool {
    /// Where it is.
    pub url: String,
    /// How many nobody looked at.
    pub unread: u64,
}

/// One line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskRow {
    /// Number.
    pub id: i64,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Headline.
    pub title: String,
    /// The line's own page.
    pub url: String,
    /// Whether nobody opened it.
    pub unseen: bool,
    /// Name of the proposed channel, or empty.
    pub channel: String,
    /// Whether it stands under the first of its near-identical ones.
    pub member: bool,
    /// How many near-identical ones wait, this one included; 0 when it is alone.
    pub alike: usize,
    /// The list of those.
    pub alike_url: String,
    /// What happened to the source after it was taken with edits, or empty.
    pub flag: String,
    /// This site's own article, when it was taken with edits.
    pub article_url: String,
    /// Unit it comes from.
    pub source: String,
    /// When it arrived.
    pub arrived: String,
    /// `投稿箱`, `选稿`, `报送`, `规则` or the last two.
    pub way: String,
    /// How it stands.
    pub state: Chip,
    /// Who decided and when, or empty.
    pub decided: String,
    /// Why it was declined, or empty.
    pub reason: String,
}

const OF_PORTAL: &str = "各单位报送、规则汇聚和本站选用的稿件，由门户编辑决定是否采用。";
const OF_SITE: &str = "订阅了栏目的来源网站送来的稿件，由本站编辑决定是否采用。";

const NONE_AT_PORTAL: &str = "各单位报送的稿件和规则汇聚来的稿件会出现在这里。";
const NONE_AT_SITE: &str = "本站订阅栏目的来源网站可以把稿件送到这里。";

fn ways(portal: bool) -> Vec<Choice> {
    if portal {
        vec![
            Choice::new("submitted", "报送"),
            Choice::new("rule", "规则"),
            Choice::new("picked", "选稿"),
        ]
    } else {
        vec![Choice::new("submitted", "送稿")]
    }
}

impl DeskRow {
    fn new(site: &Site, row: &entity::Model) -> Self {
        let state = row.state();
        Self {
            id: row.id,
            ticked: false,
            unseen: state == State::Waiting && row.seen_at.is_none(),
            channel: String::new(),
            member: false,
            alike: 0,
            alike_url: row
                .cluster
                .map(|id| site.url(&format!("/console/desk?cluster={id}")))
                .unwrap_or_default(),
            flag: flag(row),
            article_url: row
                .article_id
                .map(|id| site.url(&format!("/console/articles/{id}")))
                .unwrap_or_default(),
            title: row.title.clone(),
            url: site.url(&format!("/console/desk/{}", row.id)),
            source: row.source_name.clone(),
            arrived: beijing::minute(row.arrived_at),
            way: match (row.submitted, row.rule_id) {
                _ if row.box_text_id.is_some() => "投稿箱".into(),
                (true, None) if row.picked => "选稿、报送".into(),
                (false, None) if row.picked => "选稿".into(),
                (true, None) if site.kind != SiteKind::Portal => "送稿".into(),
                (true, Some(_)) => "报送、规则".into(),
                (true, None) => "报送".into(),
                (false, _) => "规则".into(),
            },
            state: Chip::new(state.title(), state.tone()),
            decided: row
                .decided_at
                .map(|at| format!("{} {}", row.decided_by_name, beijing::minute(at)))
                .unwrap_or_default(),
            reason: row
                .overtaken_by
                .as_ref()
                .map_or_else(|| row.reason.clone(), |title| format!("并入“{title}”")),
        }
    }

    fn sample(title: &str, state: State) -> Self {
        Self {
            id: 5,
            unseen: true,
            channel: "部门动态".into(),
            alike: 2,
            alike_url: "/console/desk?cluster=5".into(),
            title: title.into(),
            url: "/console/desk/5".into(),
            source: "市教育局".into(),
            arrived: "2026-11-22 09:30".into(),
            way: "报送".into(),
            state: Chip::new(state.title(), state.tone()),
            ..Self::default()
        }
    }
}

/// What happened to the source after it was taken with edits.
pub(crate) fn flag(row: &entity::Model) -> String {
    match (row.article_id, row.state(), row.source_changed_at) {
        (Some(_), State::Withdrawn, _) => {
            "来稿单位已撤回原稿或撤销授权，本站稿件不能发布，已发布的已撤下。".into()
        }
        (Some(_), _, Some(at)) => format!("来稿单位于 {} 更正了原稿，请核对本站稿件。", beijing::minute(at)),
        _ => String::new(),
    }
}

/// Puts near-identical lines under the first of them and says how many there are.
fn gather(rows: &[entity::Model], alike: &[entity::Model], shown: Vec<DeskRow>) -> Vec<DeskRow> {
    let mut groups: Vec<(Option<i64>, Vec<DeskRow>)> = Vec::new();
    for (row, mut view) in rows.iter().zip(shown) {
        let company = alike
            .iter()
            .filter(|other| row.cluster.is_some() && other.cluster == row.cluster);
        let count = company.count();
        view.alike = if count > 1 { count } else { 0 };
        let group = groups
            .iter_mut()
            .find(|(cluster, _)| row.cluster.is_some() && *cluster == row.cluster);
        match group {
            Some((_, members)) => {
                view.member = true;
                members.push(view);
            }
            None => groups.push((row.cluster, vec![view])),
        }
    }
    groups.into_iter().flat_map(|(_, members)| members).collect()
}

impl DeskList {
    pub(super) async fn load(read: &SiteRead, hub: &HubRead, site: &Site, asked: &DeskQuery) -> Result<Self> {
        let portal = site.kind == SiteKind::Portal;
        let pool = if portal {
            Some(Pool {
                url: site.url("/console/pool"),
                unread: crate::pool::query::count_unread(hub, site.id).await?,
            })
        } else {
            None
        };
        let sought = asked.sought();
        let state = sought.state.unwrap_or(State::Waiting);
        let page = asked.page.parse().unwrap_or(1).max(1);
        let (rows, total) = query::search_items(read, &sought, page, PAGE_SIZE).await?;
        let base = site.url("/console/desk");
        let address = |state: State| format!("{base}?{}", asked.query(state));
        let tally = query::tally(read).await?;
        let filter = |each: State| Filter {
            title: each.title().into(),
            url: address(each),
            current: each == state,
            count: tally.of(each),
        };
        let clusters: Vec<i64> = rows.iter().filter_map(|row| row.cluster).collect();
        let alike = query::in_clusters(read, &clusters).await?;
        let channels = ui::open_channels(read).await?;
        let shown = rows.iter().map(|row| DeskRow {
            channel: ui::label(&channels, row.channel_id),
            ..DeskRow::new(site, row)
        });
        let sources = query::sources(read).await?.into_iter();
        Ok(Self {
            rows: gather(&rows, &alike, shown.collect()),
            filters: State::ALL.map(filter).to_vec(),
            waiting: state == State::Waiting,
            unseen: tally.unseen,
            of_waiting: tally.of(State::Waiting),
            counts_url: format!("{base}/counts?{}", asked.query(state)),
            unseen_url: format!("{base}?seen=no"),
            about: if portal { OF_PORTAL } else { OF_SITE }.into(),
            none: if portal { NONE_AT_PORTAL } else { NONE_AT_SITE }.into(),
            ways: ways(portal),
            pool,
            asked: asked.clone(),
            sources: sources
                .map(|(sender, name)| Choice::new(sender.to_string(), name))
                .collect(),
            channels,
            reasons: REASONS.map(|reason| Choice::new(reason, reason)).to_vec(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &address(state)),
            url: base,
            ..Self::default()
        })
    }

    /// With what was ticked, chosen and typed before a refusal.
    pub(super) fn typed(mut self, form: &BulkForm) -> Self {
        let ticked = form.items();
        for row in &mut self.rows {
            row.ticked = ticked.iter().any(|id| id.0 == row.id);
        }
        self.into.clone_from(&form.channel);
        self.template.clone_from(&form.template);
        self.reason.clone_from(&form.reason);
        self
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rows: vec![
                DeskRow::sample("紫砂工艺走进八所小学课堂", State::Waiting),
                DeskRow::sample("冬季学校食堂专项检查通报", State::Waiting),
            ],
            filters: vec![Filter {
                title: "待处理".into(),
                url: "/console/desk".into(),
                current: true,
                count: 2,
            }],
            waiting: true,
            unseen: 2,
            unseen_url: "/console/desk?seen=no".into(),
            of_waiting: 2,
            counts_url: "/console/desk/counts".into(),
            about: OF_PORTAL.into(),
            none: NONE_AT_PORTAL.into(),
            ways: ways(true),
            pool: Some(Pool {
                url: "/console/pool".into(),
                unread: 7,
            }),
            sources: vec![Choice::new("4", "市教育局")],
            channels: vec![Choice::new("3", "部门动态")],
            reasons: REASONS.map(|reason| Choice::new(reason, reason)).to_vec(),
            url: "/console/desk".into(),
            pager: Pager::for_total(1, PAGE_SIZE, 2, "/console/desk"),
            ..Self::default()
        }
    }
}

/// An attachment.
#[derive(Clone, Debug, Default, Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// One article on the desk with its text and the two decisions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeskShow {
    /// The line.
    pub row: DeskRow,
    /// Second line of the headline, or empty.
    pub subtitle: String,
    /// 稿源.
    pub source: String,
    /// Author, or empty.
    pub author: String,
    /// Channel at the origin.
    pub origin_channel: String,
    /// First publication at the origin.
    pub published: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The text.
    pub body_html: String,
    /// Lead picture, or empty.
    pub picture: String,
    /// Words for it.
    pub picture_alt: String,
    /// Attachments.
    pub attachments: Vec<File>,
    /// What the row's reason is: `退稿理由：` of a decline, else empty.
    pub why: String,
    /// Whether somebody may decide.
    pub open: bool,
    /// Near-identical ones that wait too.
    pub alike: Vec<DeskRow>,
    /// What this site changed, as HTML with marks.
    pub difference: Option<(String, String)>,
    /// Ready-made reasons.
    pub reasons: Vec<Choice>,
    /// Where merging goes.
    pub bulk_url: String,
    /// Where 改后采用 begins.
    pub edit_url: String,
    /// Where 采用 goes.
    pub adopt_url: String,
    /// Where 退稿 goes.
    pub decline_url: String,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// The channel proposed or chosen.
    pub channel: String,
    /// The own headline typed.
    pub own_title: String,
    /// The reason typed.
    pub reason: String,
    /// The ready-made reason chosen.
    pub template: String,
    /// Back to the list.
    pub back: String,
}

impl DeskShow {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        found: (entity::Model, Piece),
        adopt: &AdoptForm,
        decline: &DeclineForm,
    ) -> Result<Self> {
        let (line, item) = found;
        let proposed = line.channel_id.map(|id| id.to_string()).unwrap_or_default();
        let chosen = Some(adopt.channel.clone()).filter(|typed| !typed.is_empty());
        let attached: Vec<Attached> =
            serde_json::from_str(&item.attachments).map_err(kernel::Error::fault)?;
        let mount = site.mount.trim_end_matches('/');
        let clusters: Vec<i64> = line.cluster.into_iter().collect();
        let alike = query::in_clusters(read, &clusters).await?;
        let others = alike.iter().filter(|other| other.id != line.id);
        let both = line.before_text.as_deref().zip(line.after_text.as_deref());
        Ok(Self {
            row: DeskRow::new(site, &line),
            alike: others.map(|other| DeskRow::new(site, other)).collect(),
            difference: both.map(|(before, after)| content::article::staff::compare(before, after)),
            reasons: REASONS.map(|reason| Choice::new(reason, reason)).to_vec(),
            bulk_url: site.url("/console/desk"),
            edit_url: site.url(&format!("/console/desk/{}/edit", line.id)),
            body_html: content::body::resolve(&item.body_html, mount, &HashMap::new()).into_owned(),
            picture: item
                .lead_media
                .as_deref()
                .map(|lead| address(site, &lead_hash(lead), "640.webp"))
                .unwrap_or_default(),
            picture_alt: item.lead_alt,
            attachments: attached
                .into_iter()
                .map(|file| File {
                    url: address(site, &file.hash, &file.name),
                    name: file.name,
                })
                .collect(),
            published: beijing::minute(item.published_at),
            why: match line.state() {
                State::Declined => "退稿理由：".into(),
                _ => String::new(),
            },
            open: line.state() == State::Waiting && item.live,
            subtitle: item.subtitle,
            source: item.source,
            author: item.author,
            origin_channel: item.origin_channel,
            summary: item.summary,
            adopt_url: site.url(&format!("/console/desk/{}/adopt", line.id)),
            decline_url: site.url(&format!("/console/desk/{}/decline", line.id)),
            channels: ui::open_channels(read).await?,
            channel: chosen.unwrap_or(proposed),
            own_title: adopt.own_title.clone(),
            reason: decline.reason.clone(),
            template: decline.template.clone(),
            back: site.url("/console/desk"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            row: DeskRow::sample("紫砂工艺走进八所小学课堂", State::Waiting),
            source: "陶都市教育局".into(),
            author: "周若溪".into(),
            origin_channel: "教育要闻".into(),
            published: "2026-11-22 09:12".into(),
            summary: "八所小学开设紫砂课，工艺师每周到校一次。".into(),
            body_html: "<p>本学期起，八所小学把紫砂工艺列入校本课程。</p>".into(),
            picture: "/media/ab/640.webp".into(),
            picture_alt: "学生在拍打泥片".into(),
            attachments: vec![File {
                name: "课程安排.pdf".into(),
                url: "/media/cd/课程安排.pdf".into(),
            }],
            open: true,
            alike: vec![DeskRow::sample("八所小学开设紫砂课", State::Waiting)],
            reasons: REASONS.map(|reason| Choice::new(reason, reason)).to_vec(),
            bulk_url: "/console/desk".into(),
            edit_url: "/console/desk/5/edit".into(),
            adopt_url: "/console/desk/5/adopt".into(),
            decline_url: "/console/desk/5/decline".into(),
            channels: vec![Choice::new("3", "部门动态")],
            channel: "3".into(),
            back: "/console/desk".into(),
            ..Self::default()
        }
    }
}
