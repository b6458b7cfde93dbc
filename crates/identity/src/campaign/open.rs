//! Beginning a re-registration.

use super::entity::{ActiveModel, Column, Entity, OPEN, post};
use super::{State, query};
use crate::membership::entity as membership;
use crate::permissions::ManagePolicy;
use crate::refusals::CAMPAIGN_RUNNING;
use crate::settings::Settings;
use chrono::{DateTime, Datelike, Duration, Utc};
use kernel::{Error, Granted, Result, Role, SiteId, Uid, beijing};
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    /// Its name, such as 2026 年度人员重新登记.
    pub name: String,
    /// A word to the site administrators.
    pub note: String,
    /// Until when.
    pub due_at: DateTime<Utc>,
    /// On these sites, or all that have posts.
    pub sites: Option<Vec<SiteId>>,
}

impl NewCampaign {
    /// Reads the form. The last day counts whole.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `name`, `note` or `due`.
    pub fn parse(
        name: &str,
        note: &str,
        due: &str,
        sites: Option<Vec<SiteId>>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let (name, note) = (name.trim(), note.trim());
        if !(2..=60).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(Error::field("name", "名称应为 2 至 60 字。"));
        }
        if note.chars().count() > 500 {
            return Err(Error::field("note", "说明最多 500 字。"));
        }
        let wrong = || Error::field("due", "请填写截止日期，应在明天至一年之内。");
        let due_at = beijing::parse(due).ok_or_else(wrong)? + Duration::days(1);
        if due_at <= now + Duration::days(1) || due_at > now + Duration::days(366) {
            return Err(wrong());
        }
        if sites.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::field("sites", "请选择站点。"));
        }
        Ok(Self {
            name: name.to_owned(),
            note: note.to_owned(),
            due_at,
            sites,
        })
    }
}

/// Lays every post of the sites before their administrators, platform posts left out. Answers its number.
///
/// # Errors
/// [`CAMPAIGN_RUNNING`]; [`Error::Invalid`] on `sites` without any post; faults.
pub async fn open_campaign(tx: &mut HubWrite, by: &Granted<ManagePolicy>, new: NewCampaign) -> Result<i64> {
    let name = by.actor().label();
    open(tx, new, name).await
}

/// Opens this year's, on the day of the setting or the first day after on which this runs; answers its number, or none when it
/// is not the time or it was opened.
///
/// # Errors
/// Faults.
pub async fn open_yearly(tx: &mut HubWrite, settings: &Settings) -> Result<Option<i64>> {
    let now = tx.now();
    let today = beijing::day(now);
    // A day on which the program stood still does not cost the year its re-registration.
    let due = |day: (u32, u32)| (today.month(), today.day()) >= day;
    if !settings.campaign_day.is_some_and(due) {
        return Ok(None);
    }
    let name = format!("{} 年度人员重新登记", today.year());
    if tx
        .find::<Entity>()
        .filter(Column::Name.eq(&name))
        .exists()
        .await?
    {
        return Ok(None);
    }
    let new = NewCampaign {
        name,
        note: String::new(),
        due_at: now + settings.campaign_lasts,
        sites: None,
    };
    match open(tx, new, "系统".to_owned()).await {
        Ok(id) => Ok(Some(id)),
        // Another one is under way, or there is nobody: a rule by the calendar does not insist.
        Err(Error::Refused(_) | Error::Invalid(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

async fn open(tx: &mut HubWrite, new: NewCampaign, by: String) -> Result<i64> {
    let platform = Role::ALL
        .into_iter()
        .filter(|role| role.is_platform())
        .map(Role::key);
    let mut which = Condition::all().add(membership::Column::Role.is_not_in(platform));
    if let Some(sites) = &new.sites {
        which = which.add(membership::Column::SiteId.is_in(sites.iter().map(|site| site.0)));
    }
    let posts = tx
        .find::<membership::Entity>()
        .filter(which)
        .asc(membership::Column::Id)
        .all()
        .await?;
    if posts.is_empty() {
        return Err(Error::field("sites", "所选站点还没有岗位。"));
    }
    let running = query::running_sites(tx).await?;
    if posts.iter().any(|post| running.contains(&post.site_id)) {
        return Err(CAMPAIGN_RUNNING.into());
    }
    let row = ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        name: Set(new.name),
        note: Set(new.note),
        state: Set(OPEN.to_owned()),
        opened_at: Set(tx.now()),
        due_at: Set(new.due_at),
        opened_by_name: Set(by),
        ..Default::default()
    };
    let campaign = tx.insert(row).await?;
    let count = posts.len();
    let line = |row: membership::Model| post::ActiveModel {
        site_id: Set(row.site_id),
        campaign_id: Set(campaign.id),
        membership_id: Set(row.id),
        person_id: Set(row.person_id),
        role: Set(row.role),
        state: Set(State::Open.key().to_owned()),
        decided_by: Set(None),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        note: Set(String::new()),
        ..Default::default()
    };
    // SQLite binds at most 32766 values a statement.
    let lines: Vec<post::ActiveModel> = posts.into_iter().map(line).collect();
    for some in lines.chunks(500) {
        tx.insert_many(some.to_vec()).await?;
    }
    let detail = serde_json::json!({ "posts": count, "due": new.due_at });
    tx.audit(None, "campaign.opened", &Uid(campaign.uid).to_string(), &detail);
    Ok(campaign.id)
}
