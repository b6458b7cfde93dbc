//! Syndication told as a town's day: units publish, the portal gathers.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod console;
mod desk;
mod feed;
mod http;
mod isolation;
mod newsroom;
mod peer;
mod picture;
mod projection;
mod rule;
mod schema;
mod speed;
mod submission;
mod template;
mod town;
