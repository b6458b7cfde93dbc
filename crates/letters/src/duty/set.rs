//! Naming who answers a unit's letters.

use super::entity::{ActiveModel, Column, Entity};
use super::{DutyPart, query};
use crate::clock::day;
use crate::permissions::ManageBoards;
use crate::pool::PoolWrite;
use chrono::NaiveDate;
use gateway::staff::Colleague;
use gateway::unit::entity as unit;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};

/// Somebody to be named.
#[derive(Clone, Debug)]
pub struct NewDuty {
    /// Who.
    pub who: Colleague,
    /// The account, as it was typed.
    pub account: String,
    /// From which day on; none is from now.
    pub from: Option<NaiveDate>,
    /// First and last day away.
    pub away: Option<(NaiveDate, NaiveDate)>,
}

/// Names handler and deputy of a unit: a desk of one unit for its own, the portal's for all.
///
/// # Errors
/// [`Error::NotFound`] for another desk's unit; [`Error::Invalid`] for one person in both parts, a deputy without handler, and a
/// leave that ends before it begins.
pub async fn set_duties(
    tx: &mut PoolWrite<ManageBoards>,
    unit: i64,
    handler: Option<NewDuty>,
    deputy: Option<NewDuty>,
) -> Result<()> {
    let unit = tx
        .find::<unit::Entity>()
        .filter(unit::Column::Id.eq(unit))
        .found()
        .await?;
    if !tx.desk().whole && tx.desk().unit != Some(unit.id) {
        return Err(Error::NotFound);
    }
    check(handler.as_ref(), deputy.as_ref())?;
    let home = query::site_of(tx, unit.id).await?.unwrap_or(tx.desk().site);
    tx.in_turn("letter_duty").await?;
    tx.delete_where::<Entity>(Column::UnitId.eq(unit.id)).await?;
    let name = |new: &Option<NewDuty>| new.as_ref().map(|new| new.who.name.clone());
    let words = serde_json::json!({ "unit": unit.key, "handler": name(&handler), "deputy": name(&deputy) });
    for (part, new) in [(DutyPart::Handler, handler), (DutyPart::Deputy, deputy)] {
        let Some(new) = new else { continue };
        let row = ActiveModel {
            site_id: Set(home.0),
            unit_id: Set(unit.id),
            person_id: Set(new.who.person.0),
            part: Set(part.key().into()),
            person_name: Set(new.who.name),
            account: Set(new.account.trim().into()),
            from_on: Set(new.from.map(day)),
            away_from: Set(new.away.map(|(from, _)| day(from))),
            away_until: Set(new.away.map(|(_, until)| day(until))),
            set_by_name: Set(tx.actor().label()),
            set_at: Set(Some(tx.now())),
            ..Default::default()
        };
        tx.insert(row).await?;
    }
    tx.emit_with(home, EventBody::LetterTermsChanged, &words);
    Ok(())
}

fn check(handler: Option<&NewDuty>, deputy: Option<&NewDuty>) -> Result<()> {
    if let (Some(handler), Some(deputy)) = (handler, deputy)
        && handler.who.person == deputy.who.person
    {
        return Err(Error::field("deputy", "代办人须是经办人以外的人。"));
    }
    if handler.is_none() && deputy.is_some() {
        return Err(Error::field("handler", "请先填写经办人。"));
    }
    for (field, new) in [("handler_until", handler), ("deputy_until", deputy)] {
        if new
            .and_then(|new| new.away)
            .is_some_and(|(from, until)| until < from)
        {
            return Err(Error::field(field, "休假的最后一天不能早于第一天。"));
        }
    }
    Ok(())
}
