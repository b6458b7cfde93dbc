//! The weekly assessment (周测评): every unit by what this platform witnessed in a week, frozen, sealed, ranked, open to appeal,
//! and told in a circular (通报).

mod appeal;
mod assess;
mod decide;
mod docx;
pub mod entity;
mod job;
mod measure;
mod pdf;
pub mod public;
mod query;
mod record;
mod score;
mod seal;
pub mod staff;
mod table;
mod view;
mod week;

pub use appeal::appeal_assessment;
pub use assess::{Frozen, assess_week};
pub use decide::decide_appeal;
pub use docx::write_docx;
pub use job::{AssessWeek, Assessor, ask};
pub use measure::{Measured, measure};
pub use pdf::write_pdf;
pub use query::{Circular, read_circular, read_weeks};
pub use record::read_record;
pub use score::{Ranked, Work, rank};
pub use seal::{Seal, SealKey};
pub(crate) use table::lay;
pub use table::{Part, parts};
pub use view::AssessmentPage;
pub use week::Week;
