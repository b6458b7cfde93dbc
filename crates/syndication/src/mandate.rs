//! Channels that the portal declares mandatory for push-downs (下发专栏): on the chosen sites a channel with this address
//! name keeps its name, stays open and in the navigation, and takes what is pushed down.

pub mod change;
pub mod declare;
pub mod entity;
mod form;
pub mod query;
pub mod staff;
pub mod view;

pub use change::{change_mandate, end_mandate};
pub use declare::{Wanted, declare_mandate};
