//! Outside sources (稿源): feeds of media and foreign systems, fetched through the guarded client.

mod fetch;

pub use fetch::{Answer, FEED_LIMIT, fetch};
