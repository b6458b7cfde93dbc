//! An `item` as the export has it.

use super::xml::Element;
use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use kernel::beijing;

/// A category or tag of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// `category`, `post_tag`, `post_format` …
    pub(super) domain: String,
    pub(super) nicename: String,
    pub(super) name: String,
}

/// A post, page, attachment or whatever else the old site kept.
#[derive(Debug)]
pub(super) struct Post {
    /// Its place among the items, from 1.
    pub(super) at: u64,
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) guid: String,
    pub(super) creator: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    /// As written, for the report.
    pub(super) written_date: String,
    pub(super) date: Option<DateTime<Utc>>,
    pub(super) parent: i64,
    pub(super) protected: bool,
    pub(super) terms: Vec<Term>,
    pub(super) comments: u64,
    pub(super) attachment_url: String,
    /// The post of the featured picture.
    pub(super) thumbnail: Option<i64>,
    /// What an attachment says for those who do not see it.
    pub(super) alt: String,
}

impl Post {
    pub(super) fn of(at: u64, item: &Element) -> Self {
        let meta = |key: &str| {
            item.children("wp:postmeta")
                .find(|meta| meta.text("wp:meta_key") == key)
                .map_or("", |meta| meta.text("wp:meta_value"))
        };
        let terms = item.children("category").map(|term| Term {
            domain: match term.attribute("domain") {
                // Version 1.0 writes each category a second time without a domain.
                "" => "category",
                "tag" => "post_tag",
                domain => domain,
            }
            .to_owned(),
            nicename: term.attribute("nicename").to_owned(),
            name: term.own_text().to_owned(),
        });
        Self {
            at,
            id: item.text("wp:post_id").parse().unwrap_or_default(),
            kind: item.text("wp:post_type").to_owned(),
            status: item.text("wp:status").to_owned(),
            title: item.text("title").to_owned(),
            link: item.text("link").to_owned(),
            guid: item.text("guid").to_owned(),
            creator: item.text("dc:creator").to_owned(),
            content: item
                .text("content:encoded")
                .replace("\r\n", "\n")
                .replace('\0', ""),
            excerpt: item.text("excerpt:encoded").to_owned(),
            written_date: item.text("wp:post_date").to_owned(),
            date: date(
                item.text("wp:post_date_gmt"),
                item.text("wp:post_date"),
                item.text("pubDate"),
            ),
            parent: item.text("wp:post_parent").parse().unwrap_or_default(),
            protected: !item.text("wp:post_password").is_empty(),
            terms: terms
                .filter(|term| !term.nicename.is_empty() || !term.name.is_empty())
                .collect(),
            comments: item.children("wp:comment").count() as u64,
            attachment_url: item.text("wp:attachment_url").to_owned(),
            thumbnail: meta("_thumbnail_id").parse().ok(),
            alt: meta("_wp_attachment_image_alt").to_owned(),
        }
    }
}

/// The time in UTC if there is one, else the old site's own clock (Beijing), else what the feed says. Drafts carry
/// zeros.
fn date(gmt: &str, local: &str, feed: &str) -> Option<DateTime<Utc>> {
    let sane = |at: &DateTime<Utc>| (1900..=9999).contains(&at.year());
    let utc = NaiveDateTime::parse_from_str(gmt, "%Y-%m-%d %H:%M:%S")
        .ok()
        .map(|at| at.and_utc());
    utc.filter(sane)
        .or_else(|| beijing::parse(local).filter(sane))
        .or_else(|| {
            DateTime::parse_from_rfc2822(feed)
                .ok()
                .map(|at| at.to_utc())
                .filter(sane)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_goes_before_the_local_time_and_zeros_are_no_time() {
        let at = |gmt, local, feed| date(gmt, local, feed).map(|at| at.to_rfc3339());
        assert_eq!(
            at("2013-01-11 20:22:19", "2013-01-12 04:22:19", "").as_deref(),
            Some("2013-01-11T20:22:19+00:00")
        );
        assert_eq!(
            at("0000-00-00 00:00:00", "2013-01-12 04:22:19", "").as_deref(),
            Some("2013-01-11T20:22:19+00:00")
        );
        assert_eq!(
            at(
                "0000-00-00 00:00:00",
                "0000-00-00 00:00:00",
                "Fri, 11 Jan 2013 20:22:19 +0000"
            )
            .as_deref(),
            Some("2013-01-11T20:22:19+00:00")
        );
        assert_eq!(
            at("0000-00-00 00:00:00", "", "Mon, 30 Nov -0001 00:00:00 +0000"),
            None
        );
    }
}
