//! 加入专题, from the page of an article: POST /console/articles/{article}/topics.

use crate::article::staff::{Choice, again, article};
use crate::permissions::{FillTopics, ManageTopics};
use crate::topic::{add_to_topic, query};
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Form, Reply};
use kernel::{ArticleId, Error, Result, TopicBlockId};
use serde::{Deserialize, Serialize};
use store::SiteRead;
use uuid::Uuid;

/// Where an article stands, and where it may be put.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rooms {
    /// Blocks it stands in.
    pub here: Vec<Place>,
    /// Blocks to choose from; empty where there is nothing to choose or the person may not.
    pub open: Vec<Choice>,
    /// Where the choice goes.
    pub action: String,
}

/// A block an article stands in.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Topic and block.
    pub title: String,
    /// The topic's form; null for who may not change it.
    pub url: Option<String>,
}

/// What the page of an article says of topics.
pub(crate) async fn rooms(who: &Signed, read: &SiteRead, id: ArticleId, uid: Uuid) -> Result<Rooms> {
    let (open, here) = query::rooms(read, uid).await?;
    let title = |(topic, block): &query::Room| format!("{} · {}", topic.title, block.heading);
    let place = |room: &query::Room| Place {
        title: title(room),
        url: who
            .may::<ManageTopics>()
            .then(|| who.site.url(&format!("/console/topics/{}", room.0.id))),
    };
    Ok(Rooms {
        here: here.iter().map(place).collect(),
        open: if who.may::<FillTopics>() {
            open.iter()
                .map(|room| Choice::new(room.1.id, title(room), ""))
                .collect()
        } else {
            Vec::new()
        },
        action: who.site.url(&format!("/console/articles/{id}/topics")),
    })
}

/// The block chosen.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    block: String,
}

/// Puts the article into the block.
///
/// # Errors
/// See [`add_to_topic`].
pub async fn post_add(by: By<FillTopics>, id: Path<ArticleId>, Form(chosen): Form<Chosen>) -> Reply {
    article(&by, &by.read(), *id).await?;
    match add(&by, *id, &chosen).await {
        Ok(title) => {
            let notice = format!("已加入专题“{title}”，排在小栏目的最前面。");
            by.saved(&format!("/console/articles/{id}"), &notice).await
        }
        Err(error) => again(&by, *id, error).await,
    }
}

async fn add(by: &By<FillTopics>, id: ArticleId, chosen: &Chosen) -> Result<String> {
    let block = chosen.block.parse::<TopicBlockId>();
    let block = block.map_err(|_none| Error::field("block", "请选择专题的小栏目。"))?;
    let mut tx = by.write().await?;
    let topic = add_to_topic(&mut tx, id, block).await?;
    tx.commit().await?;
    Ok(topic.title)
}
