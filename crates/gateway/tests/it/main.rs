//! The gateway over real sockets.

#![allow(clippy::unwrap_used, reason = "tests, also in helpers")]

mod outbound;
