//! Which letters a unit may look through that it does not have: cleaned titles and texts of those nobody has yet, as far as the
//! writer lets them be public and neither board nor class is for reports or personal matters, and those that everybody sees.

use crate::board::{class, entity as board};
use crate::letter::State;
use crate::letter::entity::{Column, Model};
use kernel::Result;
use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{ColumnTrait, ExprTrait};
use store::HubRead;

/// States of a letter that nobody has.
const WAITING: [State; 2] = [State::Received, State::Registered];

/// The letters that a unit may look through.
#[must_use]
pub fn claimable(read: &HubRead, unit: i64) -> Condition {
    let closed_boards = read
        .find::<board::Entity>()
        .filter(board::Column::PrivateOnly.eq(true))
        .only([board::Column::Id])
        .statement();
    let private_class = Query::select()
        .expr(Expr::val(1))
        .from(class::Entity)
        .and_where(Expr::col((class::Entity, class::Column::BoardId)).equals(Column::BoardId.as_column_ref()))
        .and_where(Expr::col((class::Entity, class::Column::Name)).equals(Column::Class.as_column_ref()))
        .and_where(Expr::col((class::Entity, class::Column::PrivateOnly)).eq(true))
        .to_owned();
    let waiting = Condition::all()
        .add(Column::State.is_in(WAITING.map(State::key)))
        .add(Column::WantsPublic.eq(true))
        .add(Expr::col(Column::BoardId.as_column_ref()).not_in_subquery(closed_boards))
        .add(Expr::exists(private_class).not());
    let wrongly_given = Condition::all()
        .add(Column::State.eq(State::Assigned.key()))
        .add(Column::Shown.eq(true));
    Condition::all()
        .add(Column::UnitId.is_null().or(Column::UnitId.ne(unit)))
        .add(Condition::any().add(waiting).add(wrongly_given))
}

/// Whether a unit may look at this one.
///
/// # Errors
/// Faults of the database.
pub async fn may_claim(read: &HubRead, unit: i64, letter: &Model) -> Result<bool> {
    read.find::<crate::letter::entity::Entity>()
        .filter(Column::Id.eq(letter.id))
        .filter(claimable(read, unit))
        .exists()
        .await
}
