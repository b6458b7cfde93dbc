//! Looking up an old address.

use super::entity;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// Where an old path (with its query, as it was asked for) leads.
///
/// # Errors
/// Faults of the database.
pub async fn find(read: &SiteRead, path: &str, query: &str) -> Result<Option<String>> {
    let mut asked = vec![path.to_owned()];
    if !query.is_empty() {
        asked.insert(0, format!("{path}?{query}"));
    }
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::FromPath.is_in(asked.clone()))
        .all()
        .await?;
    Ok(asked
        .iter()
        .find_map(|path| rows.iter().find(|row| row.from_path == *path))
        .map(|row| row.to_path.clone()))
}
