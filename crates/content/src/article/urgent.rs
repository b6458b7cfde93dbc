//! 应急发布: what cannot wait goes out unreviewed, is marked so for ever, and is reviewed afterwards.

pub mod entity;

use super::state::Move;
use super::{edition, entity as article_entity, open, publish, submit};
use crate::check;
use crate::permissions::{PublishUrgently, ReviewArticle};
use crate::refusals::{BARRED, SAME_PERSON, WRONG_STATE};
use kernel::{ArticleId, Result, Revision};
use sea_orm::{ColumnTrait, Set, Unchanged};
use store::{SiteRead, SiteWrite};

/// Publishes a text that nobody reviewed, in the name of who takes it upon himself.
///
/// # Errors
/// `article.no_draft`, `article.wrong_state`, `article.barred`, `channel.closed`, `Stale`; [`kernel::Error::Invalid`] on
/// `reason` and for what is incomplete.
pub async fn publish_urgently(
    tx: &mut SiteWrite<PublishUrgently>,
    id: ArticleId,
    seen: Revision,
    reason: &str,
) -> Result<(article_entity::Model, edition::Model)> {
    let reason = open::reason(reason)?;
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    if article.barred_reason.is_some() {
        return Err(BARRED.into());
    }
    let mut edition = open::draft(tx, &article).await?;
    // What has all its reviews needs no emergency.
    edition.state = edition.state().after(Move::Hurry)?.key().to_owned();
    submit::ready(tx, &article, &edition).await?;
    check::gate(tx, &edition, false).await?;
    let (article, edition) = publish::go_live(tx, &article, edition, None).await?;
    let row = entity::ActiveModel {
        article_id: Set(article.id),
        edition_id: Set(edition.id),
        reason: Set(reason.clone()),
        person_id: Set(person.0),
        person_name: Set(name),
        done_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    tx.insert(row).await?;
    tx.audit("article.hurried", &format!("article:{id}"), &reason);
    Ok((article, edition))
}

/// 补审: another person reviews afterwards what went out in a hurry. The mark stays.
///
/// # Errors
/// `article.same_person`, `article.wrong_state` where nothing waits; [`kernel::Error::Invalid`] on `reason`.
pub async fn review_urgent(
    tx: &mut SiteWrite<ReviewArticle>,
    id: ArticleId,
    seen: Revision,
    opinion: &str,
) -> Result<()> {
    let opinion = open::reason(opinion)?;
    let (person, name) = open::person(tx.actor())?;
    let article = open::open(tx, id, seen).await?;
    let waiting = of_article(tx, id)
        .await?
        .into_iter()
        .find(|row| row.reviewed_at.is_none());
    let row = waiting.ok_or(WRONG_STATE)?;
    let edition = tx
        .find::<edition::Entity>()
        .filter(edition::Column::Id.eq(row.edition_id))
        .found()
        .await?;
    if row.person_id == person.0 {
        return Err(SAME_PERSON.into());
    }
    super::approve::other_hands(&edition, person)?;
    let change = entity::ActiveModel {
        id: Unchanged(row.id),
        reviewed_by_name: Set(Some(name)),
        reviewed_at: Set(Some(tx.now())),
        opinion: Set(Some(opinion.clone())),
        ..entity::ActiveModel::default()
    };
    tx.update(change).await?;
    open::advance(tx, &article, article_entity::ActiveModel::default()).await?;
    tx.audit("article.hurry_reviewed", &format!("article:{id}"), &opinion);
    Ok(())
}

/// Every emergency publication of an article, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, id: ArticleId) -> Result<Vec<entity::Model>> {
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0));
    rows.desc(entity::Column::Id).all().await
}
