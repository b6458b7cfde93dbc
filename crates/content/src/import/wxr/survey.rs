//! The first reading: is the file whole, and what do its articles refer to.

use super::files::stem;
use super::post::Post;
use super::xml::{Element, Elements, not_wxr};
use kernel::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// Articles, categories or attachments of one file; a larger site is exported in parts.
const MANY: usize = 500_000;
/// Levels of categories that are followed.
const LEVELS: usize = 32;

/// A category of the old site.
#[derive(Clone, Debug, Default)]
pub(super) struct Category {
    pub(super) id: i64,
    pub(super) name: String,
    /// The short name of the one above it.
    pub(super) parent: String,
    pub(super) description: String,
}

/// An attachment of the old site.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) url: String,
    pub(super) alt: String,
    pub(super) parent: i64,
}

/// What the articles refer to.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Host and path of the old site, without a slash at the end.
    pub(super) base: String,
    /// Categories by short name, in the order of the file.
    pub(super) categories: Vec<(String, Category)>,
    by_nicename: HashMap<String, usize>,
    /// Short names of categories that become channels, as some article stands in them.
    pub(super) used: HashSet<String>,
    /// Whether some post stands in no category, and whether there are pages.
    pub(super) loose_posts: bool,
    pub(super) pages: bool,
    /// Display names by login.
    pub(super) authors: HashMap<String, String>,
    pub(super) attachments: HashMap<i64, Attachment>,
    /// Attachments by what an address of them has in common at all sizes.
    pub(super) by_stem: HashMap<String, i64>,
    pub(super) tags: u64,
    pub(super) items: u64,
}

/// Reads the whole file.
///
/// # Errors
/// [`Error::Invalid`] on `file` for a file that is malformed, no export, or too large.
pub(super) fn survey<R: BufRead>(source: R) -> Result<Survey> {
    let mut elements = Elements::new(source);
    let (mut survey, mut version) = (Survey::default(), String::new());
    while let Some(element) = elements.next()? {
        match element.name.as_str() {
            "wp:wxr_version" => element.own_text().clone_into(&mut version),
            "wp:base_blog_url" => survey.base = base(element.own_text()),
            "link" if survey.base.is_empty() => survey.base = base(element.own_text()),
            "wp:author" => survey.author(&element),
            "wp:category" => survey.category(&element),
            "wp:term" if element.text("wp:term_taxonomy") == "category" => survey.term(&element),
            "wp:tag" => survey.tags += 1,
            "item" => survey.item(&element)?,
            _ => {}
        }
        if survey.categories.len().max(survey.authors.len()) > MANY || survey.items > MANY as u64 {
            return Err(Error::field(
                "file",
                "文件超过 50 万条，请在 WordPress 中分批导出后逐个导入。",
            ));
        }
    }
    if matches!(version.as_str(), "1.0" | "1.1" | "1.2") {
        Ok(survey)
    } else {
        Err(not_wxr())
    }
}

impl Survey {
    fn author(&mut self, element: &Element) {
        let (login, name) = (
            element.text("wp:author_login"),
            element.text("wp:author_display_name"),
        );
        if !login.is_empty() && !name.is_empty() {
            self.authors.insert(login.to_owned(), name.to_owned());
        }
    }

    fn category(&mut self, element: &Element) {
        self.add(
            element.text("wp:category_nicename"),
            Category {
                id: element.text("wp:term_id").parse().unwrap_or_default(),
                name: element.text("wp:cat_name").to_owned(),
                parent: element.text("wp:category_parent").to_owned(),
                description: element.text("wp:category_description").to_owned(),
            },
        );
    }

    fn term(&mut self, element: &Element) {
        self.add(
            element.text("wp:term_slug"),
            Category {
                id: element.text("wp:term_id").parse().unwrap_or_default(),
                name: element.text("wp:term_name").to_owned(),
                parent: element.text("wp:term_parent").to_owned(),
                description: element.text("wp:term_description").to_owned(),
            },
        );
    }

    fn add(&mut self, nicename: &str, category: Category) {
        if !nicename.is_empty() && !self.by_nicename.contains_key(nicename) {
            self.by_nicename
                .insert(nicename.to_owned(), self.categories.len());
            self.categories.push((nicename.to_owned(), category));
        }
    }

    fn item(&mut self, element: &Element) -> Result<()> {
        self.items += 1;
        let post = Post::of(self.items, element);
        if post.kind.is_empty() {
            return Err(Error::field(
                "file",
                format!(
                    "文件有误，整个文件未导入：第 {} 条没有类型（wp:post_type）。",
                    post.at
                ),
            ));
        }
        for term in post.terms.iter().filter(|term| term.domain == "category") {
            // Some exports leave the list of categories out.
            let category = Category {
                name: term.name.clone(),
                ..Category::default()
            };
            self.add(&term.nicename, category);
        }
        self.pages |= post.kind == "page";
        if post.kind == "post" {
            match self.main_category(&post).map(str::to_owned) {
                Some(nicename) => drop(self.used.insert(nicename)),
                None => self.loose_posts = true,
            }
        }
        if post.kind == "attachment" {
            let url = if post.attachment_url.is_empty() {
                post.guid
            } else {
                post.attachment_url
            };
            self.by_stem.insert(stem(&url), post.id);
            let attachment = Attachment {
                url,
                alt: post.alt,
                parent: post.parent,
            };
            self.attachments.insert(post.id, attachment);
        }
        Ok(())
    }
}

impl Survey {
    pub(super) fn category_of(&self, nicename: &str) -> Option<&Category> {
        self.by_nicename
            .get(nicename)
            .and_then(|at| self.categories.get(*at))
            .map(|(_, category)| category)
    }

    /// Of a post's categories the first that stands above none of the others.
    pub(super) fn main_category<'a>(&self, post: &'a Post) -> Option<&'a str> {
        let own: Vec<&str> = post
            .terms
            .iter()
            .filter(|term| term.domain == "category" && !term.nicename.is_empty())
            .map(|term| term.nicename.as_str())
            .collect();
        let above = |upper: &str, lower: &str| {
            let next = |category: &&Category| self.category_of(&category.parent);
            let up = std::iter::successors(self.category_of(lower), next).take(LEVELS);
            up.into_iter().any(|category| category.parent == upper)
        };
        let deepest = own
            .iter()
            .find(|name| !own.iter().any(|other| other != *name && above(name, other)));
        deepest.or(own.first()).copied()
    }
}

fn base(url: &str) -> String {
    let bare = url.trim().trim_end_matches('/');
    bare.split_once("://").map_or(bare, |(_, rest)| rest).to_owned()
}
