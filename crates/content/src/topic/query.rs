//! Reads of topics.

use super::{Kind, Standing, block, entity, member};
use crate::article::{edition, entity as article, shown};
use crate::placement::entity as placement;
use kernel::{Result, TopicId, Uid, beijing};
use sea_orm::sea_query::{Condition, Expr, Query as Select};
use sea_orm::{ColumnTrait, ExprTrait};
use std::collections::HashMap;
use store::SiteRead;
use uuid::Uuid;

/// A topic of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn get(read: &SiteRead, id: TopicId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await
}

/// Every topic, the latest first.
///
/// # Errors
/// Faults of the database.
pub async fn all(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .desc(entity::Column::StartsOn)
        .desc(entity::Column::Id)
        .all()
        .await
}

/// A topic that visitors may see, by its word.
///
/// # Errors
/// [`kernel::Error::NotFound`], also for one whose first day has not come.
pub async fn open(read: &SiteRead, slug: &str) -> Result<entity::Model> {
    let row = read
        .find::<entity::Entity>()
        .filter(entity::Column::Slug.eq(slug))
        .found()
        .await?;
    match row.standing(&beijing::date(read.now())) {
        Standing::Hidden => Err(kernel::Error::NotFound),
        Standing::Current | Standing::Over => Ok(row),
    }
}

/// The topics visitors are led to, the latest first, each with how it stands today: those that show something.
///
/// # Errors
/// Faults of the database.
pub async fn filled(read: &SiteRead) -> Result<Vec<(entity::Model, Standing)>> {
    let today = beijing::date(read.now());
    let topic = || Expr::col((entity::Entity, entity::Column::Id));
    let matter = Select::select()
        .expr(Expr::val(1))
        .from(block::Entity)
        .and_where(block::Column::SiteId.eq(read.site().0))
        .and_where(ExprTrait::eq(
            topic(),
            Expr::col((block::Entity, block::Column::TopicId)),
        ))
        .and_where(block::Column::Shown.ne(""))
        .to_owned();
    let articles = Select::select()
        .expr(Expr::val(1))
        .from(member::Entity)
        .inner_join(
            placement::Entity,
            Condition::all()
                .add(
                    Expr::col((placement::Entity, placement::Column::SiteId))
                        .equals((member::Entity, member::Column::SiteId)),
                )
                .add(
                    Expr::col((placement::Entity, placement::Column::Uid))
                        .equals((member::Entity, member::Column::Uid)),
                ),
        )
        .and_where(member::Column::SiteId.eq(read.site().0))
        .and_where(ExprTrait::eq(
            topic(),
            Expr::col((member::Entity, member::Column::TopicId)),
        ))
        .and_where(member::Column::BlockId.is_not_null())
        .and_where(placement::Column::State.eq(placement::LIVE))
        .to_owned();
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::State.ne(super::State::Draft.key()))
        .filter(entity::Column::StartsOn.lte(today.as_str()))
        .filter(
            Condition::any()
                .add(Expr::exists(matter))
                .add(Expr::exists(articles)),
        )
        .desc(entity::Column::StartsOn)
        .desc(entity::Column::Id)
        .all()
        .await?;
    let with = |row: entity::Model| {
        let standing = row.standing(&today);
        (row, standing)
    };
    Ok(rows.into_iter().map(with).collect())
}

/// The blocks of a topic in order.
///
/// # Errors
/// Faults of the database.
pub async fn blocks(read: &SiteRead, topic: i64) -> Result<Vec<block::Model>> {
    read.find::<block::Entity>()
        .filter(block::Column::TopicId.eq(topic))
        .asc(block::Column::Position)
        .all()
        .await
}

/// The articles that stand in a topic, in order.
///
/// # Errors
/// Faults of the database.
pub async fn members(read: &SiteRead, topic: i64) -> Result<Vec<member::Model>> {
    read.find::<member::Entity>()
        .filter(member::Column::TopicId.eq(topic))
        .filter(member::Column::BlockId.is_not_null())
        .asc(member::Column::Position)
        .asc(member::Column::Id)
        .all()
        .await
}

/// What visitors see of these articles on this site; of one that stands in several channels the place it took first.
///
/// # Errors
/// Faults of the database.
pub(super) async fn places(read: &SiteRead, uids: &[Uuid]) -> Result<HashMap<Uuid, placement::Model>> {
    let mut places = HashMap::new();
    for some in uids.chunks(500) {
        let rows = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(some.iter().copied()))
            .filter(placement::Column::State.eq(placement::LIVE))
            .asc(placement::Column::Id)
            .all()
            .await?;
        for row in rows {
            places.entry(row.uid).or_insert(row);
        }
    }
    Ok(places)
}

/// An article as the form of a topic names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Headline.
    pub title: String,
    /// Where it comes from and of what day; why visitors do not see it, if they do not.
    pub note: String,
    /// Whether visitors see it.
    pub live: bool,
}

/// Which of these articles the site has: placed here, or its own whatever their state.
///
/// # Errors
/// Faults of the database.
pub async fn articles(read: &SiteRead, uids: &[Uid]) -> Result<HashMap<Uuid, Named>> {
    let uids: Vec<Uuid> = uids.iter().map(|uid| uid.0).collect();
    let mut named = HashMap::new();
    for some in uids.chunks(500) {
        let rows = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(some.iter().copied()))
            .asc(placement::Column::Id)
            .all()
            .await?;
        for row in rows {
            let live = row.state == placement::LIVE;
            let known: &mut Named = named.entry(row.uid).or_insert_with(|| name(&row));
            if live && !known.live {
                *known = name(&row);
            }
        }
    }
    let missing: Vec<Uuid> = uids.into_iter().filter(|uid| !named.contains_key(uid)).collect();
    named.extend(unpublished(read, &missing).await?);
    Ok(named)
}

/// A placement in words.
#[must_use]
pub(super) fn name(row: &placement::Model) -> Named {
    let live = row.state == placement::LIVE;
    let day = beijing::date(row.published_at);
    let from = if row.unit.is_empty() { "本站" } else { &row.unit };
    Named {
        title: row.title.clone(),
        note: if live {
            format!("{from}，{day}")
        } else {
            format!("{from}，{day}，已撤下，公众看不到")
        },
        live,
    }
}

async fn unpublished(read: &SiteRead, uids: &[Uuid]) -> Result<Vec<(Uuid, Named)>> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let own = read
        .find::<article::Entity>()
        .filter(article::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let mut named = Vec::new();
    for row in own {
        let editions = read
            .find::<edition::Entity>()
            .filter(edition::Column::ArticleId.eq(row.id))
            .desc(edition::Column::N)
            .all()
            .await?;
        let title = shown(editions, edition::Model::state).map(|edition| edition.title);
        let it = Named {
            title: title.unwrap_or_default(),
            note: "本站，未发布，发布后才会出现在专题里".to_owned(),
            live: false,
        };
        named.push((row.uid, it));
    }
    Ok(named)
}

/// Articles that visitors see here whose headline holds the words, newest first, each once.
///
/// # Errors
/// Faults of the database.
pub(super) async fn find(read: &SiteRead, words: &str, most: usize) -> Result<Vec<placement::Model>> {
    let mut query = read
        .find::<placement::Entity>()
        .filter(placement::Column::State.eq(placement::LIVE));
    for word in words.split_whitespace().take(5) {
        query = query.filter(placement::Column::Title.contains(word));
    }
    let rows = query
        .desc(placement::Column::SortAt)
        .desc(placement::Column::Id)
        .limit(u64::try_from(most).unwrap_or(20) * 2)
        .all()
        .await?;
    let mut found: Vec<placement::Model> = Vec::new();
    for row in rows {
        if found.len() < most && !found.iter().any(|known| known.uid == row.uid) {
            found.push(row);
        }
    }
    Ok(found)
}

/// A block that articles may be put into, with its topic.
pub type Room = (entity::Model, block::Model);

/// The blocks that articles may be put into now, and those in which this one stands.
///
/// # Errors
/// Faults of the database.
pub async fn rooms(read: &SiteRead, uid: Uuid) -> Result<(Vec<Room>, Vec<Room>)> {
    let topics: HashMap<i64, entity::Model> = all(read).await?.into_iter().map(|row| (row.id, row)).collect();
    if topics.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let today = beijing::date(read.now());
    let held = read
        .find::<member::Entity>()
        .filter(member::Column::Uid.eq(uid))
        .filter(member::Column::BlockId.is_not_null())
        .all()
        .await?;
    let blocks = read
        .find::<block::Entity>()
        .filter(block::Column::Kind.eq(Kind::Articles.key()))
        .desc(block::Column::TopicId)
        .asc(block::Column::Position)
        .all()
        .await?;
    let (mut open, mut here) = (Vec::new(), Vec::new());
    for block in blocks {
        let Some(topic) = topics.get(&block.topic_id) else {
            continue;
        };
        if held.iter().any(|row| row.block_id == Some(block.id)) {
            here.push((topic.clone(), block));
        } else if !super::fill::is_over(topic, &today) && !held.iter().any(|row| row.topic_id == topic.id) {
            open.push((topic.clone(), block));
        }
    }
    Ok((open, here))
}

/// The words of the topics in which an article stands and that visitors may see, for their feeds.
///
/// # Errors
/// Faults of the database.
pub async fn slugs_of(read: &store::HubRead, site: kernel::SiteId, uid: Uid) -> Result<Vec<String>> {
    let of = Select::select()
        .column(member::Column::TopicId)
        .from(member::Entity)
        .and_where(member::Column::SiteId.eq(site.0))
        .and_where(member::Column::Uid.eq(uid.0))
        .to_owned();
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Id.in_subquery(of))
        .all()
        .await?;
    let today = beijing::date(read.now());
    let open = rows
        .into_iter()
        .filter(|row| row.standing(&today) != Standing::Hidden);
    Ok(open.map(|row| row.slug).collect())
}

/// The word of a topic, if visitors may see it.
///
/// # Errors
/// Faults of the database.
pub async fn open_slug(read: &store::HubRead, site: kernel::SiteId, id: TopicId) -> Result<Option<String>> {
    let row = read
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Id.eq(id.0))
        .one()
        .await?;
    let today = beijing::date(read.now());
    let open = row.filter(|row| row.standing(&today) != Standing::Hidden);
    Ok(open.map(|row| row.slug))
}
