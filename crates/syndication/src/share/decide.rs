//! The source agrees, declines, or takes its consent back. The projection carries it to who asked.

use super::State;
use super::entity::consent::{self, CONSENT};
use super::entity::request;
use super::query;
use crate::authorization::Reason;
use crate::permissions::ManageShares;
use crate::refusals::{CONSENT_ENDED, REQUEST_DECIDED};
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use store::{HubRead, OnUnique, SiteWrite};

/// How a consent is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeBack {
    /// Why; where the articles go, visitors read it.
    pub reason: Reason,
    /// Whether what was placed stays.
    pub keep: bool,
}

/// Agrees to a request for a channel of this site, or declines it with a reason.
///
/// # Errors
/// `share.decided`; [`Error::Invalid`] for a decline without a reason; [`Error::NotFound`] for a request to another site.
pub async fn decide_request(
    tx: &mut SiteWrite<ManageShares>,
    hub: &HubRead,
    id: i64,
    agree: bool,
    reason: &str,
) -> Result<consent::Model> {
    let asked = query::find_request_to(hub, id, tx.site()).await?;
    if asked.state() != State::Waiting {
        return Err(REQUEST_DECIDED.into());
    }
    let reason = reason.trim();
    if !agree && reason.is_empty() {
        return Err(Error::field("reason", "请写明不同意的理由，对方会看到。"));
    }
    if reason.chars().count() > 200 {
        return Err(Error::field("reason", "理由不超过 200 字。"));
    }
    let state = if agree { State::Agreed } else { State::Declined };
    let row = row(&asked, state, reason, tx.actor().label(), tx.now());
    let made = tx.insert(row).await.on_unique(CONSENT, || REQUEST_DECIDED)?;
    let detail = format!("request {id}: {} {reason}", state.key());
    tx.emit_with(EventBody::ShareChanged, &detail);
    Ok(made)
}

/// A consent; `site_id` is for the caller to say.
pub(crate) fn row(
    asked: &request::Model,
    state: State,
    reason: &str,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
) -> consent::ActiveModel {
    consent::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        request_id: Set(asked.id),
        place_site_id: Set(asked.site_id),
        channel_id: Set(asked.source_channel_id),
        state: Set(state.key().into()),
        reason: Set(reason.to_owned()),
        keep: Set(true),
        by_name: Set(by),
        decided_at: Set(at),
        agreed_at: Set((state == State::Agreed).then_some(at)),
    }
}

/// Takes a consent back: the rule ends, and what it placed stays or goes.
///
/// # Errors
/// `share.consent_ended`; [`Error::NotFound`] for a consent of another site.
pub async fn take_back(tx: &mut SiteWrite<ManageShares>, id: i64, wanted: &TakeBack) -> Result<()> {
    let found = query::find_consent(tx, id).await?;
    if found.state != State::Agreed.key() {
        return Err(CONSENT_ENDED.into());
    }
    let row = consent::ActiveModel {
        state: Set(State::TakenBack.key().into()),
        reason: Set(wanted.reason.as_str().into()),
        keep: Set(wanted.keep),
        by_name: Set(tx.actor().label()),
        decided_at: Set(tx.now()),
        ..Default::default()
    };
    // Of two persons at the same moment one takes it back, with his words and his choice.
    let stands = consent::Column::Id
        .eq(found.id)
        .and(consent::Column::State.eq(State::Agreed.key()));
    if tx.update_where(row, stands).await? == 0 {
        return Err(CONSENT_ENDED.into());
    }
    tx.emit_with(EventBody::ShareChanged, &wanted.reason.as_str());
    Ok(())
}
