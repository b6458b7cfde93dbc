//! What the giver's pages show.

use super::form::CommissionForm;
use super::{Kind, Light, entity, query};
use crate::peer::entity::peer;
use crate::postbox::query as postbox;
use crate::sender::Sender;
use crate::task::{State, entity as task};
use crate::ui::{Chip, Choice, Filter, PAGE_SIZE};
use content::article::staff::Choice as Pick;
use content::media::{ATTACHMENT, Attached, entity as media};
use gateway::unit::entity as unit;
use gateway::{Site, SiteKind};
use kernel::calendar::Calendar;
use kernel::{Error, Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::{HubRead, SiteRead};
use theme::view::Pager;
use uuid::Uuid;

/// How a task as a whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Somebody still owes a piece, and there is time.
    Open,
    /// The same, and the day is near.
    Near,
    /// The same, and the day is over.
    Late,
    /// Pieces are in, and none is public yet.
    Handed,
    /// Everybody who did not decline is done.
    Done,
    /// Closed by the giver, or declined by all.
    Closed,
}

impl Whole {
    /// Every standing.
    pub const ALL: [Self; 6] = [
        Self::Late,
        Self::Near,
        Self::Open,
        Self::Handed,
        Self::Done,
        Self::Closed,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Near => "near",
            Self::Late => "late",
            Self::Handed => "handed",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "办理中",
            Self::Near => "临期",
            Self::Late => "逾期",
            Self::Handed => "已交稿待发布",
            Self::Done => "已完成",
            Self::Closed => "已结束",
        }
    }

    const fn tone(self) -> &'static str {
        match self {
            Self::Open | Self::Handed => "wait",
            Self::Near => "warn",
            Self::Late => "late",
            Self::Done => "ok",
            Self::Closed => "plain",
        }
    }

    /// Of a task and what everybody made of it.
    #[must_use]
    pub fn of(
        calendar: &Calendar,
        row: &entity::Model,
        answers: &[task::Model],
        today: chrono::NaiveDate,
    ) -> Self {
        let any = |wanted: fn(State) -> bool| answers.iter().any(|answer| wanted(answer.state()));
        if row.state == entity::CLOSED {
            return Self::Closed;
        }
        // The projection has not laid it before anybody yet.
        if answers.is_empty() || any(State::is_owed) {
            let due = row.due_on.parse().unwrap_or(today);
            return match Light::of(calendar, due, today) {
                Light::Green => Self::Open,
                Light::Yellow => Self::Near,
                Light::Red => Self::Late,
            };
        }
        if any(|state| state == State::Handed) {
            Self::Handed
        } else if any(|state| state == State::Done) {
            Self::Done
        } else {
            Self::Closed
        }
    }
}

/// A task in the giver's list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommissionRow {
    /// In a line.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Kind.
    pub kind: String,
    /// Last day.
    pub due: String,
    /// Who gave it and when.
    pub given: String,
    /// How many got it.
    pub receivers: usize,
    /// How many are done.
    pub done: usize,
    /// How it stands.
    pub state: Chip,
}

/// `syndication/commission_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommissionList {
    /// By standing.
    pub filters: Vec<Filter>,
    /// Tasks.
    pub rows: Vec<CommissionRow>,
    /// Further pages.
    pub pager: Pager,
    /// Where a task is begun.
    pub new_url: String,
}

impl CommissionList {
    pub(super) async fn load(
        hub: &HubRead,
        read: &SiteRead,
        here: &Site,
        wanted: Option<Whole>,
        page: u64,
    ) -> Result<Self> {
        let rows = query::given(read).await?;
        let answers = query::answers(hub, rows.iter().map(|row| row.uid)).await?;
        let calendar = Calendar::shipped()?;
        let today = beijing::day(read.now());
        let of = |uid: &Uuid| answers.get(uid).map_or(&[][..], Vec::as_slice);
        let all: Vec<(Whole, &entity::Model)> = rows
            .iter()
            .map(|row| (Whole::of(&calendar, row, of(&row.uid), today), row))
            .collect();
        let base = here.url("/console/commissions");
        let address = |each: Option<Whole>| {
            each.map_or_else(|| base.clone(), |each| format!("{base}?state={}", each.key()))
        };
        let filter = |each: Option<Whole>| Filter {
            title: each.map_or("全部", Whole::title).into(),
            url: address(each),
            current: each == wanted,
            count: count(
                all.iter()
                    .filter(|(whole, _)| each.is_none_or(|each| each == *whole))
                    .count(),
            ),
        };
        let listed: Vec<_> = all
            .iter()
            .filter(|(whole, _)| wanted.is_none_or(|wanted| wanted == *whole))
            .collect();
        let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
        let skip = usize::try_from(page.saturating_sub(1))
            .unwrap_or(usize::MAX)
            .saturating_mul(size);
        let rows = listed.iter().skip(skip).take(size);
        Ok(Self {
            filters: std::iter::once(None)
                .chain(Whole::ALL.map(Some))
                .map(filter)
                .collect(),
            rows: rows
                .map(|(whole, row)| commission_row(here, row, of(&row.uid), *whole))
                .collect(),
            pager: Pager::for_total(page, PAGE_SIZE, count(listed.len()), &address(wanted)),
            new_url: format!("{base}/new"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/commissions".into(),
                current: true,
                count: 1,
            }],
            rows: vec![CommissionRow {
                title: "义务教育招生政策解读".into(),
                url: "/console/commissions/2".into(),
                kind: Kind::Explanation.title().into(),
                due: "2026-11-27".into(),
                given: "2026-11-20 沈知远".into(),
                receivers: 2,
                done: 1,
                state: Chip::new(Whole::Near.title(), Whole::Near.tone()),
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/commissions"),
            new_url: "/console/commissions/new".into(),
        }
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn commission_row(here: &Site, row: &entity::Model, answers: &[task::Model], whole: Whole) -> CommissionRow {
    CommissionRow {
        title: row.title.clone(),
        url: here.url(&format!("/console/commissions/{}", row.id)),
        kind: Kind::parse(&row.kind).map_or("", Kind::title).into(),
        due: row.due_on.clone(),
        given: format!("{} {}", beijing::date(row.given_at), row.given_by_name),
        receivers: row.receivers().map_or(0, |all| all.len()),
        done: answers
            .iter()
            .filter(|answer| answer.state() == State::Done)
            .count(),
        state: Chip::new(whole.title(), whole.tone()),
    }
}

/// What one receiver made of a task.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnswerRow {
    /// Who got it.
    pub name: String,
    /// How it stands.
    pub state: Chip,
    /// Against the due day, while a piece is owed.
    pub light: Chip,
    /// Who answered and when, or empty.
    pub answered: String,
    /// Why it was declined or cancelled, or empty.
    pub reason: String,
    /// What was handed in, or empty.
    pub piece: String,
    /// When.
    pub handed: String,
    /// When the public first saw it, or empty.
    pub done: String,
}

/// `syndication/commission_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommissionShow {
    /// The task.
    pub row: CommissionRow,
    /// In full, line by line.
    pub wanted: Vec<String>,
    /// Names of the files that go with it.
    pub files: Vec<String>,
    /// Who got it.
    pub answers: Vec<AnswerRow>,
    /// Why it was closed, or empty.
    pub closed: String,
    /// The reason typed.
    pub reason: String,
    /// Where it is closed; empty when it is.
    pub close_url: String,
    /// Back to the list.
    pub back: String,
}

impl CommissionShow {
    pub(super) async fn load(
        hub: &HubRead,
        read: &SiteRead,
        here: &Site,
        row: &entity::Model,
        reason: &str,
    ) -> Result<Self> {
        let mut answers = query::answers(hub, [row.uid]).await?;
        let answers = answers.remove(&row.uid).unwrap_or_default();
        let calendar = Calendar::shipped()?;
        let today = beijing::day(read.now());
        let whole = Whole::of(&calendar, row, &answers, today);
        let attached: Vec<Attached> = serde_json::from_str(&row.attachments).map_err(Error::fault)?;
        let back = here.url("/console/commissions");
        let open = row.state == entity::OPEN;
        Ok(Self {
            row: commission_row(here, row, &answers, whole),
            wanted: row.wanted.lines().map(str::to_owned).collect(),
            files: attached.into_iter().map(|file| file.name).collect(),
            answers: answers
                .iter()
                .map(|answer| answer_row(&calendar, answer, today))
                .collect(),
            closed: row.close_reason.clone(),
            reason: reason.to_owned(),
            close_url: if open {
                format!("{back}/{}/close", row.id)
            } else {
                String::new()
            },
            back,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            row: CommissionList::sample().rows.remove(0),
            wanted: vec!["说明哪些家庭今年可以跨片区入学，配一张流程图。".into()],
            files: vec!["招生办法.pdf".into()],
            answers: vec![AnswerRow {
                name: "市教育局".into(),
                state: Chip::new(State::Handed.title(), State::Handed.tone()),
                answered: "2026-11-20 林晓岚".into(),
                piece: "一图读懂跨片区入学".into(),
                handed: "2026-11-22 09:30".into(),
                ..AnswerRow::default()
            }],
            close_url: "/console/commissions/2/close".into(),
            back: "/console/commissions".into(),
            ..Self::default()
        }
    }
}

fn answer_row(calendar: &Calendar, answer: &task::Model, today: chrono::NaiveDate) -> AnswerRow {
    let state = answer.state();
    let light = answer
        .due_on
        .parse()
        .ok()
        .filter(|_| state.is_owed())
        .map(|due| Light::of(calendar, due, today));
    AnswerRow {
        name: answer.receiver_name.clone(),
        state: Chip::new(state.title(), state.tone()),
        light: light.map_or_else(Chip::default, |light| Chip::new(light.title(), light.tone())),
        answered: answer
            .answered_at
            .map(|at| format!("{} {}", beijing::date(at), answer.answered_by_name))
            .unwrap_or_default(),
        reason: answer.reason.clone(),
        piece: answer.piece_title.clone(),
        handed: answer.handed_at.map(beijing::minute).unwrap_or_default(),
        done: answer.done_at.map(beijing::minute).unwrap_or_default(),
    }
}

/// `syndication/commission_form.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CommissionNew {
    /// As typed.
    pub form: CommissionForm,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Sites and boxes; none on a site that is not the portal.
    pub receivers: Vec<Pick>,
    /// Files of this site.
    pub files: Vec<Pick>,
    /// Where the form goes, and back to the list.
    pub url: String,
}

impl CommissionNew {
    pub(super) async fn load(
        (hub, read): (&HubRead, &SiteRead),
        here: &Site,
        sites: &[Arc<Site>],
        form: CommissionForm,
    ) -> Result<Self> {
        let senders = receivers((hub, read), here, sites).await?;
        let files = read
            .find::<media::Entity>()
            .filter(media::Column::Kind.eq(ATTACHMENT))
            .desc(media::Column::Id)
            .limit(50)
            .all()
            .await?;
        let pick = |value: String, label: String, chosen: &[String]| Pick {
            checked: chosen.contains(&value),
            ..Pick::new(value, label, "")
        };
        Ok(Self {
            kinds: Kind::ALL
                .map(|kind| Choice::new(kind.key(), kind.title()))
                .to_vec(),
            receivers: senders
                .into_iter()
                .map(|(sender, name)| pick(sender.to_string(), name, &form.receivers))
                .collect(),
            files: files
                .into_iter()
                .map(|file| pick(file.hash, file.name, &form.attachments))
                .collect(),
            form,
            url: here.url("/console/commissions"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            form: CommissionForm::default(),
            kinds: Kind::ALL
                .map(|kind| Choice::new(kind.key(), kind.title()))
                .to_vec(),
            receivers: vec![Pick::new("4", "市教育局", "4")],
            files: Vec::new(),
            url: "/console/commissions".into(),
        }
    }
}

/// To whom this site may give tasks as a whole: the portal to every site, of another box while that is paired, and to every
/// submission box; others to nobody.
pub(super) async fn receivers(
    (hub, read): (&HubRead, &SiteRead),
    here: &Site,
    sites: &[Arc<Site>],
) -> Result<Vec<(Sender, String)>> {
    if here.kind != SiteKind::Portal {
        return Ok(Vec::new());
    }
    let seats = postbox::members(read).await?;
    let boxes: BTreeSet<i64> = seats.into_iter().map(|seat| seat.unit_id).collect();
    let units = read.shared::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let names: HashMap<i64, &str> = units
        .iter()
        .map(|row| (row.id, row.short_name.as_str()))
        .collect();
    let paired = hub
        .find::<peer::Entity>()
        .filter(peer::Column::Role.eq(peer::SOURCE))
        .filter(peer::Column::State.ne(peer::REMOVED))
        .all()
        .await?;
    let paired: HashSet<i64> = paired.into_iter().map(|row| row.site_id).collect();
    let mut found = Vec::new();
    let reached = |site: &&Arc<Site>| site.elsewhere.is_none() || paired.contains(&site.id.0);
    let others = sites.iter().filter(|site| site.id != here.id).filter(reached);
    for site in others {
        let name = if site.unit_short.is_empty() {
            &site.short_name
        } else {
            &site.unit_short
        };
        found.push((Sender::Site(site.id.0), name.clone()));
    }
    for id in boxes {
        let name = names.get(&id).copied().unwrap_or_default();
        found.push((Sender::Box(id), format!("{name}（投稿箱）")));
    }
    Ok(found)
}
