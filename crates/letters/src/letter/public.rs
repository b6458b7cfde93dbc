//! The board for visitors: the list, a letter, writing, following.

mod form;
mod list;
mod query;
mod show;
mod words;
mod write;

pub use form::Door;
pub(crate) use list::letter_address;
pub(crate) use words::{public_state, unit_names};

use gateway::Route;

/// The addresses of the board.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/letters/", list::get_letters),
        Route::get("/letters/new", write::get_new),
        Route::post("/letters/new", write::post_new),
        Route::get("/letters/query", query::get_query),
        Route::post("/letters/query", query::post_query),
        Route::get("/letters/{letter:[0-9]+}.html", show::get_letter),
    ]
}
