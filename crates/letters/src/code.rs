//! The query code (查询码) with which a writer follows a letter without an account.

mod guess;
mod key;
mod prove;
mod scatter;
mod submission;
pub mod tries;

pub use guess::prove_guarded;
pub use key::{Code, CodeKey};
pub use prove::{Proven, prove_citizen, prove_writer};
pub use submission::Submission;
