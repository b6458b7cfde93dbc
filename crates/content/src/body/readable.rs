//! A stored body as lines that a person can compare: what plain text leaves out (pictures, addresses of links, levels of
//! headings) stands there in words.

use super::plain_text;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str};

/// One block a line; a picture is `［图片 media:<hash> 替代文字］`.
#[must_use]
pub fn readable(html: &str) -> String {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("img", |el| {
            let word = |name| el.get_attribute(name).unwrap_or_default();
            let said = format!("［图片 {} {}］", word("src"), word("alt"));
            // Values of attributes are as they stand in the markup: entities are still entities.
            el.replace(&said.replace('<', "&lt;"), ContentType::Html);
            Ok(())
        }))
        .append_element_content_handler(element!("a[href]", |el| {
            let href = el.get_attribute("href").unwrap_or_default();
            if !href.starts_with('#') {
                let said = format!("（链接 {href}）").replace('<', "&lt;");
                el.append(&said, ContentType::Html);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("h2, h3, h4, h5, h6", |el| {
            let level = match el.tag_name().as_str() {
                "h2" => "【二级标题】",
                "h3" => "【三级标题】",
                _ => "【小标题】",
            };
            el.prepend(level, ContentType::Text);
            Ok(())
        }))
        .append_element_content_handler(element!("li", |el| {
            el.prepend("· ", ContentType::Text);
            Ok(())
        }));
    // What the rewriter cannot follow is compared as plain text.
    plain_text(&rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn pictures_links_and_headings_are_told_in_words() {
        let hash = "a".repeat(64);
        let html = format!(
            "<h2>一、报名</h2><p>见<a href=\"/news/\">通告</a>。</p><ul><li>甲</li></ul><p><img src=\"media:{hash}\" alt=\"开窑 &amp; 看火\"></p>"
        );
        assert_eq!(
            readable(&html),
            format!("【二级标题】一、报名\n见通告（链接 /news/）。\n· 甲\n［图片 media:{hash} 开窑 & 看火］")
        );
    }
}
