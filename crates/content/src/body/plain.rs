//! Stored HTML as plain text, for search and summaries.

/// The text of a stored body; block ends become line breaks, cells are divided by a blank.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let out = proof::Plain::read(html).text;
    let lines: Vec<&str> = out
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// The beginning of a body, at most `limit` characters, for lists without a written summary.
#[must_use]
pub fn excerpt(html: &str, limit: usize) -> String {
    // A tag rarely takes more than half of a text; reading four times the limit is enough and keeps long bodies cheap.
    let end = html
        .char_indices()
        .nth(limit * 4)
        .map_or(html.len(), |(at, _)| at);
    let text = plain_text(html.get(..end).unwrap_or(html)).replace('\n', " ");
    if text.chars().count() <= limit {
        return text;
    }
    let mut short: String = text.chars().take(limit).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_blocks_stay_apart() {
        let html = "<h2>一</h2><p>甲 &amp; 乙<strong>丙</strong>&#39;</p><table><tr><td>1</td><td>2</td></tr></table>A & B";
        assert_eq!(plain_text(html), "一\n甲 & 乙丙'\n1 2\nA & B");
    }

    #[test]
    fn an_excerpt_ends_with_a_mark() {
        assert_eq!(excerpt("<p>一二三四五六</p>", 4), "一二三四…");
        assert_eq!(excerpt("<p>一二</p>", 4), "一二");
        assert_eq!(excerpt("<p>一<br", 4), "一");
    }
}
