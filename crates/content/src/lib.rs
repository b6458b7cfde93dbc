//! Channels, articles with editions and approvals, placements, topics, media, redirects, import.
//!
//! Owns the text of a site from the first draft to the tombstone. Other crates read its tables through the modules
//! below; only `syndication` also writes placements and library items.

pub mod api;
pub mod article;
pub mod body;
pub mod channel;
pub mod check;
mod documents;
mod feature;
mod holdings;
pub mod home;
pub mod import;
pub mod library;
pub mod media;
pub mod permissions;
pub mod placement;
pub mod redirect;
pub mod refusals;
mod sitemap;
pub mod slot;
pub mod staff;
pub mod token;
pub mod topic;

pub use documents::documents;
pub use feature::feature;
pub use holdings::holdings;
pub use staff::templates;
