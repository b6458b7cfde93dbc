//! A folder of HTML pages: the static copy of an old site.
//!
//! What a page holds is found by rules that fit on half a page of docs/IMPORT.md. Pictures and files come from the folder;
//! nothing is fetched.

mod decode;
mod find;
mod links;
mod page;
mod report;
mod run;

pub use report::{PagesReport, PagesRow};
pub use run::{PagesOptions, import_pages};
