//! From the body of a WordPress post to plain HTML: block marks, shortcodes, paragraphs, addresses.

use super::super::shelf::Stored;
use super::files::is_file;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::cell::RefCell;
use std::collections::HashMap;

/// A body as plain HTML, with the addresses of the old site still in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) html: String,
    /// What stands before the `more` mark.
    pub(super) teaser: Option<String>,
    /// Shortcodes of plugins, left as text.
    pub(super) unknown: Vec<String>,
}

/// Takes a body apart; `gallery` answers the addresses of a gallery's pictures, given its ids (none: all of the post).
pub(super) fn plain(content: &str, gallery: &dyn Fn(Option<&str>) -> Vec<String>) -> Plain {
    let blocks = content.contains("<!-- wp:");
    let teaser = content
        .split_once("<!--more")
        .map(|(before, _)| without_comments(before));
    let bare = without_comments(content);
    let mut unknown = Vec::new();
    let bare = shortcodes(&bare, gallery, &mut unknown);
    let html = if blocks { bare } else { paragraphs(&bare) };
    Plain {
        html,
        teaser,
        unknown,
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

fn shortcodes(
    text: &str,
    gallery: &dyn Fn(Option<&str>) -> Vec<String>,
    unknown: &mut Vec<String>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let Some(code) = Code::read(after) else {
            out.push('[');
            rest = after;
            continue;
        };
        // `[[gallery]]` is how a post writes about a shortcode.
        if out.ends_with('[') {
            out.push('[');
            rest = after;
            continue;
        }
        match code.html(gallery) {
            Some(html) => {
                out.push_str(&html);
                rest = code.rest;
            }
            None => {
                let name = code.name.to_owned();
                if code.sure && !unknown.contains(&name) && unknown.len() < 20 {
                    unknown.push(name);
                }
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `[name a="b"]content[/name]`.
struct Code<'a> {
    name: &'a str,
    attributes: &'a str,
    content: &'a str,
    rest: &'a str,
    /// Not just a word in brackets.
    sure: bool,
}

impl<'a> Code<'a> {
    /// Reads behind the opening bracket.
    fn read(text: &'a str) -> Option<Self> {
        let (inside, behind) = text.split_once(']')?;
        let end = inside
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if name.len() < 2 || !name.chars().all(word) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return None;
        }
        let close = format!("[/{name}]");
        let enclosed = if inside.ends_with('/') {
            None
        } else {
            behind.split_once(close.as_str())
        };
        let (content, rest) = enclosed.unwrap_or(("", behind));
        let sure = attributes.contains('=') || enclosed.is_some();
        Some(Self {
            name,
            attributes,
            content,
            rest,
            sure,
        })
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some((before, after)) = rest.split_once('=') {
            let key = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, behind) = match quote {
                Some(quote) => after.get(1..)?.split_once(quote).unwrap_or((after, "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if key == name {
                return Some(value.trim_end_matches('/'));
            }
            rest = behind;
        }
        None
    }

    fn html(&self, gallery: &dyn Fn(Option<&str>) -> Vec<String>) -> Option<String> {
        Some(match self.name {
            "caption" | "wp_caption" => self.caption(),
            "gallery" => gallery(self.attribute("ids").or_else(|| self.attribute("include")))
                .iter()
                .map(|url| format!("\n\n<figure><img src=\"{}\" alt=\"\"></figure>\n\n", escape(url)))
                .collect(),
            "audio" | "video" => {
                let named = [
                    "src", "mp4", "webm", "ogv", "m4v", "flv", "wmv", "mp3", "ogg", "wav", "m4a",
                ];
                let url = named
                    .iter()
                    .find_map(|name| self.attribute(name))
                    .unwrap_or(self.content.trim());
                link(if self.name == "audio" { "音频" } else { "视频" }, url)
            }
            "embed" | "youtube" | "vimeo" => {
                link("嵌入内容", self.attribute("url").unwrap_or(self.content.trim()))
            }
            "playlist" => String::new(),
            _ => return None,
        })
    }

    fn caption(&self) -> String {
        let picture = self.content.find("<img").unwrap_or_default();
        let end = self
            .content
            .get(picture..)
            .and_then(|rest| rest.find('>'))
            .map_or(0, |at| picture + at + 1);
        let behind = self.content.get(end..).unwrap_or_default();
        let end = if behind.trim_start().starts_with("</a>") {
            self.content.len() - behind.trim_start().len() + "</a>".len()
        } else {
            end
        };
        let (picture, words) = self.content.split_at(end);
        let words = self.attribute("caption").unwrap_or(words.trim());
        let said = if words.is_empty() {
            String::new()
        } else {
            format!("<figcaption>{words}</figcaption>")
        };
        format!("\n\n<figure>{}{said}</figure>\n\n", picture.trim())
    }
}

fn link(what: &str, url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let name = url
        .split(['?', '#'])
        .next()
        .unwrap_or(url)
        .trim_end_matches('/')
        .rsplit('/')
        .next();
    let name = super::files::decode(name.unwrap_or(url)).into_owned();
    format!(
        "\n\n<p><a href=\"{}\">{what}：{}</a></p>\n\n",
        escape(url),
        escape(&name)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Elements that stand for themselves; text between others becomes paragraphs.
const BLOCKS: [&str; 26] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "ol",
    "p",
    "section",
    "table",
    "ul",
];

/// Blank lines divide paragraphs, single line ends are breaks, as the old editor showed it.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = rest.find("<pre") {
        let (before, from) = rest.split_at(at);
        flow(before, &mut out);
        let end = from.find("</pre>").map_or(from.len(), |end| end + "</pre>".len());
        let (verbatim, behind) = from.split_at(end);
        out.push_str(verbatim);
        rest = behind;
    }
    flow(rest, &mut out);
    out
}

fn flow(text: &str, out: &mut String) {
    for chunk in text
        .split("\n\n")
        .map(str::trim)
        .filter(|chunk| !chunk.is_empty())
    {
        if has_block(chunk) {
            out.push_str(chunk);
        } else {
            out.push_str("<p>");
            out.push_str(&chunk.replace('\n', "<br>\n"));
            out.push_str("</p>");
        }
        out.push('\n');
    }
}

fn has_block(chunk: &str) -> bool {
    let tags = chunk.split('<').skip(1).map(|tag| tag.trim_start_matches('/'));
    tags.map(|tag| {
        tag.split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default()
    })
    .any(|name| {
        BLOCKS.contains(&name.to_ascii_lowercase().as_str()) || matches!(name, "li" | "tr" | "td" | "th")
    })
}

/// The addresses of files that a body shows or links.
pub(super) fn file_urls(html: &str) -> Vec<String> {
    let found: RefCell<Vec<String>> = RefCell::default();
    let note = |url: Option<String>, always: bool| {
        if let Some(url) = url.filter(|url| always || is_file(url)) {
            found.borrow_mut().push(url);
        }
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("img[src]", |el| {
            note(el.get_attribute("src"), true);
            Ok(())
        }))
        .append_element_content_handler(element!("a[href]", |el| {
            note(el.get_attribute("href"), false);
            Ok(())
        }));
    // What the rewriter cannot follow loses its pictures; the sanitizer reads it with a parser of its own.
    let _ = rewrite_str(html, settings.with_strict(false));
    let mut found = found.into_inner();
    found.sort();
    found.dedup();
    found
}

/// Puts stored files in the place of old addresses, and turns players into links.
pub(super) fn settle(html: &str, files: &HashMap<String, Stored>, base: &str) -> String {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("img[src]", |el| {
            let src = el.get_attribute("src").unwrap_or_default();
            match files.get(&src).filter(|file| file.is_picture()) {
                Some(file) => el.set_attribute("src", &format!("media:{}", file.hash))?,
                None => el.remove(),
            }
            Ok(())
        }))
        .append_element_content_handler(element!("a[href]", |el| {
            let href = el.get_attribute("href").unwrap_or_default();
            if let Some(file) = files.get(&href) {
                el.set_attribute("href", &format!("media:{}", file.hash))?;
            } else if let Some(path) = own_path(&href, base) {
                el.set_attribute("href", &path)?;
            }
            Ok(())
        }))
        .append_element_content_handler(element!("iframe[src], video[src], audio[src]", |el| {
            let what = match el.tag_name().as_str() {
                "audio" => "音频",
                "video" => "视频",
                _ => "嵌入内容",
            };
            let url = el.get_attribute("src").unwrap_or_default();
            el.before(&link(what, &url), ContentType::Html);
            el.remove();
            Ok(())
        }));
    rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned())
}

/// A link within the old site as a path here, where the redirect knows it.
fn own_path(href: &str, base: &str) -> Option<String> {
    let (_, bare) = href.split_once("://")?;
    let rest = bare.strip_prefix(base).filter(|_| !base.is_empty())?;
    let host_ends = base.find('/').unwrap_or(base.len());
    if !(rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
        return None;
    }
    let path = bare.get(host_ends..)?;
    Some(if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(content: &str) -> Plain {
        plain(content, &|ids| match ids {
            Some(ids) => ids
                .split(',')
                .map(|id| format!("http://o.example/{id}.jpg"))
                .collect(),
            None => vec!["http://o.example/all.jpg".to_owned()],
        })
    }

    #[test]
    fn blank_lines_make_paragraphs_and_verbatim_text_stays() {
        assert_eq!(
            made("甲\n乙\n\n<h2>丙</h2>\n\n<pre>a\n\nb</pre>\n丁").html,
            "<p>甲<br>\n乙</p>\n<h2>丙</h2>\n<pre>a\n\nb</pre><p>丁</p>\n"
        );
        let blocks = made("<!-- wp:paragraph {\"a\":1} -->\n<p>甲</p>\n<!-- /wp:paragraph -->\n\n乙");
        assert_eq!(blocks.html.trim(), "<p>甲</p>\n\n\n乙");
        assert_eq!(
            made("前\n\n<!--more 继续-->\n\n后")
                .teaser
                .as_deref()
                .map(str::trim),
            Some("前")
        );
    }

    #[test]
    fn shortcodes_become_plain_html_and_brackets_stay_text() {
        let html =
            made("[caption id=\"a\" width=\"300\"]<a href=\"x\"><img src=\"y\" /></a> 窑场[/caption]").html;
        assert_eq!(
            html.trim(),
            "<figure><a href=\"x\"><img src=\"y\" /></a><figcaption>窑场</figcaption></figure>"
        );
        assert!(
            made("[gallery ids=\"3,4\" columns=2]")
                .html
                .contains("http://o.example/4.jpg")
        );
        assert!(made("[gallery]").html.contains("all.jpg"));
        assert!(
            made("[video mp4=\"http://o.example/a.mp4\"][/video]")
                .html
                .contains("视频：a.mp4")
        );
        assert!(
            made("[embed]https://v.example/x?y=1&z=2[/embed]")
                .html
                .contains("y=1&amp;z=2")
        );
        let text = made("陶府发[2013]5号，见[附件]，写作 [[gallery]]，[contact-form-7 id=\"1\"]");
        assert_eq!(
            text.html.trim(),
            "<p>陶府发[2013]5号，见[附件]，写作 [[gallery]]，[contact-form-7 id=\"1\"]</p>"
        );
        assert_eq!(text.unknown, ["contact-form-7"]);
    }

    #[test]
    fn addresses_are_settled() {
        let file = Stored {
            hash: "a".repeat(64),
            kind: crate::media::PICTURE,
            width: 1,
            height: 1,
            name: "k.jpg".into(),
            alt: String::new(),
        };
        let url = "http://old.example/wp-content/uploads/k-300x200.jpg";
        let html = format!(
            "<a href=\"{url}\"><img src=\"{url}\"></a><img src=\"http://x.example/b.jpg\">\
             <a href=\"http://old.example/?p=3\">三</a><a href=\"http://old.example.org/\">外</a><iframe src=\"https://v.example/1\"></iframe>"
        );
        assert_eq!(file_urls(&html).len(), 2);
        let done = settle(&html, &HashMap::from([(url.to_owned(), file)]), "old.example");
        let hash = "a".repeat(64);
        assert!(
            done.starts_with(&format!(
                "<a href=\"media:{hash}\"><img src=\"media:{hash}\"></a><a href=\"/?p=3\">"
            )),
            "{done}"
        );
        assert!(
            done.contains("href=\"http://old.example.org/\"") && done.contains("嵌入内容：1"),
            "{done}"
        );
    }
}
