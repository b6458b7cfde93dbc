//! What arrives and what comes of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod atom;
mod json;
mod read;
mod rss;
mod sitemap;

use chrono::{DateTime, Utc};
use feed::{Enclosure, Feed};
use url::Url;

/// A feed that came from `http://a.example/feeds/all.xml`.
fn read(text: &str) -> Feed {
    let base = Url::parse("http://a.example/feeds/all.xml").unwrap();
    feed::read(text.as_bytes(), None, Some(&base)).unwrap()
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().unwrap())
}

fn file(url: &str, kind: &str) -> Enclosure {
    Enclosure {
        url: url.to_owned(),
        kind: Some(kind.to_owned()),
    }
}

#[test]
fn what_is_no_feed_is_refused() {
    use feed::Unreadable::{Empty, NoFeed};
    for (text, why) in [
        ("", Empty),
        (" \n", Empty),
        ("<html><body>没有</body></html>", NoFeed),
        ("{\"a\": 1}", NoFeed),
        ("[]", NoFeed),
        ("没有", NoFeed),
    ] {
        assert_eq!(feed::read(text.as_bytes(), None, None), Err(why), "{text}");
    }
}
