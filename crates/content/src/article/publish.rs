//! 发布: an approved edition goes live and replaces the one before it.

use super::rule::rule_of;
use super::schedule;
use super::state::{Move, State};
use super::{CLEARED, Weight, approval, content_hash, edition, entity, fill, open, standing};
use crate::permissions::PublishArticle;
use crate::placement;
use crate::refusals::{BARRED, NOT_APPROVED, NOT_CLEARED};
use crate::{check, media};
use kernel::event::EventBody;
use kernel::{ArticleId, Includes, Permission, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::{SiteRead, SiteWrite};

/// Publishes the approved edition.
///
/// The time of first publication is set once; number, channel and that time make the address, so it never changes.
///
/// # Errors
/// `article.no_draft`, `article.wrong_state`, `article.not_approved`, `article.not_cleared`, `article.barred`, `channel.closed`, `Stale`.
pub async fn publish_article<P: Includes<PublishArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
) -> Result<(entity::Model, edition::Model)> {
    publish_weighed(tx, id, seen, None).await
}

/// The same, with the word of the publisher on how much a correction changes; without it the texts are compared.
///
/// # Errors
/// As [`publish_article`].
pub async fn publish_weighed<P: Includes<PublishArticle>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    weight: Option<Weight>,
) -> Result<(entity::Model, edition::Model)> {
    let article = open::open(tx, id, seen).await?;
    if article.barred_reason.is_some() {
        return Err(BARRED.into());
    }
    let mut edition = open::draft(tx, &article).await?;
    edition.state = edition.state().after(Move::Publish)?.key().to_owned();
    approved(tx, &article, &edition).await?;
    check::gate(tx, &edition, true).await?;
    go_live(tx, &article, edition, weight).await
}

/// Puts an edition before the public, whoever answers for it.
pub(super) async fn go_live<P: Permission>(
    tx: &mut SiteWrite<P>,
    article: &entity::Model,
    mut edition: edition::Model,
    weight: Option<Weight>,
) -> Result<(entity::Model, edition::Model)> {
    open::open_channel(tx, article.channel_id).await?;
    edition.correction = weigh(tx, article, &edition, weight).await?;
    supersede(tx, article).await?;
    let now = tx.now();
    edition.published_at = Some(now);
    let edition = tx.update(fill::updatable(edition)).await?;
    let change = entity::ActiveModel {
        live_edition_id: Set(Some(edition.id)),
        draft_edition_id: Set(None),
        version: Set(article.version + 1),
        first_published_at: Set(Some(article.first_published_at.unwrap_or(now))),
        withdrawn_at: Set(None),
        withdraw_reason: Set(None),
        ..entity::ActiveModel::default()
    };
    let article = open::advance(tx, article, change).await?;
    schedule::gone_out(tx, article.id).await?;
    placement::place_own(tx, &article, &edition).await?;
    media::show(tx, article.uid, &edition).await?;
    check::enter(tx, &edition).await?;
    tx.emit(EventBody::ArticlePublished(open::reference(&article, edition.id)));
    Ok((article, edition))
}

/// As many standing approvals as the channel asks for, which name exactly the text as it lies in the row now; and the
/// judgement that it holds no secrets, where that is asked for.
async fn approved(read: &SiteRead, article: &entity::Model, edition: &edition::Model) -> Result<()> {
    let rule = rule_of(read, article.channel_id).await?;
    let stages = standing(read, edition).await?;
    let reached = stages.iter().map(|row| row.stage).max().unwrap_or_default();
    if reached < rule.reviews || edition.content_hash != content_hash(edition) {
        return Err(NOT_APPROVED.into());
    }
    if rule.secrecy && !cleared(read, edition).await? {
        return Err(NOT_CLEARED.into());
    }
    Ok(())
}

async fn cleared(read: &SiteRead, edition: &edition::Model) -> Result<bool> {
    read.find::<approval::Entity>()
        .filter(approval::Column::EditionId.eq(edition.id))
        .filter(approval::Column::Decision.eq(CLEARED))
        .filter(approval::Column::VoidedAt.is_null())
        .filter(approval::Column::ContentHash.eq(edition.content_hash.as_str()))
        .exists()
        .await
}

/// How much it changes of what the public sees; nothing for a first publication.
async fn weigh(
    read: &SiteRead,
    article: &entity::Model,
    edition: &edition::Model,
    said: Option<Weight>,
) -> Result<Option<String>> {
    let Some(live) = article.live_edition_id else {
        return Ok(None);
    };
    let weight = match said {
        Some(weight) => weight,
        None => {
            let before = read
                .find::<edition::Entity>()
                .filter(edition::Column::Id.eq(live))
                .found()
                .await?;
            Weight::of(&before, edition)
        }
    };
    Ok(Some(weight.key().to_owned()))
}

async fn supersede<P: Permission>(tx: &mut SiteWrite<P>, article: &entity::Model) -> Result<()> {
    let Some(live) = article.live_edition_id else {
        return Ok(());
    };
    let state = State::Published.after(Move::Supersede)?.key().to_owned();
    let row = edition::ActiveModel {
        state: Set(state),
        ..edition::ActiveModel::default()
    };
    tx.update_where(row, edition::Column::Id.eq(live)).await?;
    Ok(())
}
