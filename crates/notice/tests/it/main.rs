//! Banners and mourning over a small town: two persons, the clock, and nobody else's sites.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, also in helpers")]

mod act;
mod herald;
mod http;
mod page;
mod template;
mod town;
