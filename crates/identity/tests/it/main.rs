//! People of a small town: a portal, two sites, a few accounts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod command;
mod delay;
mod membership;
mod person;
mod provider;
mod session;
mod template;
mod town;
mod web;
