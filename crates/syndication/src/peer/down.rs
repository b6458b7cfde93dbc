//! The way down: what a hub has for the site of another box. The box asks, since nobody may reach it from outside; the
//! hub answers under its seal, bound to the question.
//!
//! At the box the mandates and push-downs are rows of the hub's site, as they are in the hub's own database: the
//! projection makes places of them as of those of a portal in the house, and the same locks hold.

mod across;
mod answer;
mod enclose;
mod fetch;
mod given;
mod heed;
mod important;
mod lack;
mod mandate;
mod progress;
mod push;
mod share;
mod speaker;
mod take;
mod task;
mod tell;
mod terms;
mod word;

pub use answer::answer_down;
pub(super) use given::file_of;
pub(super) use heed::{check_ask, heed_down};
pub(crate) use lack::lacking;
pub(super) use progress::progress;
pub(super) use speaker::of_hub;
pub use take::{Parcel, take_down};
pub(super) use tell::tell_down;
pub(crate) use word::forbidden;
use word::kept;
pub(super) use word::{forgotten, hear};

/// Articles of an answer.
const ITEMS: usize = 100;
/// Push-downs, mandates, sites, notices, receipts, answers to tasks of one message; more of them are refused.
const PUSHES: usize = 2000;
const MANDATES: usize = 200;
const SITES: usize = 200;
const NOTICES: usize = 50;
const RECEIPTS: usize = 1000;
const TASKS: usize = 200;
/// Important items, and own reposts of them, of one message.
const IMPORTANT: usize = 500;
/// Articles sent by hand of one message, in either direction.
const ACROSS: usize = 500;
