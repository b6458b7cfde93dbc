use crate::{at, file, read};

#[test]
fn atom_is_read_with_its_bases_and_kinds() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/x/'><title type='text'>a &lt; b</title>
         <link rel='self' href='feed'/><link href='.'/>
         <entry xml:base='y/'><id>urn:1</id><title type='html'>&lt;b>一&lt;/b></title><link href='1'/>
         <link rel='enclosure' href='f.pdf' type='application/pdf'/><author><name>张三</name></author>
         <published>2024-01-02T03:04:05+08:00</published><updated>2024-01-03</updated>
         <summary type='text'>1 &lt; 2</summary>
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p title='\"'>文</p></div></content>
         </entry></feed>",
    );
    assert_eq!(feed.title, "a < b");
    assert_eq!(feed.link.as_deref(), Some("http://a.example/x/"));
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "urn:1");
    assert_eq!(entry.title, "一");
    assert_eq!(entry.link.as_deref(), Some("http://a.example/x/y/1"));
    assert_eq!(
        entry.enclosures,
        [file("http://a.example/x/y/f.pdf", "application/pdf")]
    );
    assert_eq!(entry.author.as_deref(), Some("张三"));
    assert_eq!(entry.published, at("2024-01-01T19:04:05Z"));
    assert_eq!(entry.updated, at("2024-01-03T00:00:00Z"));
    assert_eq!(entry.summary.as_deref(), Some("1 &lt; 2"));
    assert_eq!(entry.content.as_deref(), Some("<p title=\"&quot;\">文</p>"));
    assert_eq!(entry.base.as_deref(), Some("http://a.example/x/y/"));
}

#[test]
fn atom_0_3_has_other_names_and_base64() {
    let feed = read(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped'>一</title>
         <issued>2004-01-02</issued><modified>2004-01-03</modified>
         <content mode='base64'>5q2j5paH</content></entry></feed>",
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.published, at("2004-01-02T00:00:00Z"));
    assert_eq!(entry.updated, at("2004-01-03T00:00:00Z"));
    assert_eq!(entry.content.as_deref(), Some("正文"));
}

#[test]
fn an_entry_alone_is_a_feed_of_one() {
    let feed = read("<entry xmlns='http://www.w3.org/2005/Atom'><title>一</title><id>1</id></entry>");
    assert_eq!(feed.entries.len(), 1);
    assert_eq!(feed.entries[0].title, "一");
}
