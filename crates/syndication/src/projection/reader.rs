//! The log reader `hub`.

use super::batch::Batch;
use super::{
    TURN, authorization, commission, desk, follow, library, mandate, news, picked, place, postbox, push,
    share, shown, submission,
};
use kernel::Result;
use kernel::event::Event;
use std::collections::BTreeSet;
use store::HubWrite;
use store::log::LogReader;
use uuid::Uuid;

/// Keeps library, placements, desk and ledger in step with the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Projection;

#[async_trait::async_trait]
impl LogReader for Projection {
    fn name(&self) -> &'static str {
        "hub"
    }

    fn concerns(&self, event: &Event) -> bool {
        Batch::concerns(event)
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        tx.exempt("projection")?;
        // Batches of peers and embargoes that end write places too; none of them sees what another has not committed.
        tx.in_turn(TURN).await?;
        let batch = Batch::of(events);
        let published = shown::published(&batch.articles);
        let may_settle = batch.may_settle();
        let mut news = news::load(tx, batch.articles).await?;
        library::write(tx, &mut news).await?;
        let mut arrivals = follow::run(tx, &news).await?;
        arrivals.extend(place::by_rules(tx, &news).await?);
        arrivals.extend(submission::arrivals(tx, &batch.submissions).await?);
        Box::pin(desk::arrive(tx, arrivals)).await?;
        desk::leave(tx, &batch.submissions).await?;
        Box::pin(share::apply(tx, &batch.shares)).await?;
        if batch.mandates {
            mandate::apply(tx).await?;
        }
        let mut uids: BTreeSet<Uuid> = batch.authorizations.keys().map(|uid| uid.0).collect();
        push::release(tx, &uids).await?;
        Box::pin(authorization::apply(tx, &batch.authorizations)).await?;
        uids.extend(news.iter().map(|news| news.item.uid));
        let stir = push::Stir {
            uids,
            sites: batch.sites,
            mandates: batch.mandates,
        };
        Box::pin(push::apply(tx, stir)).await?;
        for (site, uid) in batch.boxes {
            Box::pin(postbox::changed(tx, site, uid)).await?;
        }
        for (site, uid) in batch.seen {
            submission::seen(tx, site, uid).await?;
        }
        for (site, uid) in batch.picks {
            Box::pin(picked::carry(tx, site, uid)).await?;
        }
        for (site, uid) in batch.decisions {
            submission::decided(tx, site, uid).await?;
        }
        Box::pin(shown::mark(tx, &published)).await?;
        for uid in batch.commissions {
            Box::pin(commission::changed(tx, uid)).await?;
        }
        if may_settle {
            Box::pin(commission::settle(tx)).await?;
        }
        Ok(())
    }
}
