//! Reads of the receivers' side. A task of a person is seen by that person, one of a box by its members, one of a site by
//! everybody who writes for the site.

use super::{State, entity};
use crate::commission::Light;
use crate::postbox::query as postbox;
use chrono::NaiveDate;
use content::article::entity as article;
use kernel::calendar::Calendar;
use kernel::{Error, PersonId, Result, TaskId};
use sea_orm::{ColumnTrait, Condition, ExprTrait, FromQueryResult};
use store::SiteRead;

/// Who looks at tasks.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The account.
    pub person: PersonId,
    /// Whether the person writes for the site, and not only for a box.
    pub of_site: bool,
    /// The units whose boxes the person writes for.
    pub units: Vec<i64>,
}

impl Reader {
    /// Looks up the person's seats.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn of(read: &SiteRead, person: PersonId, of_site: bool) -> Result<Self> {
        let units = postbox::units_of(read, person).await?;
        Ok(Self {
            person,
            of_site,
            units: units.into_iter().map(|unit| unit.id).collect(),
        })
    }

    fn sees(&self) -> Condition {
        let nobody = entity::Column::PersonId.is_null();
        let own = Condition::any()
            .add(entity::Column::PersonId.eq(self.person.0))
            .add(
                Condition::all()
                    .add(nobody.clone())
                    .add(entity::Column::UnitId.is_in(self.units.iter().copied())),
            );
        if self.of_site {
            let of_site = Condition::all().add(nobody).add(entity::Column::UnitId.is_null());
            own.add(of_site)
        } else {
            own
        }
    }
}

/// A task that the reader may see.
///
/// # Errors
/// [`Error::NotFound`], also for one of somebody else.
pub async fn find(read: &SiteRead, who: &Reader, id: TaskId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(who.sees())
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await
}

/// The reader's tasks, those due first on top.
///
/// # Errors
/// Faults of the database.
pub async fn list(read: &SiteRead, who: &Reader, states: Option<&[State]>) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(who.sees())
        .filter_some(states, |states| {
            entity::Column::State.is_in(states.iter().map(|state| state.key()))
        })
        .asc(entity::Column::DueOn)
        .asc(entity::Column::Id)
        .all()
        .await
}

/// How many of the reader's owed tasks are near their last day, and how many are past it.
///
/// # Errors
/// Faults of the database.
pub async fn pressing(
    read: &SiteRead,
    who: &Reader,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<(u64, u64)> {
    let owed = State::ALL.into_iter().filter(|state| state.is_owed());
    let owed: Vec<State> = owed.collect();
    let (mut near, mut late) = (0, 0);
    for row in list(read, who, Some(&owed)).await? {
        match Light::of(calendar, row.due_on.parse().unwrap_or(today), today) {
            Light::Green => {}
            Light::Yellow => near += 1,
            Light::Red => late += 1,
        }
    }
    Ok((near, late))
}

/// Something that can be handed in.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The article of this site …
    pub article: Option<i64>,
    /// … or the text of a box.
    pub text: Option<i64>,
    /// Its uid.
    pub uid: uuid::Uuid,
    /// Headline.
    pub title: String,
}

#[derive(FromQueryResult)]
struct Held {
    piece: uuid::Uuid,
}

#[derive(FromQueryResult)]
struct Sent {
    article_id: i64,
    uid: uuid::Uuid,
}

/// What can be handed in for a task: texts of the box that were sent; articles of this site that were sent to the giver,
/// or, when this site gave it, any of its own; newest first, a hundred at most. What was sent or shown before the task was
/// given was not written for it, and what another task has is that one's.
///
/// # Errors
/// Faults of the database.
pub async fn pieces(read: &SiteRead, task: &entity::Model, who: &Reader) -> Result<Vec<Piece>> {
    let of_box = task.unit_id.is_some() || (task.person_id.is_some() && !who.of_site);
    if of_box {
        return texts(read, task, who).await;
    }
    let mut articles = read
        .find::<article::Entity>()
        .filter(article::Column::Uid.is_not_in(taken(read, task).await?))
        .desc(article::Column::Id)
        .limit(100);
    if task.giver_site_id != read.site().0 {
        use crate::submission::{State as Ledger, entity as submission};
        let sent: Vec<Sent> = read
            .find::<submission::Entity>()
            .only([submission::Column::ArticleId, submission::Column::Uid])
            .filter(submission::Column::TargetSiteId.eq(task.giver_site_id))
            .filter(submission::Column::SentAt.gte(task.given_at))
            .filter(submission::Column::State.is_not_in([Ledger::Recalled.key(), Ledger::Withdrawn.key()]))
            .desc(submission::Column::SentAt)
            .limit(100)
            .into()
            .all()
            .await?;
        articles = articles
            .filter(article::Column::Id.is_in(sent.iter().map(|row| row.article_id)))
            .filter(article::Column::Uid.is_in(sent.iter().map(|row| row.uid)));
    } else {
        let unseen = article::Column::FirstPublishedAt.is_null();
        articles = articles.filter(unseen.or(article::Column::FirstPublishedAt.gte(task.given_at)));
    }
    titled(read, articles.all().await?).await
}

/// The pieces that other tasks of this site have.
async fn taken(read: &SiteRead, task: &entity::Model) -> Result<Vec<uuid::Uuid>> {
    let held = [State::Handed, State::Done].map(State::key);
    let rows: Vec<Held> = read
        .find::<entity::Entity>()
        .only([entity::Column::Piece])
        .filter(entity::Column::Id.ne(task.id))
        .filter(entity::Column::State.is_in(held))
        .filter(entity::Column::Piece.is_not_null())
        .into()
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.piece).collect())
}

async fn texts(read: &SiteRead, task: &entity::Model, who: &Reader) -> Result<Vec<Piece>> {
    use crate::postbox::entity as text;
    use crate::submission::State as Ledger;
    let rows = read
        .find::<text::Entity>()
        .filter(text::Column::UnitId.is_in(task.unit_id.map_or(who.units.clone(), |unit| vec![unit])))
        .filter(text::Column::SentAt.gte(task.given_at))
        .filter(text::Column::Uid.is_not_in(taken(read, task).await?))
        .filter(text::Column::State.ne(Ledger::Recalled.key()))
        .desc(text::Column::SentAt)
        .limit(100)
        .all()
        .await?;
    let piece = |row: text::Model| Piece {
        article: None,
        text: Some(row.id),
        uid: row.uid,
        title: row.title,
    };
    Ok(rows.into_iter().map(piece).collect())
}

async fn titled(read: &SiteRead, rows: Vec<article::Model>) -> Result<Vec<Piece>> {
    use content::article::edition;
    let shown = |row: &article::Model| row.draft_edition_id.or(row.live_edition_id);
    let editions = read
        .find::<edition::Entity>()
        .filter(edition::Column::Id.is_in(rows.iter().filter_map(shown)))
        .all()
        .await?;
    let piece = |row: article::Model| {
        let edition = editions.iter().find(|edition| Some(edition.id) == shown(&row))?;
        Some(Piece {
            article: Some(row.id),
            text: None,
            uid: row.uid,
            title: edition.title.clone(),
        })
    };
    Ok(rows.into_iter().filter_map(piece).collect())
}

/// The piece of this uid among those that can be handed in.
///
/// # Errors
/// [`Error::Invalid`] on `piece`.
pub(super) async fn piece(
    read: &SiteRead,
    task: &entity::Model,
    who: &Reader,
    uid: uuid::Uuid,
) -> Result<Piece> {
    let found = pieces(read, task, who).await?;
    let found = found.into_iter().find(|piece| piece.uid == uid);
    found.ok_or_else(|| Error::field("piece", "请从列表中选择稿件。"))
}
