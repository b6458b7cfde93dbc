//! Syndication told as a town's day: units publish, the portal gathers.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod console;
mod desk;
mod feed;
mod held;
mod http;
mod isolation;
mod linked;
mod newsroom;
mod picture;
mod projection;
mod round;
mod rule;
mod speed;
mod submission;
mod template;
mod terms;
mod town;
