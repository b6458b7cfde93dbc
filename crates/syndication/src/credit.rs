//! Credits (加分) that the portal records by hand: a higher level adopted it, or the portal had commissioned it.

pub mod entity;
mod record;

pub use record::{Kind, Proof, record_credit};
