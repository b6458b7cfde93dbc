//! One binary for all tests of the index.

#![allow(clippy::unwrap_used, reason = "tests, also in helpers")]

mod filters;
mod generations;
mod ranking;
mod reader;
mod recall;
mod support;
