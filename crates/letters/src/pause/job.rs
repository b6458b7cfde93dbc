//! Questions end by themselves when their days are over.

use super::entity::{Column, Entity};
use crate::letter::{State, entity as letter, lapse_question};
use crate::permissions::HandleLetters;
use crate::pool::Pool;
use kernel::{Actor, Error, LetterId, Result, Revision, SiteId, policy};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};

/// End the questions whose days are over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndPauses {}

impl Job for EndPauses {
    const KIND: &'static str = "letter.pause";

    fn only_once(&self) -> Option<String> {
        Some("all".to_owned())
    }
}

/// Asks for it when there are questions under way.
///
/// # Errors
/// Faults of the database.
pub async fn ask(hub: &HubStore) -> Result<()> {
    let read = hub.read();
    let open = read.find::<Entity>().filter(Column::EndedAt.is_null());
    if !open.exists().await? {
        return Ok(());
    }
    let mut tx = hub.write(Actor::job(EndPauses::KIND)).await?;
    tx.exempt("job")?;
    tx.enqueue(None, &EndPauses {}).await?;
    tx.commit().await
}

/// Runs [`EndPauses`].
pub struct Lapser(Pool);

impl Lapser {
    /// With the door to all letters.
    #[must_use]
    pub fn new(hub: HubStore) -> Self {
        Self(Pool::new(hub))
    }

    async fn end(&self, letter: &letter::Model) -> Result<()> {
        let by = policy::decide::<HandleLetters>(&Actor::job(EndPauses::KIND), SiteId(letter.site_id), &[])?;
        let mut tx = self.0.write(by).await?;
        lapse_question(&mut tx, LetterId(letter.id), Revision(letter.revision)).await?;
        tx.commit().await
    }
}

#[async_trait::async_trait]
impl JobHandler for Lapser {
    fn kind(&self) -> &'static str {
        EndPauses::KIND
    }

    async fn run(&self, _: &JobRow) -> Result<()> {
        let read = self.0.read();
        let asking = read
            .find::<letter::Entity>()
            .filter(letter::Column::State.eq(State::Asking.key()))
            .asc(letter::Column::Id)
            .all()
            .await?;
        for letter in asking {
            match self.end(&letter).await {
                // Its days are not over, or somebody went on with it meanwhile.
                Ok(()) | Err(Error::NotFound | Error::Stale(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
