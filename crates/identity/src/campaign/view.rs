//! What the pages of a re-registration show.

use super::State;
use super::decide::is_decidable;
use super::entity::Model as Campaign;
use super::query::{Line, counts};
use crate::membership::view::Choice;
use chrono::{DateTime, Utc};
use gateway::App;
use kernel::{PersonId, Role, SiteId, beijing};
use serde::Serialize;

/// A re-registration in words.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignHead {
    /// Name.
    pub name: String,
    /// A word to the administrators.
    pub note: String,
    /// Begun.
    pub opened: String,
    /// By whom.
    pub opened_by: String,
    /// Until when.
    pub due: String,
    /// Whether posts may still be confirmed.
    pub open: bool,
    /// Its page.
    pub url: String,
}

impl CampaignHead {
    /// In words.
    #[must_use]
    pub fn new(campaign: &Campaign, url: String, now: DateTime<Utc>) -> Self {
        Self {
            name: campaign.name.clone(),
            note: campaign.note.clone(),
            opened: beijing::minute(campaign.opened_at),
            opened_by: campaign.opened_by_name.clone(),
            due: beijing::minute(campaign.due_at),
            open: campaign.is_open(now),
            url,
        }
    }

    fn sample() -> Self {
        Self {
            name: "2026 年度人员重新登记".into(),
            note: "请逐一核对人员和岗位。".into(),
            opened: "2026-11-01 09:00".into(),
            opened_by: "许明朗".into(),
            due: "2026-12-01 00:00".into(),
            open: true,
            url: "/console/campaigns/1".into(),
        }
    }
}

/// A post in a re-registration.
#[derive(Clone, Debug, Serialize)]
pub struct LineRow {
    /// Number, in the names of fields.
    pub id: i64,
    /// The site, where several are shown.
    pub site: String,
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Role in words.
    pub role: String,
    /// Last sign-in, or empty.
    pub signed_in: String,
    /// State in words.
    pub state: String,
    /// Tone of the chip.
    pub tone: String,
    /// Who signed when, or empty.
    pub decided: String,
    /// The word about it.
    pub note: String,
    /// Whether it may be decided here and now.
    pub decidable: bool,
    /// The own post: somebody else decides.
    pub own: bool,
}

impl LineRow {
    fn new(line: &Line, site: String, me: PersonId, decidable: bool) -> Self {
        let person = line.person.as_ref();
        let own = line.row.person_id == me.0;
        let decided = line.row.decided_at.map(beijing::minute);
        Self {
            id: line.row.id,
            site,
            name: person.map_or_else(String::new, |person| person.name.clone()),
            account: person.map_or_else(String::new, |person| person.account.clone()),
            role: Role::parse(&line.row.role)
                .map_or_else(|| line.row.role.clone(), |role| role.title().to_owned()),
            signed_in: person
                .and_then(|person| person.signed_in_at)
                .map_or_else(String::new, beijing::minute),
            state: line.state.title().into(),
            tone: line.state.tone().into(),
            decided: decided.map_or_else(String::new, |at| format!("{} {at}", line.row.decided_by_name)),
            note: line.row.note.clone(),
            decidable: decidable && line.state == State::Open && !own,
            own: own && line.state == State::Open,
        }
    }

    fn sample(state: State, decidable: bool) -> Self {
        Self {
            id: 7,
            site: "教育局".into(),
            name: "周若溪".into(),
            account: "edu.editor".into(),
            role: "编辑".into(),
            signed_in: "2026-11-20 08:31".into(),
            state: state.title().into(),
            tone: state.tone().into(),
            decided: if state == State::Open {
                String::new()
            } else {
                "沈知远 2026-11-22 09:30".into()
            },
            note: String::new(),
            decidable,
            own: false,
        }
    }
}

/// A figure with the list behind it.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// How many.
    pub count: u64,
    /// The list.
    pub url: String,
    /// State in words.
    pub title: String,
}

/// A bar's part in the chart, in units of its drawing.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// From the left.
    pub x: u64,
    /// Width.
    pub width: u64,
    /// State's word, a class of the chart.
    pub class: String,
}

/// A site's progress.
#[derive(Clone, Debug, Serialize)]
pub struct SiteRow {
    /// Site.
    pub site: String,
    /// All posts.
    pub all: Figure,
    /// By state, in the order of [`State::ALL`].
    pub figures: Vec<Figure>,
    /// Its bar.
    pub parts: Vec<Part>,
    /// The bar's place from above.
    pub y: u64,
    /// What is done, percent.
    pub done: u64,
}

/// `identity/campaign.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignShow {
    /// The re-registration.
    pub head: CampaignHead,
    /// Headings of the figures.
    pub states: Vec<String>,
    /// Progress by site.
    pub sites: Vec<SiteRow>,
    /// All sites together.
    pub total: SiteRow,
    /// Height of the chart.
    pub height: u64,
    /// What the list below shows, or empty when all.
    pub filter: String,
    /// The list.
    pub lines: Vec<LineRow>,
    /// Whether there is something to sign.
    pub signable: bool,
    /// The own name, as it is to be typed.
    pub me: String,
    /// Where the form posts to.
    pub url: String,
    /// The list of all.
    pub back: String,
}

/// What the list below shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Site by its word.
    pub site: Option<SiteId>,
    /// State.
    pub state: Option<State>,
}

impl CampaignShow {
    /// The page as `me` sees it.
    #[must_use]
    pub fn new(
        app: &App,
        campaign: &Campaign,
        lines: &[Line],
        wanted: &Wanted,
        me: (PersonId, &str),
        urls: (String, String),
        now: DateTime<Utc>,
    ) -> Self {
        let (url, back) = urls;
        let name = |site: i64| {
            let site = app.directory.get(SiteId(site));
            site.map_or_else(|| "已关闭的站点".to_owned(), |site| site.short_name.clone())
        };
        let slug = |site: i64| {
            app.directory
                .get(SiteId(site))
                .map_or_else(String::new, |site| site.slug.clone())
        };
        let head = CampaignHead::new(campaign, url.clone(), now);
        let by_site = counts(lines);
        let mut sites: Vec<SiteRow> = Vec::new();
        for (n, (site, states)) in (0u64..).zip(&by_site) {
            sites.push(site_row(name(*site), &slug(*site), states, &url, n));
        }
        let mut all = std::collections::BTreeMap::new();
        for states in by_site.values() {
            for (state, count) in states {
                *all.entry(*state).or_default() += *count;
            }
        }
        let shown = |line: &&Line| {
            wanted.site.is_none_or(|site| site.0 == line.row.site_id)
                && wanted.state.is_none_or(|state| state == line.state)
        };
        let administrators = |line: &Line| line.row.role == Role::SiteAdmin.key();
        let rows: Vec<LineRow> = lines
            .iter()
            .filter(shown)
            .map(|line| {
                LineRow::new(
                    line,
                    name(line.row.site_id),
                    me.0,
                    head.open && administrators(line),
                )
            })
            .collect();
        let mut filter: Vec<String> = wanted.site.map(|site| name(site.0)).into_iter().collect();
        filter.extend(wanted.state.map(|state| state.title().to_owned()));
        Self {
            states: State::ALL.iter().map(|state| state.title().to_owned()).collect(),
            height: (u64::try_from(sites.len()).unwrap_or_default() * 28).max(28),
            total: site_row("合计".into(), "", &all, &url, 0),
            sites,
            filter: filter.join("，"),
            signable: rows.iter().any(|row| row.decidable),
            lines: rows,
            me: me.1.to_owned(),
            head,
            url,
            back,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let states = std::collections::BTreeMap::from([(State::Open, 3), (State::Confirmed, 9)]);
        let row = |name: &str, n| site_row(name.into(), "edu", &states, "/console/campaigns/1", n);
        Self {
            head: CampaignHead::sample(),
            states: State::ALL.iter().map(|state| state.title().to_owned()).collect(),
            sites: vec![row("教育局", 0), row("农业农村局", 1)],
            total: row("合计", 0),
            height: 56,
            filter: "教育局".into(),
            lines: vec![
                LineRow::sample(State::Open, true),
                LineRow::sample(State::Confirmed, false),
            ],
            signable: true,
            me: "许明朗".into(),
            url: "/console/campaigns/1".into(),
            back: "/console/campaigns".into(),
        }
    }
}

/// Width of a bar in the drawing.
const WIDE: u64 = 400;

fn site_row(
    site: String,
    slug: &str,
    states: &std::collections::BTreeMap<State, u64>,
    url: &str,
    n: u64,
) -> SiteRow {
    let all: u64 = states.values().sum();
    let count = |state: State| states.get(&state).copied().unwrap_or_default();
    let link = |state: Option<State>| {
        let state = state.map_or_else(String::new, |state| format!("&state={}", state.key()));
        let query = format!("site={slug}{state}");
        format!("{url}?{}#lines", query.trim_start_matches("site=&"))
    };
    let figure = |state: State| Figure {
        count: count(state),
        url: link(Some(state)),
        title: state.title().into(),
    };
    let mut x = 0;
    let mut parts = Vec::new();
    for state in [
        State::Confirmed,
        State::Ended,
        State::Expired,
        State::Gone,
        State::Open,
    ] {
        let width = (count(state) * WIDE).checked_div(all).unwrap_or_default();
        if width > 0 {
            parts.push(Part {
                x,
                width,
                class: format!("bar-{}", state.key()),
            });
        }
        x += width;
    }
    SiteRow {
        site,
        all: Figure {
            count: all,
            url: link(None),
            title: "全部岗位".into(),
        },
        figures: State::ALL.into_iter().map(figure).collect(),
        parts,
        y: n * 28,
        done: ((all - count(State::Open)) * 100)
            .checked_div(all)
            .unwrap_or_default(),
    }
}

/// What was typed into the form of a new one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypedCampaign {
    /// Name.
    pub name: String,
    /// Note.
    pub note: String,
    /// Last day.
    pub due: String,
    /// `all`, or `some`.
    pub scope: String,
}

/// `identity/campaigns.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignsShow {
    /// All, newest first.
    pub campaigns: Vec<CampaignHead>,
    /// The page's own address.
    pub url: String,
    /// Sites to choose from.
    pub sites: Vec<Choice>,
    /// What was typed.
    pub typed: TypedCampaign,
}

impl CampaignsShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            campaigns: vec![CampaignHead::sample()],
            url: "/console/campaigns".into(),
            sites: vec![Choice {
                value: "2".into(),
                label: "陶都市教育局".into(),
            }],
            typed: TypedCampaign::default(),
        }
    }
}

/// `identity/registration.html`: a site's own part.
#[derive(Clone, Debug, Serialize)]
pub struct RegistrationShow {
    /// The re-registration, when there was one.
    pub head: Option<CampaignHead>,
    /// The site's posts.
    pub lines: Vec<LineRow>,
    /// How many wait.
    pub waiting: usize,
    /// Whether there is something to sign.
    pub signable: bool,
    /// The own name, as it is to be typed.
    pub me: String,
    /// Where the form posts to.
    pub url: String,
}

impl RegistrationShow {
    /// The page as `me` sees it.
    #[must_use]
    pub fn new(
        found: Option<(Campaign, Vec<Line>)>,
        me: (PersonId, &str),
        url: String,
        now: DateTime<Utc>,
    ) -> Self {
        let (campaign, lines) = match found {
            Some((campaign, lines)) => (Some(campaign), lines),
            None => (None, Vec::new()),
        };
        let open = campaign.as_ref().is_some_and(|campaign| campaign.is_open(now));
        let rows: Vec<LineRow> = lines
            .iter()
            .map(|line| LineRow::new(line, String::new(), me.0, open && is_decidable(&line.row.role)))
            .collect();
        Self {
            head: campaign.map(|campaign| CampaignHead::new(&campaign, String::new(), now)),
            waiting: lines.iter().filter(|line| line.state == State::Open).count(),
            signable: rows.iter().any(|row| row.decidable),
            lines: rows,
            me: me.1.to_owned(),
            url,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            head: Some(CampaignHead::sample()),
            lines: vec![
                LineRow::sample(State::Open, true),
                LineRow::sample(State::Confirmed, false),
            ],
            waiting: 1,
            signable: true,
            me: "沈知远".into(),
            url: "/console/registration".into(),
        }
    }
}
