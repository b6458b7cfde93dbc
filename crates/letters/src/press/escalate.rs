//! What runs late is reported upwards by rule: near its end to the unit's handler, past it to the unit's head, some working days
//! past it to the group's inspectors. Each once.

use super::{Kind, entity as press};
use crate::clock::{self, DayCount, day};
use crate::duty::{self, DutyNews, message, note_told, on_duty, was_told};
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::today;
use crate::permissions::PressLetters;
use crate::pool::{Pool, PoolWrite, Step, portal_id};
use crate::staff::{Part, query};
use gateway::StaffDirectory;
use gateway::staff::Colleague;
use kernel::{Actor, PersonId, Result, Role, SiteId, policy};
use mail::Address;
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubStore};

/// Working days past the limit from which on the inspectors hear of it.
pub const LATE: u32 = 5;

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

/// How far a letter is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Head,
    Inspector,
}

impl Level {
    fn words(self) -> &'static str {
        match self {
            Self::Head => "已超过答复期限，还没有答复，请单位负责人督促办理。",
            Self::Inspector => "超过答复期限已久，还没有答复，报督查人员。",
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Head => 1,
            Self::Inspector => 2,
        }
    }
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

    /// Letters of a tab that were written here; what came from a former board is its past.
    async fn letters(&self, read: &HubRead, part: Part) -> Result<Vec<(Model, chrono::NaiveDate)>> {
        let rows = read
            .find::<Entity>()
            .filter(part.condition(read, today(read))?)
            .filter(Column::Imported.eq(false))
            .asc(Column::Id)
            .all()
            .await?;
        let limits = query::limits(read, &rows).await?;
        let with = |row: Model| limits.get(&row.id).map(|limit| (row, limit.last));
        Ok(rows.into_iter().filter_map(with).collect())
    }

    async fn address(&self, person: PersonId) -> Result<Option<String>> {
        let address = self.staff.mail(person).await?;
        Ok(address.filter(|to| Address::parse(to).is_ok()))
    }

    async fn near(&self, read: &HubRead, letter: &Model, last: chrono::NaiveDate) -> Result<()> {
        let Some(unit) = letter.unit_id else {
            return Ok(());
        };
        let key = format!("near:{}", day(last));
        let duties = duty::query::of_unit(read, unit).await?;
        let who = on_duty(&duties, &day(today(read)));
        let (Some(who), false) = (who, was_told(read, letter, &key).await?) else {
            return Ok(());
        };
        let Some(to) = self.address(PersonId(who.person_id)).await? else {
            return Ok(());
        };
        let (subject, what) = DutyNews::Near.words();
        let mut tx = self.pool.book_of(Actor::job(Escalate::KIND)).await?;
        note_told(&mut tx, letter, &key).await?;
        mail::send(&mut tx, &message(to, letter, subject, what)).await?;
        tx.exempt("job")?;
        tx.commit().await
    }

    /// Who hears of it: the heads on the unit's site, or the inspectors of the portal.
    async fn hearers(
        &self,
        read: &HubRead,
        letter: &Model,
        level: Level,
        portal: SiteId,
    ) -> Result<Vec<Colleague>> {
        match (level, letter.unit_id) {
            (Level::Inspector, _) => self.staff.holders(portal, Role::Inspector).await,
            (Level::Head, Some(unit)) => {
                let site = duty::query::site_of(read, unit).await?.unwrap_or(portal);
                self.staff.holders(site, Role::UnitHead).await
            }
            (Level::Head, None) => Ok(Vec::new()),
        }
    }

    async fn late(
        &self,
        read: &HubRead,
        late: &(Model, chrono::NaiveDate),
        level: Level,
        portal: SiteId,
    ) -> Result<()> {
        let (letter, last) = late;
        let key = format!("late{}:{}", level.number(), day(*last));
        if was_told(read, letter, &key).await? {
            return Ok(());
        }
        let mut to = Vec::new();
        for hearer in self.hearers(read, letter, level, portal).await? {
            to.extend(self.address(hearer.person).await?);
        }
        let by = policy::decide::<PressLetters>(&Actor::job(Escalate::KIND), portal, &[])?;
        let mut tx = self.pool.write(by).await?;
        note_told(&mut tx, letter, &key).await?;
        report(&mut tx, letter, level).await?;
        for to in to {
            let mail = message(to, letter, "来信超期", "已超过答复期限，还没有答复");
            mail::send(&mut tx, &mail).await?;
        }
        tx.commit().await
    }
}

/// A notice like those that people write, so that the unit reads it on the letter's page.
async fn report(tx: &mut PoolWrite<PressLetters>, letter: &Model, level: Level) -> Result<()> {
    let row = press::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        unit_id: Set(letter.unit_id),
        kind: Set(Kind::Escalate.key().into()),
        level: Set(level.number()),
        words: Set(level.words().into()),
        made_by_name: Set(tx.actor().label()),
        made_at: Set(tx.now()),
        read_by_name: Set(String::new()),
        read_at: Set(None),
        ..Default::default()
    };
    tx.insert(row).await?;
    let step = Step::new(Kind::Escalate.key())
        .unit(letter.unit_id)
        .words(level.words());
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
        for (letter, last) in self.letters(&read, Part::Soon).await? {
            self.near(&read, &letter, last).await?;
        }
        let (calendar, today) = (clock::calendar()?, today(&read));
        for late in self.letters(&read, Part::Overdue).await? {
            // What nobody has yet has no head.
            if late.0.unit_id.is_some() {
                self.late(&read, &late, Level::Head, portal).await?;
            }
            if DayCount::Working.between(calendar, late.1, today) >= LATE {
                self.late(&read, &late, Level::Inspector, portal).await?;
            }
        }
        Ok(())
    }
}
