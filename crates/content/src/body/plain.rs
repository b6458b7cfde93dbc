//! Stored HTML as plain text, for search and summaries.

const BREAKS: &[&str] = &[
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "tr",
    "div",
    "blockquote",
    "figcaption",
    "table",
    "ul",
    "ol",
    "hr",
    "section",
    "dt",
    "dd",
    "pre",
    "caption",
];

/// The text of a stored body; block ends become line breaks, cells are divided by a blank.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        rest = if rest.starts_with('<') {
            tag(rest, &mut out)
        } else {
            entity(rest, &mut out)
        };
    }
    out.push_str(rest);
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

fn tag<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let Some(end) = rest.find('>') else { return "" };
    let name = rest.get(1..end).unwrap_or_default().trim_start_matches('/');
    let name = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if BREAKS.contains(&name) {
        out.push('\n');
    } else if matches!(name, "td" | "th") && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
    rest.get(end + 1..).unwrap_or_default()
}

fn entity<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let end = rest.bytes().take(12).position(|b| b == b';');
    let known = end.and_then(|end| {
        let character = match rest.get(1..end)? {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => ' ',
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        };
        Some((character, end))
    });
    match known {
        Some((character, end)) => {
            out.push(character);
            rest.get(end + 1..).unwrap_or_default()
        }
        None => {
            out.push('&');
            rest.get(1..).unwrap_or_default()
        }
    }
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
