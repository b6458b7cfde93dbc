//! How far a desk reaches: the portal's over all letters, another site's over those written there and those its unit has.

use crate::handling::entity as handling;
use crate::handling::{ASSIST, OPEN, RETURNED};
use crate::letter::entity::{Column, Model};
use gateway::site::entity as site;
use kernel::{Result, SiteId};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, ExprTrait};
use store::HubRead;

/// The desk of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Where its people work.
    pub site: SiteId,
    /// The portal's: it sees all. A group has one; another site of that kind has its own letters like any site.
    pub whole: bool,
    /// The unit of the site.
    pub unit: Option<i64>,
}

/// The portal of the group, if it is here: the first that was opened.
///
/// # Errors
/// Faults of the database.
pub async fn portal_id(read: &HubRead) -> Result<Option<SiteId>> {
    let row = read
        .find::<site::Entity>()
        .filter(site::Column::Kind.eq("portal"))
        .asc(site::Column::Id)
        .one()
        .await?;
    Ok(row.map(|row| SiteId(row.id)))
}

impl Desk {
    /// The desk of a site.
    ///
    /// # Errors
    /// [`kernel::Error::NotFound`] for a site that is not here.
    pub async fn of(read: &HubRead, id: SiteId) -> Result<Self> {
        let row = read
            .find::<site::Entity>()
            .filter(site::Column::Id.eq(id.0))
            .found()
            .await?;
        Ok(Self {
            site: id,
            whole: portal_id(read).await? == Some(id),
            unit: row.unit_id,
        })
    }

    /// Whether a letter is this desk's without asking who helps.
    #[must_use]
    pub fn covers(&self, letter: &Model) -> bool {
        self.whole || letter.site_id == self.site.0 || (self.unit.is_some() && letter.unit_id == self.unit)
    }

    /// Whether this desk allots a letter: the portal's all, another site's those written there.
    #[must_use]
    pub fn allots(&self, letter: &Model) -> bool {
        self.whole || letter.site_id == self.site.0
    }

    /// The letters of this desk, for lists.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn condition(&self, read: &HubRead) -> Condition {
        if self.whole {
            return Condition::all();
        }
        let mut any = Condition::any().add(Column::SiteId.eq(self.site.0));
        if let Some(unit) = self.unit {
            let round = Expr::col(handling::Column::Round.as_column_ref());
            let present = Condition::any()
                .add(handling::Column::State.eq(OPEN))
                .add(round.eq(Expr::col(Column::Round.as_column_ref())));
            let helped = read
                .find::<handling::Entity>()
                .filter(helping(unit))
                .filter(present)
                .only([handling::Column::LetterId])
                .statement();
            any = any
                .add(Column::UnitId.eq(unit))
                .add(Expr::col(Column::Id.as_column_ref()).in_subquery(helped));
        }
        any
    }

    /// How the desk's unit helps with a letter: while its part is open, and until the end of the round after it gave its
    /// opinion. What comes later is not its business.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn helps(&self, read: &HubRead, letter: &Model) -> Result<Help> {
        let Some(unit) = self.unit else {
            return Ok(Help::No);
        };
        let parts = read
            .find::<handling::Entity>()
            .filter(handling::Column::LetterId.eq(letter.id))
            .filter(helping(unit))
            .all()
            .await?;
        Ok(if parts.iter().any(|part| part.state == OPEN) {
            Help::Now
        } else if parts.iter().any(|part| part.round == letter.round) {
            Help::Done
        } else {
            Help::No
        })
    }
}

/// Whether a unit helps with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// It does not, or did in an earlier round.
    No,
    /// It gave its opinion in this round; it may look on.
    Done,
    /// Its part is open.
    Now,
}

/// The parts of a unit that helps.
fn helping(unit: i64) -> Condition {
    Condition::all()
        .add(handling::Column::UnitId.eq(unit))
        .add(handling::Column::Part.eq(ASSIST))
        .add(handling::Column::State.ne(RETURNED))
}
