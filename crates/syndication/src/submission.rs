//! Submissions (报送) and their ledger (台账): what the site sent up and what became of it.

pub mod across;
pub mod across_view;
pub mod entity;
pub mod far;
pub mod look;
pub mod looked;
pub mod query;
pub mod recall;
pub mod send;
pub mod slot;
pub mod staff;
mod state;
pub mod view;

pub use recall::recall_submission;
pub use send::{send_across, submit_upward};
pub use state::State;
