//! People of a small town: a portal, two sites, a few accounts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod boxes;
mod browser;
mod campaign;
mod client;
mod command;
mod delay;
mod factor;
mod keys;
mod logout;
mod membership;
mod oidc;
mod person;
mod provider;
mod refresh;
mod rp;
mod session;
mod step_up;
mod template;
mod town;
mod web;
