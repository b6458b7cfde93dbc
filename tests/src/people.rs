//! People who use the sites over HTTP, as a browser without JavaScript does.

mod newsroom;
mod staff;
mod visitor;

pub use newsroom::{Newsroom, Piece};
pub use staff::Staff;
pub use visitor::{Answer, Visitor};
