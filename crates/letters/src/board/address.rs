//! Where a board is written to.

use super::Kind;
use super::entity::{Column, Entity, Model};
use super::query::open_boards;
use gateway::Ctx;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
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
    let mut links: Vec<Link> = named
        .map(|board| Link::new(&board.name, board_address(ctx, board)))
        .collect();
    links.extend(law_elsewhere(ctx, read).await?);
    Ok(links)
}

/// On the portal the boards of other sites where somebody on duty answers the same day (法律在线): whoever looks for them begins here.
async fn law_elsewhere(ctx: &Ctx, read: &HubRead) -> Result<Vec<Link>> {
    let portal = ctx.app.directory.portal();
    if portal.is_none_or(|portal| portal.id != ctx.site.id) {
        return Ok(Vec::new());
    }
    let boards = read
        .find::<Entity>()
        .filter(Column::Kind.eq(Kind::Law.key()))
        .filter(Column::Closed.eq(false))
        .filter(Column::SiteId.ne(ctx.site.id.0))
        .asc(Column::SiteId)
        .asc(Column::Position)
        .all()
        .await?;
    let link = |board: &Model| {
        let site = ctx.app.directory.get(SiteId(board.site_id))?;
        let key: String = url::form_urlencoded::byte_serialize(board.key.as_bytes()).collect();
        Some(Link::new(
            &board.name,
            site.absolute(&format!("/letters/?board={key}")),
        ))
    };
    Ok(boards.iter().filter_map(link).collect())
}
