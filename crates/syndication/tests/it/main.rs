//! Syndication told as a town's day: units publish, the portal gathers.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod announce;
mod arrival;
mod cluster;
mod commission;
mod console;
mod desk;
mod desk_edit;
mod desk_merge;
mod feed;
mod greedy;
mod held;
mod http;
mod important;
mod isolation;
mod ledger;
mod linked;
mod newsroom;
mod outlet;
mod peer;
mod peer_down;
mod peer_guard;
mod peer_line;
mod peer_place;
mod picture;
mod postbox;
mod projection;
mod push;
mod quota;
mod repost;
mod round;
mod rule;
mod schema;
mod share;
mod source;
mod source_bounds;
mod source_guard;
mod source_stop;
mod speed;
mod submission;
mod template;
mod terms;
mod town;
mod webhook;
