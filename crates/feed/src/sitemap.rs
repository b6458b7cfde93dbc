//! Sitemaps, with the title and date of the news extension where they are; an index gives its sitemaps as entries.

use crate::date;
use crate::model::{Entry, Feed};
use crate::space::Space;
use crate::text;
use crate::tree::Element;

/// `None` when the document is no sitemap.
pub(crate) fn read(root: &Element) -> Option<Feed> {
    let set = root
        .elements()
        .find(|element| matches!(element.name.as_str(), "urlset" | "sitemapindex"))?;
    let entries = set
        .elements()
        .filter(|element| matches!(element.name.as_str(), "url" | "sitemap"))
        .filter_map(entry)
        .collect();
    Some(Feed {
        entries,
        ..Feed::default()
    })
}

fn entry(element: &Element) -> Option<Entry> {
    let own = |name: &str| {
        let found = element
            .elements()
            .find(|e| matches!(e.space, Space::Core | Space::Sitemap) && e.name == name);
        found.map(Element::text).filter(|text| !text.is_empty())
    };
    let news = element.elements().find(|e| e.is(Space::News, "news"));
    let told = |name: &str| {
        let found = news?.elements().find(|e| e.is(Space::News, name));
        found.map(Element::text).filter(|text| !text.is_empty())
    };
    let link = element.resolve(&own("loc")?);
    Some(Entry {
        id: link.clone(),
        title: told("title").map(|title| text::words(&title)).unwrap_or_default(),
        link: Some(link),
        published: told("publication_date").and_then(|text| date::parse(&text)),
        updated: own("lastmod").and_then(|text| date::parse(&text)),
        ..Entry::default()
    })
}
