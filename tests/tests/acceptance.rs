//! Journeys through the real program, as the people of the city make them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

#[path = "acceptance/backup.rs"]
mod backup;
#[path = "acceptance/board.rs"]
mod board;
#[path = "acceptance/full.rs"]
mod full;
#[path = "acceptance/import.rs"]
mod import;
#[path = "acceptance/publish.rs"]
mod publish;
#[path = "acceptance/read.rs"]
mod read;
#[path = "acceptance/search.rs"]
mod search;
#[path = "acceptance/sign_on.rs"]
mod sign_on;
