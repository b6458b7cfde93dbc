//! Links to other hosts of the group take the choice along.

use super::Reading;
use super::door::PARAMETER;
use crate::site::{Directory, Site};
use kernel::{Error, Result};
use lol_html::{RewriteStrSettings, element, rewrite_str};

/// The page, its links to other hosts of the group with the choice. Links to other people's pages stay as they are.
pub(crate) fn carry(html: &str, reading: Reading, site: &Site, directory: &Directory) -> Result<String> {
    let origins: Vec<String> = directory
        .all()
        .iter()
        .map(|other| other.origin.clone())
        .filter(|origin| *origin != site.origin)
        .collect();
    let link = element!("a[href]", |a| {
        let href = a.get_attribute("href").unwrap_or_default();
        if origins.iter().any(|origin| is_below(&href, origin)) {
            a.set_attribute("href", &with(&href, reading))?;
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(link);
    rewrite_str(html, settings).map_err(Error::fault)
}

fn is_below(href: &str, origin: &str) -> bool {
    href.strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The address with the choice, before its fragment.
fn with(href: &str, reading: Reading) -> String {
    let (address, fragment) = href.split_once('#').unwrap_or((href, ""));
    let mark = if address.contains('?') { '&' } else { '?' };
    let hash = if fragment.is_empty() { "" } else { "#" };
    format!("{address}{mark}{PARAMETER}={reading}{hash}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_stands_before_the_fragment_and_behind_other_parameters() {
        let reading = Reading::parse("elder");
        let edu = "https://edu.example.gov.cn";
        for (href, expected) in [
            ("", "?reading=elder"),
            ("/a?page=2", "/a?page=2&reading=elder"),
            ("/a#b", "/a?reading=elder#b"),
        ] {
            assert_eq!(with(&format!("{edu}{href}"), reading), format!("{edu}{expected}"));
        }
    }

    #[test]
    fn a_host_that_only_begins_alike_is_not_of_the_group() {
        let origin = "https://edu.example.gov.cn";
        assert!(is_below("https://edu.example.gov.cn/a", origin));
        assert!(is_below("https://edu.example.gov.cn", origin));
        assert!(!is_below("https://edu.example.gov.cn.evil.example/a", origin));
        assert!(!is_below("https://edu.example.gov.cn:444/a", origin));
    }
}
