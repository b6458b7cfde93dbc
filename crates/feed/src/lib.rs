//! Feeds of others, read as they arrive: RSS 0.9 to 2.0, Atom 0.3 and 1.0, CDF, JSON Feed and sitemaps, from bytes to
//! one plain model. What is ill-formed is mended and written anew: encodings, entities, control characters, unclosed
//! and unmatched tags, names, places, dates of every habit, relative links. `feed-rs` parses what comes of it. No
//! network, no database, no clock.

mod date;
mod decode;
mod json;
mod markup;
mod mend;
mod model;
mod page;
mod part;
mod read;
mod room;
mod sitemap;
mod space;
mod take;
mod text;
mod tree;
mod write;

pub use model::{Enclosure, Entry, Feed, Kind};
pub use page::page_title;
pub use read::{Unreadable, read};
