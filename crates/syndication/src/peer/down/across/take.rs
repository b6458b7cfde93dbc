//! Making true what the other side told of articles sent by hand.

use super::{Sites, bare};
use crate::peer::down::share::theirs;
use crate::peer::entity::peer;
use crate::peer::heed::standing;
use crate::peer::instant;
use crate::peer::lines::house_portal;
use crate::projection::{remote, told};
use crate::share::State as Stand;
use crate::share::entity::{consent, request};
use crate::submission::{State, far};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use gateway::site::elsewhere;
use kernel::event::EventBody;
use kernel::wire::{Across, LedgerLine, SentAcross, ToldAcross};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use std::collections::HashSet;
use store::{HubRead, HubWrite};

/// Letters of a moment …
const SAID: usize = 40;
/// … and of a name.
const NAME: usize = 100;
/// What the sender reads when nothing is laid on the desk.
const HAS_IT: &str = "本站已有这篇稿件。";

/// Makes what the other side of a pairing told true.
pub(in crate::peer::down) async fn take(tx: &mut HubWrite, peer: &peer::Model, told: &Across) -> Result<()> {
    if told.sent.is_empty() && told.told.is_empty() {
        return Ok(());
    }
    let other = Other {
        below: peer.role == peer::HUB,
        own: peer.site_id,
        theirs: theirs(tx, peer).await?,
        portal: house_portal(tx).await?.map(|portal| portal.0),
        sites: Sites::load(tx).await?,
    };
    for told in &told.sent {
        other.sent(tx, told).await?;
    }
    for told in &told.told {
        other.told(tx, told).await?;
    }
    Ok(())
}

/// Who tells, and of whom it may speak.
struct Other {
    /// This is the box, a hub tells.
    below: bool,
    own: i64,
    theirs: HashSet<i64>,
    portal: Option<i64>,
    sites: Sites,
}

impl Other {
    /// The site on the teller's side, and the one on this side, if it may speak of them.
    fn sides(&self, theirs: Uid, ours: Uid) -> Option<(i64, i64)> {
        let their = self.sites.id(theirs).filter(|id| self.theirs.contains(id))?;
        let our = self.sites.id(ours).filter(|id| !self.theirs.contains(id))?;
        (!self.below || our == self.own).then_some((their, our))
    }

    async fn sent(&self, tx: &mut HubWrite, told: &SentAcross) -> Result<()> {
        // To a portal things are sent up.
        let sides = self.sides(told.from, told.to);
        let Some((from, to)) = sides.filter(|(_, to)| Some(*to) != self.portal || self.below) else {
            return Ok(());
        };
        let Some(at) = instant::read(&told.at, tx.now()) else {
            return Ok(());
        };
        let item = tx
            .find::<library::Entity>()
            .filter(library::Column::Uid.eq(told.uid.0))
            .one()
            .await?;
        // Whatever the uid: of its own articles alone.
        if item
            .as_ref()
            .is_some_and(|item| item.origin_site_id != Some(from))
        {
            return Ok(());
        }
        let known = tx
            .find::<far::Entity>()
            .filter(far::Column::SiteId.eq(from))
            .filter(far::Column::Uid.eq(told.uid.0))
            .filter(far::Column::PlaceSiteId.eq(to))
            .one()
            .await?;
        let said: String = told.at.chars().take(SAID).collect();
        let again = known.as_ref().is_none_or(|row| row.sent_said != said);
        let late = known.as_ref().is_some_and(|row| again && row.sent_at > at);
        let same = known
            .as_ref()
            .is_some_and(|row| !again && row.recalled == told.recalled);
        let new = again && !told.recalled;
        if late || same || (known.is_none() && told.recalled) {
            return Ok(());
        }
        if new && !consents(tx, from, to).await? {
            return Ok(());
        }
        let row = far::ActiveModel {
            id: known.as_ref().map_or(NotSet, |row| Set(row.id)),
            site_id: Set(from),
            uid: Set(told.uid.0),
            place_site_id: Set(to),
            sent_said: Set(said),
            sent_at: Set(at),
            sent_by_name: Set(told.by.chars().take(NAME).collect()),
            recalled: Set(told.recalled),
            told: Set(None),
        };
        let row = if known.is_some() {
            tx.update(row).await?
        } else {
            tx.insert(row).await?
        };
        self.lay(tx, &row, item).await
    }

    /// Lays it on the desk, or takes it off; or passes it on to the box that has the desk.
    async fn lay(&self, tx: &mut HubWrite, row: &far::Model, item: Option<library::Model>) -> Result<()> {
        let (uid, target) = (Uid(row.uid), SiteId(row.place_site_id));
        let detail = serde_json::json!({ "by": row.sent_by_name, "recalled": row.recalled });
        tx.audit(Some(target), "submission.told", &uid.to_string(), &detail);
        let away = elsewhere::Column::SiteId.eq(target.0);
        if tx.find::<elsewhere::Entity>().filter(away).exists().await? {
            // The other box hears of it by this word.
            tx.emit_derived(SiteId(row.site_id), EventBody::AuthorizationChanged { uid });
            return Ok(());
        }
        if row.recalled {
            return remote::taken_back(tx, target, uid).await;
        }
        if remote::has_passed(tx, uid, target).await? {
            let declined = far::ActiveModel {
                id: Set(row.id),
                told: Set(Some(has_it(row, tx.now())?)),
                ..Default::default()
            };
            tx.update(declined).await?;
            return Ok(());
        }
        match item {
            Some(item) => remote::sent_up(tx, target, item, row.sent_at).await,
            // It is laid when it arrives.
            None => Ok(()),
        }
    }

    async fn told(&self, tx: &mut HubWrite, told: &ToldAcross) -> Result<()> {
        let Some((to, from)) = self.sides(told.to, told.from) else {
            return Ok(());
        };
        let line = bare(told.line.clone());
        let Some(standing) = standing(&line, tx.now()) else {
            return Ok(());
        };
        let passed_on = tx
            .find::<far::Entity>()
            .filter(far::Column::SiteId.eq(from))
            .filter(far::Column::Uid.eq(line.uid.0))
            .filter(far::Column::PlaceSiteId.eq(to))
            .one()
            .await?;
        let Some(row) = passed_on else {
            return told::stands(tx, (SiteId(from), SiteId(to)), &standing, instant::write).await;
        };
        let said = LedgerLine {
            reason: standing.reason,
            overtaken_by: standing.overtaken_by,
            ..line
        };
        let said = serde_json::to_string(&said).map_err(Error::fault)?;
        if told.line.sending.as_deref() != Some(row.sent_said.as_str()) || row.told.as_ref() == Some(&said) {
            return Ok(());
        }
        let change = far::ActiveModel {
            id: Set(row.id),
            told: Set(Some(said)),
            ..Default::default()
        };
        tx.update(change).await?;
        Ok(())
    }
}

/// Whether a site receives a channel of another by consent, and did not leave.
async fn consents(tx: &HubRead, from: i64, to: i64) -> Result<bool> {
    let agreed = tx
        .find::<consent::Entity>()
        .filter(consent::Column::SiteId.eq(from))
        .filter(consent::Column::PlaceSiteId.eq(to))
        .filter(consent::Column::State.eq(Stand::Agreed.key()))
        .all()
        .await?;
    tx.find::<request::Entity>()
        .filter(request::Column::Id.is_in(agreed.into_iter().map(|row| row.request_id)))
        .filter(request::Column::SiteId.eq(to))
        .filter(request::Column::Ended.eq(0))
        .exists()
        .await
}

/// The answer when the site has the article already.
fn has_it(row: &far::Model, now: DateTime<Utc>) -> Result<String> {
    let line = LedgerLine {
        uid: Uid(row.uid),
        state: State::Declined.key().into(),
        sending: Some(row.sent_said.clone()),
        arrived_at: instant::write(row.sent_at),
        seen_at: None,
        decided_at: Some(instant::write(now)),
        shown_at: None,
        reason: HAS_IT.into(),
        before: None,
        after: None,
        overtaken_by: None,
        picked: false,
        url: None,
        credits: Vec::new(),
    };
    serde_json::to_string(&line).map_err(Error::fault)
}
