//! A form that came after its session had run out: kept for the browser that sent it, under the hash of a secret that
//! only that browser holds.

use super::entity::{self, Column, Entity};
use super::{drop, keep, query};
use crate::article::entity as article;
use crate::article::form::TextForm;
use crate::permissions::KeepText;
use kernel::{ArticleId, Error, Result};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// How many texts a site lays aside at once; a stranger cannot fill the disk.
const MOST: u64 = 100;

/// Keeps the text under `secret`.
///
/// # Errors
/// [`Error::Invalid`] for more than is ever saved; [`Error::Unauthenticated`] when too many wait already.
pub async fn lay_aside(
    tx: &mut SiteWrite<KeepText>,
    secret: &str,
    article: Option<ArticleId>,
    form: &TextForm,
) -> Result<entity::Model> {
    tx.exempt("slot")?;
    drop::outdated(tx).await?;
    let waiting = tx
        .find::<Entity>()
        .filter(Column::PersonId.is_null())
        .count()
        .await?;
    if waiting >= MOST {
        return Err(Error::Unauthenticated);
    }
    let article = match article {
        Some(id) => {
            tx.find::<article::Entity>()
                .filter(article::Column::Id.eq(id.0))
                .one()
                .await?
        }
        None => None,
    };
    let now = tx.now();
    let row = entity::ActiveModel {
        key: Set(query::key_of(secret)),
        person_id: Set(None),
        person_name: Set(String::new()),
        article_id: Set(article.map(|article| article.id)),
        text: Set(keep::packed(form)?),
        base_revision: Set(form.seen().0),
        changed_at: Set(now),
        seen_at: Set(now),
        ..entity::ActiveModel::default()
    };
    Ok(tx.insert(row).await?)
}
