//! From stored names to this site's addresses, in one pass, when a page is made.

use super::sanitize::is_hash;
use std::borrow::Cow;
use std::collections::HashMap;

/// Puts addresses in place of `media:<hash>` and `article:<uid>`.
///
/// `mount` is the site's mount (empty or `/zhuhai`); `articles` holds the addresses of the linked articles by uid; a
/// link to one that is not (or no longer) public leads to the site's home page.
#[must_use]
pub fn resolve<'a>(html: &'a str, mount: &str, articles: &HashMap<String, String>) -> Cow<'a, str> {
    if !html.contains("=\"media:") && !html.contains("=\"article:") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(at) = rest.find("=\"") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        rest = after;
        if let Some(hash) = after
            .strip_prefix("media:")
            .and_then(|text| text.get(..64))
            .filter(|hash| is_hash(hash))
        {
            let name = if before.ends_with("src=\"") {
                "1280.webp"
            } else {
                "file"
            };
            out.push_str(&format!("{mount}/media/{hash}/{name}"));
            rest = after.get(6 + 64..).unwrap_or_default();
        } else if let Some(uid) = after.strip_prefix("article:").and_then(|text| text.get(..36)) {
            match articles.get(uid) {
                Some(address) => out.push_str(address),
                None => out.push_str(&format!("{mount}/")),
            }
            rest = after.get(8 + 36..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_become_addresses_of_the_site() {
        let hash = "a".repeat(64);
        let uid = "0190a000-0000-7000-8000-000000000001";
        let html = format!(
            r#"<p class="indent">甲</p><img src="media:{hash}" alt="乙"><a href="media:{hash}">丙</a><a href="article:{uid}">丁</a>"#
        );
        let known = HashMap::from([(uid.to_owned(), "/zhuhai/news/2026/11/3.html".to_owned())]);
        assert_eq!(
            resolve(&html, "/zhuhai", &known),
            format!(
                r#"<p class="indent">甲</p><img src="/zhuhai/media/{hash}/1280.webp" alt="乙"><a href="/zhuhai/media/{hash}/file">丙</a><a href="/zhuhai/news/2026/11/3.html">丁</a>"#
            )
        );
        assert!(resolve(&html, "", &HashMap::new()).contains(r#"<a href="/">丁</a>"#));
        assert!(matches!(resolve("<p>甲</p>", "", &known), Cow::Borrowed(_)));
    }
}
