//! What an article still needs and when it goes: stages of review, 保密审查, 应急发布 and 定时, with their deeds.

use super::moves::finish;
use super::show::again;
use crate::article::form::{MoveForm, renamed};
use crate::article::rule::{Rule, rule_of, stage_title};
use crate::article::schedule::{self, Times, set_times};
use crate::article::state::{Move, State};
use crate::article::urgent;
use crate::article::{
    CLEARED, approval, clear_article, edition, entity, publish_urgently, review_urgent, standing,
};
use crate::permissions::{PublishArticle, PublishUrgently, ReviewArticle};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use gateway::staff::Signed;
use gateway::{By, Form, Reply};
use kernel::{ArticleId, Error, Result, beijing};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use store::SiteRead;

/// What an article still needs, and its times.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Flow {
    /// How far the reviews are; empty where one is enough.
    pub progress: String,
    /// 定时发布 as the form shows it; may be empty.
    pub publish_at: String,
    /// 到期下线 as the form shows it; may be empty.
    pub expires_at: String,
    /// Why a time was not kept; may be empty.
    pub failed: String,
    /// 定时.
    pub schedule: Option<String>,
    /// Whether 定时发布 may be asked for.
    pub may_publish: bool,
    /// 保密审查.
    pub clear: Option<String>,
    /// 应急发布.
    pub hurry: Option<String>,
    /// 补审.
    pub review_hurry: Option<String>,
    /// Marks of what went out in a hurry, for ever.
    pub hurried: Vec<String>,
    /// The reader has approved this text at an earlier stage.
    #[serde(skip)]
    pub(super) approved_by_me: bool,
    #[serde(skip)]
    pub(super) reviews: i64,
}

pub(super) async fn load(
    who: &Signed,
    read: &SiteRead,
    article: &entity::Model,
    newest: &edition::Model,
    own: bool,
) -> Result<Flow> {
    let at = |verb: &str| who.site.url(&format!("/console/articles/{}/{verb}", article.id));
    let id = ArticleId(article.id);
    let drafting = article.draft_edition_id == Some(newest.id);
    let can = |step: Move| drafting && newest.state().after(step).is_ok();
    let rule = rule_of(read, article.channel_id).await?;
    let stages = standing(read, newest).await?;
    let cleared = is_cleared(read, newest).await?;
    let judged = drafting && matches!(newest.state(), State::Submitted | State::Approved);
    let times = schedule::of_article(read, id).await?;
    let hurried = urgent::of_article(read, id).await?;
    let waits = hurried.iter().any(|row| row.reviewed_at.is_none());
    let me = who.me.person.0;
    let time = |at: Option<DateTime<Utc>>| at.map(typed).unwrap_or_default();
    Ok(Flow {
        progress: if judged {
            progress(rule, &stages, cleared)
        } else {
            String::new()
        },
        publish_at: time(times.as_ref().and_then(|row| row.publish_at)),
        expires_at: time(times.as_ref().and_then(|row| row.expires_at)),
        failed: times.map(|row| row.failed).unwrap_or_default(),
        schedule: (who.may::<PublishArticle>() && (drafting || article.live_edition_id.is_some()))
            .then(|| at("schedule")),
        may_publish: drafting,
        clear: (rule.secrecy && !cleared && judged && !own && who.may::<ReviewArticle>())
            .then(|| at("clear")),
        hurry: (can(Move::Hurry) && who.may::<PublishUrgently>()).then(|| at("hurry")),
        review_hurry: (waits
            && !own
            && who.may::<ReviewArticle>()
            && hurried.iter().all(|row| row.person_id != me))
        .then(|| at("hurry/review")),
        hurried: hurried.iter().map(mark).collect(),
        approved_by_me: stages.iter().any(|row| row.person_id == me),
        reviews: rule.reviews,
    })
}

async fn is_cleared(read: &SiteRead, edition: &edition::Model) -> Result<bool> {
    read.find::<approval::Entity>()
        .filter(approval::Column::EditionId.eq(edition.id))
        .filter(approval::Column::Decision.eq(CLEARED))
        .filter(approval::Column::VoidedAt.is_null())
        .exists()
        .await
}

fn progress(rule: Rule, stages: &[approval::Model], cleared: bool) -> String {
    let mut parts = Vec::new();
    let reached = stages.iter().map(|row| row.stage).max().unwrap_or_default();
    if rule.reviews > 1 {
        let next = if reached < rule.reviews {
            format!("，待{}", stage_title(reached + 1, rule.reviews))
        } else {
            String::new()
        };
        parts.push(format!(
            "须经 {} 次审核，各由不同的人；已通过 {reached} 次{next}。",
            rule.reviews
        ));
    }
    if rule.secrecy {
        parts.push(
            if cleared {
                "保密审查已通过。"
            } else {
                "尚待保密审查。"
            }
            .to_owned(),
        );
    }
    parts.concat()
}

fn mark(row: &urgent::entity::Model) -> String {
    let done = format!(
        "应急发布：{} {}，原因：{}",
        beijing::minute(row.done_at),
        row.person_name,
        row.reason
    );
    match (&row.reviewed_at, &row.reviewed_by_name, &row.opinion) {
        (Some(at), Some(name), Some(opinion)) => {
            format!("{done}。补审：{} {name}，{opinion}", beijing::minute(*at))
        }
        _ => format!("{done}。尚待补审"),
    }
}

fn typed(at: DateTime<Utc>) -> String {
    beijing::local(at).format("%Y-%m-%dT%H:%M").to_string()
}

/// The form of the times.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TimesForm {
    revision: String,
    publish_at: String,
    expires_at: String,
}

impl TimesForm {
    fn times(&self) -> Result<Times> {
        let read = |field: &'static str, text: &str| match text.trim() {
            "" => Ok(None),
            text => beijing::parse(text)
                .map(Some)
                .ok_or_else(|| Error::field(field, "时间的写法如 2026-11-23 09:30（北京时间）。")),
        };
        Ok(Times {
            publish_at: read("publish_at", &self.publish_at)?,
            expires_at: read("expires_at", &self.expires_at)?,
        })
    }
}

/// 定时发布, 到期下线.
///
/// # Errors
/// See [`set_times`].
pub async fn post_schedule(
    by: By<PublishArticle>,
    id: Path<ArticleId>,
    Form(form): Form<TimesForm>,
) -> Reply {
    let seen = crate::article::form::seen(&form.revision);
    let times = match form.times() {
        Ok(times) => times,
        Err(error) => return again(&by, *id, error).await,
    };
    let mut tx = by.write().await?;
    let done = set_times(&mut tx, *id, seen, times).await;
    finish(&by, tx, *id, done, "时间已保存，均为北京时间。").await
}

/// 保密审查.
///
/// # Errors
/// See [`clear_article`].
pub async fn post_clear(by: By<ReviewArticle>, id: Path<ArticleId>, Form(form): Form<MoveForm>) -> Reply {
    let mut tx = by.write().await?;
    let done = clear_article(&mut tx, *id, form.seen(), &form.reason).await;
    let done = done.map_err(|error| renamed(error, "reason", "clear_reason"));
    finish(&by, tx, *id, done, "保密审查已记录。").await
}

/// 应急发布.
///
/// # Errors
/// See [`publish_urgently`].
pub async fn post_hurry(by: By<PublishUrgently>, id: Path<ArticleId>, Form(form): Form<MoveForm>) -> Reply {
    let mut tx = by.write().await?;
    let done = publish_urgently(&mut tx, *id, form.seen(), &form.reason).await;
    let done = done.map_err(|error| renamed(error, "reason", "hurry_reason"));
    finish(
        &by,
        tx,
        *id,
        done,
        "已应急发布。请尽快由他人补审，应急标记将一直保留。",
    )
    .await
}

/// 补审.
///
/// # Errors
/// See [`review_urgent`].
pub async fn post_review_hurry(
    by: By<ReviewArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let mut tx = by.write().await?;
    let done = review_urgent(&mut tx, *id, form.seen(), &form.reason).await;
    let done = done.map_err(|error| renamed(error, "reason", "hurry_opinion"));
    finish(&by, tx, *id, done, "补审已记录。").await
}

#[cfg(test)]
impl Flow {
    pub(crate) fn sample() -> Self {
        let at = |verb: &str| Some(format!("/console/articles/1/{verb}"));
        Self {
            progress: "须经 3 次审核，各由不同的人；已通过 1 次，待复审。尚待保密审查。".into(),
            publish_at: "2026-11-24T09:00".into(),
            expires_at: String::new(),
            failed: "2026-11-23 09:00（北京时间）的定时发布没有完成：没有有效的审核意见。".into(),
            schedule: at("schedule"),
            may_publish: true,
            clear: at("clear"),
            hurry: at("hurry"),
            review_hurry: at("hurry/review"),
            hurried: vec!["应急发布：2026-11-23 08:00 钱立新，原因：暴雨红色预警。尚待补审".into()],
            approved_by_me: false,
            reviews: 3,
        }
    }
}
