//! 定时: an article goes out at a time, and leaves at another. What was missed while the program was stopped is caught up.

pub mod entity;
mod keep;
mod set;

pub use keep::Timekeeper;
pub use set::{Times, set_times};

use kernel::{ArticleId, Result};
use sea_orm::ColumnTrait;
use store::SiteRead;

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
