//! From bytes to entries, one habit of publishers a test.

use feed::{Entry, Feed, Unreadable, read};
use url::Url;

fn base() -> Url {
    Url::parse("http://news.example/feeds/all.xml").unwrap()
}

fn of(text: &str) -> Feed {
    read(text.as_bytes(), Some("text/xml; charset=utf-8"), Some(&base())).unwrap()
}

fn only(text: &str) -> Entry {
    let mut feed = of(text);
    assert_eq!(feed.entries.len(), 1, "{text}");
    feed.entries.remove(0)
}

fn at(entry: &Entry) -> String {
    entry.published.or(entry.updated).unwrap().to_rfc3339()
}

#[test]
fn a_newspaper_in_gbk_without_a_word_about_it_in_http() {
    let text = "<?xml version=\"1.0\" encoding=\"gb2312\"?><rss version=\"2.0\"><channel><title>陶都日报</title>\
        <item><title>紫砂壶&middot;开窑 & 品茗</title><link>/2005/1.html</link><pubDate>2005年3月4日 10:15</pubDate>\
        <description>&lt;p&gt;龙窑点火。&lt;/p&gt;</description></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::GBK.encode(text);
    let feed = read(&bytes, Some("text/xml"), Some(&base())).unwrap();
    assert_eq!(feed.title, "陶都日报");
    let entry = &feed.entries[0];
    assert_eq!(entry.title, "紫砂壶·开窑 & 品茗");
    assert_eq!(entry.link.as_deref(), Some("http://news.example/2005/1.html"));
    assert_eq!(
        entry.id, "http://news.example/2005/1.html",
        "the link stands in for the id"
    );
    assert_eq!(at(entry), "2005-03-04T02:15:00+00:00");
    assert_eq!(entry.summary.as_deref(), Some("<p>龙窑点火。</p>"));
}

#[test]
fn atom_with_a_base_and_two_kinds_of_text() {
    let entry = only(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/a/'><entry><id>urn:1</id><title type='html'>&lt;b&gt;壶&lt;/b&gt;</title>\
        <link rel='self' href='self.xml'/><link href='1.html'/><link rel='enclosure' href='1.mp3' type='audio/mpeg'/>\
        <published>2026-11-22T12:00:00+08:00</published><updated>2026-11-23T12:00:00+08:00</updated>\
        <summary>一 &lt; 二</summary><author><name>周若溪</name></author>\
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>正文<br/></p></div></content></entry></feed>",
    );
    assert_eq!((entry.id.as_str(), entry.title.as_str()), ("urn:1", "壶"));
    assert_eq!(entry.link.as_deref(), Some("http://news.example/a/1.html"));
    assert_eq!(entry.enclosures[0].url, "http://news.example/a/1.mp3");
    assert_eq!(at(&entry), "2026-11-22T04:00:00+00:00");
    assert_eq!(entry.content.as_deref(), Some("<p>正文<br></p>"));
    assert_eq!(entry.author.as_deref(), Some("周若溪"));
    assert_eq!(entry.base.as_deref(), Some("http://news.example/a/"));
}

#[test]
fn rss_1_0_has_its_items_beside_the_channel() {
    let feed = of(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
        xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>甲</title></channel>\
        <item rdf:about='http://x.example/1'><title>乙</title><dc:date>2005-03</dc:date></item></rdf:RDF>",
    );
    assert_eq!(feed.title, "甲");
    assert_eq!(feed.entries[0].id, "http://x.example/1");
    assert_eq!(at(&feed.entries[0]), "2005-03-01T00:00:00+00:00");
}

#[test]
fn what_breaks_off_gives_what_had_arrived() {
    let feed =
        of("<rss><channel><title>甲</title><item><title>一</title></item><item><title>二</title><descr");
    let titles: Vec<&str> = feed.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["一", "二"]);
}

#[test]
fn an_entry_without_id_and_link_has_the_same_id_at_every_reading() {
    let text = "<rss version='7'><channel><item><title>甲</title></item><item><title>乙</title></item></channel></rss>";
    let (first, second) = (of(text), of(text));
    assert_eq!(first, second);
    assert_ne!(first.entries[0].id, first.entries[1].id);
    assert!(first.entries[0].id.starts_with("sha256:"));
}

#[test]
fn a_guid_is_the_link_unless_it_says_otherwise() {
    let item = |guid: &str| only(&format!("<rss><channel><item>{guid}</item></channel></rss>"));
    assert_eq!(
        item("<guid>http://x.example/1</guid>").link.as_deref(),
        Some("http://x.example/1")
    );
    assert_eq!(item("<guid isPermaLink='false'>7</guid>").link, None);
}

#[test]
fn json_feed_and_a_sitemap_with_news() {
    let json = of(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"甲\",\"items\":[{\"id\":7,\"url\":\"1.html\",\
        \"title\":\"乙\",\"content_text\":\"一 < 二\",\"date_published\":\"2026-11-22T12:00:00+08:00\"}]}",
    );
    assert_eq!((json.title.as_str(), json.entries[0].id.as_str()), ("甲", "7"));
    assert_eq!(json.entries[0].content.as_deref(), Some("一 &lt; 二"));
    assert_eq!(
        json.entries[0].link.as_deref(),
        Some("http://news.example/feeds/1.html")
    );
    let map = of("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
        xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://x.example/1</loc>\
        <lastmod>2026-11-22</lastmod><news:news><news:title>开窑</news:title></news:news></url></urlset>");
    assert_eq!(
        (map.entries[0].title.as_str(), map.entries[0].id.as_str()),
        ("开窑", "http://x.example/1")
    );
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    let none = |text: &str| read(text.as_bytes(), None, None).unwrap_err();
    assert_eq!(none(" \n"), Unreadable::Empty);
    for text in [
        "<html><body><p>404</p></body></html>",
        "plain words",
        "{\"a\":1}",
        "<",
        "&",
    ] {
        assert_eq!(none(text), Unreadable::NoFeed, "{text}");
    }
}

mod anything {
    use super::base;
    use proptest::prelude::*;

    /// Pieces that feeds are made of, put together as nobody would.
    const PIECES: &[&str] = &[
        "<rss>",
        "<channel>",
        "</channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<pubDate>",
        "</pubDate>",
        "<link href='",
        "'/>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml ",
        "encoding='gbk'?>",
        "<!DOCTYPE a [<!ENTITY b \"c\">",
        "]>",
        "&",
        "&#x",
        "&amp;",
        ";",
        "<",
        ">",
        "年3月4日下午",
        "2005",
        "-",
        ":",
        ":1",
        "10:61",
        "星期",
        "周",
        "pm ",
        "am",
        "Z",
        "+08:0",
        "GMT+",
        "陶",
        "\u{0}",
        " xml:base='",
        "http://",
        "{\"items\":[",
        "{\"id\":1}",
        "]}",
        "<entry xmlns='",
        "<content type='application/x'>",
        "QUJD",
    ];

    proptest! {
        #[test]
        fn never_makes_the_reader_fall(
            picks in prop::collection::vec(0..PIECES.len(), 0..60),
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let text: String = picks.iter().map(|at| PIECES[*at]).collect();
            let _read = feed::read(text.as_bytes(), None, Some(&base()));
            let date = format!("<rss><item><pubDate>{text}</pubDate></item></rss>");
            let _read = feed::read(date.as_bytes(), None, None);
            let _read = feed::read(&bytes, Some("text/xml; charset=big5"), None);
        }
    }
}

#[test]
fn a_stranger_cannot_make_a_feed_larger_than_it_came() {
    let size = |feed: &feed::Feed| serde_json::to_string(feed).unwrap().len();
    // A long base for many short addresses.
    let base = format!("http://a.example/{}/", "x".repeat(1900));
    let links = format!(
        "<rss xml:base='{base}'><channel><title>题</title>{}</channel></rss>",
        "<item><link>y</link></item>".repeat(60_000)
    );
    let feed = crate::read(&links);
    assert!(!feed.entries.is_empty() && feed.entries.len() <= 50_000);
    assert!(size(&feed) < 8 * links.len(), "{}", size(&feed));
    // Many files in one entry, many entries of nothing.
    let files = format!(
        "<rss><channel><title>题</title><item><title>一</title>{}</item></channel></rss>",
        (0..5_000)
            .map(|n| format!("<enclosure url='/{n}'/>"))
            .collect::<String>()
    );
    assert_eq!(crate::read(&files).entries[0].enclosures.len(), 50);
    let empty = format!(
        "<rss><channel><title>题</title>{}</channel></rss>",
        "<item/>".repeat(200_000)
    );
    assert!(crate::read(&empty).entries.len() <= 50_000);
}

#[test]
fn a_headline_of_markup_alone_is_cut_before_it_is_taken_apart() {
    let title = format!("紫砂{}", "&lt;b&gt;窑".repeat(50_000));
    let feed = crate::read(&format!(
        "<rss><channel><title>{title}</title><item><title>{title}</title><pubDate>{}</pubDate></item></channel></rss>",
        "周".repeat(1_000_000)
    ));
    assert!(feed.title.starts_with("紫砂窑") && feed.title.len() < 4096);
    assert!(feed.entries[0].title.len() < 4096);
}
