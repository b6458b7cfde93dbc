//! Sending a published article up (报送).

use super::State;
use super::entity::{self, SUBMISSION};
use crate::authorization::query as authorization;
use crate::permissions::{SendAcross, SubmitUpward};
use crate::projection::remote::has_passed;
use crate::refusals::{
    ALREADY_SENT, NO_CONSENT, NOT_LIVE, OWN_PORTAL, PASSED, PORTAL_REVOKED, TARGET_REVOKED,
};
use crate::share::query::neighbours;
use content::article::entity as article;
use kernel::event::EventBody;
use kernel::{ArticleId, ChannelId, Permission, Refusal, Result, SiteId, SubmissionId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{HubRead, OnUnique, SiteWrite};

/// Sends an article to the desk of `portal`. What was taken back or declined may be sent again.
///
/// # Errors
/// `submission.not_live`, `submission.already_sent`, `submission.own_portal`, `submission.portal_revoked`.
pub async fn submit_upward(
    tx: &mut SiteWrite<SubmitUpward>,
    id: ArticleId,
    portal: SiteId,
) -> Result<entity::Model> {
    if portal == tx.site() {
        return Err(OWN_PORTAL.into());
    }
    send(tx, id, portal, PORTAL_REVOKED).await
}

/// Sends an article to the desk of a neighbour that receives from this site by consent (内容共享). What was taken back or
/// declined may be sent again.
///
/// # Errors
/// `share.no_consent`, `submission.not_live`, `submission.already_sent`, `submission.revoked`, `submission.passed`.
pub async fn send_across(
    tx: &mut SiteWrite<SendAcross>,
    hub: &HubRead,
    id: ArticleId,
    neighbour: SiteId,
) -> Result<entity::Model> {
    let consented = neighbours(tx, hub).await?;
    if !consented.contains(&neighbour) {
        return Err(NO_CONSENT.into());
    }
    let sent = send(tx, id, neighbour, TARGET_REVOKED).await?;
    // Whoever had it once is not sent it back.
    if has_passed(hub, Uid(sent.uid), neighbour).await? {
        return Err(PASSED.into());
    }
    let row = entity::ActiveModel {
        id: Set(sent.id),
        across: Set(true),
        ..Default::default()
    };
    Ok(tx.update(row).await?)
}

async fn send<P: Permission>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    target: SiteId,
    withheld: Refusal,
) -> Result<entity::Model> {
    let article = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id.0))
        .found()
        .await?;
    tx.covers(ChannelId(article.channel_id))?;
    if article.live_edition_id.is_none() {
        return Err(NOT_LIVE.into());
    }
    let revoked = authorization::of_article(tx, id).await?;
    if authorization::against(&revoked, article.uid, target.0).is_some() {
        return Err(withheld.into());
    }
    let old = tx
        .find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .filter(entity::Column::TargetSiteId.eq(target.0))
        .one()
        .await?;
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        article_id: Set(article.id),
        uid: Set(article.uid),
        target_site_id: Set(target.0),
        state: Set(State::Sent.key().into()),
        reason: Set(String::new()),
        sent_by: Set(tx.actor().person().map(|person| person.0)),
        sent_by_name: Set(tx.actor().label()),
        sent_at: Set(tx.now()),
        decided_at: Set(None),
        seen_at: Set(None),
        settled: Set(None),
        before_text: Set(None),
        after_text: Set(None),
        overtaken_by: Set(None),
        shown_at: Set(None),
        picked: Set(false),
        across: Set(false),
        page_url: Set(None),
    };
    let sent = match old {
        Some(old) if old.state().may_go_again() => {
            tx.update(entity::ActiveModel {
                id: Set(old.id),
                ..row
            })
            .await?
        }
        Some(_) => return Err(ALREADY_SENT.into()),
        None => tx.insert(row).await.on_unique(SUBMISSION, || ALREADY_SENT)?,
    };
    tx.emit(EventBody::SubmissionSent {
        submission: SubmissionId(sent.id),
        uid: Uid(sent.uid),
    });
    Ok(sent)
}
