//! 定时: an article goes out at a time, and leaves at another. What was missed while the program was stopped is caught up.

pub mod entity;
mod keep;
mod set;

pub use keep::Timekeeper;
pub use set::{Times, set_times};

use kernel::{ArticleId, Permission, Result};
use sea_orm::{ColumnTrait, Set};
use store::{SiteRead, SiteWrite};

/// The times of an article, where there are any.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, id: ArticleId) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .one()
        .await
}

/// What went out, at its time or before it, does not go out again then.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn gone_out<P: Permission>(tx: &mut SiteWrite<P>, article: i64) -> Result<()> {
    let change = entity::ActiveModel {
        publish_at: Set(None),
        ..entity::ActiveModel::default()
    };
    tx.update_where(change, entity::Column::ArticleId.eq(article))
        .await?;
    Ok(())
}
