//! Which tables belong to a site.

use sea_orm::EntityTrait;

/// An entity whose rows belong to one site each. Everything read or written through a site's door is filtered by
/// [`SiteOwned::SITE`].
pub trait SiteOwned: EntityTrait {
    /// The `site_id` column.
    const SITE: Self::Column;
}

/// A global table that every site may read, because it holds nothing that belongs to one site alone (the register
/// of sites, units, published library items).
pub trait Shared: EntityTrait {}
