//! The store against real databases: SQLite always, PostgreSQL when `ZISHA_TEST_DATABASE_URL` is set.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may")]

mod audit_chain;
mod backup_restore;
mod job_queue;
mod lease;
mod log_readers;
mod site_doors;
mod town;
