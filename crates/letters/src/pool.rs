//! The group's one pool of letters, and how far each desk reaches into it.
//!
//! A letter is a row of the site it was written on. The unit that answers it may work on another site, so its staff come
//! through this door instead of their own site's: it carries the same proof, and opens only what the desk covers.

mod desk;
mod keep;
mod write;

pub use desk::{Desk, Help, portal_id};
pub use keep::Step;
pub(crate) use keep::moved;
pub use write::{Pool, PoolWrite};
