//! Taking with edits (改后采用): the portal writes its own article from it. The new text goes through the portal's own
//! review; it names its source, is flagged when the source changes, and is withdrawn with it.

use super::adopt::{decide, may_take, rule_of};
use super::piece::of_line;
use super::{State, entity};
use crate::permissions::WorkDesk;
use crate::refusals::WITHDRAWN;
use content::article::entity as article;
use content::article::text::Text;
use content::permissions::WriteArticle;
use kernel::event::EventBody;
use kernel::{DeskItemId, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

fn words(title: &str, html: &str) -> String {
    format!("{title}\n{}\n", content::body::plain_text(html))
}

/// Takes a waiting line as a new article of this site, a draft. Gives back the transaction, as its writer's.
///
/// # Errors
/// `desk.decided`, `desk.withdrawn`; those of [`content::article::create_article`].
pub async fn edit_item(
    mut tx: SiteWrite<WorkDesk>,
    id: DeskItemId,
    text: &Text,
) -> Result<(SiteWrite<WriteArticle>, article::Model)> {
    let wanted = entity::Column::Id.eq(id.0);
    let line = tx.find::<entity::Entity>().filter(wanted).found().await?;
    let item = of_line(&tx, &line).await?;
    if !item.live {
        return Err(WITHDRAWN.into());
    }
    may_take(&line, rule_of(&tx, &line).await?.as_ref())?;
    decide(&mut tx, id, State::Edited, "").await?;
    tx.emit(EventBody::SubmissionDecided {
        uid: Uid(line.uid),
        adopted: true,
    });
    let mut tx = tx.as_::<WriteArticle>();
    let (article, edition) = content::article::create_article(&mut tx, text).await?;
    let row = entity::ActiveModel {
        id: Set(line.id),
        article_id: Set(Some(article.id)),
        before_text: Set(Some(words(&item.title, &item.body_html))),
        after_text: Set(Some(words(&edition.title, &edition.body_html))),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok((tx, article))
}
