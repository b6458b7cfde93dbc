//! Where a board is written to.

use super::entity::Model;
use super::query::open_boards;
use gateway::Ctx;
use kernel::Result;
use store::HubRead;
use theme::view::Link;

/// The word of the board that every site has.
pub const GENERAL: &str = "letters";

/// The address of a board's form on this site.
pub(crate) fn board_address(ctx: &Ctx, board: &Model) -> String {
    if board.key == GENERAL {
        return ctx.site.url("/letters/new");
    }
    let key: String = url::form_urlencoded::byte_serialize(board.key.as_bytes()).collect();
    ctx.site.url(&format!("/letters/new?board={key}"))
}

/// The boards of this site that have a name of their own (市长信箱), while they take letters.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn mailboxes(ctx: &Ctx, read: &HubRead) -> Result<Vec<Link>> {
    let boards = open_boards(read, ctx.site.id).await?;
    let named = boards.iter().filter(|board| board.key != GENERAL);
    Ok(named
        .map(|board| Link::new(&board.name, board_address(ctx, board)))
        .collect())
}
