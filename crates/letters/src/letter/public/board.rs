//! What the board that a visitor writes to says and offers.

use crate::board::query::{board_by_key, classes_of, open_boards};
use crate::board::{CLASSES, FIRST, class, entity};
use gateway::Ctx;
use kernel::{Error, Result};
use store::HubRead;
use theme::view::Link;

/// The board as the form needs it.
#[derive(Debug, Default)]
pub(super) struct Offered {
    /// What stands above the fields.
    pub lead: Vec<String>,
    /// Classes that can be chosen.
    pub classes: Vec<String>,
    /// Whether the writer may choose to be public.
    pub may_show: bool,
    /// What the form proposes.
    pub public: &'static str,
    /// Whether the writer may name a unit; a mailbox has its own.
    pub may_choose_unit: bool,
    /// The other boards of the site.
    pub others: Vec<Link>,
}

/// What the board of a word offers; the empty word is the site's ordinary board.
///
/// # Errors
/// [`Error::NotFound`] for a board that is not there.
pub(super) async fn offered(ctx: &Ctx, read: &HubRead, key: &str) -> Result<Offered> {
    let site = ctx.site.id;
    let wanted = if key.is_empty() { FIRST } else { key };
    let boards = open_boards(read, site).await?;
    let link = |row: &entity::Model| {
        let path = format!("/letters/new?board={}", row.key);
        Link::new(&row.name, ctx.site.url(&path))
    };
    let others = boards.iter().filter(|row| row.key != wanted).map(link).collect();
    let Some(board) = board_by_key(read, site, wanted).await? else {
        if !key.is_empty() {
            return Err(Error::NotFound);
        }
        return Ok(Offered {
            classes: CLASSES.map(str::to_owned).to_vec(),
            may_show: true,
            may_choose_unit: true,
            others,
            ..Offered::default()
        });
    };
    let classes = classes_of(read, board.id).await?;
    let open: Vec<&class::Model> = classes.iter().filter(|row| !row.closed).collect();
    let mut lead = Vec::new();
    if board.closed {
        lead.push(format!("{}目前不接收来信。", board.name));
    }
    lead.extend(board.intro.lines().map(str::to_owned));
    let said = open.iter().filter(|row| !row.intro.is_empty());
    lead.extend(said.map(|row| format!("{}：{}", row.name, row.intro)));
    lead.extend(private_words(&board, &open));
    Ok(Offered {
        lead,
        may_show: !board.private_only,
        public: if board.private_default { "no" } else { "" },
        may_choose_unit: board.unit_id.is_none(),
        classes: open.iter().map(|row| row.name.clone()).collect(),
        others,
    })
}

/// What is never public, in words.
fn private_words(board: &entity::Model, open: &[&class::Model]) -> Option<String> {
    if board.private_only {
        return Some("本栏目的来信和答复一律不公开。".to_owned());
    }
    let never = |row: &&&class::Model| row.private_only;
    let names: Vec<&str> = open.iter().filter(never).map(|row| row.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("{}类来信一律不公开。", names.join("、")))
}
