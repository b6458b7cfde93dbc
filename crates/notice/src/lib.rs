//! Emergency banners (应急公告) and mourning grey (哀悼): what lies over every page of a site, of chosen sites or of the whole
//! group for a time. Written by one person, released by another, begun and ended by the clock.

mod feature;
pub mod notice;
pub mod permissions;
pub mod refusals;

pub use feature::{feature, templates};
