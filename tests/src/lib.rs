//! The kit of the tests that need more than one crate: the real program, people who use it, a real browser, the
//! checkers of its pages, the catalogue of its database and the sources of the repository.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the kit serves tests alone; a panic is how it tells what is wrong"
)]

pub mod browser;
pub mod catalogue;
pub mod checker;
pub mod demo;
pub mod ldap;
pub mod maildev;
pub mod page;
pub mod people;
pub mod program;
pub mod repository;
pub mod service;
pub mod tools;
pub mod town;
pub mod upstream;
pub mod walk;
