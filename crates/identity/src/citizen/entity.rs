//! The realm's tables.

pub mod account;
pub mod code;
pub mod contact;
pub mod quota;
pub mod session;
