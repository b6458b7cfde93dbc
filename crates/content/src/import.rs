//! 历史导入: articles of former years from JSON Lines and CSV files, published as they were; WordPress exports (`wxr`), Word files
//! (`office`) and folders of HTML (`pages`). Each run leaves a report (`runs`).
//!
//! A file of lines is read in batches and never held whole. While one batch is written, the next is read, parsed, rendered and
//! hashed on all cores. A batch is one transaction: whatever stops a run, running it again goes on where it stopped.

mod csv;
mod json;
mod line;
pub mod office;
mod pages;
mod piece;
mod prepare;
mod rejects;
mod render;
mod report;
mod run;
pub mod runs;
mod shelf;
mod source;
mod write;
mod wxr;

pub use pages::{PagesOptions, PagesReport, PagesRow, import_pages};
pub use rejects::RejectsFile;
pub use report::{ImportOptions, ImportReport, Progress, Rejected};
pub use run::import_articles;
pub use source::FileFormat;
pub use wxr::{Entry, WxrOptions, WxrReport, check_wxr, import_wxr};
