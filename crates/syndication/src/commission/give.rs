//! Giving a task.

use super::Kind;
use super::entity;
use crate::permissions::GiveTasks;
use crate::refusals::TASK_NO_RECEIVER;
use chrono::NaiveDate;
use content::media::{Attached, by_hash, kind_label};
use content::refusals::MEDIA_UNKNOWN;
use kernel::calendar::Calendar;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Result, Uid, beijing};
use sea_orm::Set;
use serde::{Deserialize, Serialize};
use store::SiteWrite;

/// Who gets a task: a site's people, the box of a unit, or one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The site on which it is answered; of a box, the portal.
    pub site: i64,
    /// The unit, of a box.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<i64>,
    /// The account, of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<i64>,
    /// In words.
    pub name: String,
}

impl Receiver {
    /// The word that tells receivers of one task on one site apart.
    #[must_use]
    pub fn key(&self) -> String {
        match (self.person, self.unit) {
            (Some(person), _) => format!("person-{person}"),
            (None, Some(unit)) => format!("box-{unit}"),
            (None, None) => "site".to_owned(),
        }
    }
}

/// What is given.
#[derive(Clone, Debug)]
pub struct NewCommission {
    /// In a line.
    pub title: String,
    /// In full.
    pub wanted: String,
    /// Kind.
    pub kind: Kind,
    /// Last day.
    pub due: NaiveDate,
    /// Hashes of files of this site.
    pub attachments: Vec<String>,
    /// Who gets it.
    pub receivers: Vec<Receiver>,
}

impl NewCommission {
    fn check(&self, today: NaiveDate) -> Result<()> {
        let mut wrong = Vec::new();
        if !(2..=100).contains(&self.title.chars().count()) {
            wrong.push(FieldError::new("title", "题目应为 2 至 100 字。"));
        }
        if !(2..=2000).contains(&self.wanted.chars().count()) {
            wrong.push(FieldError::new("wanted", "请写明要求，2 至 2000 字。"));
        }
        if self.due < today {
            wrong.push(FieldError::new("due_on", "交稿日不能早于今天。"));
        } else if !Calendar::shipped()?.kind(self.due).is_worked() {
            wrong.push(FieldError::new("due_on", "交稿日应为工作日。"));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

/// Gives a task. The projection lays it before everybody who gets it.
///
/// # Errors
/// `task.no_receiver`, `media.unknown`; [`Error::Invalid`] naming the field, a due day that is a day off too.
pub async fn give_commission(tx: &mut SiteWrite<GiveTasks>, new: &NewCommission) -> Result<entity::Model> {
    let now = tx.now();
    new.check(beijing::day(now))?;
    if new.receivers.is_empty() {
        return Err(TASK_NO_RECEIVER.into());
    }
    let files = by_hash(tx, &new.attachments).await?;
    if files.len() != new.attachments.len() {
        return Err(MEDIA_UNKNOWN.into());
    }
    let attached = files.into_iter().map(|file| Attached {
        kind: kind_label(&file.content_type).to_owned(),
        hash: file.hash,
        name: file.name,
        size: file.size,
    });
    let attached: Vec<Attached> = attached.collect();
    let row = entity::ActiveModel {
        uid: Set(Uid::at(now).0),
        title: Set(new.title.clone()),
        wanted: Set(new.wanted.clone()),
        kind: Set(new.kind.key().into()),
        due_on: Set(new.due.to_string()),
        attachments: Set(serde_json::to_string(&attached).map_err(Error::fault)?),
        receivers: Set(serde_json::to_string(&new.receivers).map_err(Error::fault)?),
        state: Set(entity::OPEN.into()),
        close_reason: Set(String::new()),
        given_by: Set(tx.actor().person().map(|person| person.0)),
        given_by_name: Set(tx.actor().label()),
        given_at: Set(now),
        ..entity::ActiveModel::default()
    };
    let made = tx.insert(row).await?;
    let receivers: Vec<&str> = new.receivers.iter().map(|each| each.name.as_str()).collect();
    tx.emit_with(
        EventBody::CommissionChanged { uid: Uid(made.uid) },
        &serde_json::json!({ "title": made.title, "due": made.due_on, "receivers": receivers }),
    );
    Ok(made)
}
