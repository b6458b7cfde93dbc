//! Who answers which unit's letters, and the mayor's mailbox.

use super::Houses;
use crate::demo::staff::{People, Somebody};
use crate::wire::Town;
use chrono::{Days, NaiveDate};
use gateway::staff::Colleague;
use kernel::clock::Hand;
use kernel::{Actor, Error, Result, SiteId, beijing, policy};
use letters::board::{Kind, NewBoard, save_board};
use letters::duty::{NewDuty, set_duties};
use letters::permissions::ManageBoards;
use letters::pool::Pool;

/// Each unit's clerk, and its administrator while the clerk is away.
pub(super) async fn name_handlers(town: &Town, people: &People, houses: &Houses, hand: &Hand) -> Result<()> {
    let portal = houses
        .portal()
        .ok_or_else(|| Error::fault("the demo has no portal"))?;
    let admin = admin(people)?;
    let pool = Pool::new(town.base.hub.clone());
    for site in &houses.sites {
        let Some(unit) = site.unit_id else { continue };
        let by = policy::decide::<ManageBoards>(&admin.actor, SiteId(portal.id), &admin.posts)?;
        let mut tx = pool.write(by).await?;
        let today = beijing::day(hand.now());
        let mut handler = duty(people, &format!("{}.letters", site.slug));
        if let Some(handler) = &mut handler {
            handler.away = leave(&site.slug, today);
        }
        let deputy = duty(people, &format!("{}.admin", site.slug)).filter(|_| handler.is_some());
        set_duties(&mut tx, unit, handler, deputy).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Who sets up the board: the portal's administrator.
fn admin(people: &People) -> Result<&Somebody> {
    let found = people.get("portal.admin");
    found.ok_or_else(|| Error::fault("the demo has no portal.admin"))
}

/// Who is on leave now, and who will be.
fn leave(site: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    match site {
        "agri" => Some((today - Days::new(1), today + Days::new(3))),
        "longyao" => Some((today + Days::new(7), today + Days::new(11))),
        _ => None,
    }
}

fn duty(people: &People, account: &str) -> Option<NewDuty> {
    let Actor::Person { id, name } = &people.get(account)?.actor else {
        return None;
    };
    Some(NewDuty {
        who: Colleague {
            person: *id,
            name: name.clone(),
        },
        account: account.to_owned(),
        from: None,
        away: None,
    })
}

/// The portal's second board: answered by the government office, never public.
pub(super) async fn open_mailbox(town: &Town, people: &People, houses: &Houses) -> Result<()> {
    let portal = houses
        .portal()
        .ok_or_else(|| Error::fault("the demo has no portal"))?;
    let admin = admin(people)?;
    let by = policy::decide::<ManageBoards>(&admin.actor, SiteId(portal.id), &admin.posts)?;
    let mut tx = town.base.store.write(by).await?;
    let new = NewBoard {
        key: "mayor".into(),
        name: "市长信箱".into(),
        kind: Kind::Mailbox,
        unit: portal.unit_id,
        intro: "写给市长的信由市政府办公室登记办理，重要情况报市长阅批。".into(),
        private_only: true,
        private_default: true,
        closed: false,
        position: 1,
        hours: (String::new(), String::new()),
    };
    save_board(&mut tx, None, new).await?;
    tx.commit().await
}
