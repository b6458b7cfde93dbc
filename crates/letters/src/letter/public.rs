//! The board for visitors: the list, a letter, writing, following.

mod complete;
mod files;
mod form;
mod list;
mod mine;
mod own;
mod query;
mod receipt;
mod show;
mod typed;
mod units;
mod words;
mod write;
mod write_view;

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
        Route::get("/letters/mine", mine::get_mine),
        Route::get("/letters/query", query::get_query),
        Route::post("/letters/query", query::post_query),
        Route::post("/letters/query/answer", complete::post_answer),
        Route::post("/letters/query/rate", own::post_rate),
        Route::post("/letters/query/reopen", own::post_reopen),
        Route::post("/letters/query/withdraw", own::post_withdraw),
        Route::get("/letters/{letter:[0-9]+}.html", show::get_letter),
    ]
}
