//! Slots: what somebody is typing, kept every few seconds apart from the editions, so that nothing typed is ever lost.
//!
//! A slot belongs to a person and an article, or to a person and a text that is no article yet. It is no version: nobody
//! else reads it, no event tells of it, and saving the form removes it. A form that came after its session had run out is
//! laid aside for the browser that sent it.

mod drop;
pub mod entity;
mod keep;
mod lay_aside;
mod place;
pub mod query;
pub mod staff;

pub use drop::{clear_slot, drop_slot};
pub use keep::keep_text;
pub use lay_aside::lay_aside;
pub use place::Place;
