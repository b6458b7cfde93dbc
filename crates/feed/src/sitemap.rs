//! A sitemap becomes a feed: a page or a sitemap of an index becomes an item, with the title and date of the news
//! extension where they are.

use crate::model::Kind;
use crate::part::{Part, Piece};
use crate::space::Space;
use crate::tree::Element;
use crate::write::{Dialect, Document, Item};

/// `None` when the document is no sitemap. `arrived` is how many bytes the tree was made of.
pub(crate) fn mend(root: &Element, arrived: usize) -> Option<(Document, Kind)> {
    let set = root
        .elements()
        .find(|element| matches!(element.name.as_str(), "urlset" | "sitemapindex"))?;
    let items = set
        .elements()
        .filter(|element| matches!(element.name.as_str(), "url" | "sitemap"))
        .filter_map(item);
    let items = Document::within(items, arrived);
    let document = Document {
        dialect: Dialect::Rss,
        head: Vec::new(),
        items,
    };
    let kind = if set.name == "sitemapindex" {
        Kind::SitemapIndex
    } else {
        Kind::Sitemap
    };
    Some((document, kind))
}

fn item(element: &Element) -> Option<Item> {
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
    let mut pieces = vec![Piece::text(Part::Link, link.clone()), Piece::text(Part::Id, link)];
    pieces.extend(told("title").map(|title| Piece::text(Part::Title, title)));
    pieces.extend(told("publication_date").and_then(|text| Piece::moment(Part::Published, &text)));
    pieces.extend(own("lastmod").and_then(|text| Piece::moment(Part::Updated, &text)));
    Some(Item { base: None, pieces })
}
