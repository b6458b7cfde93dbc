//! Letters told as a town's day: citizens write, units answer.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod abuse;
mod assessment;
mod boards;
mod claim;
mod clock;
mod code;
mod complete;
mod deeds;
mod desk;
mod documents;
mod duty;
mod form;
mod handling;
mod http;
mod import;
mod law;
mod pages;
mod press;
mod public;
mod stats;
mod template;
mod town;
mod truth;
