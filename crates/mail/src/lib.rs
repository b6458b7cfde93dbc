//! Mail that the system sends: written down in the transaction that wants it, delivered by a job.
//!
//! With a server in the configuration it goes out by SMTP, without one it lies as `.eml` files in `<data>/outbox/`.

mod address;
mod compose;
mod deliver;
mod message;
mod send;
mod settings;
mod spool;

pub use address::Address;
pub use deliver::Mailer;
pub use message::Message;
pub use send::{SendMail, send, send_for};
pub use settings::{Settings, Tls};
