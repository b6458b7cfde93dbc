//! Days: views and visitors of a site, or of all sites together.

pub mod entity;

/// A day of one site.
pub const SITE: &str = "site";
/// A day of all sites, kept with the portal: somebody who was on three of them is one visitor.
pub const GROUP: &str = "group";
