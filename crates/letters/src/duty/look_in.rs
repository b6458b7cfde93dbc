//! Looking in (专人每天登陆): the first time on a day that somebody who handles a unit's letters opens the desk is kept.

use super::visit::{ActiveModel, Column, Entity};
use crate::permissions::HandleLetters;
use crate::pool::{Desk, Pool, PoolWrite};
use gateway::staff::Signed;
use kernel::{Error, PersonId, Result, beijing};
use sea_orm::{ColumnTrait, Set};
use store::{HubRead, OnUnique, Unique};

const ONCE: Unique = Unique {
    name: "uq_letter_visit_site_id_unit_id_person_id_day",
    columns: &[
        "letter_visit.site_id",
        "letter_visit.unit_id",
        "letter_visit.person_id",
        "letter_visit.day",
    ],
};

/// Whether this person was here today.
async fn was_here(read: &HubRead, desk: &Desk, person: PersonId) -> Result<bool> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(desk.site.0))
        .filter(Column::UnitId.eq(desk.unit))
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Day.eq(beijing::date(read.now())))
        .exists()
        .await
}

/// Keeps that somebody of the desk's unit looked in today. Once a day is enough; who comes again changes nothing.
///
/// # Errors
/// Faults of the database.
pub async fn look_in(tx: &mut PoolWrite<HandleLetters>) -> Result<()> {
    let (Some(unit), Some(person)) = (tx.desk().unit, tx.actor().person()) else {
        return Ok(());
    };
    tx.exempt("letter_visit")?;
    let now = tx.now();
    let row = ActiveModel {
        site_id: Set(tx.desk().site.0),
        unit_id: Set(unit),
        person_id: Set(person.0),
        day: Set(beijing::date(now)),
        at: Set(now),
        ..Default::default()
    };
    match tx
        .insert(row)
        .await
        .on_unique(ONCE, || crate::refusals::WRONG_STATE)
    {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The same for who opens a page of the desk, if they handle its letters and were not here today. A database that takes nothing
/// in just now keeps nobody from reading.
pub(crate) async fn seen_here(by: &Signed, pool: &Pool) -> Result<()> {
    let Ok(proof) = by.proof::<HandleLetters>() else {
        return Ok(());
    };
    let read = pool.read();
    let desk = Desk::of(&read, by.site.id).await?;
    if desk.unit.is_none() || was_here(&read, &desk, by.me.person).await? {
        return Ok(());
    }
    let kept = async {
        let mut tx = pool.write(proof).await?;
        look_in(&mut tx).await?;
        tx.commit().await
    };
    match kept.await {
        Err(Error::Busy { .. } | Error::ReadOnly(_)) => Ok(()),
        kept => kept,
    }
}
