//! What the program's commands do with people. Each opens its doors itself and runs beside a server.

mod client;
mod demo;
mod import;
mod init;
mod keys;
mod portal;
mod user;

pub use client::{client_add, client_list, client_remove, client_secret};
pub use demo::{DemoPerson, demo_person};
pub use import::user_import;
pub use init::init_administrator;
pub use keys::{keys_list, keys_rotate};
pub use user::{user_add, user_link, user_refused, user_reset, user_restore, user_suspend};
