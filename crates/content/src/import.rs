//! 历史导入: articles of former years from JSON Lines and CSV files, published as they were.
//!
//! The file is read in batches and never held whole. While one batch is written, the next is read, parsed, rendered and
//! hashed on all cores. A batch is one transaction: whatever stops a run, running it again goes on where it stopped.

mod csv;
mod json;
mod line;
mod prepare;
mod rejects;
mod render;
mod report;
mod run;
mod source;
mod write;

pub use rejects::RejectsFile;
pub use report::{ImportOptions, ImportReport, Progress, Rejected};
pub use run::import_articles;
pub use source::FileFormat;
