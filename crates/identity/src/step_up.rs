//! Proving again who sits there, before a dangerous act. It happens on the portal's host alone: a site leads there
//! ([`way`]) and gets the browser back with a new token.

mod act;
pub mod page;
pub mod view;
pub mod way;
