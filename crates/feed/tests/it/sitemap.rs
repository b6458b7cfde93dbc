use crate::{at, read};

#[test]
fn pages_of_a_sitemap_are_entries_and_news_have_titles() {
    let feed = read(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'
         xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>
         <url><loc>/1.html</loc><lastmod>2024-01-03</lastmod></url>
         <url><loc>http://a.example/2.html</loc><news:news><news:publication_date>2024-01-02</news:publication_date>
         <news:title>开窑</news:title></news:news></url><url/></urlset>",
    );
    assert_eq!(feed.kind, feed::Kind::Sitemap);
    let [page, news] = feed.entries.as_slice() else {
        panic!("{feed:?}")
    };
    assert_eq!(page.id, "http://a.example/1.html");
    assert_eq!(page.link.as_deref(), Some("http://a.example/1.html"));
    assert_eq!((page.published, page.updated), (None, at("2024-01-03T00:00:00Z")));
    assert_eq!(news.title, "开窑");
    assert_eq!(news.published, at("2024-01-02T00:00:00Z"));
}

#[test]
fn sitemaps_of_an_index_are_entries() {
    let feed = read("<sitemapindex><sitemap><loc>http://a.example/news.xml</loc></sitemap></sitemapindex>");
    assert_eq!(feed.kind, feed::Kind::SitemapIndex);
    assert_eq!(feed.entries[0].id, "http://a.example/news.xml");
}
