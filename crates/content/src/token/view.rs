//! What the pages of tokens show.

use super::entity::{self, direct};
use super::{Scope, TokenForm, query};
use crate::channel;
use gateway::Site;
use kernel::{Result, beijing};
use sea_orm::prelude::DateTimeUtc;
use serde::Serialize;
use std::collections::HashMap;
use store::SiteRead;

/// `content/token_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TokenList {
    /// Where the form of a new token goes.
    pub action: String,
    /// The description of the interface for programs.
    pub openapi: String,
    /// Tokens, newest first.
    pub tokens: Vec<TokenRow>,
    /// Units to choose from.
    pub units: Vec<Pick>,
    /// Scopes to tick.
    pub scopes: Vec<Pick>,
    /// Channels to tick.
    pub channels: Vec<Pick>,
    /// Channels with their setting.
    pub direct: Vec<DirectRow>,
    /// What was typed.
    pub typed: TokenForm,
}

/// A token in the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TokenRow {
    /// Name of the business system.
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    /// The unit that delivers.
    pub unit: String,
    /// What it may do.
    pub scopes: String,
    /// Where.
    pub channels: String,
    /// Who made it, and when.
    pub made: String,
    /// Its last day.
    pub expires: String,
    /// When it was last used, or empty.
    pub used: String,
    /// 有效, 已停用, 已到期.
    pub state: &'static str,
    /// Colour of the state.
    pub tone: &'static str,
    /// Where the form that revokes it goes; empty when it is over.
    pub revoke_url: String,
}

/// Something to choose or tick.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pick {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Chosen.
    pub checked: bool,
}

/// A channel and whether deliveries need review there.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DirectRow {
    /// The channel.
    pub name: String,
    /// Who made the setting, and when; empty where review is needed.
    pub set: String,
    /// Where the form goes that turns it round.
    pub url: String,
}

/// `content/token_issued.html`: the token, once.
#[derive(Clone, Debug, Serialize)]
pub struct TokenIssued {
    /// Back to the list.
    pub back: String,
    /// Name of the business system.
    pub name: String,
    /// The token.
    pub token: String,
    /// Its last day.
    pub expires: String,
    /// Where articles are posted.
    pub endpoint: String,
}

impl TokenList {
    /// Loads the page; `typed` is what stands in the form.
    pub(super) async fn load(
        read: &SiteRead,
        site: &Site,
        typed: TokenForm,
        now: DateTimeUtc,
    ) -> Result<Self> {
        let channels = channel::query::open(read).await?;
        let units = query::units(read).await?;
        let settings = read.find::<direct::Entity>().all().await?;
        let names: HashMap<i64, &str> = channels.iter().map(|row| (row.id, row.name.as_str())).collect();
        let unit_names: HashMap<i64, &str> = units.iter().map(|row| (row.id, row.name.as_str())).collect();
        let rows = query::list(read).await?;
        let tokens = rows.iter().map(|row| {
            let unit = unit_names.get(&row.unit_id).copied().unwrap_or("（其他单位）");
            row_of(row, unit, &names, site, now)
        });
        let pick = |value: String, label: &str, chosen: &[String]| Pick {
            checked: chosen.contains(&value),
            label: label.to_owned(),
            value,
        };
        Ok(Self {
            action: site.url("/console/tokens"),
            openapi: site.absolute("/api/openapi.json"),
            tokens: tokens.collect(),
            units: units
                .iter()
                .map(|row| pick(row.id.to_string(), &row.name, std::slice::from_ref(&typed.unit)))
                .collect(),
            scopes: Scope::ALL
                .iter()
                .map(|scope| pick(scope.key().to_owned(), scope.title(), &typed.scopes))
                .collect(),
            channels: channels
                .iter()
                .map(|row| pick(row.id.to_string(), &row.name, &typed.channels))
                .collect(),
            direct: channels
                .iter()
                .map(|row| direct_row(row, &settings, site))
                .collect(),
            typed,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let pick = |value: &str, label: &str| Pick {
            value: value.into(),
            label: label.into(),
            checked: false,
        };
        Self {
            action: "/console/tokens".into(),
            openapi: "http://edu.localhost:8080/api/openapi.json".into(),
            tokens: vec![
                TokenRow {
                    name: "招生报名系统".into(),
                    hint: "x7Qa".into(),
                    unit: "陶都市教育局".into(),
                    scopes: "新建和更新稿件、撤回稿件".into(),
                    channels: "通知公告".into(),
                    made: "陈知远，2026-11-22".into(),
                    expires: "2027-11-22".into(),
                    used: "2026-11-22 10:30".into(),
                    state: "有效",
                    tone: "ok",
                    revoke_url: "/console/tokens/1/revoke".into(),
                },
                TokenRow {
                    name: "旧办公系统".into(),
                    hint: "p0Lk".into(),
                    unit: "陶都市教育局".into(),
                    scopes: "查询稿件状态".into(),
                    channels: "全部栏目".into(),
                    made: "命令行 token，2026-01-05".into(),
                    expires: "2026-07-05".into(),
                    state: "已到期",
                    tone: "plain",
                    ..TokenRow::default()
                },
            ],
            units: vec![pick("3", "陶都市教育局")],
            scopes: Scope::ALL
                .iter()
                .map(|scope| pick(scope.key(), scope.title()))
                .collect(),
            channels: vec![pick("2", "通知公告")],
            direct: vec![
                DirectRow {
                    name: "通知公告".into(),
                    set: "陈知远，2026-11-22".into(),
                    url: "/console/tokens/channels/2".into(),
                },
                DirectRow {
                    name: "教育要闻".into(),
                    set: String::new(),
                    url: "/console/tokens/channels/1".into(),
                },
            ],
            typed: TokenForm::default(),
        }
    }

    /// For tests of templates: nothing there yet.
    #[must_use]
    pub fn sample_empty() -> Self {
        Self {
            tokens: Vec::new(),
            ..Self::sample()
        }
    }
}

impl TokenIssued {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            back: "/console/tokens".into(),
            name: "招生报名系统".into(),
            token: "zst_000000000001_dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
            expires: "2027-11-22".into(),
            endpoint: "http://edu.localhost:8080/api/v1/articles".into(),
        }
    }
}

fn row_of(
    row: &entity::Model,
    unit: &str,
    names: &HashMap<i64, &str>,
    site: &Site,
    now: DateTimeUtc,
) -> TokenRow {
    let (state, tone) = match (row.revoked_at, now < row.expires_at) {
        (Some(_), _) => ("已停用", "plain"),
        (None, true) => ("有效", "ok"),
        (None, false) => ("已到期", "plain"),
    };
    let scopes: Vec<&str> = row.scopes().into_iter().map(Scope::title).collect();
    let channels = row.channels().map_or_else(
        || "全部栏目".to_owned(),
        |ids| {
            let known = ids
                .iter()
                .map(|id| names.get(&id.0).copied().unwrap_or("（已停用的栏目）"));
            known.collect::<Vec<_>>().join("、")
        },
    );
    let revoke_url = if row.is_live(now) {
        site.url(&format!("/console/tokens/{}/revoke", row.id))
    } else {
        String::new()
    };
    TokenRow {
        name: row.name.clone(),
        hint: row.hint.clone(),
        unit: unit.to_owned(),
        scopes: scopes.join("、"),
        channels,
        made: format!("{}，{}", row.created_by_name, beijing::date(row.created_at)),
        expires: beijing::date(row.expires_at),
        used: row.used_at.map(beijing::minute).unwrap_or_default(),
        state,
        tone,
        revoke_url,
    }
}

fn direct_row(channel: &channel::entity::Model, settings: &[direct::Model], site: &Site) -> DirectRow {
    let set = settings.iter().find(|row| row.channel_id == channel.id);
    DirectRow {
        name: channel.name.clone(),
        set: set
            .map(|row| format!("{}，{}", row.set_by_name, beijing::date(row.set_at)))
            .unwrap_or_default(),
        url: site.url(&format!("/console/tokens/channels/{}", channel.id)),
    }
}
