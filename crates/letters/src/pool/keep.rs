//! Keeping a letter: the one place that writes the row after it was made, so that facts, history and event never differ.

use super::PoolWrite;
use crate::letter::entity::{ActiveModel, Column, Entity, Model};
use crate::letter::{Move, State, event, facts, limit_now};
use crate::refusals::WRONG_STATE;
use kernel::event::EventBody;
use kernel::{Error, Permission, Result, Revision, SiteId, Uid};
use sea_orm::{ActiveModelTrait, ColumnTrait, ExprTrait, NotSet, Set};

/// What is written into the history.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Stable word.
    pub key: &'static str,
    /// The unit concerned.
    pub unit: Option<i64>,
    /// A reason, an explanation, an opinion. Never personal data.
    pub words: String,
    /// Whether the public page names it.
    pub shown: bool,
}

impl Step {
    /// A step by its word.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            ..Self::default()
        }
    }

    /// With words.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }

    /// With a unit.
    #[must_use]
    pub fn unit(mut self, unit: Option<i64>) -> Self {
        self.unit = unit;
        self
    }

    /// Named on the public page.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.shown = true;
        self
    }
}

/// Where `step` leads from where the letter stands.
///
/// # Errors
/// `letter.wrong_state`.
pub(crate) fn moved(letter: &Model, step: Move) -> Result<State> {
    State::parse(&letter.state)
        .and_then(|state| state.after(step, letter.answered_on.is_some()))
        .ok_or_else(|| WRONG_STATE.into())
}

impl<P: Permission> PoolWrite<P> {
    /// Writes a letter that was `before`, with its history and its event. Who saved it meanwhile wins. What figures compare is
    /// made here: the facts, the last day of the first round, and with the first answer the unit that gave it.
    ///
    /// # Errors
    /// [`Error::Stale`]; faults of the database.
    pub async fn keep(&mut self, before: &Model, letter: Model, step: Step) -> Result<Model> {
        let mut after = letter;
        after.revision = before.revision + 1;
        after.changed_at = self.now();
        after.facts = facts::facts(&after);
        if before.answered_on.is_none() {
            after.limit_on = Some(limit_now(self, &after).await?);
        } else if after.limit_on.is_none() {
            after.limit_on = Some(before.limit().to_owned());
        }
        if after.answered_on.is_some() && after.answer_unit_id.is_none() {
            after.answer_unit_id = before.unit_id;
        }
        let row = ActiveModel {
            id: NotSet,
            ..ActiveModel::from(after.clone()).reset_all()
        };
        let same = Column::Id.eq(before.id).and(Column::Revision.eq(before.revision));
        if self.update_where(row, same).await? == 0 {
            let now = self
                .find::<Entity>()
                .filter(Column::Id.eq(before.id))
                .found()
                .await?;
            return Err(Error::Stale(Revision(now.revision)));
        }
        self.note(&after, &before.state, step).await?;
        Ok(after)
    }

    /// Writes history and event of a letter whose row stands.
    ///
    /// # Errors
    /// Faults of the database.
    pub(crate) async fn note(&mut self, letter: &Model, from: &str, step: Step) -> Result<()> {
        let actor = self.actor().clone();
        let row = event::ActiveModel {
            site_id: Set(letter.site_id),
            letter_id: Set(letter.id),
            step: Set(step.key.into()),
            from_state: Set(from.to_owned()),
            to_state: Set(letter.state.clone()),
            actor_name: Set(actor.label()),
            person_id: Set(actor.person().map(|id| id.0)),
            unit_id: Set(step.unit),
            words: Set(step.words),
            shown: Set(step.shown),
            at: Set(self.now()),
            ..Default::default()
        };
        self.insert(row).await?;
        let uid = Uid(letter.uid);
        let body = EventBody::LetterChanged {
            uid,
            step: step.key.into(),
            shown: letter.shown,
        };
        self.emit_with(
            SiteId(letter.site_id),
            body,
            &serde_json::json!({ "number": letter.number, "step": step.key, "state": letter.state }),
        );
        Ok(())
    }
}
