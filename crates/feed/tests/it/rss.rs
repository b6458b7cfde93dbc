use crate::{at, file, read};

#[test]
fn an_unknown_version_naked_markup_and_misplaced_items_are_read() {
    let feed = read(
        "<rss version='7'><channel><title>陶都<b>发布</b> &amp; 消息</title><link>/</link></channel>
         <item><title>紫砂 & 开窑</title><link>../1.html</link><guid isPermaLink='false'>7</guid>
         <pubDate>2005年3月4日 下午3:05</pubDate><description><p>一<br>二</p></description>
         <content:encoded>&lt;p&gt;全文&lt;/p&gt;</content:encoded></item></rss>",
    );
    assert_eq!(feed.title, "陶都发布 & 消息");
    assert_eq!(feed.link.as_deref(), Some("http://a.example/"));
    let [entry] = feed.entries.as_slice() else {
        panic!("{feed:?}")
    };
    assert_eq!(entry.id, "7");
    assert_eq!(entry.title, "紫砂 & 开窑");
    assert_eq!(entry.link.as_deref(), Some("http://a.example/1.html"));
    assert_eq!(entry.published, at("2005-03-04T07:05:00Z"));
    assert_eq!(entry.summary.as_deref(), Some("<p>一<br>二</p>"));
    assert_eq!(entry.content.as_deref(), Some("<p>全文</p>"));
    assert_eq!(entry.base.as_deref(), Some("http://a.example/feeds/all.xml"));
}

#[test]
fn rdf_has_its_items_beside_the_channel_and_their_ids_in_attributes() {
    let feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>陶都</title></channel>
         <item rdf:about='urn:1'><title>一</title><link>http://a.example/1</link>
         <dc:date>2004-01-02</dc:date><dc:creator>张三</dc:creator></item></rdf:RDF>",
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "urn:1");
    assert_eq!(entry.published, at("2004-01-02T00:00:00Z"));
    assert_eq!(entry.author.as_deref(), Some("张三"));
}

#[test]
fn cdf_becomes_rss() {
    let feed = read(
        "<CHANNEL HREF='http://a.example/'><TITLE>频道</TITLE><ITEM HREF='/1' LASTMOD='2004-01-01T10:00'>
         <TITLE>一</TITLE><ABSTRACT>摘要</ABSTRACT></ITEM></CHANNEL>",
    );
    assert_eq!(feed.link.as_deref(), Some("http://a.example/"));
    let entry = &feed.entries[0];
    assert_eq!(entry.link.as_deref(), Some("http://a.example/1"));
    assert_eq!(entry.id, "http://a.example/1", "the link is the id");
    assert_eq!(entry.summary.as_deref(), Some("摘要"));
    assert_eq!(entry.updated, at("2004-01-01T10:00:00Z"));
}

#[test]
fn every_file_is_kept_once_whatever_it_is_called() {
    let feed = read(
        "<rss><channel><item><enclosure url='/a.mp3' type='audio/mpeg'/><enclosure url='/a.mp3'/>
         <media:group><media:content url='b.jpg' medium='image'/><media:thumbnail url='c.jpg'/></media:group>
         </item></channel></rss>",
    );
    let wanted = [
        file("http://a.example/a.mp3", "audio/mpeg"),
        file("http://a.example/feeds/b.jpg", "image/*"),
        file("http://a.example/feeds/c.jpg", "image/*"),
    ];
    assert_eq!(feed.entries[0].enclosures, wanted);
}

#[test]
fn an_author_is_a_name_and_an_address_only_without_one() {
    for (text, wanted) in [
        ("张三（zhang@example.com）", "张三"),
        ("zhang@example.com (张三)", "张三"),
        ("zhang@example.com", "zhang@example.com"),
        ("张三-a@example.com", "张三-a＠example.com"),
        ("Doe, Jane", "Doe, Jane"),
    ] {
        let feed = read(&format!(
            "<rss><channel><item><author>{text}</author></item></channel></rss>"
        ));
        assert_eq!(feed.entries[0].author.as_deref(), Some(wanted), "{text}");
    }
}

#[test]
fn an_entry_without_id_and_link_is_called_by_its_words() {
    let one = "<item><title>一</title></item><item><title>二</title></item>";
    let text = format!("<rss><channel>{one}</channel></rss>");
    let (first, again) = (read(&text), read(&text));
    assert_eq!(first, again);
    assert!(first.entries[0].id.starts_with("sha256:"));
    assert_ne!(first.entries[0].id, first.entries[1].id);
}

#[test]
fn long_texts_arrive_whole() {
    let long = "宜兴紫砂".repeat(10_000);
    let feed = read(&format!(
        "<rss><channel><item><description>{long}</description></item></channel></rss>"
    ));
    assert_eq!(feed.entries[0].summary.as_deref(), Some(long.as_str()));
}
