//! What the list of letters is asked for.

use super::part::Part;
use serde::{Deserialize, Serialize};

/// Tab and filters, as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct LetterQuery {
    /// Word of the tab.
    pub part: String,
    /// Class.
    pub class: String,
    /// Number of the unit.
    pub unit: String,
    /// Number of the site.
    pub site: String,
    /// Number of the board.
    pub board: String,
    /// Received on this day or later.
    pub from: String,
    /// Received on this day or earlier.
    pub to: String,
    /// Words of title, text or number.
    pub q: String,
    /// Page, from 1.
    pub page: String,
}

impl LetterQuery {
    /// The tab; what is none is what a unit works on.
    #[must_use]
    pub fn part(&self) -> Part {
        Part::parse(&self.part).unwrap_or(Part::Todo)
    }

    /// The page.
    #[must_use]
    pub fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// The same filters for another tab, as a query.
    #[must_use]
    pub fn query(&self, part: Part) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        out.append_pair("part", part.key());
        for (key, value) in [
            ("class", &self.class),
            ("unit", &self.unit),
            ("site", &self.site),
            ("board", &self.board),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
        ] {
            if !value.is_empty() {
                out.append_pair(key, value);
            }
        }
        out.finish()
    }
}
