//! Telling who looks after a unit's letters by mail. The mail holds no word of the letter.

use super::entity::{Column, Entity};
use super::{on_duty, query, told};
use crate::letter::entity::{Column as LetterColumn, Entity as Letters, Model};
use crate::roster;
use gateway::StaffDirectory;
use kernel::{Actor, PersonId, Result, SiteId, beijing};
use mail::{Address, Message};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubStore, HubWrite, OnUnique, Unique};

const ONCE: Unique = Unique {
    name: "uq_letter_told_site_id_letter_id_key",
    columns: &["letter_told.site_id", "letter_told.letter_id", "letter_told.key"],
};

/// What the unit is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DutyNews {
    /// It was given the letter.
    Given,
    /// It is pressed.
    Pressed,
    /// The limit is near.
    Near,
    /// The roster changed, and it is theirs.
    Roster,
}

impl DutyNews {
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Given => ("有新来信待办理", "已转到您的单位"),
            Self::Pressed => ("来信催办", "有催办、督办或批示"),
            Self::Near => ("来信即将到期", "即将到期，还没有答复"),
            Self::Roster => ("值班来信待办理", "由您值班答复"),
        }
    }
}

/// Tell who is on duty for a unit of a letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellDuty {
    letter: i64,
    unit: i64,
    news: DutyNews,
    /// What gave cause, once for each letter.
    key: String,
}

impl Job for TellDuty {
    const KIND: &'static str = "letter.tell_duty";

    fn only_once(&self) -> Option<String> {
        Some(format!("{}:{}", self.letter, self.key))
    }
}

/// Has the unit told once the transaction is committed; a unit without a named person is not.
pub(crate) async fn tell_duty(
    tx: &mut HubWrite,
    letter: &Model,
    unit: i64,
    news: DutyNews,
    cause: i64,
) -> Result<()> {
    let named = tx
        .find::<Entity>()
        .filter(Column::UnitId.eq(unit))
        .exists()
        .await?;
    if !named && roster::query::of_letter(tx, letter).await?.is_none() {
        return Ok(());
    }
    let job = TellDuty {
        letter: letter.id,
        unit,
        news,
        key: format!("{}:{cause}", news.words().0),
    };
    tx.enqueue(Some(SiteId(letter.site_id)), &job).await
}

/// Who looks after a letter that a unit has: whoever is on duty by the roster of its board, else the unit's handler.
pub(crate) async fn looks_after(read: &HubRead, letter: &Model, unit: i64) -> Result<Option<PersonId>> {
    if let Some(row) = roster::query::of_letter(read, letter).await?
        && letter.unit_id == Some(unit)
    {
        return Ok(Some(row.answers().0));
    }
    let duties = query::of_unit(read, unit).await?;
    let who = on_duty(&duties, &beijing::date(read.now()));
    Ok(who.map(|row| PersonId(row.person_id)))
}

/// Whether this was told before.
pub(crate) async fn was_told(read: &HubRead, letter: &Model, key: &str) -> Result<bool> {
    read.find::<told::Entity>()
        .filter(told::Column::LetterId.eq(letter.id))
        .filter(told::Column::Key.eq(key))
        .exists()
        .await
}

/// Writes down that it was told, in the transaction that tells it.
pub(crate) async fn note_told(tx: &mut HubWrite, letter: &Model, key: &str) -> Result<()> {
    let row = told::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        key: Set(key.to_owned()),
        told_at: Set(tx.now()),
        ..Default::default()
    };
    let twice = || kernel::Error::fault(format!("letter {} was told of {key} already", letter.id));
    tx.insert(row).await.on_unique(ONCE, twice)?;
    Ok(())
}

/// The mail of a letter's number and dates.
pub(crate) fn message(to: String, letter: &Model, subject: &str, what: &str) -> Message {
    Message {
        to,
        subject: format!("{subject}（编号 {}）", letter.number),
        text: format!(
            "您好！\n\n编号为 {} 的来信{what}。答复期限 {}，最长期限 {}。请登录管理后台，在“信件办理”中查看和办理。\n\n\
             本邮件由系统发出，请勿回复。\n",
            letter.number, letter.due_on, letter.hard_on
        ),
    }
}

/// Runs [`TellDuty`].
pub struct DutyTeller {
    hub: HubStore,
    staff: Arc<dyn StaffDirectory>,
}

impl DutyTeller {
    /// With the door to all letters, and who knows addresses.
    #[must_use]
    pub fn new(hub: HubStore, staff: Arc<dyn StaffDirectory>) -> Self {
        Self { hub, staff }
    }
}

#[async_trait::async_trait]
impl JobHandler for DutyTeller {
    fn kind(&self) -> &'static str {
        TellDuty::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: TellDuty = job.read()?;
        let read = self.hub.read();
        let letter = read.find::<Letters>().filter(LetterColumn::Id.eq(job.letter));
        let Some(letter) = letter.one().await? else {
            return Ok(());
        };
        if was_told(&read, &letter, &job.key).await? {
            return Ok(());
        }
        let Some(who) = looks_after(&read, &letter, job.unit).await? else {
            return Ok(());
        };
        let address = self.staff.mail(who).await?;
        let Some(address) = address.filter(|to| Address::parse(to).is_ok()) else {
            return Ok(());
        };
        let (subject, what) = job.news.words();
        let mut tx = self.hub.write(Actor::job(TellDuty::KIND)).await?;
        note_told(&mut tx, &letter, &job.key).await?;
        mail::send(&mut tx, &message(address, &letter, subject, what)).await?;
        tx.exempt("job")?;
        tx.commit().await
    }
}
