//! Sites, channels, dates, pages.

use crate::support::{cursor, day, document, index, place, uid};
use kernel::SiteId;
use search::index::{Change, stamps};
use search::query::Query;

fn town() -> crate::support::Shelf {
    let b = index();
    let mut documents: Vec<_> = (1..=20).map(|n| document(n, "紫砂", "窑址")).collect();
    for (n, document) in documents.iter_mut().enumerate().skip(10) {
        let n = u64::try_from(n).unwrap();
        document.places = vec![place(2, 21, "dongtai", n)];
        if n >= 15 {
            // Taken up by the portal in two channels: one document, one count.
            document
                .places
                .extend([place(1, 11, "yaowen", n), place(1, 12, "tupian", n)]);
        }
    }
    b.put(documents);
    b
}

#[test]
fn an_article_counts_once_on_each_of_its_sites() {
    let b = town();
    let all = b.index.search(&Query::new("窑址")).unwrap();
    assert_eq!((all.total, all.everywhere), (20, 20));
    assert_eq!(all.sites, [(SiteId(1), 15), (SiteId(2), 10)]);
    let narrowed = b
        .index
        .search(&Query {
            sites: vec![SiteId(2)],
            ..Query::new("窑址")
        })
        .unwrap();
    assert_eq!((narrowed.total, narrowed.everywhere), (10, 20));
    assert_eq!(narrowed.sites, all.sites, "the other sites keep their counts");
    assert!(
        narrowed
            .hits
            .iter()
            .all(|hit| hit.places.iter().any(|place| place.site == SiteId(2)))
    );
    let nowhere = b
        .index
        .search(&Query {
            sites: vec![SiteId(9)],
            ..Query::new("窑址")
        })
        .unwrap();
    assert_eq!(
        (nowhere.total, nowhere.everywhere, nowhere.relaxed),
        (0, 20, false)
    );
}

#[test]
fn a_channel_is_named_by_its_slug() {
    let b = town();
    let total = |site: Option<i64>, slug: &str| {
        let section = Some((site.map(SiteId), slug.to_owned()));
        b.index
            .search(&Query {
                section,
                ..Query::new("窑址")
            })
            .unwrap()
            .total
    };
    assert_eq!(total(Some(1), "tupian"), 5);
    assert_eq!(total(None, "tupian"), 5);
    assert_eq!(total(Some(2), "tupian"), 0);
    assert_eq!(total(Some(1), "yaowen"), 15);
}

#[test]
fn dates_include_the_first_and_exclude_the_last() {
    let b = town();
    let total = |from, until| {
        b.index
            .search(&Query {
                from,
                until,
                ..Query::new("窑址")
            })
            .unwrap()
            .total
    };
    assert_eq!(total(Some(day(5)), Some(day(8))), 3);
    assert_eq!(total(Some(day(18)), None), 3);
    assert_eq!(total(None, Some(day(1))), 0);
}

#[test]
fn pages_beyond_what_is_allowed_are_the_last_allowed() {
    let b = town();
    let hits = |page, size| {
        b.index
            .search(&Query {
                page,
                size,
                ..Query::new("窑址")
            })
            .unwrap()
            .hits
            .len()
    };
    assert_eq!(hits(2, 15), 5);
    assert_eq!(hits(3, 15), 0);
    assert_eq!(hits(0, 0), 1);
    assert_eq!(hits(u64::MAX, u64::MAX), 0);
    assert_eq!(hits(1, 1_000), 20);
}

#[test]
fn a_site_that_shows_other_words_is_found_by_its_own() {
    let b = index();
    let newest = document(1, "来源更正后的标题", "更正后的正文");
    let mut held = document(1, "门户还在显示的标题", "更正前的正文");
    held.places = vec![place(2, 21, "dongtai", 1)];
    let both = vec![newest.clone(), held.clone()];
    let changes = Change::from_loaded(&[uid(1)], both.clone());
    b.index.apply(&changes, &cursor(1)).unwrap();
    let titles = |words: &str, site: i64| -> Vec<String> {
        let asked = Query {
            sites: vec![SiteId(site)],
            ..Query::new(words)
        };
        let found = b.index.search(&asked).unwrap();
        found.hits.into_iter().map(|hit| hit.title).collect()
    };
    assert_eq!(titles("“更正后的正文”", 1), ["来源更正后的标题"]);
    assert_eq!(titles("“更正前的正文”", 2), ["门户还在显示的标题"]);
    assert!(titles("“更正后的正文”", 2).is_empty(), "not agreed to");
    assert!(titles("“更正前的正文”", 1).is_empty());
    assert_eq!(b.index.inventory().unwrap(), stamps(&both));

    // Its editors agree: one document is left, and the other is nowhere.
    let mut agreed = newest;
    agreed.places.extend(held.places);
    let changes = Change::from_loaded(&[uid(1)], vec![agreed.clone()]);
    b.index.apply(&changes, &cursor(2)).unwrap();
    assert_eq!(titles("“更正后的正文”", 2), ["来源更正后的标题"]);
    assert!(titles("“更正前的正文”", 2).is_empty());
    assert_eq!(b.index.inventory().unwrap(), stamps(&[agreed]));
    let changes = Change::from_loaded(&[uid(1)], Vec::new());
    b.index.apply(&changes, &cursor(3)).unwrap();
    assert!(b.index.is_empty());
}
