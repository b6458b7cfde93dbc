//! What the register of outside sources shows.

use super::form::SourceForm;
use super::{State, entity, query};
use crate::arrival::{State as Arrival, entity as item};
use crate::ui::{self, Chip, Choice};
use gateway::Site;
use kernel::{ChannelId, Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::SiteRead;

/// `syndication/source_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceList {
    /// Where the form of a new source goes.
    pub action: String,
    /// Sources, oldest first.
    pub rows: Vec<SourceRow>,
    /// How many were given up.
    pub disabled: usize,
    /// The form as typed.
    pub form: SourceFields,
}

/// The fields of a source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceFields {
    /// What was typed.
    pub typed: SourceForm,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Ways to deal with entries.
    pub modes: Vec<Mode>,
    /// The address stands: another one is another source.
    pub entered: bool,
    /// What is said beside the address.
    pub address_help: String,
}

/// A way to choose.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Mode {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Chosen.
    pub checked: bool,
}

impl SourceFields {
    async fn load(read: &SiteRead, scope: Option<&[ChannelId]>, typed: SourceForm) -> Result<Self> {
        let mut channels = ui::open_channels(read).await?;
        if let Some(scope) = scope {
            channels.retain(|choice| scope.iter().any(|channel| channel.to_string() == choice.value));
        }
        Ok(Self {
            channels,
            ..Self::of(typed)
        })
    }

    fn of(typed: SourceForm) -> Self {
        let mode = |value: &str, label: &str| Mode {
            value: value.into(),
            label: label.into(),
            checked: typed.mode == value,
        };
        Self {
            channels: vec![Choice::new("3", "媒体聚焦")],
            modes: vec![
                mode("desk", "进入外部来稿，由编辑选用"),
                mode("auto", "列入转载白名单，自动发布"),
            ],
            entered: false,
            address_help: "RSS、Atom、JSON Feed 或 sitemap 的地址。".into(),
            typed,
        }
    }
}

/// A source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its page.
    pub page: String,
    /// Name of the channel.
    pub channel: String,
    /// White list or desk.
    pub way: Chip,
    /// How it stands.
    pub state: Chip,
    /// When it was asked and is asked next, and what went wrong.
    pub note: String,
    /// How many wait on the desk.
    pub waiting: u64,
    /// The list of those.
    pub waiting_url: String,
    /// How many are public without the desk.
    pub published: u64,
    /// The list of those.
    pub published_url: String,
}

async fn count(read: &SiteRead, source: i64, state: Arrival) -> Result<u64> {
    read.find::<item::Entity>()
        .filter(item::Column::SourceId.eq(source))
        .filter(item::Column::State.eq(state.key()))
        .count()
        .await
}

fn state_of(row: &entity::Model) -> Chip {
    match State::parse(&row.state) {
        State::Active if row.failures > 0 => Chip::new("抓取失败", "warn"),
        State::Active if row.read_at.is_none() => Chip::new("待抓取", "wait"),
        state @ State::Active => Chip::new(state.title(), "ok"),
        state @ State::Disabled => Chip::new(state.title(), "late"),
        state @ (State::Paused | State::Removed) => Chip::new(state.title(), "plain"),
    }
}

fn note_of(row: &entity::Model) -> String {
    let mut parts = Vec::new();
    if let Some(at) = row.read_at {
        parts.push(format!("最近抓取 {}", beijing::minute(at)));
    }
    if row.failures > 0 {
        parts.push(format!(
            "连续失败 {} 次：{}",
            row.failures,
            row.finding.trim_end_matches('。')
        ));
    }
    match State::parse(&row.state) {
        State::Active => {
            let next = row
                .hold_until
                .map_or(row.next_at, |hold| std::cmp::max(hold, row.next_at));
            parts.push(format!("下次 {}", beijing::minute(next)));
        }
        State::Disabled => parts.push("长期失败，不再抓取，恢复后重试".into()),
        State::Paused | State::Removed => {}
    }
    parts.join("；")
}

async fn row(read: &SiteRead, site: &Site, source: &entity::Model, channels: &[Choice]) -> Result<SourceRow> {
    let list = |state: Arrival| {
        let path = format!("/console/arrivals?state={}&source={}", state.key(), source.id);
        site.url(&path)
    };
    let way = match (source.automatic, source.is_lapsed(read.now())) {
        (true, true) => Chip::new("授权到期", "late"),
        (true, false) => Chip::new("自动发布", "ok"),
        (false, _) => Chip::new("编辑选用", "plain"),
    };
    Ok(SourceRow {
        name: source.title(),
        url: source.url.clone(),
        page: site.url(&format!("/console/sources/{}", source.id)),
        channel: ui::label(channels, Some(source.channel_id)),
        way,
        state: state_of(source),
        note: note_of(source),
        waiting: count(read, source.id, Arrival::Waiting).await?,
        waiting_url: list(Arrival::Waiting),
        published: count(read, source.id, Arrival::Published).await?,
        published_url: list(Arrival::Published),
    })
}

impl SourceRow {
    fn sample() -> Self {
        Self {
            name: "陶都日报".into(),
            url: "https://news.example/rss.xml".into(),
            page: "/console/sources/2".into(),
            channel: "媒体聚焦".into(),
            way: Chip::new("自动发布", "ok"),
            state: Chip::new("抓取失败", "warn"),
            note: "连续失败 2 次：对方答复过慢，已停止读取；下次 2026-11-22 14:00".into(),
            waiting: 3,
            waiting_url: "/console/arrivals?state=waiting&source=2".into(),
            published: 41,
            published_url: "/console/arrivals?state=published&source=2".into(),
        }
    }
}

impl SourceList {
    /// Loads the page; `typed` is what stands in the form.
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        scope: Option<&[ChannelId]>,
        typed: SourceForm,
    ) -> Result<Self> {
        let form = SourceFields::load(read, scope, typed).await?;
        let sources = query::list(read, scope).await?;
        let mut rows = Vec::with_capacity(sources.len());
        for source in &sources {
            rows.push(row(read, site, source, &form.channels).await?);
        }
        let given_up = |row: &&entity::Model| row.state == State::Disabled.key();
        Ok(Self {
            action: site.url("/console/sources"),
            disabled: sources.iter().filter(given_up).count(),
            rows,
            form,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            action: "/console/sources".into(),
            rows: vec![SourceRow::sample()],
            disabled: 1,
            form: SourceFields::of(SourceForm::default()),
        }
    }
}

/// `syndication/source_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SourceShow {
    /// The source.
    pub row: SourceRow,
    /// Who set its terms, and when it was entered.
    pub made: String,
    /// Whether it is asked in turn.
    pub active: bool,
    /// The terms as they are, or as typed.
    pub form: SourceFields,
    /// Where the form goes.
    pub action: String,
    /// Where 立即抓取 goes.
    pub ask_url: String,
    /// Where 暂停 goes.
    pub pause_url: String,
    /// Where 恢复 goes.
    pub resume_url: String,
    /// Where 移除 goes.
    pub remove_url: String,
    /// Back to the register.
    pub back: String,
}

impl SourceShow {
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        scope: Option<&[ChannelId]>,
        source: entity::Model,
        typed: Option<SourceForm>,
    ) -> Result<Self> {
        let typed = typed.unwrap_or_else(|| SourceForm::from(&source));
        let mut form = SourceFields::load(read, scope, typed).await?;
        form.entered = true;
        form.address_help = "地址不能更改；换地址请移除后重新登记。".into();
        form.typed.url.clone_from(&source.url);
        let own = site.url(&format!("/console/sources/{}", source.id));
        Ok(Self {
            row: row(read, site, &source, &form.channels).await?,
            made: format!("{}，{}", source.set_by_name, beijing::date(source.created_at)),
            active: source.state == State::Active.key(),
            form,
            ask_url: format!("{own}/ask"),
            pause_url: format!("{own}/pause"),
            resume_url: format!("{own}/resume"),
            remove_url: format!("{own}/remove"),
            action: own,
            back: site.url("/console/sources"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let own = "/console/sources/2";
        Self {
            row: SourceRow::sample(),
            made: "陈知远，2026-11-22".into(),
            active: true,
            form: SourceFields::of(SourceForm::default()),
            action: own.into(),
            ask_url: format!("{own}/ask"),
            pause_url: format!("{own}/pause"),
            resume_url: format!("{own}/resume"),
            remove_url: format!("{own}/remove"),
            back: "/console/sources".into(),
        }
    }
}
