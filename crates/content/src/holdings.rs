//! What a member of staff has in hand: texts on their way to the public.

use crate::article::edition::{ActiveModel, Column, Entity};
use crate::article::state::State;
use kernel::{PersonId, Result, SiteId};
use sea_orm::{ColumnTrait, Condition, Set};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::handover::{Holding, Holdings};
use store::{HubRead, HubWrite};

/// Texts in hand, to be registered by the program.
#[must_use]
pub fn holdings() -> Arc<dyn Holdings> {
    Arc::new(Texts)
}

struct Texts;

/// The states in which a text waits for its author or for somebody to decide about it.
const IN_HAND: [(State, &str); 4] = [
    (State::Draft, "草稿和更正稿"),
    (State::Returned, "退回待改的稿件"),
    (State::Submitted, "已提交待审的稿件"),
    (State::Approved, "已审待发布的稿件"),
];

#[async_trait::async_trait]
impl Holdings for Texts {
    async fn list(&self, db: &HubRead, person: PersonId) -> Result<Vec<Holding>> {
        count(db, Condition::all().add(Column::AuthorId.eq(person.0))).await
    }

    /// Who wrote, changed or submitted a text before stays on its record; the successor becomes its author, so four eyes
    /// stay four: the successor cannot approve it either.
    async fn hand_over(
        &self,
        tx: &mut HubWrite,
        site: SiteId,
        from: PersonId,
        (to, name): (PersonId, &str),
    ) -> Result<Vec<Holding>> {
        let mine = Condition::all()
            .add(Column::AuthorId.eq(from.0))
            .add(Column::SiteId.eq(site.0));
        let moved = count(tx, mine.clone()).await?;
        let row = ActiveModel {
            author_id: Set(Some(to.0)),
            author_name: Set(name.to_owned()),
            ..Default::default()
        };
        let states = IN_HAND.map(|(state, _)| state.key());
        tx.update_where(row, mine.add(Column::State.is_in(states)))
            .await?;
        Ok(moved)
    }
}

async fn count(db: &HubRead, whose: Condition) -> Result<Vec<Holding>> {
    let rows = db
        .find::<Entity>()
        .filter(whose)
        .filter(Column::State.is_in(IN_HAND.map(|(state, _)| state.key())))
        .only([Column::SiteId, Column::State])
        .into::<Line>()
        .all()
        .await?;
    let mut counts: BTreeMap<(i64, usize), u64> = BTreeMap::new();
    for row in rows {
        let place = IN_HAND.iter().position(|(state, _)| state.key() == row.state);
        *counts
            .entry((row.site_id, place.unwrap_or_default()))
            .or_default() += 1;
    }
    let holding = |((site, place), count): ((i64, usize), u64)| {
        let what = IN_HAND.get(place).map_or("", |(_, what)| *what);
        Holding {
            site: SiteId(site),
            what,
            count,
        }
    };
    Ok(counts.into_iter().map(holding).collect())
}

#[derive(sea_orm::FromQueryResult)]
struct Line {
    site_id: i64,
    state: String,
}
