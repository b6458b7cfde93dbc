//! Taking whatever lies on the desk: what a site published stands here at once and follows it; what came from a box is
//! written into the portal's own review, for nobody has reviewed it yet.

use super::adopt::{adopt_item, covers, decide};
use super::piece::of_box;
use super::{Headline, State, entity};
use crate::permissions::WorkDesk;
use content::article::text::{OriginClass, RawText, Text};
use content::article::{create_article, submit_taken};
use content::media::{Attached, lead_hash};
use kernel::event::EventBody;
use kernel::{ArticleId, ChannelId, DeskItemId, Error, Result, Revision, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// What taking a line led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The public sees it.
    Shown,
    /// An article of this site waits for review.
    Submitted(ArticleId),
}

/// Takes a waiting line into a channel, under an own headline if one is given.
///
/// # Errors
/// As [`adopt_item`]; of a text of a box, those of [`create_article`] and [`submit_taken`].
pub async fn take_item(
    tx: &mut SiteWrite<WorkDesk>,
    id: DeskItemId,
    into: ChannelId,
    own_title: Option<Headline>,
) -> Result<Taken> {
    let wanted = entity::Column::Id.eq(id.0);
    let line = tx.find::<entity::Entity>().filter(wanted).found().await?;
    let Some(text) = line.box_text_id else {
        adopt_item(tx, id, into, own_title).await?;
        return Ok(Taken::Shown);
    };
    covers(tx, &line)?;
    let text = article_of(tx, text, into, own_title).await?;
    decide(tx, id, State::Taken, "").await?;
    let (article, _) = create_article(tx, &text).await?;
    let id = ArticleId(article.id);
    submit_taken(tx, id, Revision(article.revision), None).await?;
    let row = entity::ActiveModel {
        id: Set(line.id),
        article_id: Set(Some(article.id)),
        ..Default::default()
    };
    tx.update(row).await?;
    let uid = Uid(line.uid);
    tx.emit(EventBody::SubmissionDecided { uid, adopted: true });
    Ok(Taken::Submitted(id))
}

/// The text as an article of this site that names the unit as its source.
async fn article_of(
    tx: &SiteWrite<WorkDesk>,
    id: i64,
    into: ChannelId,
    own_title: Option<Headline>,
) -> Result<Text> {
    let (text, unit) = of_box(tx, id).await?;
    let attached: Vec<Attached> = serde_json::from_str(&text.attachments).map_err(Error::fault)?;
    Text::parse(RawText {
        channel: into.0,
        title: own_title.map_or(text.title, |title| title.as_str().to_owned()),
        subtitle: text.subtitle,
        summary: text.summary,
        format: text.body_format,
        body: text.body_source,
        source: unit.name,
        origin: OriginClass::Contributed.key().into(),
        author: text.author,
        keywords: text.keywords,
        lead: text.lead_media.as_deref().map(lead_hash).unwrap_or_default(),
        attachments: attached.into_iter().map(|file| file.hash).collect(),
        ..RawText::default()
    })
}
