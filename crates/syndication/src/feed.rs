//! Feeds out: RSS 2.0, Atom and JSON Feed of a site, of each channel and of each topic, narrowed to a unit, page by page, with marks of
//! what was withdrawn. How they are written is [`gateway::feed`]'s.

pub mod public;
mod query;
