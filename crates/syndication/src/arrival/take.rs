//! Taking an arrival (采用): it becomes an article of this site that names its source, and goes the site's own way.

use super::{State, entity, query};
use crate::permissions::WorkArrivals;
use crate::refusals::{ARRIVAL_DECIDED, ARRIVAL_WITHOUT_TEXT};
use crate::source::entity as source;
use crate::source::{Piece, article_text};
use content::article::entity as article;
use content::article::text::Text;
use content::article::{create_article, submit_taken};
use kernel::{ArticleId, ChannelId, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// The text of an arrival as it came, for a channel.
///
/// # Errors
/// `arrival.without_text`; [`kernel::Error::Invalid`].
pub fn arrival_text(item: &entity::Model, source: &source::Model, into: ChannelId) -> Result<Text> {
    if item.body_html.is_empty() {
        return Err(ARRIVAL_WITHOUT_TEXT.into());
    }
    article_text(&Piece {
        channel: into.0,
        source: &source.title(),
        title: &item.title,
        summary: &item.summary,
        author: &item.author,
        body_html: &item.body_html,
        link: &item.link,
        published: item.published_at,
    })
}

/// Takes a waiting arrival as an article with `text`; `submit` puts it before the reviewers at once.
///
/// # Errors
/// `arrival.decided`; those of [`create_article`] and [`submit_taken`].
pub async fn take_arrival(
    tx: &mut SiteWrite<WorkArrivals>,
    id: i64,
    text: &Text,
    submit: bool,
) -> Result<article::Model> {
    let (item, its) = query::find(tx, id).await?;
    tx.covers(ChannelId(its.channel_id))?;
    decide(tx, id, State::Taken, "").await?;
    let (mut piece, _) = create_article(tx, text).await?;
    if submit {
        let (made, seen) = (ArticleId(piece.id), Revision(piece.revision));
        piece = submit_taken(tx, made, seen, None).await?.0;
    }
    let row = entity::ActiveModel {
        id: Set(id),
        article_id: Set(Some(piece.id)),
        ..entity::ActiveModel::default()
    };
    tx.update(row).await?;
    let detail = serde_json::json!({ "source": its.url, "link": item.link });
    tx.audit("arrival.taken", &format!("arrival {id}"), &detail);
    Ok(piece)
}

/// Writes a decision down, once: of two editors the second is refused.
pub(super) async fn decide(
    tx: &mut SiteWrite<WorkArrivals>,
    id: i64,
    state: State,
    reason: &str,
) -> Result<()> {
    let row = entity::ActiveModel {
        state: Set(state.key().to_owned()),
        reason: Set(reason.to_owned()),
        decided_by: Set(tx.actor().person().map(|person| person.0)),
        decided_by_name: Set(tx.actor().label()),
        decided_at: Set(Some(tx.now())),
        changed_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let waiting = entity::Column::Id
        .eq(id)
        .and(entity::Column::State.eq(State::Waiting.key()));
    if tx.update_where(row, waiting).await? == 0 {
        return Err(ARRIVAL_DECIDED.into());
    }
    Ok(())
}
