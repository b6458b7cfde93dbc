//! What a page is: title, body, date, source and author, by the marks that old sites carry.

use kernel::beijing;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What was found on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    /// HTML, with the addresses of the old site.
    pub(super) body: String,
    pub(super) source: String,
    pub(super) author: String,
    pub(super) keywords: String,
    pub(super) published_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Where a body may stand, surest first.
const BODIES: [&str; 9] = [
    "article",
    "#zoom",
    "#UCAP-CONTENT",
    ".TRS_Editor",
    ".article-content",
    "#content",
    ".content",
    "main",
    "body",
];

/// What of a body is none of its text.
const AROUND: &str = "nav, header, footer, aside, script, style, form, noscript";

/// Takes a page apart.
pub(super) fn page(html: &str) -> Page {
    let (meta, heads) = marks(html);
    let named = |names: &[&str]| {
        let found = names.iter().find_map(|name| meta.get(*name));
        found.cloned().unwrap_or_default()
    };
    let title = named(&["articletitle", "og:title"]);
    let published = named(&["pubdate", "publishdate", "article:published_time", "date"]);
    Page {
        title: [title, heads.0, heads.1]
            .into_iter()
            .find(|title| !title.is_empty())
            .unwrap_or_default(),
        body: body(html),
        source: named(&["contentsource", "source"]),
        author: named(&["author"]),
        keywords: named(&["keywords"]),
        published_at: beijing::parse(&published),
    }
}

/// Meta tags by name, the first heading, and the title of the window as far as it is the page's own.
fn marks(html: &str) -> (HashMap<String, String>, (String, String)) {
    let meta: RefCell<HashMap<String, String>> = RefCell::default();
    let (first, window) = (RefCell::new(String::new()), RefCell::new(String::new()));
    let headings = Cell::new(0);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("meta[content]", |el| {
            let name = el.get_attribute("name").or_else(|| el.get_attribute("property"));
            let name = name.unwrap_or_default().to_ascii_lowercase();
            let content = el.get_attribute("content").unwrap_or_default();
            let value = crate::body::plain_text(&content).trim().to_owned();
            if !value.is_empty() {
                meta.borrow_mut().entry(name).or_insert(value);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("h1", |_el| {
            headings.set(headings.get() + 1);
            Ok(())
        }))
        .append_element_content_handler(text!("h1", |chunk| {
            if headings.get() == 1 {
                first.borrow_mut().push_str(chunk.as_str());
            }
            Ok(())
        }))
        .append_element_content_handler(text!("title", |chunk| {
            window.borrow_mut().push_str(chunk.as_str());
            Ok(())
        }));
    // A page that the rewriter cannot follow has no marks; its name stands for its title.
    let _ = rewrite_str(html, settings.with_strict(false));
    let plain = |words: RefCell<String>| crate::body::plain_text(&words.into_inner()).trim().to_owned();
    let window = plain(window);
    // 关于修缮龙窑的通知_陶都市教育局
    let own = window
        .split(['_', '|', '－'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    (meta.into_inner(), (plain(first), own))
}

/// Rank, begin and end of an element's inside.
type Inside = (usize, usize, usize);

/// The inside of the surest element that holds a text, without what stands around one.
fn body(html: &str) -> String {
    let found: Rc<RefCell<Vec<Inside>>> = Rc::default();
    let mut settings = RewriteStrSettings::new();
    for (rank, selector) in BODIES.iter().enumerate() {
        let (found, all) = (found.clone(), html.len());
        settings = settings.append_element_content_handler(element!(*selector, move |el| {
            let at = found.borrow().len();
            found
                .borrow_mut()
                .push((rank, el.source_location().bytes().end, all));
            let found = found.clone();
            // One that is never closed goes on to the end.
            let close = lol_html::end_tag!(move |end| {
                if let Some(inside) = found.borrow_mut().get_mut(at) {
                    inside.2 = end.source_location().bytes().start;
                }
                Ok(())
            });
            if let Some(handlers) = el.end_tag_handlers() {
                handlers.push(close);
            }
            Ok(())
        }));
    }
    // A page that the rewriter cannot follow is taken whole; the sanitizer reads it with a parser of its own.
    let _ = rewrite_str(html, settings.with_strict(false));
    let mut insides = found.borrow().clone();
    insides.sort_unstable();
    let bare = |(_, begin, end): &Inside| bare(html.get(*begin..*end).unwrap_or_default());
    let filled = |body: &String| !crate::body::plain_text(body).trim().is_empty() || body.contains("<img");
    insides
        .iter()
        .map(bare)
        .find(filled)
        .unwrap_or_else(|| self::bare(html))
}

fn bare(html: &str) -> String {
    let settings = RewriteStrSettings::new().append_element_content_handler(element!(AROUND, |el| {
        el.remove();
        Ok(())
    }));
    rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned())
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn marks_of_government_pages_are_read() {
        let made = page(
            "<html><head><title>修缮龙窑_陶都市文化局</title><meta name=\"ArticleTitle\" content=\"关于修缮龙窑的通知\">\
             <meta name=\"PubDate\" content=\"2012-05-06 09:30\"><meta name=\"ContentSource\" content=\"文化局\">\
             <meta name=\"Author\" content=\"陈曜\"></head><body><nav>首页</nav><div id=\"zoom\"><p>正文<img src=\"a.png\"></p>\
             <script>x()</script></div><footer>版权</footer></body></html>",
        );
        assert_eq!(
            (made.title.as_str(), made.source.as_str(), made.author.as_str()),
            ("关于修缮龙窑的通知", "文化局", "陈曜")
        );
        assert_eq!(made.body, "<p>正文<img src=\"a.png\"></p>");
        assert_eq!(
            made.published_at.map(kernel::beijing::minute).as_deref(),
            Some("2012-05-06 09:30")
        );
    }

    #[test]
    fn plain_pages_have_a_title_and_a_body_too() {
        let made = page("<title>公告_旧站</title><body><header>旧站</header><p>正文</p></body>");
        assert_eq!(
            (made.title.as_str(), made.body.trim(), made.published_at),
            ("公告", "<p>正文</p>", None)
        );
        assert_eq!(page("<h1>题</h1><p>文").title, "题");
        // An empty frame for an article is not taken for one.
        assert!(
            page("<body><article> </article><p>文</p></body>")
                .body
                .contains("文")
        );
    }
}
