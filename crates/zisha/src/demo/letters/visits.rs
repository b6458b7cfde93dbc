//! Clerks look in on working days, most of them on every one.

use super::{Houses, WEEKS, moment};
use crate::demo::staff::People;
use crate::wire::Town;
use chrono::Days;
use kernel::calendar::Calendar;
use kernel::clock::Hand;
use kernel::{Result, SiteId, beijing, policy};
use letters::duty::look_in;
use letters::permissions::HandleLetters;
use letters::pool::Pool;

/// The weeks that are assessed, and the days of this one until yesterday.
pub(super) async fn look_in_daily(town: &Town, people: &People, houses: &Houses, hand: &Hand) -> Result<()> {
    let now = hand.now();
    let calendar = Calendar::shipped()?;
    let pool = Pool::new(town.base.hub.clone());
    let today = beijing::day(now);
    for back in (1..=WEEKS * 7 + 7).rev() {
        let day = today - Days::new(back);
        if !calendar.kind(day).is_worked() {
            continue;
        }
        for (index, site) in houses.sites.iter().enumerate() {
            // Now and then somebody forgets.
            let missed = (back as usize + index * 5).is_multiple_of(13);
            let clerk = people.get(&format!("{}.letters", site.slug));
            let Some(clerk) = clerk.filter(|_| !missed) else {
                continue;
            };
            hand.advance(moment(day, 9, index + back as usize)? - hand.now());
            let by = policy::decide::<HandleLetters>(&clerk.actor, SiteId(site.id), &clerk.posts)?;
            let mut tx = pool.write(by).await?;
            look_in(&mut tx).await?;
            tx.commit().await?;
        }
    }
    hand.advance(now - hand.now());
    Ok(())
}
