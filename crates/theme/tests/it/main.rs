//! Tests of the themes as they stand in `themes/`, and of broken ones.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may unwrap")]

mod assets;
mod broken;
mod pages;
mod samples;
