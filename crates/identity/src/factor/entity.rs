//! Rows of second factors.

pub mod challenge;
pub mod passkey;
pub mod recovery;
pub mod totp;
