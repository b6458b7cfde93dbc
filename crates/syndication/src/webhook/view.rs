//! What the pages of webhooks show.

use super::entity::{self, ACTIVE, delivery};
use super::form::WebhookForm;
use crate::outgoing::KINDS;
use crate::ui::Chip;
use gateway::Site;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::SiteRead;

/// `syndication/webhook_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WebhookList {
    /// Where the form of a new webhook goes.
    pub action: String,
    /// Webhooks at work.
    pub hooks: Vec<HookRow>,
    /// Kinds to tick.
    pub kinds: Vec<KindPick>,
    /// What was typed.
    pub typed: WebhookForm,
}

/// A kind to tick.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KindPick {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Ticked.
    pub checked: bool,
}

/// A webhook.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HookRow {
    /// Name of the receiver.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What it is told.
    pub kinds: String,
    /// Who set it up, and when.
    pub made: String,
    /// Its deliveries.
    pub page: String,
    /// How many were given up.
    pub failed: u64,
}

/// `syndication/webhook_show.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WebhookShow {
    /// Back to the list.
    pub back: String,
    /// The webhook.
    pub hook: HookRow,
    /// The secret, right after it was made; else empty.
    pub secret: String,
    /// Whether it works.
    pub active: bool,
    /// Where the form that ends it goes.
    pub end_url: String,
    /// Deliveries, newest first.
    pub deliveries: Vec<DeliveryRow>,
}

/// A delivery.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DeliveryRow {
    /// When it happened.
    pub at: String,
    /// What.
    pub kind: String,
    /// State as a chip.
    pub state: Chip,
    /// Tries.
    pub attempts: i64,
    /// What came back, or when it is tried again.
    pub note: String,
    /// Where the form that sends it again goes; empty while it waits.
    pub resend_url: String,
}

/// Deliveries on the page.
const NEWEST: u64 = 50;

fn title_of(kind: &str) -> &str {
    KINDS
        .iter()
        .find(|(key, _)| *key == kind)
        .map_or(kind, |(_, title)| title)
}

fn row_of(hook: &entity::Model, failed: u64, site: &Site) -> HookRow {
    let kinds: Vec<&str> = hook.events.split(' ').map(title_of).collect();
    HookRow {
        name: hook.name.clone(),
        url: hook.url.clone(),
        kinds: kinds.join("、"),
        made: format!("{}，{}", hook.created_by_name, beijing::date(hook.created_at)),
        page: site.url(&format!("/console/webhooks/{}", hook.id)),
        failed,
    }
}

async fn failed(read: &SiteRead, hook: i64) -> Result<u64> {
    read.find::<delivery::Entity>()
        .filter(delivery::Column::WebhookId.eq(hook))
        .filter(delivery::Column::State.eq(delivery::FAILED))
        .count()
        .await
}

impl WebhookList {
    /// Loads the page; `typed` is what stands in the form.
    pub(super) async fn load(read: &SiteRead, site: &Site, typed: WebhookForm) -> Result<Self> {
        let rows = read
            .find::<entity::Entity>()
            .filter(entity::Column::State.eq(ACTIVE))
            .asc(entity::Column::Id)
            .all()
            .await?;
        let mut hooks = Vec::with_capacity(rows.len());
        for row in &rows {
            hooks.push(row_of(row, failed(read, row.id).await?, site));
        }
        Ok(Self {
            action: site.url("/console/webhooks"),
            hooks,
            kinds: picks(&typed.events),
            typed,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            action: "/console/webhooks".into(),
            hooks: vec![HookRow {
                name: "市融媒体中心".into(),
                url: "https://media.example.gov.cn/hook".into(),
                kinds: "本站稿件发布或更正、本站稿件撤回".into(),
                made: "陈知远，2026-11-22".into(),
                page: "/console/webhooks/1".into(),
                failed: 2,
            }],
            kinds: picks(&[]),
            typed: WebhookForm::default(),
        }
    }
}

fn picks(chosen: &[String]) -> Vec<KindPick> {
    KINDS
        .iter()
        .map(|(kind, title)| KindPick {
            value: (*kind).to_owned(),
            label: (*title).to_owned(),
            checked: chosen.iter().any(|it| it == kind),
        })
        .collect()
}

impl WebhookShow {
    /// Loads a webhook of this site with its deliveries.
    pub(super) async fn load(read: &SiteRead, site: &Site, id: i64) -> Result<Self> {
        let hook = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.eq(id))
            .found()
            .await?;
        let rows = read
            .find::<delivery::Entity>()
            .filter(delivery::Column::WebhookId.eq(id))
            .desc(delivery::Column::Id)
            .limit(NEWEST)
            .all()
            .await?;
        let active = hook.state == ACTIVE;
        Ok(Self {
            back: site.url("/console/webhooks"),
            hook: row_of(&hook, failed(read, id).await?, site),
            secret: String::new(),
            active,
            end_url: site.url(&format!("/console/webhooks/{id}/end")),
            deliveries: rows.iter().map(|row| delivery_row(row, site, active)).collect(),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let list = WebhookList::sample();
        Self {
            back: "/console/webhooks".into(),
            hook: list.hooks.into_iter().next().unwrap_or_default(),
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
            active: true,
            end_url: "/console/webhooks/1/end".into(),
            deliveries: vec![DeliveryRow {
                at: "2026-11-22 10:30".into(),
                kind: "本站稿件撤回".into(),
                state: Chip::new("未送达", "late"),
                attempts: 8,
                note: "对方答复 500。".into(),
                resend_url: "/console/webhooks/1/deliveries/7/resend".into(),
            }],
        }
    }
}

fn delivery_row(row: &delivery::Model, site: &Site, active: bool) -> DeliveryRow {
    let state = match row.state.as_str() {
        delivery::DELIVERED => Chip::new("已送达", "ok"),
        delivery::WAITING => Chip::new("等待发送", "wait"),
        _ => Chip::new("未送达", "late"),
    };
    let next = row
        .next_at
        .filter(|_| row.state == delivery::WAITING && row.attempts > 0);
    let mut note = row.error.clone();
    if let Some(at) = next {
        note.push_str(&format!("将于 {} 再试。", beijing::minute(at)));
    }
    if let Some(at) = row.delivered_at.filter(|_| row.state == delivery::DELIVERED) {
        note = format!("{} 送达。", beijing::minute(at));
    }
    let over = row.state != delivery::WAITING && active;
    DeliveryRow {
        at: beijing::minute(row.created_at),
        kind: title_of(&row.kind).to_owned(),
        state,
        attempts: row.attempts,
        note,
        resend_url: if over {
            site.url(&format!(
                "/console/webhooks/{}/deliveries/{}/resend",
                row.webhook_id, row.id
            ))
        } else {
            String::new()
        },
    }
}
