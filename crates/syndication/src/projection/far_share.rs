//! Where a consent and what it allows come over different lines, neither waits for the other: what arrived before the rule
//! is placed when it begins, and what was published after its end goes again.

use super::news::News;
use super::{authorization, cluster, desk, media, place, submission};
use crate::desk::{State, entity as desk_item};
use crate::rule::entity as rule;
use crate::share::State as Stand;
use crate::share::entity::{consent, given, request};
use chrono::{DateTime, SubsecRound, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, REMOVED};
use gateway::site::elsewhere;
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::{BTreeMap, HashSet};
use store::HubWrite;
use uuid::Uuid;

/// Places what the source published since it agreed and what is here already.
pub(super) async fn catch_up(tx: &mut HubWrite, rule: &rule::Model, consent: &consent::Model) -> Result<()> {
    let items = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(rule.source_site_id))
        .filter(library::Column::OriginChannelId.eq(rule.source_channel_id))
        .filter(library::Column::State.eq(LIVE))
        .filter(library::Column::Backfill.eq(false))
        .filter(library::Column::PublishedAt.gte(second(consent.agreed_at.unwrap_or(consent.decided_at))))
        .asc(library::Column::Id)
        .all()
        .await?;
    if items.is_empty() {
        return Ok(());
    }
    let origin = SiteId(rule.source_site_id);
    let unit = submission::unit_of(tx, origin).await?;
    let news: Vec<News> = items
        .into_iter()
        .map(|item| News {
            known: true,
            origin,
            unit: unit.clone(),
            channels: vec![ChannelId(rule.source_channel_id)],
            at: item.published_at,
            before: None,
            item,
        })
        .collect();
    let arrivals = place::by(tx, std::slice::from_ref(rule), &news).await?;
    Box::pin(desk::arrive(tx, arrivals)).await
}

/// The wire dates publications to the second.
fn second(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(0)
}

/// Notes what is published now in channels of which sites on other boxes receive by consent: it is given to them.
pub(super) async fn give(tx: &mut HubWrite, news: &[&News]) -> Result<()> {
    let away = tx.find::<elsewhere::Entity>().all().await?;
    let channels = news
        .iter()
        .flat_map(|news| &news.channels)
        .map(|channel| channel.0);
    let channels: HashSet<i64> = channels.collect();
    if away.is_empty() || channels.is_empty() {
        return Ok(());
    }
    let consents = tx
        .find::<consent::Entity>()
        .filter(consent::Column::ChannelId.is_in(channels))
        .filter(consent::Column::State.eq(Stand::Agreed.key()))
        .filter(consent::Column::PlaceSiteId.is_in(away.iter().map(|row| row.site_id)))
        .all()
        .await?;
    if consents.is_empty() {
        return Ok(());
    }
    // Who left has asked for nothing any more.
    let working = tx
        .find::<request::Entity>()
        .filter(request::Column::Id.is_in(consents.iter().map(|row| row.request_id)))
        .filter(request::Column::State.ne(Stand::Left.key()))
        .all()
        .await?;
    let known = tx
        .find::<given::Entity>()
        .filter(given::Column::ConsentId.is_in(consents.iter().map(|row| row.id)))
        .filter(given::Column::Uid.is_in(news.iter().map(|news| news.item.uid)))
        .all()
        .await?;
    let known: HashSet<(i64, Uuid)> = known.into_iter().map(|row| (row.consent_id, row.uid)).collect();
    let mut rows = Vec::new();
    for consent in consents
        .iter()
        .filter(|row| working.iter().any(|asked| asked.id == row.request_id))
    {
        for news in news {
            let ours =
                news.origin.0 == consent.site_id && news.channels.contains(&ChannelId(consent.channel_id));
            if ours && !known.contains(&(consent.id, news.item.uid)) {
                rows.push(given::ActiveModel {
                    id: NotSet,
                    site_id: Set(consent.site_id),
                    consent_id: Set(consent.id),
                    place_site_id: Set(consent.place_site_id),
                    uid: Set(news.item.uid),
                });
            }
        }
    }
    for some in rows.chunks(super::follow::CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    Ok(())
}

/// Takes from the desk what a rule laid there, waits, and nobody sent up.
pub(super) async fn clear_desk(tx: &mut HubWrite, site: i64, rule: i64) -> Result<()> {
    let lines = tx
        .find::<desk_item::Entity>()
        .filter(desk_item::Column::SiteId.eq(site))
        .filter(desk_item::Column::RuleId.eq(rule))
        .filter(desk_item::Column::Submitted.eq(false))
        .filter(desk_item::Column::State.eq(State::Waiting.key()))
        .all()
        .await?;
    for line in &lines {
        cluster::forget(tx, line).await?;
    }
    for some in lines.chunks(super::follow::CHUNK) {
        let these = desk_item::Column::Id.is_in(some.iter().map(|line| line.id));
        tx.delete_where::<desk_item::Entity>(these).await?;
    }
    Ok(())
}

/// Takes down what was published after the consent was taken back and arrived before that was known here.
pub(super) async fn clear_late(tx: &mut HubWrite, rule: i64, consent: &consent::Model) -> Result<()> {
    let late = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(consent.site_id))
        .filter(library::Column::OriginChannelId.eq(consent.channel_id))
        .filter(library::Column::PublishedAt.gte(second(consent.decided_at)))
        .all()
        .await?;
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::RuleId.eq(rule))
        .filter(placement::Column::State.eq(LIVE))
        .filter(placement::Column::Uid.is_in(late.iter().map(|item| item.uid)))
        .all()
        .await?;
    let mut gone = BTreeMap::new();
    for item in late {
        let Some(row) = rows
            .iter()
            .find(|row| row.uid == item.uid && row.push_id.is_none())
        else {
            continue;
        };
        let change = placement::ActiveModel {
            id: Set(row.id),
            state: Set(REMOVED.into()),
            revoked_at: Set(Some(consent.decided_at)),
            revoke_reason: Set(Some(consent.reason.clone())),
            held_version: Set(None),
            ..Default::default()
        };
        tx.update(change).await?;
        let changed = EventBody::PlacementChanged {
            uid: Uid(item.uid),
            version: item.version,
            channels: vec![ChannelId(row.channel_id)],
            live: false,
        };
        tx.emit_derived(SiteId(row.site_id), changed);
        media::hide_on(tx, &[SiteId(row.site_id)].into(), item.uid).await?;
        gone.insert(Uid(item.uid), consent.decided_at);
    }
    authorization::apply(tx, &gone).await
}
