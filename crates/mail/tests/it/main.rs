//! Mail against a real server (npm `maildev`) and against the spool.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod maildev;
mod office;
mod smtp;
mod spool;
