//! What the receivers' pages show.

use super::form::TaskForm;
use super::query::{self, Reader};
use super::{State, entity};
use crate::commission::{Kind, Light};
use crate::ui::{Chip, Choice, Filter};
use content::media::Attached;
use gateway::Site;
use gateway::site::entity as site;
use kernel::calendar::Calendar;
use kernel::{Error, Result, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::SiteRead;

/// What of the tasks is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A piece is owed.
    Owed,
    /// The same, and the day is near or over.
    Pressing,
    /// In one state.
    In(State),
}

impl Part {
    /// As tabs.
    pub const ALL: [Self; 6] = [
        Self::Owed,
        Self::Pressing,
        Self::In(State::Handed),
        Self::In(State::Done),
        Self::In(State::Declined),
        Self::In(State::Cancelled),
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Pressing => "pressing",
            Self::In(state) => state.key(),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Owed => "待交稿",
            Self::Pressing => "临期和逾期",
            Self::In(state) => state.title(),
        }
    }

    fn holds(self, state: State, light: Light) -> bool {
        match self {
            Self::Owed => state.is_owed(),
            Self::Pressing => state.is_owed() && light != Light::Green,
            Self::In(wanted) => state == wanted,
        }
    }
}

/// A task in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaskRow {
    /// In a line.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Kind.
    pub kind: String,
    /// Who gave it.
    pub giver: String,
    /// Whom it is for.
    pub receiver: String,
    /// Last day.
    pub due: String,
    /// How it stands.
    pub state: Chip,
    /// Against the due day, while a piece is owed; without words else.
    pub light: Chip,
}

/// `syndication/task_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaskList {
    /// By standing.
    pub filters: Vec<Filter>,
    /// Tasks.
    pub rows: Vec<TaskRow>,
}

impl TaskList {
    pub(super) async fn load(read: &SiteRead, here: &Site, who: &Reader, wanted: Part) -> Result<Self> {
        let rows = query::list(read, who, None).await?;
        let givers = givers(read).await?;
        let calendar = Calendar::shipped()?;
        let today = beijing::day(read.now());
        let light = |row: &entity::Model| Light::of(&calendar, row.due_on.parse().unwrap_or(today), today);
        let base = here.url("/console/tasks");
        let filter = |part: Part| Filter {
            title: part.title().into(),
            url: format!("{base}?state={}", part.key()),
            current: part == wanted,
            count: rows
                .iter()
                .filter(|row| part.holds(row.state(), light(row)))
                .count()
                .try_into()
                .unwrap_or(u64::MAX),
        };
        Ok(Self {
            filters: Part::ALL.map(filter).to_vec(),
            rows: rows
                .iter()
                .filter(|row| wanted.holds(row.state(), light(row)))
                .map(|row| task_row(here, row, &givers, light(row)))
                .collect(),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            filters: vec![Filter {
                title: "待交稿".into(),
                url: "/console/tasks?state=owed".into(),
                current: true,
                count: 1,
            }],
            rows: vec![TaskRow {
                title: "义务教育招生政策解读".into(),
                url: "/console/tasks/3".into(),
                kind: Kind::Explanation.title().into(),
                giver: "陶都市人民政府".into(),
                receiver: "市教育局".into(),
                due: "2026-11-24".into(),
                state: Chip::new(State::Accepted.title(), State::Accepted.tone()),
                light: Chip::new(Light::Yellow.title(), Light::Yellow.tone()),
            }],
        }
    }
}

async fn givers(read: &SiteRead) -> Result<HashMap<i64, String>> {
    let sites = read.shared::<site::Entity>().all().await?;
    Ok(sites.into_iter().map(|row| (row.id, row.name)).collect())
}

fn task_row(here: &Site, row: &entity::Model, givers: &HashMap<i64, String>, light: Light) -> TaskRow {
    let state = row.state();
    TaskRow {
        title: row.title.clone(),
        url: here.url(&format!("/console/tasks/{}", row.id)),
        kind: Kind::parse(&row.kind).map_or("", Kind::title).into(),
        giver: givers.get(&row.giver_site_id).cloned().unwrap_or_default(),
        receiver: row.receiver_name.clone(),
        due: row.due_on.clone(),
        state: Chip::new(state.title(), state.tone()),
        light: if state.is_owed() {
            Chip::new(light.title(), light.tone())
        } else {
            Chip::default()
        },
    }
}

/// A file that goes with a task.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaskFile {
    /// Name.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// `syndication/task_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TaskShow {
    /// The task.
    pub row: TaskRow,
    /// In full, line by line.
    pub wanted: Vec<String>,
    /// Files that go with it.
    pub files: Vec<TaskFile>,
    /// Who gave it and when.
    pub given: String,
    /// Who answered and when, or empty.
    pub answered: String,
    /// Why it was declined or cancelled, or empty.
    pub why: String,
    /// What was handed in and when, or empty.
    pub handed: String,
    /// When the public first saw it, or empty.
    pub done: String,
    /// Whether it can be accepted.
    pub acceptable: bool,
    /// Whether it can be declined.
    pub declinable: bool,
    /// Whether a piece can be handed in.
    pub open: bool,
    /// What can be handed in.
    pub pieces: Vec<Choice>,
    /// What must be done before something can be.
    pub how: String,
    /// The piece chosen.
    pub piece: String,
    /// The reason typed.
    pub reason: String,
    /// This page.
    pub url: String,
    /// Back to the list.
    pub back: String,
}

impl TaskShow {
    pub(super) async fn load(
        read: &SiteRead,
        here: &Site,
        who: &Reader,
        task: &entity::Model,
        typed: TaskForm,
    ) -> Result<Self> {
        let today = beijing::day(read.now());
        let light = Light::of(&Calendar::shipped()?, task.due_on.parse().unwrap_or(today), today);
        let row = task_row(here, task, &givers(read).await?, light);
        let attached: Vec<Attached> = serde_json::from_str(&task.attachments).map_err(Error::fault)?;
        let state = task.state();
        let pieces = if state.is_open() {
            query::pieces(read, task, who).await?
        } else {
            Vec::new()
        };
        let url = row.url.clone();
        let chosen = task.piece.map(|uid| uid.to_string()).unwrap_or_default();
        Ok(Self {
            wanted: task.wanted.lines().map(str::to_owned).collect(),
            files: attached
                .into_iter()
                .map(|file| TaskFile {
                    url: format!("{url}/files/{}", file.hash),
                    name: file.name,
                })
                .collect(),
            given: format!("{} {}", beijing::minute(task.given_at), task.given_by_name),
            answered: task
                .answered_at
                .map(|at| format!("{} {}", beijing::minute(at), task.answered_by_name))
                .unwrap_or_default(),
            why: task.reason.clone(),
            handed: task
                .handed_at
                .map(|at| format!("{} “{}”", beijing::minute(at), task.piece_title))
                .unwrap_or_default(),
            done: task.done_at.map(beijing::minute).unwrap_or_default(),
            acceptable: matches!(state, State::Given | State::Declined),
            declinable: state.is_owed(),
            open: state.is_open(),
            pieces: pieces
                .into_iter()
                .map(|piece| Choice::new(piece.uid.to_string(), piece.title))
                .collect(),
            how: how(task, who),
            piece: if typed.piece.is_empty() {
                chosen
            } else {
                typed.piece
            },
            reason: typed.reason,
            url,
            back: here.url("/console/tasks"),
            row,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            row: TaskList::sample().rows.remove(0),
            wanted: vec!["说明哪些家庭今年可以跨片区入学，配一张流程图。".into()],
            files: vec![TaskFile {
                name: "招生办法.pdf".into(),
                url: "/console/tasks/3/files/ab".into(),
            }],
            given: "2026-11-20 09:30 沈知远".into(),
            declinable: true,
            acceptable: true,
            open: true,
            pieces: vec![Choice::new(
                "0190a000-0000-7000-8000-000000000001",
                "一图读懂跨片区入学",
            )],
            how: "只列出已报送的稿件。".into(),
            url: "/console/tasks/3".into(),
            back: "/console/tasks".into(),
            ..Self::default()
        }
    }
}

fn how(task: &entity::Model, who: &Reader) -> String {
    let words = if task.unit_id.is_some() || (task.person_id.is_some() && !who.of_site) {
        "列出已投送门户的稿件。请先在“我的投稿”中写稿并投送。"
    } else if task.giver_site_id == task.site_id {
        "列出本站的稿件，发布后任务即完成。"
    } else {
        "列出已报送门户的稿件。请先发布稿件并在稿件页报送门户。"
    };
    words.into()
}
