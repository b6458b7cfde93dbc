//! The desk (采编台) of the portal: what rules and units put before its editors.

pub mod adopt;
pub mod decline;
pub mod entity;
mod form;
pub mod query;
mod see;
pub mod staff;
mod state;
pub mod view;

pub use adopt::adopt_item;
pub use decline::decline_item;
pub use form::{Headline, Reason};
pub use see::see_item;
pub use state::State;
