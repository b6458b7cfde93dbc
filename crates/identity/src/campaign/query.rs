//! Reading re-registrations.

use super::State;
use super::entity::{self, Column, Entity, Model, OPEN, post};
use crate::membership::entity as membership;
use crate::person::entity as person;
use kernel::Result;
use sea_orm::ColumnTrait;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{HubRead, SiteRead};

/// All, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn all(db: &HubRead) -> Result<Vec<Model>> {
    db.find::<Entity>().desc(Column::Id).limit(100).all().await
}

/// One by number.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database.
pub async fn by_id(db: &HubRead, id: i64) -> Result<Model> {
    db.find::<Entity>().filter(Column::Id.eq(id)).found().await
}

/// Sites on which one is under way.
///
/// # Errors
/// Faults of the database.
pub(super) async fn running_sites(db: &HubRead) -> Result<BTreeSet<i64>> {
    let open = db.find::<Entity>().filter(Column::State.eq(OPEN)).all().await?;
    let rows = db
        .find::<post::Entity>()
        .filter(post::Column::CampaignId.is_in(open.iter().map(|row| row.id)))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.site_id).collect())
}

/// A line with whose it is.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line; its state is [`State::Gone`] when the post was removed elsewhere.
    pub row: post::Model,
    /// What became of it.
    pub state: State,
    /// Whose post.
    pub person: Option<person::Model>,
}

/// The lines of a re-registration, by site and person.
///
/// # Errors
/// Faults of the database.
pub async fn lines(db: &HubRead, campaign: i64) -> Result<Vec<Line>> {
    let rows = db
        .find::<post::Entity>()
        .filter(post::Column::CampaignId.eq(campaign))
        .asc(post::Column::SiteId)
        .asc(post::Column::Id)
        .all()
        .await?;
    let posts = db
        .find::<membership::Entity>()
        .filter(membership::Column::SiteId.is_in(rows.iter().map(|row| row.site_id).collect::<BTreeSet<_>>()))
        .all()
        .await?;
    let people = db
        .find::<person::Entity>()
        .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person_id).collect::<BTreeSet<_>>()))
        .all()
        .await?;
    Ok(join(rows, &posts, people))
}

/// This site's latest re-registration with its lines.
///
/// # Errors
/// Faults of the database.
pub async fn on_site(db: &SiteRead) -> Result<Option<(Model, Vec<Line>)>> {
    let newest = db
        .find::<post::Entity>()
        .desc(post::Column::CampaignId)
        .limit(1)
        .one()
        .await?;
    let Some(newest) = newest else { return Ok(None) };
    let campaign = db
        .shared::<Entity>()
        .filter(entity::Column::Id.eq(newest.campaign_id))
        .found()
        .await?;
    let rows = db
        .find::<post::Entity>()
        .filter(post::Column::CampaignId.eq(campaign.id))
        .asc(post::Column::Id)
        .all()
        .await?;
    let posts = db.find::<membership::Entity>().all().await?;
    let people = db
        .shared::<person::Entity>()
        .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person_id).collect::<BTreeSet<_>>()))
        .all()
        .await?;
    Ok(Some((campaign, join(rows, &posts, people))))
}

fn join(rows: Vec<post::Model>, posts: &[membership::Model], people: Vec<person::Model>) -> Vec<Line> {
    let there: BTreeSet<i64> = posts.iter().map(|post| post.id).collect();
    let people: HashMap<i64, person::Model> = people.into_iter().map(|row| (row.id, row)).collect();
    let line = |row: post::Model| Line {
        state: match row.state() {
            State::Open | State::Confirmed if !there.contains(&row.membership_id) => State::Gone,
            state => state,
        },
        person: people.get(&row.person_id).cloned(),
        row,
    };
    rows.into_iter().map(line).collect()
}

/// How many lines of each state a site has.
#[must_use]
pub fn counts(lines: &[Line]) -> BTreeMap<i64, BTreeMap<State, u64>> {
    let mut sites: BTreeMap<i64, BTreeMap<State, u64>> = BTreeMap::new();
    for line in lines {
        let site = sites.entry(line.row.site_id).or_default();
        *site.entry(line.state).or_default() += 1;
    }
    sites
}
