//! Links between the pages of a list.

use serde::Serialize;

/// One number (or gap) of a pager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// `3`, or `…` for a gap.
    pub label: String,
    /// Address; empty for a gap.
    pub url: String,
    /// The page shown.
    pub current: bool,
}

/// Where a list stands and where it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// Page shown, from 1.
    pub page: u64,
    /// Number of pages, at least 1.
    pub pages: u64,
    /// Number of entries on all pages.
    pub total: u64,
    /// Address of the page before.
    pub prev: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// First, neighbours, last; gaps between.
    pub links: Vec<PageLink>,
}

impl Pager {
    /// Builds the links; `base` is the address of page 1 and may hold a query already.
    pub fn new(page: u64, pages: u64, total: u64, base: &str) -> Self {
        let pages = pages.max(1);
        let page = page.clamp(1, pages);
        let url = |n: u64| match (n, base.contains('?')) {
            (1, _) => base.to_owned(),
            (_, true) => format!("{base}&page={n}"),
            (_, false) => format!("{base}?page={n}"),
        };
        let mut links = Vec::new();
        let mut last = 0;
        for n in (1..=pages).filter(|&n| n == 1 || n == pages || n.abs_diff(page) <= 2) {
            if n == last + 2 {
                links.push(PageLink {
                    label: (n - 1).to_string(),
                    url: url(n - 1),
                    current: false,
                });
            } else if n > last + 1 {
                links.push(PageLink {
                    label: "…".into(),
                    url: String::new(),
                    current: false,
                });
            }
            links.push(PageLink {
                label: n.to_string(),
                url: url(n),
                current: n == page,
            });
            last = n;
        }
        Self {
            page,
            pages,
            total,
            prev: (page > 1).then(|| url(page - 1)),
            next: (page < pages).then(|| url(page + 1)),
            links,
        }
    }

    /// For `total` entries, `size` a page.
    pub fn for_total(page: u64, size: u64, total: u64, base: &str) -> Self {
        Self::new(page, total.div_ceil(size.max(1)), total, base)
    }

    /// Page 4 of 17.
    pub fn sample() -> Self {
        Self::for_total(4, 20, 334, "/yaowen/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pager: &Pager) -> String {
        pager
            .links
            .iter()
            .map(|l| {
                if l.current {
                    format!("[{}]", l.label)
                } else {
                    l.label.clone()
                }
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_long_list_shows_ends_and_neighbours() {
        assert_eq!(
            labels(&Pager::new(9, 17, 334, "/yaowen/")),
            "1 … 7 8 [9] 10 11 … 17"
        );
        assert_eq!(labels(&Pager::new(1, 3, 50, "/yaowen/")), "[1] 2 3");
    }

    #[test]
    fn a_gap_of_one_page_is_that_page() {
        assert_eq!(labels(&Pager::new(5, 9, 180, "/a/")), "1 2 3 4 [5] 6 7 8 9");
    }

    #[test]
    fn page_one_has_the_plain_address_and_a_query_is_kept() {
        let pager = Pager::new(2, 3, 50, "/search?q=a");
        assert_eq!(pager.prev.as_deref(), Some("/search?q=a"));
        assert_eq!(pager.next.as_deref(), Some("/search?q=a&page=3"));
    }

    #[test]
    fn an_empty_list_is_one_page_without_neighbours() {
        let pager = Pager::for_total(7, 20, 0, "/a/");
        assert_eq!(
            (pager.page, pager.pages, pager.prev, pager.next),
            (1, 1, None, None)
        );
    }
}
