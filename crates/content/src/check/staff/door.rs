//! The door through which findings and lists are read: a site's own, or on the portal the group's.

use crate::permissions::KeepGroupChecks;
use gateway::site::SiteKind;
use gateway::staff::Signed;
use kernel::{Error, Result, SiteId};
use sea_orm::ColumnTrait;
use store::{HubRead, HubStore, Query, SiteOwned, SiteRead};

/// The door of the portal to what was found on all sites, and to the group's lists.
pub struct Group(pub HubStore);

/// Why it is there.
pub const WHY: &str = "the portal keeps the lists of the checks for all sites and sees what they find there";

/// Reads one site, or as the portal all of them or one.
pub(super) enum Door {
    Site(SiteRead),
    Group(HubRead, Option<SiteId>),
}

impl Door {
    pub(super) fn find<E: SiteOwned>(&self) -> Query<'_, E> {
        match self {
            Self::Site(read) => read.find::<E>(),
            Self::Group(read, site) => read.find::<E>().filter_some(*site, |site| E::SITE.eq(site.0)),
        }
    }
}

/// Refuses whoever may not keep the group's lists; elsewhere than on the portal they do not exist as something to keep.
pub(super) fn group_keeper(who: &Signed) -> Result<()> {
    if who.site.kind != SiteKind::Portal {
        return Err(Error::NotFound);
    }
    who.proof::<KeepGroupChecks>()?.whole_site()
}
