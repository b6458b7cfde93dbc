//! Letters told as a town's day: citizens write, units answer.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod clock;
mod code;
mod deeds;
mod handling;
mod import;
mod pages;
mod stats;
mod town;
