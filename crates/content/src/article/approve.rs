//! 审核通过: somebody who did not write it vouches for exactly this text.

use super::state::Move;
use super::{approval, content_hash, edition, entity, fill, open};
use crate::permissions::ReviewArticle;
use crate::refusals::SAME_PERSON;
use kernel::event::EventBody;
use kernel::{ArticleId, PersonId, Result, Revision};
use sea_orm::Set;
use store::SiteWrite;

/// Approves the submitted edition.
///
/// # Errors
/// `article.wrong_state`, `article.same_person`, `Stale`.
pub async fn approve_article(
    tx: &mut SiteWrite<ReviewArticle>,
    id: ArticleId,
    seen: Revision,
    opinion: &str,
) -> Result<(entity::Model, edition::Model)> {
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let mut edition = open::draft(tx, &article).await?;
    edition.state = edition.state().after(Move::Approve)?.key().to_owned();
    other_hands(&edition, person)?;
    tx.insert(judgement(
        &edition,
        "approved",
        person,
        name,
        opinion.trim(),
        tx.now(),
    ))
    .await?;
    let edition = tx.update(fill::updatable(edition)).await?;
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    tx.emit_with(
        EventBody::ArticleApproved(open::reference(&article, edition.id)),
        &opinion.trim(),
    );
    Ok((article, edition))
}

fn other_hands(edition: &edition::Model, person: PersonId) -> Result<()> {
    let hands = [edition.author_id, edition.changed_by, edition.submitted_by];
    if hands.contains(&Some(person.0)) {
        Err(SAME_PERSON.into())
    } else {
        Ok(())
    }
}

pub(super) fn judgement(
    edition: &edition::Model,
    decision: &str,
    person: PersonId,
    name: String,
    opinion: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> approval::ActiveModel {
    approval::ActiveModel {
        edition_id: Set(edition.id),
        stage: Set(1),
        decision: Set(decision.to_owned()),
        content_hash: Set(content_hash(edition)),
        person_id: Set(person.0),
        person_name: Set(name),
        opinion: Set(opinion.to_owned()),
        decided_at: Set(now),
        ..approval::ActiveModel::default()
    }
}
