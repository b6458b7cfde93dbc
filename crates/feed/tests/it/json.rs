use crate::{at, file, read};

#[test]
fn json_feed_is_read_with_numbers_for_ids_and_without_what_it_demands() {
    let feed = read(
        r#"{"items": [
            {"id": 7, "url": "1.html", "content_text": "a < b", "date_published": "2024年1月2日",
             "author": {"name": "张三（zhang@example.com）"}, "image": "/i.png",
             "attachments": [{"url": "f.pdf", "mime_type": "application/pdf"}, {"title": "no address"}]},
            {"title": "二 &amp; 三", "summary": "1 < 2", "content_html": "<p>文</p>"},
            "no entry"
        ]}"#,
    );
    let [first, second] = feed.entries.as_slice() else {
        panic!("{feed:?}")
    };
    assert_eq!(first.id, "7");
    assert_eq!(first.link.as_deref(), Some("http://a.example/feeds/1.html"));
    assert_eq!(first.content.as_deref(), Some("a &lt; b"));
    assert_eq!(first.published, at("2024-01-01T16:00:00Z"));
    assert_eq!(first.author.as_deref(), Some("张三"));
    let files = [
        file("http://a.example/i.png", "image/*"),
        file("http://a.example/feeds/f.pdf", "application/pdf"),
    ];
    assert_eq!(first.enclosures, files);
    assert!(second.id.starts_with("sha256:"));
    assert_eq!(second.title, "二 &amp; 三", "words, not HTML");
    assert_eq!(second.summary.as_deref(), Some("1 &lt; 2"));
    assert_eq!(second.content.as_deref(), Some("<p>文</p>"));
    assert_eq!(second.base.as_deref(), Some("http://a.example/feeds/all.xml"));
}

#[test]
fn control_characters_that_escapes_bring_are_left_out() {
    let feed = read(
        r#"{"version":"https://jsonfeed.org/version/1","title":"题\u0000目","items":
        [{"id":"1\u0001","title":"紫\u000b砂","content_html":"<p>正\u0000文\ufeff</p>","author":{"name":"张\u0002三"}}]}"#,
    );
    assert_eq!(feed.title, "题目");
    let entry = &feed.entries[0];
    assert_eq!((entry.id.as_str(), entry.title.as_str()), ("1", "紫砂"));
    assert_eq!(entry.content.as_deref(), Some("<p>正文</p>"));
    assert_eq!(entry.author.as_deref(), Some("张三"));
}

#[test]
fn a_document_of_nothing_but_values_is_no_feed() {
    let many = format!(
        r#"{{"version":"https://jsonfeed.org/version/1","items":[{}0]}}"#,
        "0,".repeat(300_000)
    );
    assert_eq!(
        feed::read(many.as_bytes(), None, None),
        Err(feed::Unreadable::NoFeed)
    );
    // Signs inside words are none.
    let words = format!(
        r#"{{"version":"https://jsonfeed.org/version/1","items":[{{"id":"1","title":"题","content_text":"{}"}}]}}"#,
        r#"[{,\","#.repeat(100_000)
    );
    assert_eq!(read(&words).entries.len(), 1);
}
