//! Sites share channels by consent (内容共享): a source offers a channel, others subscribe to it or ask for it, the source
//! agrees, and only then a rule works. Taking the consent back ends the rule.

pub mod ask;
pub mod ask_view;
pub mod decide;
pub mod entity;
mod form;
pub mod offer;
pub mod query;
pub mod staff;
mod state;
pub mod view;

pub use ask::{Asked, ask_channel, leave_request};
pub use decide::{TakeBack, decide_request, take_back};
pub use offer::{Wanted, end_offer, offer_channel};
pub use state::State;
