//! Letters told as a town's day: citizens write, units answer.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod assessment;
mod clock;
mod code;
mod deeds;
mod desk;
mod documents;
mod handling;
mod http;
mod import;
mod pages;
mod public;
mod stats;
mod template;
mod town;
