//! Clients, codes and keys.

pub mod client;
pub mod code;
pub mod key;
