//! Addresses on the pages of a folder: to one another, to pictures and files beside them, and of the pages themselves.

use crate::import::line::asked_path;
use crate::import::shelf::Stored;
use crate::import::wxr::decode;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What pages link to.
pub(super) struct Links {
    /// Host and path that the folder had, without a slash at the end.
    pub(super) base: Option<String>,
    /// The articles that the pages are or will be.
    pub(super) uids: BTreeMap<String, Uuid>,
}

impl Links {
    /// The place in the folder that an address on a page means.
    pub(super) fn place(&self, file: &str, address: &str) -> Option<String> {
        let bare = address.split(['?', '#']).next()?.trim();
        let own = match (bare.split_once("://"), &self.base) {
            (Some((_, rest)), Some(base)) => Some(rest.strip_prefix(base.as_str())?.strip_prefix('/')?),
            (Some(_), None) => return None,
            (None, _) => None,
        };
        let relative = own.unwrap_or(bare);
        if relative.is_empty() || relative.starts_with("//") || (own.is_none() && relative.contains(':')) {
            return None;
        }
        let from_root = own.is_some() || relative.starts_with('/');
        let mut parts: Vec<&str> = if from_root {
            Vec::new()
        } else {
            file.split('/').collect()
        };
        parts.pop();
        for part in relative.trim_start_matches('/').split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(decode(&parts.join("/")).into_owned())
    }

    /// The body with pictures and files of the library, and links to the other articles.
    pub(super) fn rewritten(&self, file: &str, body: &str, stored: &HashMap<String, Stored>) -> String {
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(element!("img[src]", |el| {
                let src = el.get_attribute("src").unwrap_or_default();
                match stored.get(&src).filter(|found| found.is_picture()) {
                    Some(found) => el.set_attribute("src", &format!("media:{}", found.hash))?,
                    None => el.remove(),
                }
                Ok(())
            }))
            .append_element_content_handler(element!("a[href]", |el| {
                let href = el.get_attribute("href").unwrap_or_default();
                let page = self.place(file, &href).and_then(|place| self.uids.get(&place));
                match (stored.get(&href), page) {
                    (Some(found), _) => el.set_attribute("href", &format!("media:{}", found.hash))?,
                    (None, Some(uid)) => el.set_attribute("href", &format!("article:{uid}"))?,
                    (None, None) => {}
                }
                Ok(())
            }));
        rewrite_str(body, settings.with_strict(false)).unwrap_or_else(|_| body.to_owned())
    }

    /// Addresses that a page had; none where nobody said what the folder's was.
    pub(super) fn old_paths(&self, file: &str) -> Vec<String> {
        let Some(base) = &self.base else { return Vec::new() };
        let mut paths: Vec<String> = asked_path(&format!("http://{base}/{file}")).into_iter().collect();
        // A folder's own page answers for the folder.
        if let Some((folder, name)) = file.rsplit_once('/')
            && name.starts_with("index.")
        {
            paths.extend(asked_path(&format!("http://{base}/{folder}/")));
        }
        paths
    }
}

/// The addresses a body shows or links; whether each is a picture.
pub(super) fn addresses(body: &str) -> Vec<(String, bool)> {
    let found = std::cell::RefCell::new(Vec::new());
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("img[src], a[href]", |el| {
            let picture = el.tag_name() == "img";
            let name = if picture { "src" } else { "href" };
            found
                .borrow_mut()
                .extend(el.get_attribute(name).map(|address| (address, picture)));
            Ok(())
        }));
    // What the rewriter cannot follow loses its pictures; the sanitizer reads it with a parser of its own.
    let _ = rewrite_str(body, settings.with_strict(false));
    let mut found = found.into_inner();
    found.sort();
    found.dedup();
    found
}
