//! What is near its end or runs late is told by the levels in force: whom, and how many working days before or after the last day.
//! Each letter and level once.

use super::level::{Hearer, Level};
use super::levels::{in_force, of_unit};
use super::{Kind, entity as press};
use crate::clock::{self, day};
use crate::duty::{self, DutyNews, DutyPart, looks_after, message, note_told, was_told};
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::today;
use crate::permissions::PressLetters;
use crate::pool::{Pool, PoolWrite, Step, portal_id};
use crate::staff::{Part, due_within_days, query};
use chrono::NaiveDate;
use gateway::StaffDirectory;
use gateway::staff::Colleague;
use kernel::{Actor, PersonId, Result, Role, SiteId, policy};
use mail::Address;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubStore};

/// Look for what runs late.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Escalate {}

impl Job for Escalate {
    const KIND: &'static str = "letter.escalate";

    fn only_once(&self) -> Option<String> {
        Some("group".into())
    }
}

/// Asks for a look, on working days.
///
/// # Errors
/// Faults of the database.
pub async fn ask(hub: &HubStore) -> Result<()> {
    let read = hub.read();
    if !clock::calendar()?.kind(today(&read)).is_worked() {
        return Ok(());
    }
    let mut tx = hub.write(Actor::job(Escalate::KIND)).await?;
    tx.exempt("job")?;
    tx.enqueue(None, &Escalate {}).await?;
    tx.commit().await
}

/// Runs [`Escalate`].
pub struct Escalator {
    pool: Pool,
    staff: Arc<dyn StaffDirectory>,
}

impl Escalator {
    /// With the door to all letters, and who knows posts and addresses.
    #[must_use]
    pub fn new(hub: HubStore, staff: Arc<dyn StaffDirectory>) -> Self {
        Self {
            pool: Pool::new(hub),
            staff,
        }
    }

    /// Letters that a condition chooses and that were written here, with their last day; what came from a former board is its past.
    async fn letters(&self, read: &HubRead, which: Condition) -> Result<Vec<(Model, NaiveDate)>> {
        let rows = read
            .find::<Entity>()
            .filter(which)
            .filter(Column::Imported.eq(false))
            .asc(Column::Id)
            .all()
            .await?;
        let limits = query::limits(read, &rows).await?;
        let with = |row: Model| limits.get(&row.id).map(|limit| (row, limit.last));
        Ok(rows.into_iter().filter_map(with).collect())
    }

    /// Where those whom a level tells are reached, each once: of the unit, on its site; the inspectors on the portal.
    pub(super) async fn addresses(
        &self,
        read: &HubRead,
        letter: &Model,
        unit: Option<i64>,
        level: &Level,
        portal: SiteId,
    ) -> Result<Vec<String>> {
        let mut people = Vec::new();
        for who in &level.tells {
            match (who, unit) {
                (Hearer::Inspector, _) => {
                    people.extend(ids(self.staff.holders(portal, Role::Inspector).await?));
                }
                (_, None) => {}
                (Hearer::Handler, Some(unit)) => people.extend(looks_after(read, letter, unit).await?),
                (Hearer::Deputy, Some(unit)) => {
                    let duties = duty::query::of_unit(read, unit).await?;
                    people.extend(DutyPart::Deputy.of(&duties).map(|row| PersonId(row.person_id)));
                }
                (Hearer::Head, Some(unit)) => {
                    let site = duty::query::site_of(read, unit).await?.unwrap_or(portal);
                    people.extend(ids(self.staff.holders(site, Role::UnitHead).await?));
                }
            }
        }
        let mut to = Vec::new();
        for person in people {
            let address = self.staff.mail(person).await?;
            let address = address.filter(|to| Address::parse(to).is_ok());
            to.extend(address.filter(|address| !to.contains(address)));
        }
        Ok(to)
    }

    /// Writes as the job.
    pub(super) async fn door(&self, portal: SiteId) -> Result<PoolWrite<PressLetters>> {
        let by = policy::decide::<PressLetters>(&Actor::job(Escalate::KIND), portal, &[])?;
        self.pool.write(by).await
    }

    /// Tells once what a letter has reached.
    async fn tell(
        &self,
        read: &HubRead,
        (letter, last): &(Model, NaiveDate),
        level: &Level,
        portal: SiteId,
    ) -> Result<()> {
        let key = format!("level{}:{}", level.number, day(*last));
        // What nobody has yet has nobody of a unit.
        let nobody = letter.unit_id.is_none() && level.tells.iter().all(|who| of_unit(*who));
        if nobody || was_told(read, letter, &key).await? || told_before(read, letter, level, *last).await? {
            return Ok(());
        }
        let to = self
            .addresses(read, letter, letter.unit_id, level, portal)
            .await?;
        let mut tx = self.door(portal).await?;
        note_told(&mut tx, letter, &key).await?;
        report(&mut tx, letter, level).await?;
        let (subject, what) = if level.is_reminder() {
            DutyNews::Near.words()
        } else {
            ("来信超期", "已超过答复期限，还没有答复")
        };
        for to in to {
            mail::send(&mut tx, &message(to, letter, subject, what)).await?;
        }
        tx.commit().await
    }
}

fn ids(people: Vec<Colleague>) -> impl Iterator<Item = PersonId> {
    people.into_iter().map(|who| who.person)
}

/// Whether an earlier release told those whom this level tells, in its own words.
async fn told_before(read: &HubRead, letter: &Model, level: &Level, last: NaiveDate) -> Result<bool> {
    let word = if level.is_reminder() {
        "near"
    } else if level.tells.contains(&Hearer::Inspector) {
        "late2"
    } else if level.tells.contains(&Hearer::Head) {
        "late1"
    } else {
        return Ok(false);
    };
    was_told(read, letter, &format!("{word}:{}", day(last))).await
}

/// A notice like those that people write, so that the unit reads it on the letter's page.
async fn report(tx: &mut PoolWrite<PressLetters>, letter: &Model, level: &Level) -> Result<()> {
    let kind = if level.is_reminder() {
        Kind::Remind
    } else {
        Kind::Escalate
    };
    write_notice(tx, (letter, letter.unit_id), (kind, level), level.words()).await
}

/// A row among the notices and a step in the history.
pub(super) async fn write_notice(
    tx: &mut PoolWrite<PressLetters>,
    (letter, unit): (&Model, Option<i64>),
    (kind, level): (Kind, &Level),
    words: String,
) -> Result<()> {
    let row = press::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        unit_id: Set(unit),
        kind: Set(kind.key().into()),
        level: Set(level.number),
        level_name: Set(level.name.clone()),
        words: Set(words.clone()),
        made_by_name: Set("系统".into()),
        made_at: Set(tx.now()),
        read_by_name: Set(String::new()),
        read_at: Set(None),
        ..Default::default()
    };
    tx.insert(row).await?;
    let step = Step::new(kind.key())
        .unit(unit)
        .words(format!("{}：{words}", level.name));
    // Nobody's open form grows stale by a notice.
    tx.note(letter, &letter.state, step).await
}

#[async_trait::async_trait]
impl JobHandler for Escalator {
    fn kind(&self) -> &'static str {
        Escalate::KIND
    }

    async fn run(&self, _: &JobRow) -> Result<()> {
        let read = self.pool.read();
        let Some(portal) = portal_id(&read).await? else {
            return Ok(());
        };
        let (calendar, today) = (clock::calendar()?, today(&read));
        let levels = in_force(&read, &day(today)).await?;
        let before = levels.iter().map(|level| -level.days).max().unwrap_or(0);
        let mut letters = self
            .letters(&read, Part::Overdue.condition(&read, today)?)
            .await?;
        if let Ok(days) = u32::try_from(before) {
            letters.extend(self.letters(&read, due_within_days(&read, today, days)?).await?);
        }
        for late in letters {
            for level in &levels {
                if level.is_reached(calendar, late.1, today) {
                    self.tell(&read, &late, level, portal).await?;
                }
            }
        }
        self.chase(&read, &levels, portal).await
    }
}
