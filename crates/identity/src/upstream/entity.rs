//! Identities from outside and whose they are here: of staff and of citizens in tables of their own.

pub mod citizen;
pub mod person;
