//! Names of namespaces. Feeds misspell them, leave them out and invent prefixes, so a vocabulary is known by a part
//! of its address, and an undeclared prefix by custom.

/// The vocabularies that carry something we read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Space {
    /// RSS, Atom, CDF and everything that has no namespace.
    #[default]
    Core,
    Dc,
    Terms,
    Content,
    Media,
    Itunes,
    Xhtml,
    Rdf,
    Sitemap,
    News,
    Other,
}

/// By the address a prefix was bound to.
pub(crate) fn by_address(address: &str) -> Space {
    let low = address.trim().to_ascii_lowercase();
    const CORE: [&str; 10] = [
        "http://backend.userland.com/rss",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://example.com/",
        "http://purl.org/echo/",
        "uri/of/echo/namespace#",
        "http://purl.org/pie/",
        "http://purl.org/rss/1.0/modules/rss091#",
    ];
    if low.is_empty()
        || CORE.contains(&low.as_str())
        || low.ends_with("newformat#")
        || low.ends_with("/necho")
    {
        return Space::Core;
    }
    const PARTS: [(&str, Space); 12] = [
        ("purl.org/atom/ns", Space::Core),
        ("www.w3.org/2005/atom", Space::Core),
        ("userland.com/rss", Space::Core),
        ("purl.org/dc/elements", Space::Dc),
        ("purl.org/dc/terms", Space::Terms),
        ("modules/content", Space::Content),
        ("search.yahoo.com/mrss", Space::Media),
        ("podcast-1.0.dtd", Space::Itunes),
        ("www.w3.org/1999/xhtml", Space::Xhtml),
        ("22-rdf-syntax-ns", Space::Rdf),
        ("schemas/sitemap/", Space::Sitemap),
        ("schemas/sitemap-news", Space::News),
    ];
    PARTS
        .iter()
        .find(|(part, _)| low.contains(part))
        .map_or(Space::Other, |(_, space)| *space)
}

/// By a prefix that nobody declared.
pub(crate) fn by_prefix(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "" | "atom" | "rss" | "a10" => Space::Core,
        "dc" => Space::Dc,
        "dcterms" => Space::Terms,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "xhtml" | "html" => Space::Xhtml,
        "rdf" => Space::Rdf,
        "news" => Space::News,
        _ => Space::Other,
    }
}
