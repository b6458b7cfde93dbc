//! Word files become articles: `.docx` and the older `.doc`, with headings, lists, tables, pictures, links and notes.

mod bounds;
mod html;
mod read;
mod run;

pub use read::{Office, OfficePicture, read_office};
pub use run::{OfficeOptions, OfficeReport, OfficeRow, import_office};
