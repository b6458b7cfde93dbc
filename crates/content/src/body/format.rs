//! The three forms in which authors write, and the way from each to sanitized HTML.

use super::sanitize::sanitize;
use super::tidy::tidy;
use kernel::Result;

/// How a body was written. An HTML body stays HTML; it is never turned into Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CommonMark with GFM tables and footnotes; raw HTML is shown, not obeyed.
    Markdown,
    /// HTML, as an editor or an old site made it.
    Html,
    /// One paragraph a line.
    Text,
}

impl Format {
    /// Every format, as the form offers them.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Html, Self::Text];

    /// The word in the database and in files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Text => "text",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Text => "纯文本",
        }
    }

    /// Reads [`Format::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }
}

/// Turns what an author wrote into sanitized HTML.
///
/// # Errors
/// A fault when the rewriter gives up.
pub fn render(format: Format, source: &str) -> Result<String> {
    match format {
        Format::Text => Ok(paragraphs(source)),
        Format::Markdown => tidy(&sanitize(&markdown(source))),
        Format::Html => tidy(&sanitize(source)),
    }
}

fn markdown(source: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.escape = true;
    options.render.figure_with_caption = true;
    comrak::markdown_to_html(source, &options)
}

fn paragraphs(source: &str) -> String {
    let mut html = String::with_capacity(source.len() + source.len() / 16 + 16);
    for line in source.lines() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            continue;
        }
        html.push_str("<p>");
        for character in line.chars() {
            match character {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                c if c.is_control() => html.push(' '),
                c => html.push(c),
            }
        }
        html.push_str("</p>\n");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_has_tables_footnotes_and_no_raw_html() {
        let html = render(Format::Markdown, "# 一\n\n看<script>x</script>**要点**：见注[^1]。\n\n| 科室 | 电话 |\n| --- | --- |\n| 办公室 | 0500 |\n\n[^1]: 名录。\n").unwrap();
        assert!(html.contains("<h2>一</h2>"), "{html}");
        assert!(
            html.contains("&lt;script&gt;") && !html.contains("<script"),
            "{html}"
        );
        assert!(html.contains("<strong>要点</strong>"), "{html}");
        assert!(
            html.contains(r#"<div class="zs-table" tabindex="0" role="region" aria-label="表格 1"><table>"#),
            "{html}"
        );
        assert!(html.contains(r#"<th scope="col">科室</th>"#), "{html}");
        assert!(html.contains(r##"<a href="#fn-1" id="fnref-1">"##), "{html}");
        assert!(html.contains(r##"aria-label="回到正文""##), "{html}");
    }

    #[test]
    fn a_picture_with_a_caption_is_a_figure() {
        let hash = "a".repeat(64);
        let html = render(
            Format::Markdown,
            &format!("![开窑](media:{hash} \"老窑场 沈一帆 摄\")"),
        )
        .unwrap();
        assert_eq!(
            html.trim(),
            format!(
                r#"<figure><img src="media:{hash}" alt="开窑"><figcaption>老窑场 沈一帆 摄</figcaption></figure>"#
            )
        );
    }

    #[test]
    fn plain_text_is_one_paragraph_a_line() {
        assert_eq!(
            render(Format::Text, "　　甲 < 乙\r\n\n丙 & 丁").unwrap(),
            "<p>甲 &lt; 乙</p>\n<p>丙 &amp; 丁</p>\n"
        );
    }
}
