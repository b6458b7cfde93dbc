//! Cache tags: what a page shows, so that an event can say which pages it made stale.

use crate::{ChannelId, Uid};
use serde::{Deserialize, Serialize};

/// A thing shown on public pages *of one site*. The site itself is beside it, never inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Header, navigation, footer, brand: every page of the site.
    Chrome,
    /// The home page's blocks and any list over several channels.
    Home,
    /// A channel's list.
    Channel(ChannelId),
    /// An article, by its origin uid.
    Article(Uid),
    /// What search finds.
    Search,
    /// The letters board.
    Letters,
}
