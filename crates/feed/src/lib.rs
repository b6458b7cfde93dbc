//! Feeds of others, read as they arrive: RSS 0.9 to 2.0, Atom 0.3 and 1.0, CDF, JSON Feed and sitemaps, from bytes to
//! one plain model. What is ill-formed is mended: encodings, entities, control characters, unclosed and unmatched
//! tags, dates of every habit, relative links, missing ids. No network, no database, no clock.

mod date;
mod decode;
mod json;
mod model;
mod read;
mod sitemap;
mod space;
mod text;
mod tree;
mod xml;

pub use model::{Enclosure, Entry, Feed};
pub use read::{Unreadable, read};
