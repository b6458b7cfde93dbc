//! What the program's commands do with people. Each opens its doors itself and runs beside a server.

mod demo;
mod init;
mod portal;
mod user;

pub use demo::{DemoPerson, demo_person};
pub use init::init_administrator;
pub use user::{user_add, user_reset, user_suspend};
