//! Syndication told as a town's day: units publish, the portal gathers.

mod desk;
mod feed;
mod isolation;
mod picture;
mod projection;
mod rule;
mod speed;
mod submission;
mod template;
mod town;
