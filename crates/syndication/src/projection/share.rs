//! Consents between sites become rules, and consents taken back end them. The rule stands where the articles arrive: for
//! a site on another box it is made there, and what a source takes back is revoked where the source is.

use super::far_share::{catch_up, clear_desk, clear_late};
use super::taken_back::{TakeAway, take_away};
use crate::rule::entity as rule;
use crate::rule::{Mode, Terms};
use crate::share::State;
use crate::share::decide;
use crate::share::entity::{consent, given, request};
use crate::share::query;
use content::placement::entity as placement;
use gateway::site::elsewhere;
use kernel::{Error, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::HubWrite;

/// Who agrees to what a site offers freely.
const FREELY: &str = "公开共享";

/// Brings the requests of these sites, and those to them, up to what the sources decided.
pub(crate) async fn apply(tx: &mut HubWrite, sites: &BTreeSet<SiteId>) -> Result<()> {
    if sites.is_empty() {
        return Ok(());
    }
    let sites: Vec<i64> = sites.iter().map(|site| site.0).collect();
    let concerned = request::Column::SiteId
        .is_in(sites.iter().copied())
        .or(request::Column::SourceSiteId.is_in(sites.iter().copied()));
    // Who left has said so; what the source says afterwards still concerns what was placed.
    let open = request::Column::Ended
        .eq(0)
        .or(request::Column::State.eq(State::Left.key()));
    let requests = tx
        .find::<request::Entity>()
        .filter(open.and(concerned))
        .asc(request::Column::Id)
        .all()
        .await?;
    if requests.is_empty() {
        return Ok(());
    }
    let consents = tx
        .find::<consent::Entity>()
        .filter(consent::Column::RequestId.is_in(requests.iter().map(|row| row.id)))
        .all()
        .await?;
    let consents: HashMap<(i64, i64), consent::Model> = consents
        .into_iter()
        .map(|row| ((row.request_id, row.site_id), row))
        .collect();
    let away = tx.find::<elsewhere::Entity>().all().await?;
    let away: HashSet<i64> = away.into_iter().map(|row| row.site_id).collect();
    for asked in requests {
        let line = Line {
            from_afar: away.contains(&asked.source_site_id),
            to_afar: away.contains(&asked.site_id),
        };
        let found = consents.get(&(asked.id, asked.source_site_id)).cloned();
        let found = match found {
            // Who is on another box decides there.
            None if asked.state() == State::Waiting && !line.from_afar => freely(tx, &asked).await?,
            found => found,
        };
        let Some(consent) = found else { continue };
        match (asked.state(), State::parse(&consent.state)) {
            (State::Waiting, State::Agreed) => begin(tx, &asked, &consent, line).await?,
            (State::Waiting, State::Declined | State::TakenBack) => {
                settle(tx, &asked, &consent).await?;
            }
            (State::Agreed | State::Left, State::TakenBack) => end(tx, &asked, &consent, line).await?,
            (State::Left, State::Agreed) => left(tx, &asked, &consent).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Between which boxes a request runs.
#[derive(Clone, Copy)]
struct Line {
    from_afar: bool,
    to_afar: bool,
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

async fn begin(
    tx: &mut HubWrite,
    asked: &request::Model,
    consent: &consent::Model,
    line: Line,
) -> Result<()> {
    // First the request: who leaves it at this moment finds it agreed to, or has left it and gets no rule.
    if !settle(tx, asked, consent).await? || line.to_afar {
        return Ok(());
    }
    let terms: Terms = match &asked.terms {
        Some(terms) => serde_json::from_str(terms).map_err(Error::fault)?,
        None => Terms::default(),
    };
    let row = rule::ActiveModel {
        id: NotSet,
        site_id: Set(asked.site_id),
        source_site_id: Set(asked.source_site_id),
        source_channel_id: Set(asked.source_channel_id),
        channel_id: Set(asked.channel_id),
        mode: Set(Mode::parse(&asked.mode)?.key().into()),
        state: Set(rule::ACTIVE.into()),
        created_at: Set(tx.now()),
        consent_id: Set(Some(consent.id)),
        ..terms.columns()
    };
    let same = rule::Column::SiteId
        .eq(asked.site_id)
        .and(rule::Column::SourceSiteId.eq(asked.source_site_id))
        .and(rule::Column::SourceChannelId.eq(asked.source_channel_id))
        .and(rule::Column::ChannelId.eq(asked.channel_id));
    let known = tx.find::<rule::Entity>().filter(same).one().await?;
    let made = match known {
        // What the portal takes by a rule of its own needs no consent, and ends with none.
        Some(old) if old.state == rule::ACTIVE && old.consent_id.is_none() => return Ok(()),
        Some(old) => {
            let row = rule::ActiveModel {
                id: Set(old.id),
                ..row
            };
            tx.update(row).await?
        }
        None => tx.insert(row).await?,
    };
    let works = request::ActiveModel {
        id: Set(asked.id),
        rule_id: Set(Some(made.id)),
        ..Default::default()
    };
    tx.update(works).await?;
    if line.from_afar {
        catch_up(tx, &made, consent).await?;
    }
    Ok(())
}

/// Ends the rule; what it placed goes, if the source wants that.
async fn end(tx: &mut HubWrite, asked: &request::Model, consent: &consent::Model, line: Line) -> Result<()> {
    if !settle(tx, asked, consent).await? {
        return Ok(());
    }
    if line.to_afar {
        let gone = !line.from_afar && !consent.keep;
        return if gone {
            remove_afar(tx, consent).await
        } else {
            Ok(())
        };
    }
    let Some(id) = asked.rule_id else { return Ok(()) };
    let of_consent = rule::Column::Id
        .eq(id)
        .and(rule::Column::ConsentId.eq(consent.id));
    let ended = rule::ActiveModel {
        state: Set(rule::ENDED.into()),
        ..Default::default()
    };
    // A rule that works by a newer consent goes on, and so does what it placed.
    if tx.update_where(ended, of_consent).await? == 0 {
        return Ok(());
    }
    clear_desk(tx, asked.site_id, id).await?;
    if line.from_afar {
        // What it revokes of what stands here it says itself.
        return clear_late(tx, id, consent).await;
    }
    if consent.keep {
        return Ok(());
    }
    remove(tx, consent, id).await
}

/// Who left takes nothing more, from the own desk neither.
async fn left(tx: &mut HubWrite, asked: &request::Model, consent: &consent::Model) -> Result<()> {
    let Some(id) = asked.rule_id else { return Ok(()) };
    let ended = tx
        .find::<rule::Entity>()
        .filter(rule::Column::Id.eq(id))
        .filter(rule::Column::ConsentId.eq(consent.id))
        .filter(rule::Column::State.eq(rule::ENDED))
        .exists()
        .await?;
    if ended {
        clear_desk(tx, asked.site_id, id).await?;
    }
    Ok(())
}

/// Begins to revoke what a site on another box was given by a consent, unless it has it by another that stands.
async fn remove_afar(tx: &mut HubWrite, consent: &consent::Model) -> Result<()> {
    let stands = tx
        .find::<consent::Entity>()
        .filter(consent::Column::SiteId.eq(consent.site_id))
        .filter(consent::Column::PlaceSiteId.eq(consent.place_site_id))
        .filter(consent::Column::ChannelId.eq(consent.channel_id))
        .filter(consent::Column::State.eq(State::Agreed.key()))
        .exists()
        .await?;
    let last = tx
        .find::<given::Entity>()
        .filter(given::Column::ConsentId.eq(consent.id))
        .desc(given::Column::Id)
        .limit(1)
        .one()
        .await?;
    let (false, Some(last)) = (stands, last) else {
        return Ok(());
    };
    let first = TakeAway {
        rule: TakeAway::AFAR,
        consent: consent.id,
        after: 0,
        to: last.id,
    };
    take_away(tx, consent, &first).await
}

/// Begins to take away what the rule placed; see [`TakeAway`].
async fn remove(tx: &mut HubWrite, consent: &consent::Model, id: i64) -> Result<()> {
    let last = tx
        .find::<placement::Entity>()
        .filter(placement::Column::RuleId.eq(id))
        .desc(placement::Column::Id)
        .limit(1)
        .one()
        .await?;
    let Some(last) = last else { return Ok(()) };
    let first = TakeAway {
        rule: id,
        consent: consent.id,
        after: 0,
        to: last.id,
    };
    take_away(tx, consent, &first).await
}

/// Writes the decision into the request, if who asked has not left it meanwhile; answers whether.
async fn settle(tx: &mut HubWrite, asked: &request::Model, consent: &consent::Model) -> Result<bool> {
    let works = consent.state == State::Agreed.key();
    let row = request::ActiveModel {
        state: Set(consent.state.clone()),
        reason: Set(consent.reason.clone()),
        decided_at: Set(Some(consent.decided_at)),
        ended: Set(if works { 0 } else { asked.id }),
        ..Default::default()
    };
    let unchanged = request::Column::Id
        .eq(asked.id)
        .and(request::Column::State.eq(asked.state.as_str()));
    Ok(tx.update_where(row, unchanged).await? == 1)
}
