//! The way of a request.

pub mod address;
pub mod assets;
pub mod context;
pub mod csrf;
pub mod error;
pub mod form;
pub mod front;
pub mod health;
pub mod pre_session;
pub mod rate;
pub mod security;
pub mod sent;
