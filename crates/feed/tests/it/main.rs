//! Feeds as they arrive.

#![allow(clippy::unwrap_used, reason = "tests, also in helpers")]

mod read;
