//! The event log: one for all sites, appended inside the write transaction, read by cursors.

mod append;
mod cursor;
mod entity;
mod reader;
mod runner;
mod tail;
mod watch;

pub(crate) use append::{Draft, append, begin, current};
pub use entity::{cursor as event_cursor, event, parked};
pub use reader::{ExternalReader, LogReader, Position};
pub use runner::Runner;
pub use tail::Tail;
pub(crate) use watch::watch;

/// What may be written without event and audit row, by reason.
pub const EXEMPT: &[&str] = &[
    "session",        // sign-in state; signing in and out has its own audit row
    "signin_delay",   // counters of failed tries
    "factor_setup",   // a secret or challenge under way; what comes of it has its own audit row
    "oidc_code",      // lives for a minute
    "citizen_code",   // codes under way and how many were sent
    "cursor",         // how far a reader is
    "job",            // the queue's own book-keeping
    "signing_key",    // made when first needed; rotation is audited
    "oidc_grant",     // what clients hold; issuing follows from a sign-in, ending has its own audit row
    "oidc_logout",    // log-outs told to clients
    "oidc_assertion", // remembered for minutes
    "setup",          // nothing changed: an idempotent command found all as it should be
    "token_use",      // when and whence a token was last used; what it did has its own audit row
    "source",         // how asking an outside source went; what it brought has its own audit rows
    "outgoing",       // how a webhook or an announcement went; the delivery's own row says it
    "peer", // health, cursor and replay window of a pairing; what it sends or refuses has its own rows
    "letter_try", // failed guesses of a query code, for minutes
    "letter_visit", // that somebody of a unit looked in on a day
    "letter_knock", // how often somebody wrote within the hour, and questions that were used
    "letter_upload", // files of a form that was not sent yet, for a day
    "pool_look", // what editors have looked at in the pool; taking it has its own audit rows
    "ledger_look", // when somebody last looked at the portal's decisions
    "slot", // what somebody is typing, until it is saved
    "visit", // counts of views
    "projection", // a reader's effect; the event it follows has the audit row
];
