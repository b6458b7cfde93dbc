//! A forgotten password: a mail with a one-time link, whoever asks. Nothing on the way tells whether an account exists: the
//! request only writes a job down, always the same; who is meant is looked up when the job runs.

mod job;
pub mod public;
mod request;
pub mod view;

pub use job::{Answer, MailForgotten};
pub use request::ask;
