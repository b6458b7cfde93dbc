//! One deed for several arrivals, in one transaction: either all of it happens or nothing.

use super::form::{BulkForm, DeclineForm};
use super::{arrival_text, decline_arrival, query, take_arrival};
use crate::permissions::WorkArrivals;
use crate::refusals::ARRIVAL_NOTHING_CHOSEN;
use content::article::text::Text;
use kernel::{ChannelId, Error, Result};
use store::{SiteRead, SiteWrite};

/// What the form says, with the texts made already.
pub(super) enum Deed {
    /// Take these, and put them before the reviewers.
    Take(Vec<(i64, Text)>),
    /// Decline these.
    Decline(Vec<i64>, crate::desk::Reason),
}

/// Reads the form; texts are made before any transaction.
///
/// # Errors
/// `arrival.nothing_chosen`, `arrival.without_text`; [`Error::Invalid`]; [`Error::NotFound`] for a line of another site.
pub(super) async fn prepare(read: &SiteRead, form: &BulkForm) -> Result<Deed> {
    let ids = form.arrivals();
    if ids.is_empty() {
        return Err(ARRIVAL_NOTHING_CHOSEN.into());
    }
    match form.deed.as_str() {
        "take" => {
            let mut texts = Vec::with_capacity(ids.len());
            for id in ids {
                let (item, its) = query::find(read, id).await?;
                let into = form.channel().unwrap_or(ChannelId(its.channel_id));
                texts.push((id, arrival_text(&item, &its, into)?));
            }
            Ok(Deed::Take(texts))
        }
        "decline" => {
            let reason = DeclineForm {
                reason: form.reason.clone(),
            };
            Ok(Deed::Decline(ids, reason.parse()?))
        }
        _ => Err(Error::field("do", "请选择要做的操作。")),
    }
}

/// Does it; answers what to tell.
///
/// # Errors
/// Those of the deed.
pub(super) async fn run(tx: &mut SiteWrite<WorkArrivals>, deed: &Deed) -> Result<String> {
    match deed {
        Deed::Take(texts) => {
            for (id, text) in texts {
                take_arrival(tx, *id, text, true).await?;
            }
            Ok(format!("已采用 {} 篇，已送审。", texts.len()))
        }
        Deed::Decline(ids, reason) => {
            for id in ids {
                decline_arrival(tx, *id, reason).await?;
            }
            Ok(format!("已标记 {} 篇不采用。", ids.len()))
        }
    }
}
