//! One binary for all tests of this crate.
#![allow(clippy::unwrap_used, reason = "tests may unwrap")]

mod api;
mod article_import;
mod channels;
mod checks;
mod console;
mod import_office;
mod import_pages;
mod import_wxr;
mod newsroom;
mod pages;
mod publication;
mod scope;
mod slots;
mod topics;
mod web;
mod workflow;
