//! The log reader `hub`.

use super::batch::Batch;
use super::{
    authorization, commission, desk, follow, library, mandate, news, place, postbox, push, share, shown,
    submission,
};
use kernel::Result;
use kernel::event::Event;
use store::HubWrite;
use store::log::LogReader;

/// Keeps library, placements, desk and ledger in step with the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Projection;

#[async_trait::async_trait]
impl LogReader for Projection {
    fn name(&self) -> &'static str {
        "hub"
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        tx.exempt("projection")?;
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
        for site in &batch.shares {
            Box::pin(share::apply(tx, *site)).await?;
        }
        if batch.mandates {
            mandate::apply(tx).await?;
        }
        for (uid, at) in batch.authorizations.iter().chain(&batch.pushes) {
            push::release(tx, *uid).await?;
            authorization::apply(tx, *uid, *at).await?;
        }
        let named = batch.authorizations.iter().chain(&batch.pushes);
        let uids = named
            .map(|(uid, _)| uid.0)
            .chain(news.iter().map(|news| news.item.uid));
        Box::pin(push::apply(tx, uids, batch.sites)).await?;
        for (site, uid) in batch.boxes {
            Box::pin(postbox::changed(tx, site, uid)).await?;
        }
        for (site, uid) in batch.seen {
            submission::seen(tx, site, uid).await?;
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
