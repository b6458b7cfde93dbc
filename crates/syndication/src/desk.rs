//! The desk (采编台): of the portal, where rules, units and the pool put pieces before its editors, and of every site that
//! neighbours send to.

pub mod adopt;
mod assign;
pub mod band;
mod bulk;
pub mod counts;
pub mod decline;
pub mod edit;
pub mod edit_view;
pub mod entity;
mod form;
mod merge;
pub mod piece;
pub mod query;
mod see;
pub mod slot;
pub mod staff;
mod state;
mod take;
pub mod view;

pub use adopt::adopt_item;
pub use assign::assign_channel;
pub use decline::decline_item;
pub use edit::edit_item;
pub use form::{Headline, REASONS, Reason};
pub use merge::merge_items;
pub use query::Sought;
pub use see::see_item;
pub use state::State;
pub use take::{Taken, take_item};
