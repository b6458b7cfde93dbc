//! What every operation on an article begins and ends with.

use super::{edition, entity};
use crate::refusals::{CHANNEL_CLOSED, NO_DRAFT, NOT_AUTHOR};
use crate::{channel, permissions::EditArticle};
use kernel::event::ArticleRef;
use kernel::{
    Actor, ArticleId, ChannelId, EditionId, Error, Granted, Permission, PersonId, Result, Revision, Uid,
};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::{SiteRead, SiteWrite};

/// The proof that the person may touch other people's texts, where there is one.
pub type MayEdit<'a> = Option<&'a Granted<EditArticle>>;

/// The article, if the form saw it as it stands and the grant covers its channel.
pub(crate) async fn open<P: Permission>(
    tx: &SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
) -> Result<entity::Model> {
    let article = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    if article.revision != seen.0 {
        return Err(Error::Stale(Revision(article.revision)));
    }
    tx.covers(ChannelId(article.channel_id))?;
    Ok(article)
}

/// The edition being worked on.
pub(crate) async fn draft(tx: &SiteRead, article: &entity::Model) -> Result<edition::Model> {
    let id = article.draft_edition_id.ok_or(NO_DRAFT)?;
    tx.find::<edition::Entity>()
        .filter(edition::Column::Id.eq(id))
        .found()
        .await
}

/// The channel, if it is open.
pub(crate) async fn open_channel(tx: &SiteRead, id: i64) -> Result<channel::entity::Model> {
    let row = tx
        .find::<channel::entity::Entity>()
        .filter(channel::entity::Column::Id.eq(id))
        .found()
        .await?;
    if row.state != channel::OPEN {
        Err(CHANNEL_CLOSED.into())
    } else {
        Ok(row)
    }
}

/// Refuses a contributor who touches somebody else's edition.
///
/// The grant to edit has a scope of its own: an editor of one channel who also writes for all of them is an editor in
/// that one alone.
pub(crate) fn own_or_editor(
    actor: &Actor,
    article: &entity::Model,
    edition: &edition::Model,
    may_edit: MayEdit<'_>,
) -> Result<()> {
    let own = actor
        .person()
        .is_some_and(|person| edition.author_id == Some(person.0));
    let editor = may_edit.is_some_and(|granted| {
        granted.actor() == actor
            && granted.site().0 == edition.site_id
            && granted.covers(ChannelId(article.channel_id)).is_ok()
    });
    if own || editor {
        Ok(())
    } else {
        Err(NOT_AUTHOR.into())
    }
}

/// Writes the article's new state, if nobody was faster; answers the row as it now is.
pub(crate) async fn advance<P: Permission>(
    tx: &mut SiteWrite<P>,
    article: &entity::Model,
    change: entity::ActiveModel,
) -> Result<entity::Model> {
    let now = tx.now();
    let row = entity::ActiveModel {
        revision: Set(article.revision + 1),
        changed_at: Set(now),
        ..change
    };
    let unchanged = entity::Column::Id
        .eq(article.id)
        .and(entity::Column::Revision.eq(article.revision));
    let done = tx.update_where(row, unchanged).await?;
    let fresh = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(article.id))
        .found()
        .await?;
    if done == 0 {
        Err(Error::Stale(Revision(fresh.revision)))
    } else {
        Ok(fresh)
    }
}

/// The reference an event carries.
pub(crate) fn reference(article: &entity::Model, edition: i64) -> ArticleRef {
    ArticleRef {
        id: ArticleId(article.id),
        uid: Uid(article.uid),
        edition: EditionId(edition),
        version: article.version,
        channels: vec![ChannelId(article.channel_id)],
        backfill: false,
    }
}

/// A reason or opinion of 2 to 200 characters.
pub(crate) fn reason(text: &str) -> Result<String> {
    let text = text.trim();
    if (2..=200).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(Error::field("reason", "请写明原因，2 至 200 字。"))
}

/// Whose hand writes: a person's number and name, or the name of a business system or of a job that the table of
/// permissions lets write.
pub(crate) fn hand(actor: &Actor) -> Result<(Option<i64>, String)> {
    match actor {
        Actor::Person { id, name } => Ok((Some(id.0), name.clone())),
        Actor::Token { .. } | Actor::Job { .. } => Ok((None, actor.label())),
        Actor::Citizen { .. } | Actor::Public | Actor::Peer { .. } | Actor::Operator { .. } => {
            Err(Error::Forbidden("article.write"))
        }
    }
}

/// Number and name of the person who acts: what needs somebody's judgement is for people only.
pub(crate) fn person(actor: &Actor) -> Result<(PersonId, String)> {
    match actor {
        Actor::Person { id, name } => Ok((*id, name.clone())),
        Actor::Citizen { .. }
        | Actor::Public
        | Actor::Job { .. }
        | Actor::Peer { .. }
        | Actor::Token { .. }
        | Actor::Operator { .. } => Err(Error::Forbidden("article.review")),
    }
}
