//! Fields, and a document in them.

use super::inventory::stamp;
use crate::analysis;
use chrono::{DateTime, Utc};
use kernel::document::{Document, Place};
use kernel::{ChannelId, SiteId, Uid};
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, DateOptions, DateTimePrecision, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING,
    Schema, TextFieldIndexing, TextOptions, Value,
};

/// Grows whenever fields, analysis or the kinds of documents change; an index of another version is rebuilt. 2: letters.
pub(super) const SCHEMA_VERSION: u32 = 2;

/// Handles of the fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) uid: Field,
    pub(crate) title_words: Field,
    pub(crate) body_words: Field,
    pub(crate) title_grams: Field,
    pub(crate) body_grams: Field,
    pub(crate) channels: Field,
    pub(crate) sections: Field,
    sites: Field,
    published: Field,
    stamp: Field,
    title: Field,
    summary: Field,
    body: Field,
    places: Field,
}

/// Fast field with the sites of a document, each once.
pub(super) const SITES: &str = "sites";
/// Fast field with the first publication.
pub(super) const PUBLISHED: &str = "published";
/// Fast field with the fingerprint that `verify` compares.
pub(super) const STAMP: &str = "stamp";

/// The schema of the present version.
pub(super) fn schema() -> (Schema, Fields) {
    let indexed = |tokenizer: &str, option| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option),
        )
    };
    // Words rank and need no positions: phrases are the grams' business. That saves a fifth of the index.
    let words = indexed(analysis::WORDS, IndexRecordOption::WithFreqs);
    let grams = indexed(analysis::GRAMS, IndexRecordOption::WithFreqsAndPositions);
    let mut builder = Schema::builder();
    let fields = Fields {
        uid: builder.add_bytes_field("uid", BytesOptions::default().set_indexed().set_stored()),
        title_words: builder.add_text_field("title_words", words.clone()),
        body_words: builder.add_text_field("body_words", words),
        title_grams: builder.add_text_field("title_grams", grams.clone()),
        body_grams: builder.add_text_field("body_grams", grams),
        channels: builder.add_i64_field("channels", INDEXED),
        sections: builder.add_text_field("sections", STRING),
        sites: builder.add_i64_field(SITES, FAST),
        published: builder.add_date_field(
            PUBLISHED,
            DateOptions::default()
                .set_fast()
                .set_stored()
                .set_precision(DateTimePrecision::Seconds),
        ),
        stamp: builder.add_u64_field(STAMP, FAST),
        title: builder.add_text_field("title", STORED),
        summary: builder.add_text_field("summary", STORED),
        body: builder.add_text_field("body", STORED),
        places: builder.add_bytes_field("places", STORED),
    };
    (builder.build(), fields)
}

/// A place as stored: short names, there are many.
#[derive(Serialize, Deserialize)]
struct StoredPlace<'a> {
    s: SiteId,
    c: ChannelId,
    n: std::borrow::Cow<'a, str>,
    p: std::borrow::Cow<'a, str>,
}

/// What is read back.
pub(super) struct Stored {
    pub(super) uid: Uid,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) body: String,
    pub(super) published_at: DateTime<Utc>,
    pub(super) places: Vec<Place>,
}

impl Fields {
    /// The document as tantivy takes it.
    pub(super) fn write(&self, document: &Document) -> kernel::Result<TantivyDocument> {
        let mut out = TantivyDocument::default();
        out.add_bytes(self.uid, document.uid.0.as_bytes());
        out.add_text(self.title, &document.title);
        out.add_text(self.summary, &document.summary);
        out.add_text(self.body, &document.text);
        out.add_date(
            self.published,
            tantivy::DateTime::from_timestamp_secs(document.published_at.timestamp()),
        );
        out.add_u64(self.stamp, stamp(document).0);
        self.write_analysed(document, &mut out);
        self.write_places(&document.places, &mut out)?;
        Ok(out)
    }

    fn write_analysed(&self, document: &Document, out: &mut TantivyDocument) {
        let title = analysis::fold(&document.title);
        out.add_text(self.title_words, &title);
        out.add_text(self.title_grams, title);
        let body = analysis::fold(&document.text);
        let summary = analysis::fold(&document.summary);
        let keywords = analysis::fold(&document.keywords.join("，"));
        // An abstract that repeats the body's beginning would only count its words twice.
        let extra = [summary, keywords]
            .into_iter()
            .filter(|text| !text.is_empty() && !body.contains(text.as_str()));
        for text in extra.collect::<Vec<_>>() {
            out.add_text(self.body_words, &text);
            out.add_text(self.body_grams, text);
        }
        out.add_text(self.body_words, &body);
        out.add_text(self.body_grams, body);
    }

    fn write_places(&self, places: &[Place], out: &mut TantivyDocument) -> kernel::Result<()> {
        let mut sites: Vec<i64> = places.iter().map(|place| place.site.0).collect();
        sites.sort_unstable();
        sites.dedup();
        sites.into_iter().for_each(|site| out.add_i64(self.sites, site));
        for place in places {
            out.add_i64(self.channels, place.channel.0);
            if let Some(slug) = section(&place.path) {
                out.add_text(self.sections, slug);
                out.add_text(self.sections, section_of_site(place.site, slug));
            }
        }
        let stored: Vec<StoredPlace<'_>> = places
            .iter()
            .map(|place| StoredPlace {
                s: place.site,
                c: place.channel,
                n: place.channel_name.as_str().into(),
                p: place.path.as_str().into(),
            })
            .collect();
        out.add_bytes(
            self.places,
            &serde_json::to_vec(&stored).map_err(kernel::Error::fault)?,
        );
        Ok(())
    }

    /// The stored part of a document.
    pub(super) fn read(&self, document: &TantivyDocument) -> Option<Stored> {
        let text = |field| {
            document
                .get_first(field)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let uid = uuid::Uuid::from_slice(document.get_first(self.uid)?.as_bytes()?).ok()?;
        let published = document.get_first(self.published)?.as_datetime()?;
        let places: Vec<StoredPlace<'_>> =
            serde_json::from_slice(document.get_first(self.places)?.as_bytes()?).ok()?;
        Some(Stored {
            uid: Uid(uid),
            title: text(self.title),
            summary: text(self.summary),
            body: text(self.body),
            published_at: DateTime::from_timestamp(published.into_timestamp_secs(), 0)?,
            places: places
                .into_iter()
                .map(|place| Place {
                    site: place.s,
                    channel: place.c,
                    channel_name: place.n.into_owned(),
                    path: place.p.into_owned(),
                })
                .collect(),
        })
    }
}

/// The channel's slug: the first segment of a place's path.
fn section(path: &str) -> Option<&str> {
    path.strip_prefix('/')?
        .split_once('/')
        .map(|(slug, _)| slug)
        .filter(|slug| !slug.is_empty())
}

/// The term for a channel's slug on one site.
pub(crate) fn section_of_site(site: SiteId, slug: &str) -> String {
    format!("{site}:{slug}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_is_the_first_segment() {
        assert_eq!(section("/yaowen/2026/11/1286.html"), Some("yaowen"));
        assert_eq!(section("/index.html"), None);
        assert_eq!(section("yaowen/"), None);
        assert_eq!(section("//x"), None);
    }
}
