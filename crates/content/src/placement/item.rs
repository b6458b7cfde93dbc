//! A placement as templates see it in a list.

use super::list::ListRow;
use super::path;
use crate::media::{Lead, address};
use gateway::Site;
use kernel::beijing;
use theme::view::{Item, Picture};

/// An entry of a list; `slug` is its channel's.
#[must_use]
pub fn item(site: &Site, slug: &str, row: ListRow) -> Item {
    let time = beijing::minute(row.published_at);
    Item {
        url: site.url(&path(slug, row.published_at, row.number)),
        date: time.get(..10).unwrap_or_default().to_owned(),
        datetime: beijing::rfc3339(row.published_at),
        time,
        unit: (!row.unit.is_empty()).then_some(row.unit),
        summary: row.summary,
        picture: row.lead_media.map(|lead| picture(site, &lead, row.lead_alt)),
        title: row.title,
    }
}

/// A lead picture in the size of a list, with the sizes beside it.
pub(crate) fn picture(site: &Site, lead: &str, alt: String) -> Picture {
    let Ok(lead) = lead.parse::<Lead>();
    let width = lead.width.min(640);
    let sized = |width: u32| address(site, &lead.hash, &format!("{width}.webp"));
    let srcset = [320, 640, 1280].into_iter().filter(|width| *width < lead.width);
    let srcset: Vec<String> = srcset.map(|width| format!("{} {width}w", sized(width))).collect();
    let height = u64::from(lead.height) * u64::from(width) / u64::from(lead.width.max(1));
    Picture {
        url: sized(640),
        alt,
        width,
        height: u32::try_from(height).unwrap_or(width).max(1),
        srcset: (!srcset.is_empty()).then(|| srcset.join(", ")),
    }
}
