//! `letters/*.toml`: two years of letters. What is older than a few weeks came from the former board and is imported; the rest is
//! written, handled and answered by the named accounts.

mod claims;
mod course;
mod duties;
mod history;
mod law;
mod visits;

use super::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use chrono::{DateTime, Days, NaiveDate, Utc};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::clock::Hand;
use kernel::{Actor, Error, Result, SiteId, beijing, policy};
use letters::assessment::{SealKey, Week, assess_week};
use letters::permissions::AssessUnits;
use letters::pool::Pool;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LetterFile {
    letter: Vec<Piece>,
}

/// A letter of the file, and how it went.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    /// Key of the unit that answers: the file's name.
    #[serde(skip)]
    unit: String,
    class: String,
    title: String,
    body: String,
    writer: String,
    #[serde(default)]
    reply: String,
    rating: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    private: bool,
    /// The month that the matter belongs to.
    month: Option<u32>,
    /// Key of the unit that the writer chose wrongly.
    wrong_unit: Option<String>,
    /// Why the answer takes longer.
    extended: Option<String>,
    /// Why it counts as invalid.
    invalid: Option<String>,
    /// What the unit promises.
    commitment: Option<String>,
    #[serde(default)]
    commitment_days: u32,
    #[serde(default)]
    commitment_done: bool,
}

/// Of this many letters in file order one is fresh.
const FRESH_OF: usize = 4;
/// Of each reason for not being content so many.
const BAD_OF_REASON: usize = 2;

pub(super) async fn set_up(town: &Town, sites: &Sites, people: &People, hand: &Hand) -> Result<()> {
    let (fresh, old) = read_pieces(sites)?;
    let now = hand.now();
    let houses = Houses::of(town).await?;
    history::import(town, &houses, &old, now).await?;
    course::run(town, people, &houses, &fresh, hand).await?;
    Box::pin(law::set_up(town, sites, people, &houses, hand)).await?;
    law::name_education(town, &houses).await?;
    claims::set_up(town, people, &houses, &fresh).await?;
    duties::open_mailbox(town, people, &houses).await?;
    duties::name_handlers(town, people, &houses, hand).await?;
    // What runs late today is reported, as the server does every hour.
    letters::press::ask(&town.base.hub).await?;
    visits::look_in_daily(town, people, &houses, hand).await?;
    assess(town, &houses, hand).await
}

/// So many weeks were measured, each on its Monday.
const WEEKS: u64 = 6;

/// The last weeks are measured as the clock stood on their Mondays.
async fn assess(town: &Town, houses: &Houses, hand: &Hand) -> Result<()> {
    let portal = houses
        .portal()
        .ok_or_else(|| Error::fault("the demo has no portal"))?;
    let by = policy::decide::<AssessUnits>(&Actor::operator("demo"), SiteId(portal.id), &[])?;
    let pool = Pool::new(town.base.hub.clone());
    let key = SealKey::new(&gateway::settings::secret(town.base.store.data())?)?;
    let now = hand.now();
    let this = Week::of(beijing::day(now)).period().from;
    for back in (0..WEEKS).rev() {
        let monday = this - Days::new(back * 7);
        hand.advance(moment(monday, 0, 0)?.min(now) - hand.now());
        let at = pool.snapshot().await?;
        let mut tx = pool.write(by.clone()).await?;
        assess_week(&mut tx, &at, &key, Week::of(monday).before(), "").await?;
        tx.commit().await?;
    }
    hand.advance(now - hand.now());
    Ok(())
}

/// Whether letters were written before.
pub(super) async fn are_there(town: &Town) -> Result<bool> {
    let read = town.base.hub.read();
    read.find::<letters::letter::entity::Entity>().exists().await
}

/// The letters for the last weeks, and those before.
fn read_pieces(sites: &Sites) -> Result<(Vec<Piece>, Vec<Piece>)> {
    let mut all = Vec::new();
    for path in sites.list("letters", ".toml")? {
        let file: LetterFile = toml::from_str(&sites.text(&path)?)
            .map_err(|error| Error::field("letters", format!("{path}：{}", error.message())))?;
        let unit = path
            .trim_start_matches("letters/")
            .trim_end_matches(".toml")
            .to_owned();
        all.extend(file.letter.into_iter().map(|piece| Piece {
            unit: unit.clone(),
            ..piece
        }));
    }
    let mut reasons: HashMap<String, usize> = HashMap::new();
    let numbered = all.into_iter().enumerate();
    let (fresh, old): (Vec<_>, Vec<_>) = numbered.partition(|(index, piece)| {
        // The former board exported no ratings: who is content is told by the new one, and of who is not, some for each reason.
        // What belongs to a month is as old as that.
        if piece.month.is_some() {
            return false;
        }
        match &piece.reason {
            Some(reason) => {
                let n = reasons.entry(reason.clone()).or_default();
                *n += 1;
                *n <= BAD_OF_REASON
            }
            None => piece.rating.is_some() || piece.commitment.is_some() || index % FRESH_OF == 1,
        }
    });
    let pieces = |list: Vec<(usize, Piece)>| list.into_iter().map(|(_, piece)| piece).collect();
    let mut fresh: Vec<Piece> = pieces(fresh);
    // The last ones are the oldest: they have had time.
    fresh.sort_by_key(Piece::goes_far);
    Ok((fresh, pieces(old)))
}

impl Piece {
    /// Whether more happens after the answer than the former board could export: a rating, a promise.
    fn goes_far(&self) -> bool {
        self.rating.is_some() || self.commitment.is_some()
    }
}

/// Units by key, and the sites that they work on.
struct Houses {
    units: HashMap<String, unit::Model>,
    sites: Vec<site::Model>,
}

impl Houses {
    async fn of(town: &Town) -> Result<Self> {
        let read = town.base.hub.read();
        let units = read.find::<unit::Entity>().all().await?;
        let units = units.into_iter().map(|row| (row.key.clone(), row)).collect();
        let sites = read.find::<site::Entity>().asc(site::Column::Id).all().await?;
        Ok(Self { units, sites })
    }

    fn unit(&self, key: &str) -> Result<&unit::Model> {
        let found = self.units.get(key);
        found.ok_or_else(|| Error::field("unit", format!("没有单位 {key}。")))
    }

    /// The site of a unit; a unit without one is looked after by the portal.
    fn site(&self, key: &str) -> Result<&site::Model> {
        let id = self.unit(key)?.id;
        let own = self.sites.iter().find(|row| row.unit_id == Some(id));
        own.or_else(|| self.portal())
            .ok_or_else(|| Error::fault("the demo has no portal"))
    }

    fn portal(&self) -> Option<&site::Model> {
        self.sites.iter().find(|row| row.kind == "portal")
    }
}

/// A moment of a day at which people write and work.
fn moment(day: NaiveDate, hour: u32, spice: usize) -> Result<DateTime<Utc>> {
    let minute = spice * 17 % 60;
    let text = format!("{day} {hour:02}:{minute:02}");
    beijing::parse(&text).ok_or_else(|| Error::fault(format!("no moment: {text}")))
}
