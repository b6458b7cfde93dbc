//! Consents between sites become rules, and consents taken back end them.

use super::authorization;
use crate::authorization::entity as revocation;
use crate::rule::entity as rule;
use crate::rule::{Mode, Terms};
use crate::share::State;
use crate::share::decide;
use crate::share::entity::{consent, request};
use crate::share::query;
use content::article::entity as article;
use content::placement::entity::{self as placement, LIVE};
use kernel::{Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::HubWrite;

/// Who agrees to what a site offers freely.
const FREELY: &str = "公开共享";

/// Brings the requests of a site, and those to it, up to what the sources decided.
pub(super) async fn apply(tx: &mut HubWrite, site: SiteId) -> Result<()> {
    let concerned = request::Column::SiteId
        .eq(site.0)
        .or(request::Column::SourceSiteId.eq(site.0));
    let requests = tx
        .find::<request::Entity>()
        .filter(request::Column::Ended.eq(0).and(concerned))
        .asc(request::Column::Id)
        .all()
        .await?;
    for asked in requests {
        let found = tx
            .find::<consent::Entity>()
            .filter(consent::Column::RequestId.eq(asked.id))
            .filter(consent::Column::SiteId.eq(asked.source_site_id))
            .one()
            .await?;
        let found = match found {
            None if asked.state() == State::Waiting => freely(tx, &asked).await?,
            found => found,
        };
        let Some(consent) = found else { continue };
        match (asked.state(), State::parse(&consent.state)) {
            (State::Waiting, State::Agreed) => begin(tx, &asked, &consent).await?,
            (State::Waiting, State::Declined | State::TakenBack) => {
                settle(tx, &asked, &consent, None).await?;
            }
            (State::Agreed, State::TakenBack) => end(tx, &asked, &consent).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Agrees for the source when it offers the channel freely.
async fn freely(tx: &mut HubWrite, asked: &request::Model) -> Result<Option<consent::Model>> {
    let offers = query::offers_to(tx, SiteId(asked.site_id)).await?;
    let offer = offers
        .iter()
        .find(|row| row.site_id == asked.source_site_id && row.channel_id == asked.source_channel_id);
    if !offer.is_some_and(|offer| offer.free) {
        return Ok(None);
    }
    let row = consent::ActiveModel {
        site_id: Set(asked.source_site_id),
        ..decide::row(asked, State::Agreed, "", FREELY.into(), tx.now())
    };
    Ok(Some(tx.insert(row).await?))
}

async fn begin(tx: &mut HubWrite, asked: &request::Model, consent: &consent::Model) -> Result<()> {
    let row = rule::ActiveModel {
        id: NotSet,
        site_id: Set(asked.site_id),
        source_site_id: Set(asked.source_site_id),
        source_channel_id: Set(asked.source_channel_id),
        channel_id: Set(asked.channel_id),
        mode: Set(Mode::Automatic.key().into()),
        state: Set(rule::ACTIVE.into()),
        created_at: Set(tx.now()),
        consent_id: Set(Some(consent.id)),
        ..Terms::default().columns()
    };
    let same = rule::Column::SiteId
        .eq(asked.site_id)
        .and(rule::Column::SourceSiteId.eq(asked.source_site_id))
        .and(rule::Column::SourceChannelId.eq(asked.source_channel_id))
        .and(rule::Column::ChannelId.eq(asked.channel_id));
    let known = tx.find::<rule::Entity>().filter(same).one().await?;
    let made = match known {
        Some(old) => {
            let row = rule::ActiveModel {
                id: Set(old.id),
                ..row
            };
            tx.update(row).await?
        }
        None => tx.insert(row).await?,
    };
    settle(tx, asked, consent, Some(made.id)).await
}

/// Ends the rule; what it placed goes, if the source wants that, by revocations that the source can lift again.
async fn end(tx: &mut HubWrite, asked: &request::Model, consent: &consent::Model) -> Result<()> {
    settle(tx, asked, consent, asked.rule_id).await?;
    let Some(id) = asked.rule_id else { return Ok(()) };
    let ended = rule::ActiveModel {
        state: Set(rule::ENDED.into()),
        ..Default::default()
    };
    tx.update_where(ended, rule::Column::Id.eq(id)).await?;
    if consent.keep {
        return Ok(());
    }
    let placed = tx
        .find::<placement::Entity>()
        .filter(placement::Column::RuleId.eq(id))
        .filter(placement::Column::State.eq(LIVE))
        .filter(placement::Column::PushId.is_null())
        .all()
        .await?;
    let articles = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(asked.source_site_id))
        .filter(article::Column::Uid.is_in(placed.iter().map(|row| row.uid)))
        .all()
        .await?;
    for article in articles {
        let row = revocation::ActiveModel {
            id: NotSet,
            site_id: Set(asked.source_site_id),
            article_id: Set(article.id),
            uid: Set(article.uid),
            place_site_id: Set(Some(asked.site_id)),
            reason: Set(consent.reason.clone()),
            by_name: Set(consent.by_name.clone()),
            created_at: Set(consent.decided_at),
            ended_at: Set(None),
        };
        tx.insert(row).await?;
        authorization::apply(tx, Uid(article.uid), consent.decided_at).await?;
    }
    Ok(())
}

/// Writes the decision into the request.
async fn settle(
    tx: &mut HubWrite,
    asked: &request::Model,
    consent: &consent::Model,
    rule: Option<i64>,
) -> Result<()> {
    let works = consent.state == State::Agreed.key();
    let row = request::ActiveModel {
        id: Set(asked.id),
        state: Set(consent.state.clone()),
        reason: Set(consent.reason.clone()),
        decided_at: Set(Some(consent.decided_at)),
        rule_id: Set(rule),
        ended: Set(if works { 0 } else { asked.id }),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}
