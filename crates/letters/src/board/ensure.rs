//! A site's first board comes into being with its first letter.

use super::query::board_by_key;
use super::{CLASSES, GENERAL, Kind, class, entity};
use kernel::{Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// The site's ordinary board, made with its four classes if it is not there yet.
///
/// # Errors
/// Faults of the database.
pub async fn ensure_board(tx: &mut HubWrite, site: SiteId) -> Result<entity::Model> {
    if let Some(board) = board_by_key(tx, site, GENERAL).await? {
        return Ok(board);
    }
    // Two first letters at once would both make it.
    tx.in_turn("letter_board").await?;
    if let Some(board) = board_by_key(tx, site, GENERAL).await? {
        return Ok(board);
    }
    let board = tx
        .insert(entity::ActiveModel {
            site_id: Set(site.0),
            key: Set(GENERAL.into()),
            name: Set("咨询投诉".into()),
            kind: Set(Kind::Letters.key().into()),
            unit_id: Set(None),
            intro: Set(String::new()),
            private_only: Set(false),
            closed: Set(false),
            position: Set(0),
            private_default: Set(false),
            open_from: Set(String::new()),
            open_until: Set(String::new()),
            ..Default::default()
        })
        .await?;
    let classes = first_classes(site, board.id);
    tx.insert_many(classes).await?;
    Ok(board)
}

/// The classes that a new board begins with.
pub(super) fn first_classes(site: SiteId, board: i64) -> Vec<class::ActiveModel> {
    let class = |(position, name): (i64, &str)| class::ActiveModel {
        site_id: Set(site.0),
        board_id: Set(board),
        name: Set(name.into()),
        private_only: Set(false),
        closed: Set(false),
        position: Set(position),
        intro: Set(String::new()),
        private_default: Set(false),
        ..Default::default()
    };
    (0_i64..).zip(CLASSES).map(class).collect()
}
