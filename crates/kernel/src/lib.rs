//! Words and rules of a government website group, free of any framework.
//!
//! Everything here is pure: identifiers, the closed [`Error`], refusals, the two clocks, the
//! working-day calendar, roles, permissions and the policy that grants them, the event
//! vocabulary and the wire format that leaves a database.

pub mod actor;
pub mod beijing;
pub mod calendar;
pub mod clock;
pub mod csv;
pub mod document;
pub mod error;
pub mod event;
pub mod id;
pub mod permission;
pub mod personal;
pub mod policy;
pub mod refusal;
pub mod role;
pub mod slug;
pub mod tag;
pub mod wire;

pub use actor::Actor;
pub use clock::{Clocks, DomainClock, SecurityClock};
pub use error::{Error, FieldError, Result};
pub use id::*;
pub use permission::{Granted, Includes, Permission};
pub use refusal::Refusal;
pub use role::Role;
pub use slug::Slug;
pub use tag::Tag;
