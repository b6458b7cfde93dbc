//! Old addresses as visitors ask for them here.

/// The path and query of an old address, given whole or as a path.
#[must_use]
pub fn local_path(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with('/') && !text.starts_with("//") {
        return Some(text.split('#').next().unwrap_or_default().to_owned());
    }
    let url = url::Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path())).filter(|path| path != "/")
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn old_addresses_are_taken_whole_or_as_paths() {
        assert_eq!(
            local_path("http://www.old.example/art/2019/1.htm?id=3#a").as_deref(),
            Some("/art/2019/1.htm?id=3")
        );
        assert_eq!(local_path(" /art/1.htm ").as_deref(), Some("/art/1.htm"));
        for wrong in [
            "",
            "art/1.htm",
            "//x.example/a",
            "ftp://x.example/a",
            "http://www.old.example/",
        ] {
            assert_eq!(local_path(wrong), None, "{wrong}");
        }
    }
}
