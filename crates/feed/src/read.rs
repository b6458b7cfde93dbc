//! The one door: bytes in, mended, parsed by feed-rs, a feed out.

use crate::model::{Entry, Feed, Kind};
use crate::take::take;
use crate::{decode, json, mend, sitemap, text, tree};
use sha2::{Digest, Sha256};
use url::Url;

/// Why there is no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the answer is empty")]
    Empty,
    #[error("the answer is no feed")]
    NoFeed,
}

/// Reads a feed. `content_type` is the HTTP header as it came, `base` the address the bytes came from.
///
/// # Errors
/// [`Unreadable`] when there is nothing, or nothing that is a feed.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<Feed, Unreadable> {
    let text = text::printable(decode::decode(bytes, content_type));
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Unreadable::Empty);
    }
    let (document, bases, kind) = mended(start, base).ok_or(Unreadable::NoFeed)?;
    let mut feed = take(&document, bases).ok_or(Unreadable::NoFeed)?;
    feed.kind = kind;
    for entry in &mut feed.entries {
        complete(entry);
    }
    Ok(feed)
}

/// What feed-rs is given, the base of each entry, and what it was.
fn mended(text: &str, base: Option<&Url>) -> Option<(Vec<u8>, Vec<Option<String>>, Kind)> {
    if text.starts_with('{') {
        let (value, count) = json::mend(text, base)?;
        let bases = vec![base.map(Url::to_string); count];
        return Some((serde_json::to_vec(&value).ok()?, bases, Kind::Feed));
    }
    let root = tree::parse(text, base);
    let (document, kind) = match sitemap::mend(&root, text.len()) {
        Some(found) => found,
        None => (mend::mend(&root, text.len())?, Kind::Feed),
    };
    // What stood in it stands in the document; both at once are more than is needed.
    drop(root);
    let bases = document.items.iter().map(|item| item.base.clone()).collect();
    Some((document.write().ok()?, bases, kind))
}

/// Gives an id to an entry that came without one.
fn complete(entry: &mut Entry) {
    if !entry.id.is_empty() {
        return;
    }
    entry.id = entry.link.clone().unwrap_or_else(|| {
        let words = [
            Some(entry.title.as_str()),
            entry.summary.as_deref(),
            entry.content.as_deref(),
        ];
        let mut hash = Sha256::new();
        for word in words.into_iter().flatten() {
            hash.update(word.as_bytes());
            hash.update([0]);
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One of each kind, with what has broken parsers before: names in Chinese that touch an address, files, bases.
    const SEEDS: [&str; 5] = [
        "<?xml version='1.0' encoding='gb2312'?><!DOCTYPE rss [<!ENTITY a \"b\">]><rss version='3'><channel>\
         <title>陶都&nbsp;<b>发布</b></title><link>/</link><item><title><![CDATA[紫砂 & <i>开窑</i>]]></title>\
         <author>张三（zhang@example.com）李四</author><guid>7</guid><pubDate>2005年3月4日</pubDate>\
         <description>&lt;p&gt;正文&lt;/p&gt;</description><enclosure url='/a.mp3' type='audio/mpeg'/>\
         <media:group><media:content url='b.jpg' medium='image'/></media:group></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/x/'><title type='xhtml'><div>题</div>\
         </title><entry xml:base='y/'><id>1</id><link href='z'/><link rel='enclosure' href='f' type='x'/>\
         <author><name>王五</name><email>w@e.cn</email></author><updated>2024-01-02T03:04:05Z</updated>\
         <content type='application/x'>5L2g</content></entry></feed>",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://a.example/1</loc>\
         <lastmod>2024-01-02</lastmod></url></urlset>",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"题\",\"items\":[{\"id\":7,\"author\":{\"name\":\
         \"张-a@b.cn\"},\"content_text\":\"a<b\",\"image\":\"i.png\",\"attachments\":[{\"url\":\"f\"}]}]}",
        "<CHANNEL HREF='http://a.example/'><TITLE>题<ITEM HREF='/1' LASTMOD='2004-01-01'><ABSTRACT>文</ITEM>",
    ];

    const SHARDS: [&str; 12] = [
        "<",
        "</item>",
        "<item>",
        "<![CDATA[",
        "]]>",
        "&",
        "<!--",
        "<title>",
        "张a@b.cn",
        "'",
        "\u{1}",
        "<entry ",
    ];

    fn is_read(bytes: &[u8]) {
        let base = Url::parse("http://a.example/feed").unwrap();
        let text = text::printable(decode::decode(bytes, None));
        if let Some((document, bases, _)) = mended(text.trim_start(), Some(&base)) {
            let feed = take(&document, bases.clone());
            let feed = feed.unwrap_or_else(|| panic!("refused: {}", String::from_utf8_lossy(&document)));
            assert_eq!(feed.entries.len(), bases.len());
        }
        if let Ok(feed) = read(bytes, None, None) {
            assert!(feed.entries.iter().all(|entry| !entry.id.is_empty()));
        }
    }

    #[test]
    fn what_is_cut_off_anywhere_is_still_mended_well() {
        for seed in SEEDS {
            for end in 0..=seed.len() {
                is_read(&seed.as_bytes()[..end]);
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_garbled_is_still_mended_well(
            seed in 0..SEEDS.len(),
            bytes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            shards in prop::collection::vec((any::<prop::sample::Index>(), 0..SHARDS.len()), 0..8),
        ) {
            let mut text = SEEDS[seed].as_bytes().to_vec();
            for (at, byte) in bytes {
                let at = at.index(text.len());
                text[at] = byte;
            }
            for (at, shard) in shards {
                let at = at.index(text.len());
                text.splice(at..at, SHARDS[shard].bytes());
            }
            is_read(&text);
        }
    }
}
