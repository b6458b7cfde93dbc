//! Makes a topic, or changes everything of it but its address.

use super::block::{self, Kind, Shot};
use super::entity::{self, TOPIC_SLUG};
use super::form::{Wanted, WantedBlock};
use super::keep::TopicDue;
use super::{State, member, query};
use crate::body::{PictureFacts, dress, media_hashes};
use crate::media::{self, Lead, PICTURE};
use crate::permissions::ManageTopics;
use crate::refusals::TOPIC_SLUG_TAKEN;
use kernel::event::EventBody;
use kernel::{Error, FieldError, Includes, Result, Revision, TopicId, Uid, beijing};
use sea_orm::{ColumnTrait, Set};
use std::collections::HashMap;
use store::{OnUnique, SiteRead, SiteWrite};

/// Makes a topic with its blocks.
///
/// # Errors
/// `topic.slug_taken`; [`Error::Invalid`] naming each field.
pub async fn create_topic<P: Includes<ManageTopics>>(
    tx: &mut SiteWrite<P>,
    wanted: &Wanted,
) -> Result<entity::Model> {
    let prepared = Prepared::new(tx, wanted).await?;
    if crate::channel::query::by_slug(tx, wanted.slug.as_str())
        .await?
        .is_some()
    {
        return Err(TOPIC_SLUG_TAKEN.into());
    }
    let row = entity::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        slug: Set(wanted.slug.to_string()),
        revision: Set(0),
        archived_at: Set((wanted.state == State::Archived).then_some(tx.now())),
        ..prepared.columns(tx, wanted)
    };
    let row = tx.insert(row).await.on_unique(TOPIC_SLUG, || TOPIC_SLUG_TAKEN)?;
    finish(tx, row, wanted, prepared).await
}

/// Changes a topic: its words, days, state and blocks.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster; [`Error::Invalid`] naming each field.
pub async fn save_topic<P: Includes<ManageTopics>>(
    tx: &mut SiteWrite<P>,
    id: TopicId,
    seen: Revision,
    wanted: &Wanted,
) -> Result<entity::Model> {
    let old = query::get(tx, id).await?;
    if old.revision != seen.0 {
        return Err(Error::Stale(Revision(old.revision)));
    }
    let prepared = Prepared::new(tx, wanted).await?;
    let row = entity::ActiveModel {
        archived_at: Set((wanted.state == State::Archived).then(|| old.archived_at.unwrap_or(tx.now()))),
        ..prepared.columns(tx, wanted)
    };
    let row = advance(tx, &old, row).await?;
    finish(tx, row, wanted, prepared).await
}

/// Writes the topic's new state, if nobody was faster; answers the row as it now is.
pub(super) async fn advance<P: kernel::Permission>(
    tx: &mut SiteWrite<P>,
    old: &entity::Model,
    change: entity::ActiveModel,
) -> Result<entity::Model> {
    use sea_orm::ExprTrait;
    let row = entity::ActiveModel {
        revision: Set(old.revision + 1),
        changed_by_name: Set(tx.actor().label()),
        changed_at: Set(tx.now()),
        ..change
    };
    let unchanged = entity::Column::Id
        .eq(old.id)
        .and(entity::Column::Revision.eq(old.revision));
    let done = tx.update_where(row, unchanged).await?;
    let fresh = query::get(tx, TopicId(old.id)).await?;
    if done == 0 {
        return Err(Error::Stale(Revision(fresh.revision)));
    }
    Ok(fresh)
}

/// What the database says of what the form names.
struct Prepared {
    lead: Option<(Lead, String)>,
    /// What each block shows.
    shown: Vec<String>,
    /// Every file it shows.
    files: Vec<String>,
}

impl Prepared {
    async fn new(read: &SiteRead, wanted: &Wanted) -> Result<Self> {
        let mut wrong = Vec::new();
        let today = beijing::date(read.now());
        if wanted.state == State::Public && wanted.ends_on.to_string() < today {
            let text = "结束日期已过。要公开，请改结束日期；要收起，状态选“已归档”。";
            wrong.push(FieldError::new("ends_on", text));
        }
        let texts = texts(wanted)?;
        let mut files: Vec<String> = texts.iter().flat_map(|html| media_hashes(html)).collect();
        files.extend(wanted.lead.clone());
        files.extend(wanted.blocks.iter().flat_map(|block| block.pictures.clone()));
        let known = media::by_hash(read, &files).await?;
        let known: HashMap<&str, &media::entity::Model> =
            known.iter().map(|file| (file.hash.as_str(), file)).collect();
        let picture = |hash: &String| known.get(hash.as_str()).filter(|file| file.kind == PICTURE);
        let lead = wanted.lead.as_ref().and_then(&picture);
        if wanted.lead.is_some() && lead.is_none() {
            wrong.push(FieldError::new("lead", "素材库里没有这张图片。"));
        }
        let facts: HashMap<String, PictureFacts> = known
            .values()
            .map(|file| (file.hash.clone(), facts(file)))
            .collect();
        let mut shown = Vec::new();
        for (at, (block, html)) in wanted.blocks.iter().zip(texts).enumerate() {
            let strange = media_hashes(&html)
                .iter()
                .any(|hash| !known.contains_key(hash.as_str()));
            if strange || block.pictures.iter().any(|hash| picture(hash).is_none()) {
                let field = if block.kind == Kind::Text { "body" } else { "items" };
                wrong.push(FieldError::new(
                    format!("b{at}-{field}"),
                    "用到了本站素材库里没有的图片或附件。",
                ));
            }
            shown.push(match block.kind {
                Kind::Articles => String::new(),
                Kind::Text => dress(&html, &facts)?,
                Kind::Pictures => json(
                    &block
                        .pictures
                        .iter()
                        .filter_map(&picture)
                        .map(|file| shot(file))
                        .collect::<Vec<_>>(),
                )?,
                Kind::Links => json(&block::links(&block.body).unwrap_or_default())?,
            });
        }
        strangers(read, wanted, &mut wrong).await?;
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let lead = lead.map(|file| (measured(file), file.alt.clone()));
        Ok(Self { lead, shown, files })
    }

    fn columns<P: kernel::Permission>(&self, tx: &SiteWrite<P>, wanted: &Wanted) -> entity::ActiveModel {
        entity::ActiveModel {
            title: Set(wanted.title.clone()),
            summary: Set(wanted.summary.clone()),
            lead_media: Set(self.lead.as_ref().map(|(lead, _)| lead.to_string())),
            lead_alt: Set(self.lead.as_ref().map(|(_, alt)| alt.clone()).unwrap_or_default()),
            starts_on: Set(wanted.starts_on.to_string()),
            ends_on: Set(wanted.ends_on.to_string()),
            state: Set(wanted.state.key().to_owned()),
            changed_by_name: Set(tx.actor().label()),
            changed_at: Set(tx.now()),
            ..entity::ActiveModel::default()
        }
    }
}

/// The HTML of each block that is a text.
fn texts(wanted: &Wanted) -> Result<Vec<String>> {
    let html = |block: &WantedBlock| match block.kind {
        Kind::Text => block::text(&block.body),
        Kind::Articles | Kind::Pictures | Kind::Links => Ok(String::new()),
    };
    wanted.blocks.iter().map(html).collect()
}

/// Articles that are neither the site's own nor placed here do not exist for it.
async fn strangers(read: &SiteRead, wanted: &Wanted, wrong: &mut Vec<FieldError>) -> Result<()> {
    let all: Vec<Uid> = wanted
        .blocks
        .iter()
        .flat_map(|block| block.uids.clone())
        .collect();
    let known = query::articles(read, &all).await?;
    for (at, block) in wanted.blocks.iter().enumerate() {
        if block.uids.iter().any(|uid| !known.contains_key(&uid.0)) {
            let text = "有一篇稿件不在本站，请移出后再选。";
            wrong.push(FieldError::new(format!("b{at}-items"), text));
        }
    }
    Ok(())
}

fn facts(file: &media::entity::Model) -> PictureFacts {
    PictureFacts {
        alt: file.alt.clone(),
        width: file.width,
        height: file.height,
    }
}

fn measured(file: &media::entity::Model) -> Lead {
    let size = |n: i64| u32::try_from(n).unwrap_or_default();
    Lead {
        hash: file.hash.clone(),
        width: size(file.width),
        height: size(file.height),
    }
}

fn shot(file: &media::entity::Model) -> Shot {
    let words = [file.caption.as_str(), file.credit.as_str()];
    Shot {
        lead: measured(file).to_string(),
        alt: file.alt.clone(),
        caption: words
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// A list as JSON, or nothing.
fn json<T: serde::Serialize>(list: &[T]) -> Result<String> {
    if list.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(list).map_err(Error::fault)
}

async fn finish<P: Includes<ManageTopics>>(
    tx: &mut SiteWrite<P>,
    row: entity::Model,
    wanted: &Wanted,
    prepared: Prepared,
) -> Result<entity::Model> {
    let id = TopicId(row.id);
    write_blocks(tx, id, &wanted.blocks, prepared.shown).await?;
    if wanted.state == State::Draft {
        media::hide(tx, row.uid).await?;
    } else {
        media::show_files(tx, row.uid, &prepared.files).await?;
    }
    if wanted.state == State::Public {
        TopicDue::enqueue(tx, &row).await?;
    }
    let articles: usize = wanted.blocks.iter().map(|block| block.uids.len()).sum();
    let detail = serde_json::json!({
        "title": row.title, "state": wanted.state.title(), "since": row.starts_on, "until": row.ends_on,
        "blocks": wanted.blocks.len(), "articles": articles,
    });
    tx.emit_with(EventBody::TopicChanged { topic: id }, &detail);
    Ok(row)
}

/// Blocks are made anew; what stands in them no longer is remembered as taken out.
async fn write_blocks<P: kernel::Permission>(
    tx: &mut SiteWrite<P>,
    id: TopicId,
    blocks: &[WantedBlock],
    shown: Vec<String>,
) -> Result<()> {
    use sea_orm::ExprTrait;
    let now = tx.now();
    let here = || member::Column::TopicId.eq(id.0);
    let nowhere = member::ActiveModel {
        block_id: Set(None),
        ..member::ActiveModel::default()
    };
    tx.update_where(nowhere, here()).await?;
    tx.delete_where::<block::Entity>(block::Column::TopicId.eq(id.0))
        .await?;
    for (at, (wanted, shown)) in blocks.iter().zip(shown).enumerate() {
        let source = match wanted.kind {
            Kind::Pictures => wanted.pictures.join("\n"),
            Kind::Articles | Kind::Text | Kind::Links => wanted.body.clone(),
        };
        let row = block::ActiveModel {
            topic_id: Set(id.0),
            position: Set(i64::try_from(at).unwrap_or_default()),
            kind: Set(wanted.kind.key().to_owned()),
            heading: Set(wanted.heading.clone()),
            source: Set(source),
            shown: Set(shown),
            ..block::ActiveModel::default()
        };
        let block = tx.insert(row).await?.id;
        for (position, uid) in wanted.uids.iter().enumerate() {
            place(tx, id, block, *uid, i64::try_from(position).unwrap_or_default()).await?;
        }
    }
    let gone = member::ActiveModel {
        removed_at: Set(Some(now)),
        ..member::ActiveModel::default()
    };
    let out = here()
        .and(member::Column::BlockId.is_null())
        .and(member::Column::RemovedAt.is_null());
    tx.update_where(gone, out).await?;
    Ok(())
}

/// Sets an article into a block, whether it stood in the topic before or not.
pub(super) async fn place<P: kernel::Permission>(
    tx: &mut SiteWrite<P>,
    topic: TopicId,
    block: i64,
    uid: Uid,
    position: i64,
) -> Result<()> {
    use sea_orm::ExprTrait;
    let row = member::ActiveModel {
        topic_id: Set(topic.0),
        block_id: Set(Some(block)),
        uid: Set(uid.0),
        position: Set(position),
        removed_at: Set(None),
        ..member::ActiveModel::default()
    };
    let there = member::Column::TopicId
        .eq(topic.0)
        .and(member::Column::Uid.eq(uid.0));
    if tx.update_where(row.clone(), there).await? == 0 {
        let row = member::ActiveModel {
            added_at: Set(tx.now()),
            ..row
        };
        tx.insert(row).await?;
    }
    Ok(())
}
