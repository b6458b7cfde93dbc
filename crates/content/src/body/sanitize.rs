//! The allow-list. Runs when a body is saved, never when it is shown.

use ammonia::{Builder, UrlRelative};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Grows when the list below changes; bodies of an older version are cleaned again by a later step.
pub const SANITIZER_VERSION: i64 = 1;

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Elements that go with everything inside them.
const WITH_CONTENT: &[&str] = &[
    "script",
    "style",
    "title",
    "textarea",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "select",
    "button",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
];

const ALIGNABLE: &[&str] = &[
    "p", "div", "td", "th", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "li",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let classes: HashSet<&str> = ["indent", "align-center", "align-right"].into();
    let mut allowed: HashMap<&str, HashSet<&str>> =
        ALIGNABLE.iter().map(|tag| (*tag, classes.clone())).collect();
    allowed.insert("section", ["footnotes"].into());
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href", "title", "id"])),
        ("abbr", HashSet::from(["title"])),
        ("img", HashSet::from(["src", "alt", "width", "height"])),
        ("li", HashSet::from(["id"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("col", HashSet::from(["span"])),
        ("colgroup", HashSet::from(["span"])),
    ]);
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(WITH_CONTENT.iter().copied().collect())
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .allowed_classes(allowed)
        .url_schemes(["http", "https", "mailto", "tel", "media", "article"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|element, attribute, value| {
            keep(element, attribute, value).then_some(Cow::Borrowed(value))
        });
    builder
});

/// Cleans HTML by the allow-list: no scripts, no `style`, no foreign pictures, no address we cannot answer for.
#[must_use]
pub fn sanitize(html: &str) -> String {
    CLEANER
        .clean(&alignment_as_class(html))
        .to_string()
        .replace(" class=\"\"", "")
}

/// Old editors align by attribute or style, which the list drops; the two alignments that carry meaning (a centred
/// heading, a signature at the right) become classes first.
fn alignment_as_class(html: &str) -> Cow<'_, str> {
    if !html.contains("align") {
        return Cow::Borrowed(html);
    }
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("[align], [style]", |el| {
            let style = el
                .get_attribute("style")
                .unwrap_or_default()
                .to_ascii_lowercase()
                .replace(' ', "");
            let align = el.get_attribute("align").unwrap_or_default().to_ascii_lowercase();
            let class = match (align.as_str(), &style) {
                ("center", _) => "align-center",
                ("right", _) => "align-right",
                (_, style) if style.contains("text-align:center") => "align-center",
                (_, style) if style.contains("text-align:right") => "align-right",
                _ => return Ok(()),
            };
            let classes = el.get_attribute("class").unwrap_or_default();
            el.set_attribute("class", format!("{classes} {class}").trim())?;
            Ok(())
        }));
    // Input that the rewriter cannot follow is still cleaned below; it only loses its alignment.
    rewrite_str(html, settings.with_strict(false)).map_or(Cow::Borrowed(html), Cow::Owned)
}

fn keep(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("img", "src") => value.strip_prefix("media:").is_some_and(is_hash),
        ("a", "href") => keep_link(value),
        (_, "id") => value.starts_with("fn-") || value.starts_with("fnref-"),
        ("img", "width" | "height") | (_, "colspan" | "rowspan" | "span" | "start") => {
            (1..=4).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit()) && value != "0"
        }
        (_, "scope") => matches!(value, "col" | "row"),
        _ => true,
    }
}

fn keep_link(value: &str) -> bool {
    if let Some(hash) = value.strip_prefix("media:") {
        return is_hash(hash);
    }
    if let Some(uid) = value.strip_prefix("article:") {
        return uid.parse::<kernel::Uid>().is_ok();
    }
    if let Some(path) = value.strip_prefix('/') {
        return !path.starts_with(['/', '\\']);
    }
    if value.starts_with('#') {
        return value.starts_with("#fn-") || value.starts_with("#fnref-");
    }
    let scheme = value.split(':').next().unwrap_or_default().to_ascii_lowercase();
    value.contains(':') && matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
}

/// Whether a word is a SHA-256 in lower-case hex.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::super::{Format, render};

    /// Each line: hostile in, harmless out. A change here is a new [`super::SANITIZER_VERSION`].
    const GOLDEN: &[(&str, &str)] = &[
        ("<script>alert(1)</script><p>文</p>", "<p>文</p>"),
        (
            r#"<p onclick="x()" style="color:red" class="MsoNormal indent">文</p>"#,
            r#"<p class="indent">文</p>"#,
        ),
        (r#"<a href="javascript:alert(1)">点</a>"#, "点"),
        (r#"<a href="JaVaScRiPt:alert(1)">点</a>"#, "点"),
        (r#"<a href="java&#10;script:alert(1)">点</a>"#, "点"),
        (r#"<a href="data:text/html,<b>">点</a>"#, "点"),
        (r#"<a href="//evil.example/">点</a>"#, "点"),
        (r#"<a href="/\evil.example/">点</a>"#, "点"),
        (r#"<a href="old.htm">点</a>"#, "点"),
        (r#"<a href="/news/">点</a>"#, r#"<a href="/news/">点</a>"#),
        (
            r#"<a href="https://www.gov.cn/" target="_blank" rel="x">点</a>"#,
            r#"<a href="https://www.gov.cn/" rel="noopener">点</a>"#,
        ),
        (
            r#"<a id="search" href="article:0190a000-0000-7000-8000-000000000001">点</a>"#,
            r#"<a href="article:0190a000-0000-7000-8000-000000000001">点</a>"#,
        ),
        (r#"<a href="article:x">点</a>"#, "点"),
        (r#"<img src="https://evil.example/1.gif" onerror="x()">"#, ""),
        (r#"<img src=x onerror=alert(1)>"#, ""),
        ("<svg><a xlink:href=\"javascript:x\"><text>t</text></a></svg>", ""),
        (
            "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\"></math>",
            "",
        ),
        (
            "<iframe src=\"https://evil.example/\">内</iframe><p>文</p>",
            "<p>文</p>",
        ),
        ("<style>*{display:none}</style><p>文</p>", "<p>文</p>"),
        (
            "<form action=\"/console/logout\"><input name=a><button>b</button></form>",
            "",
        ),
        (
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "\"&gt;",
        ),
        ("<!--[if gte mso 9]><xml></xml><![endif]--><o:p>文</o:p>", "文"),
        (
            "<p style=\"text-align: center\">题</p>",
            r#"<p class="align-center">题</p>"#,
        ),
        ("<p align=\"right\">署</p>", r#"<p class="align-right">署</p>"#),
        ("<font color=red>文</font><center>中</center>", "文中"),
        (
            "<div class=\"zs-table\" id=\"main\" role=\"main\">文</div>",
            "<div>文</div>",
        ),
        ("<h1>一</h1><h3>三</h3>", "<h2>一</h2><h4>三</h4>"),
        ("<h3>三</h3><h4>四</h4>", "<h2>三</h2><h3>四</h3>"),
        ("<p>a</p><p></p><p>&nbsp;</p><p>b</p>", "<p>a</p><p>b</p>"),
        (
            "<base href=//evil.example/><meta http-equiv=refresh content=0><p>文</p>",
            "<p>文</p>",
        ),
        (
            "<table><tr><td onmouseover=x() colspan=2 width=9>格</td></tr></table>",
            r#"<div class="zs-table" tabindex="0" role="region" aria-label="表格 1"><table><tbody><tr><td colspan="2">格</td></tr></tbody></table></div>"#,
        ),
    ];

    #[test]
    fn hostile_html_comes_out_harmless() {
        for (source, clean) in GOLDEN {
            assert_eq!(render(Format::Html, source).unwrap(), *clean, "{source}");
        }
    }
}
