//! The staff's pages: the desk of letters and the page of one letter with everything that may be done with it.

mod act;
mod allot;
mod clock_view;
mod due;
mod flags;
mod form;
mod handle;
mod history;
mod limits;
mod list;
mod list_form;
mod list_view;
mod original;
mod part;
mod parts;
mod phrases;
pub mod query;
mod review;
mod routes;
mod see;
mod show;
mod show_view;
mod typed;

pub use act::{Act, Standing};
pub use limits::LimitList;
pub use list_form::LetterQuery;
pub use list_view::LetterList;
pub use original::{Opened, open_original};
pub use part::Part;
pub use phrases::PhraseList;
pub use routes::{menu, routes, templates};
pub use see::see_letter;
pub use show_view::LetterDesk;
