//! Tables of the provider.

pub mod assertion;
pub mod client;
pub mod code;
pub mod consent;
pub mod grant;
pub mod key;
pub mod logout;
pub mod refresh;
