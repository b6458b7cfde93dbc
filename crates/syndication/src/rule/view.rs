//! What the page of rules shows.

use super::form::{EditForm, RuleForm};
use super::preview::{Preview, preview};
use super::{Mode, Source, Terms, TermsForm, choice, query};
use crate::ui::{self, Choice, PAGE_SIZE};
use gateway::{Site, SiteKind};
use kernel::{ChannelId, Result, RuleId, SiteId, beijing};
use serde::Serialize;
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// The rules and the form of a new one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleList {
    /// Rules at work.
    pub rules: Vec<RuleRow>,
    /// Further pages of them.
    pub pager: Pager,
    /// Where the form of a new rule goes.
    pub action: String,
    /// Channels of other sites.
    pub sources: Vec<Choice>,
    /// Channels of this site.
    pub channels: Vec<Choice>,
    /// Modes.
    pub modes: Vec<Choice>,
    /// What was chosen.
    pub source: String,
    /// What was chosen.
    pub channel: String,
    /// What was chosen.
    pub mode: String,
    /// What was typed of the terms.
    pub terms: TermsForm,
    /// What such a rule would have taken.
    pub preview: Option<Preview>,
}

/// A rule with its terms.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleShow {
    /// `市教育局 · 教育要闻`.
    pub from: String,
    /// Channel of this site.
    pub into: String,
    /// Modes.
    pub modes: Vec<Choice>,
    /// What is chosen.
    pub mode: String,
    /// Its terms.
    pub terms: TermsForm,
    /// What it would have taken in the last month.
    pub preview: Option<Preview>,
    /// Where the form goes.
    pub action: String,
    /// Back to the list.
    pub back: String,
    /// Its name.
    pub back_title: String,
}

const RULES: &str = "汇聚规则";
const SHARES: &str = "内容共享";

impl RuleShow {
    /// Loads the page; `form` is what was typed.
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        id: RuleId,
        form: Option<&EditForm>,
    ) -> Result<Self> {
        let rule = query::find_rule(read, id).await?;
        let source = Source {
            site: SiteId(rule.source_site_id),
            channel: ChannelId(rule.source_channel_id),
        };
        let sources = choice::sources(hub, site.id).await?;
        let from = sources.iter().find(|named| named.source == source);
        let channels = ui::open_channels(read).await?;
        let into = rule.channel_id.to_string();
        let into = channels.iter().find(|choice| choice.value == into);
        let closed = || "（已停用的栏目）".to_owned();
        let now = Terms::of(&rule);
        let of_portal = site.kind == SiteKind::Portal;
        let terms = form.map_or_else(|| TermsForm::of(&now), |form| form.terms.clone());
        // What cannot be read is said beside its field; the preview is then of the rule as it is.
        let seen = preview(hub, &rule, &terms.parse().unwrap_or(now)).await?;
        Ok(Self {
            from: from.map_or_else(closed, |named| format!("{} · {}", named.site, named.channel)),
            into: into.map_or_else(closed, |choice| choice.label.clone()),
            modes: Mode::ALL.map(|mode| Choice::new(mode.key(), mode.title())).into(),
            mode: form.map_or_else(|| rule.mode.clone(), |form| form.mode.clone()),
            terms,
            preview: Some(seen),
            action: site.url(&format!("/console/rules/{id}")),
            back: site.url(if of_portal {
                "/console/rules"
            } else {
                "/console/shares"
            }),
            back_title: if of_portal { RULES } else { SHARES }.into(),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            from: "市教育局 · 教育要闻".into(),
            into: "部门动态".into(),
            modes: Mode::ALL.map(|mode| Choice::new(mode.key(), mode.title())).into(),
            mode: "automatic".into(),
            terms: TermsForm {
                title_pattern: "【教育】{title}".into(),
                ..TermsForm::default()
            },
            preview: Some(Preview::sample()),
            action: "/console/rules/1".into(),
            back: "/console/rules".into(),
            back_title: RULES.into(),
        }
    }
}

/// One rule.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleRow {
    /// `市教育局 · 教育要闻`.
    pub from: String,
    /// Channel of this site.
    pub into: String,
    /// Words of the mode.
    pub mode: String,
    /// Day from which it works.
    pub since: String,
    /// Its own page.
    pub url: String,
    /// Where the form that ends it goes; what works by a consent is ended where it was asked for.
    pub end_url: Option<String>,
    /// Where that is.
    pub share_url: String,
}

impl RuleList {
    /// Loads a page; `form` is what was typed.
    pub(super) async fn load(
        read: &SiteRead,
        hub: &HubRead,
        site: &Site,
        form: &RuleForm,
        page: u64,
    ) -> Result<Self> {
        let sources = choice::sources(hub, site.id).await?;
        let channels = ui::open_channels(read).await?;
        let names: HashMap<i64, String> = sources
            .iter()
            .map(|named| {
                (
                    named.source.channel.0,
                    format!("{} · {}", named.site, named.channel),
                )
            })
            .collect();
        let own: HashMap<String, String> = channels
            .iter()
            .map(|choice| (choice.value.clone(), choice.label.clone()))
            .collect();
        let closed = || "（已停用的栏目）".to_owned();
        let (rules, total) = query::list_rules(read, page, PAGE_SIZE).await?;
        let rules = rules.into_iter().map(|rule| RuleRow {
            from: names.get(&rule.source_channel_id).cloned().unwrap_or_else(closed),
            into: own
                .get(&rule.channel_id.to_string())
                .cloned()
                .unwrap_or_else(closed),
            mode: Mode::parse(&rule.mode)
                .map_or_else(|_unknown| rule.mode.clone(), |mode| mode.title().into()),
            since: beijing::date(rule.created_at),
            url: site.url(&format!("/console/rules/{}", rule.id)),
            end_url: rule
                .consent_id
                .is_none()
                .then(|| site.url(&format!("/console/rules/{}/end", rule.id))),
            share_url: site.url("/console/shares"),
        });
        Ok(Self {
            rules: rules.collect(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &site.url("/console/rules")),
            action: site.url("/console/rules"),
            sources: sources
                .iter()
                .map(|named| Choice::new(named.value(), format!("{} · {}", named.site, named.channel)))
                .collect(),
            channels,
            modes: Mode::ALL.map(|mode| Choice::new(mode.key(), mode.title())).into(),
            source: form.source.clone(),
            channel: form.channel.clone(),
            mode: form.mode.clone(),
            terms: form.terms.clone(),
            preview: None,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rules: vec![RuleRow {
                from: "市教育局 · 教育要闻".into(),
                into: "部门动态".into(),
                mode: "自动发布".into(),
                since: "2026-11-22".into(),
                url: "/console/rules/1".into(),
                end_url: Some("/console/rules/1/end".into()),
                share_url: "/console/shares".into(),
            }],
            action: "/console/rules".into(),
            sources: vec![Choice::new("2:9", "市教育局 · 通知公告")],
            channels: vec![Choice::new("3", "部门动态")],
            modes: Mode::ALL.map(|mode| Choice::new(mode.key(), mode.title())).into(),
            ..Self::default()
        }
    }
}
