//! 外部来稿: what outside sources brought. An entry of the white list is public at once; of the others an editor decides
//! here, and here stands what a source changed after the site had made it its own.

mod bulk;
mod decline;
pub mod entity;
mod form;
pub mod query;
mod see;
pub mod staff;
mod state;
mod take;
pub mod view;

pub use decline::decline_arrival;
pub use see::{acknowledge_arrival, see_arrival};
pub use state::State;
pub use take::{arrival_text, take_arrival};
