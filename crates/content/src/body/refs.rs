//! Which files and articles a stored body names.

use super::sanitize::is_hash;
use kernel::Uid;

/// The hashes of pictures and files in a stored body, each once, in order.
#[must_use]
pub fn media_hashes(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, mark) in html.match_indices("=\"media:") {
        let hash = html
            .get(at + mark.len()..at + mark.len() + 64)
            .unwrap_or_default();
        if is_hash(hash) && !found.iter().any(|known| known == hash) {
            found.push(hash.to_owned());
        }
    }
    found
}

/// The uids of articles a stored body links to, each once, in order.
#[must_use]
pub fn article_uids(html: &str) -> Vec<Uid> {
    let mut found: Vec<Uid> = Vec::new();
    for (at, mark) in html.match_indices("=\"article:") {
        let uid = html
            .get(at + mark.len()..at + mark.len() + 36)
            .and_then(|text| text.parse().ok());
        if let Some(uid) = uid.filter(|uid| !found.contains(uid)) {
            found.push(uid);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_once() {
        let (a, b) = ("a".repeat(64), "b".repeat(64));
        let uid = "0190a000-0000-7000-8000-000000000001";
        let html = format!(
            r#"<img src="media:{a}"><a href="media:{b}">附件</a><img src="media:{a}"><a href="article:{uid}">文</a>media:x"#
        );
        assert_eq!(media_hashes(&html), [a, b]);
        assert_eq!(article_uids(&html), [uid.parse().unwrap()]);
    }
}
