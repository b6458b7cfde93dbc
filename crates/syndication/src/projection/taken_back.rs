//! What a consent placed goes when it is taken back, in portions: there may be many thousands of articles, and nobody else
//! writes on SQLite while one transaction takes away all of them.

use super::{TURN, authorization};
use crate::authorization::{entity as revocation, query as revocations};
use crate::push::entity::{self as push, target};
use crate::share::entity::{consent, given};
use content::article::entity as article;
use content::placement::entity as placement;
use kernel::event::EventBody;
use kernel::{Actor, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use store::job::{Job, JobHandler, JobRow};
use store::{HubStore, HubWrite};
use uuid::Uuid;

/// Places of one portion.
const PORTION: u64 = 200;

/// Takes away the next places of a rule whose consent was taken back. Each portion writes the job of the next one in its
/// own transaction: killed anywhere, the rest follows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TakeAway {
    pub(super) rule: i64,
    pub(super) consent: i64,
    /// The last place that was taken away …
    pub(super) after: i64,
    /// … and the last that is: what a newer consent places later stays.
    pub(super) to: i64,
}

impl TakeAway {
    /// [`TakeAway::rule`] of a receiver on another box, where the rule is: articles stand for the places.
    pub(super) const AFAR: i64 = 0;
}

impl Job for TakeAway {
    const KIND: &'static str = "syndication.take_away";

    fn only_once(&self) -> Option<String> {
        Some(format!("{}:{}", self.consent, self.after))
    }
}

/// Runs [`TakeAway`].
pub struct ConsentEnds(pub HubStore);

#[async_trait::async_trait]
impl JobHandler for ConsentEnds {
    fn kind(&self) -> &'static str {
        TakeAway::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: TakeAway = job.read()?;
        let mut tx = self.0.write(Actor::job("hub")).await?;
        tx.exempt("projection")?;
        tx.in_turn(TURN).await?;
        let consent = tx
            .find::<consent::Entity>()
            .filter(consent::Column::Id.eq(job.consent))
            .one()
            .await?;
        if let Some(consent) = consent {
            take_away(&mut tx, &consent, &job).await?;
        }
        tx.commit().await
    }
}

/// Takes one portion from view, by revocations that the source can lift again, and leaves the next to a job. Whatever
/// became of the places: nothing comes back when its source publishes it again, or its site shows it again, or the portal
/// takes a push back. What the portal pushed down stands by the push alone from now on.
pub(super) async fn take_away(tx: &mut HubWrite, consent: &consent::Model, job: &TakeAway) -> Result<()> {
    if job.rule == TakeAway::AFAR {
        return take_away_afar(tx, consent, job).await;
    }
    let site = SiteId(consent.place_site_id);
    let pushed = placement::ActiveModel {
        rule_id: Set(None),
        ..Default::default()
    };
    let by_push = placement::Column::RuleId
        .eq(job.rule)
        .and(placement::Column::Id.lte(job.to))
        .and(placement::Column::PushId.is_not_null());
    tx.update_where(pushed, by_push).await?;
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::RuleId.eq(job.rule))
        .filter(placement::Column::SiteId.eq(site.0))
        .filter(placement::Column::Id.gt(job.after))
        .filter(placement::Column::Id.lte(job.to))
        .asc(placement::Column::Id)
        .limit(PORTION)
        .all()
        .await?;
    let last = rows.last().filter(|_| rows.len() as u64 == PORTION);
    if let Some(last) = last.filter(|row| row.id < job.to) {
        let next = TakeAway {
            after: last.id,
            ..job.clone()
        };
        tx.enqueue(Some(site), &next).await?;
    }
    let uids: Vec<Uuid> = rows.iter().map(|row| row.uid).collect();
    revoke(tx, consent, &uids).await
}

/// The same at a site on another box: what it was given by the consent, wherever it stands there. It hears of it with the
/// articles. What the portal pushed down stays by the push.
async fn take_away_afar(tx: &mut HubWrite, consent: &consent::Model, job: &TakeAway) -> Result<()> {
    let rows = tx
        .find::<given::Entity>()
        .filter(given::Column::ConsentId.eq(consent.id))
        .filter(given::Column::Id.gt(job.after))
        .filter(given::Column::Id.lte(job.to))
        .asc(given::Column::Id)
        .limit(PORTION)
        .all()
        .await?;
    let last = rows.last().filter(|_| rows.len() as u64 == PORTION);
    if let Some(last) = last.filter(|row| row.id < job.to) {
        let next = TakeAway {
            after: last.id,
            ..job.clone()
        };
        tx.enqueue(Some(SiteId(consent.place_site_id)), &next).await?;
    }
    let pushed = tx
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(consent.place_site_id))
        .filter(target::Column::Uid.is_in(rows.iter().map(|row| row.uid)))
        .all()
        .await?;
    let standing = tx
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(pushed.iter().map(|row| row.push_id)))
        .filter(push::Column::State.eq(push::ACTIVE))
        .all()
        .await?;
    let standing: HashSet<Uuid> = standing.into_iter().map(|row| row.uid).collect();
    let uids = rows.into_iter().map(|row| row.uid);
    let uids: Vec<Uuid> = uids.filter(|uid| !standing.contains(uid)).collect();
    for uid in &uids {
        // Other boxes hear of it by this word.
        let uid = Uid(*uid);
        tx.emit_derived(SiteId(consent.site_id), EventBody::AuthorizationChanged { uid });
    }
    revoke(tx, consent, &uids).await
}

async fn revoke(tx: &mut HubWrite, consent: &consent::Model, uids: &[Uuid]) -> Result<()> {
    let site = SiteId(consent.place_site_id);
    let articles = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(consent.site_id))
        .filter(article::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let known = revocations::of_uids(tx, uids.iter().copied()).await?;
    let rows = articles
        .iter()
        .filter(|article| revocations::against(&known, article.uid, site.0).is_none())
        .map(|article| revocation::ActiveModel {
            id: NotSet,
            site_id: Set(consent.site_id),
            article_id: Set(article.id),
            uid: Set(article.uid),
            place_site_id: Set(Some(site.0)),
            reason: Set(consent.reason.clone()),
            by_name: Set(consent.by_name.clone()),
            created_at: Set(consent.decided_at),
            ended_at: Set(None),
        });
    tx.insert_many(rows.collect()).await?;
    let gone: BTreeMap<_, _> = articles
        .iter()
        .map(|article| (Uid(article.uid), consent.decided_at))
        .collect();
    authorization::apply(tx, &gone).await
}
