//! 审核通过: people who did not write it vouch, one stage after the other, for exactly this text.

use super::rule::rule_of;
use super::state::Move;
use super::{approval, content_hash, edition, entity, fill, open};
use crate::permissions::ReviewArticle;
use crate::refusals::SAME_PERSON;
use kernel::event::EventBody;
use kernel::{ArticleId, PersonId, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::{SiteRead, SiteWrite};

/// Approves the submitted edition: the next stage of those the channel asks for. After the last one it may go out.
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
    let approved = edition.state().after(Move::Approve)?;
    other_hands(&edition, person)?;
    let before = standing(tx, &edition).await?;
    if before.iter().any(|row| row.person_id == person.0) {
        return Err(SAME_PERSON.into());
    }
    let rule = rule_of(tx, article.channel_id).await?;
    let stage = before.iter().map(|row| row.stage).max().unwrap_or_default() + 1;
    let row = judgement(
        &edition,
        Judgement::Approved(stage),
        (person, name),
        opinion.trim(),
        tx.now(),
    );
    tx.insert(row).await?;
    if stage >= rule.reviews {
        edition.state = approved.key().to_owned();
        edition = tx.update(fill::updatable(edition)).await?;
    }
    let article = open::advance(tx, &article, entity::ActiveModel::default()).await?;
    if stage >= rule.reviews {
        tx.emit_with(
            EventBody::ArticleApproved(open::reference(&article, edition.id)),
            &opinion.trim(),
        );
    } else {
        let detail = serde_json::json!({ "stage": stage, "of": rule.reviews, "opinion": opinion.trim() });
        tx.audit("article.reviewed", &format!("article:{id}"), &detail);
    }
    Ok((article, edition))
}

/// The approvals that stand for exactly this text.
pub(crate) async fn standing(read: &SiteRead, edition: &edition::Model) -> Result<Vec<approval::Model>> {
    let hash = content_hash(edition);
    read.find::<approval::Entity>()
        .filter(approval::Column::EditionId.eq(edition.id))
        .filter(approval::Column::Decision.eq(approval::APPROVED))
        .filter(approval::Column::VoidedAt.is_null())
        .filter(approval::Column::ContentHash.eq(hash))
        .asc(approval::Column::Id)
        .all()
        .await
}

pub(super) fn other_hands(edition: &edition::Model, person: PersonId) -> Result<()> {
    let hands = [edition.author_id, edition.changed_by, edition.submitted_by];
    if hands.contains(&Some(person.0)) {
        Err(SAME_PERSON.into())
    } else {
        Ok(())
    }
}

/// What was decided about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// At this stage.
    Approved(i64),
    Returned,
    /// It holds no secrets.
    Cleared,
}

pub(super) fn judgement(
    edition: &edition::Model,
    judgement: Judgement,
    (person, name): (PersonId, String),
    opinion: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> approval::ActiveModel {
    let (decision, stage) = match judgement {
        Judgement::Approved(stage) => (approval::APPROVED, stage),
        Judgement::Returned => ("returned", 1),
        Judgement::Cleared => (super::clear::CLEARED, 0),
    };
    approval::ActiveModel {
        edition_id: Set(edition.id),
        stage: Set(stage),
        decision: Set(decision.to_owned()),
        content_hash: Set(content_hash(edition)),
        person_id: Set(person.0),
        person_name: Set(name),
        opinion: Set(opinion.to_owned()),
        decided_at: Set(now),
        ..approval::ActiveModel::default()
    }
}
