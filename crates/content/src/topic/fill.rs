//! 加入专题: puts an article at the head of a block.

use super::form::ARTICLES;
use super::save::{advance, place};
use super::{Kind, Standing, block, entity, member, query};
use crate::article::entity as article;
use crate::permissions::FillTopics;
use crate::refusals::{TOPIC_FULL, TOPIC_HOLDS, TOPIC_OVER};
use kernel::event::EventBody;
use kernel::{ArticleId, ChannelId, Error, Includes, Result, TopicBlockId, TopicId, Uid, beijing};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Puts the site's own article into a block of articles. What is not published yet shows as soon as it is.
///
/// # Errors
/// [`Error::NotFound`], `topic.over`, `topic.holds`, `topic.full`.
pub async fn add_to_topic<P: Includes<FillTopics>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    block: TopicBlockId,
) -> Result<entity::Model> {
    let article = tx
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id.0))
        .found()
        .await?;
    tx.covers(ChannelId(article.channel_id))?;
    let block = tx
        .find::<block::Entity>()
        .filter(block::Column::Id.eq(block.0))
        .filter(block::Column::Kind.eq(Kind::Articles.key()))
        .one()
        .await?
        .ok_or_else(|| Error::field("block", "请选择专题的小栏目。"))?;
    let topic = query::get(tx, TopicId(block.topic_id)).await?;
    if is_over(&topic, &beijing::date(tx.now())) {
        return Err(TOPIC_OVER.into());
    }
    let members = query::members(tx, topic.id).await?;
    if members.iter().any(|row| row.uid == article.uid) {
        return Err(TOPIC_HOLDS.into());
    }
    let beside: Vec<&member::Model> = members
        .iter()
        .filter(|row| row.block_id == Some(block.id))
        .collect();
    if beside.len() >= ARTICLES {
        return Err(TOPIC_FULL.into());
    }
    let first = beside.iter().map(|row| row.position).min().unwrap_or_default();
    // The topic first: whoever else changes it at this moment waits for the row, and then is told.
    let topic = advance(tx, &topic, entity::ActiveModel::default()).await?;
    place(tx, TopicId(topic.id), block.id, Uid(article.uid), first - 1).await?;
    let detail = serde_json::json!({ "title": topic.title, "block": block.heading, "article": article.uid });
    tx.emit_with(
        EventBody::TopicChanged {
            topic: TopicId(topic.id),
        },
        &detail,
    );
    Ok(topic)
}

/// Whether nothing may be added: a draft that was never open is not over, whatever its days say.
pub(super) fn is_over(topic: &entity::Model, today: &str) -> bool {
    topic.state() == super::State::Archived || topic.standing(today) == Standing::Over
}
