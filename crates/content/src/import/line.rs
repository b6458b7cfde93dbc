//! A record's fields, checked one by one.

use crate::article::text::{OriginClass, keywords};
use crate::body::Format;
use crate::redirect::local_path;
use chrono::{DateTime, Datelike, Utc};
use kernel::beijing;

/// Every field of a file.
pub(super) const FIELDS: [&str; 10] = [
    "key",
    "title",
    "body",
    "body_format",
    "published_at",
    "source",
    "origin",
    "author",
    "keywords",
    "old_url",
];
/// Those without which there is no article.
pub(super) const NEEDED: [&str; 4] = ["key", "title", "body", "published_at"];

const KEY_MAX: usize = 200;
const TITLE_MAX: usize = 200;
const LINE_MAX: usize = 200;
const KEYWORDS_MAX: usize = 500;
const URL_MAX: usize = 2000;
const BODY_MAX: usize = 2 << 20;

/// The fields of a record as words.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) body_format: String,
    pub(super) published_at: String,
    pub(super) source: String,
    pub(super) origin: String,
    pub(super) author: String,
    pub(super) keywords: String,
    pub(super) old_url: String,
}

impl Fields {
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "key" => &mut self.key,
            "title" => &mut self.title,
            "body" => &mut self.body,
            "body_format" => &mut self.body_format,
            "published_at" => &mut self.published_at,
            "source" => &mut self.source,
            "origin" => &mut self.origin,
            "author" => &mut self.author,
            "keywords" => &mut self.keywords,
            "old_url" => &mut self.old_url,
            _ => return None,
        })
    }
}

/// Why a record is not taken.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) key: String,
    pub(super) reason: String,
}

impl Flaw {
    pub(super) fn new(key: &str, reason: &str) -> Self {
        Self {
            key: one_line(key).chars().take(KEY_MAX).collect(),
            reason: reason.to_owned(),
        }
    }
}

/// A record that can be taken.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) format: Format,
    pub(super) published_at: DateTime<Utc>,
    /// May be empty: the own site, then.
    pub(super) source: String,
    pub(super) origin: OriginClass,
    pub(super) author: String,
    pub(super) keywords: String,
    /// Path and query of the old address.
    pub(super) old_path: Option<String>,
}

/// Checks every field; the reason names each that is wrong.
pub(super) fn check(fields: Fields, now: DateTime<Utc>) -> Result<Item, Flaw> {
    let mut wrong = Wrong::default();
    let key = wrong.line("key（唯一标识）", &fields.key, KEY_MAX, true);
    let title = wrong.line("title（标题）", &fields.title, TITLE_MAX, true);
    let source = wrong.line("source（稿源）", &fields.source, LINE_MAX, false);
    let author = wrong.line("author（作者）", &fields.author, LINE_MAX, false);
    let keywords = wrong.line(
        "keywords（关键词）",
        &keywords(&fields.keywords),
        KEYWORDS_MAX,
        false,
    );
    let body = wrong.body(&fields.body);
    let format = wrong.format(fields.body_format.trim());
    let origin = wrong.origin(fields.origin.trim());
    let published_at = wrong.time(fields.published_at.trim(), now);
    let old_path = wrong.old_path(fields.old_url.trim());
    match (format, origin, published_at) {
        (Some(format), Some(origin), Some(published_at)) if wrong.0.is_empty() => Ok(Item {
            key,
            title,
            body,
            format,
            published_at,
            source,
            origin,
            author,
            keywords,
            old_path,
        }),
        _ => Err(Flaw::new(&key, &wrong.0.join("；"))),
    }
}

#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, text: String) {
        self.0.push(text);
    }

    fn line(&mut self, name: &str, text: &str, max: usize, needed: bool) -> String {
        let text = one_line(text);
        if needed && text.is_empty() {
            self.say(format!("缺少 {name}"));
        } else if text.chars().count() > max {
            self.say(format!("{name}超过 {max} 字"));
        }
        text
    }

    fn body(&mut self, text: &str) -> String {
        if text.len() > BODY_MAX {
            self.say("body（正文）超过 2 MB".to_owned());
            return String::new();
        }
        // PostgreSQL keeps no NUL in a text.
        let text = text.replace("\r\n", "\n").replace('\0', "");
        if text.trim().is_empty() {
            self.say("缺少 body（正文）".to_owned());
        }
        text
    }

    fn format(&mut self, word: &str) -> Option<Format> {
        let format = if word.is_empty() {
            Some(Format::Markdown)
        } else {
            Format::parse(&word.to_ascii_lowercase())
        };
        if format.is_none() {
            self.say(format!(
                "body_format（正文格式）只能是 markdown、html、text，不能是“{}”",
                clip(word)
            ));
        }
        format
    }

    fn origin(&mut self, word: &str) -> Option<OriginClass> {
        let origin = if word.is_empty() {
            Some(OriginClass::Own)
        } else {
            OriginClass::parse(word)
        };
        if origin.is_none() {
            let known = "own（自采）、repost（转载）、contributed（来稿）";
            self.say(format!(
                "origin（来源类别）只能是 {known}，不能是“{}”",
                clip(word)
            ));
        }
        origin
    }

    fn time(&mut self, text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if text.is_empty() {
            self.say("缺少 published_at（发布时间）".to_owned());
            return None;
        }
        let Some(at) = beijing::parse(text).filter(|at| at.year() >= 1900) else {
            self.say(format!("published_at（发布时间）无法识别：“{}”", clip(text)));
            return None;
        };
        if at > now {
            self.say(format!("published_at（发布时间）晚于现在：“{}”", clip(text)));
        }
        Some(at)
    }

    fn old_path(&mut self, text: &str) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        let path = if text.len() <= URL_MAX {
            asked_path(text)
        } else {
            None
        };
        if path.is_none() {
            let known = "应是网址或以 / 开头的路径，且不能是首页";
            self.say(format!("old_url（原网址）{known}：“{}”", clip(text)));
        }
        path
    }
}

/// The old address as browsers will ask this site for it: without host, and encoded.
pub(super) fn asked_path(text: &str) -> Option<String> {
    let encoded = if text.is_ascii() || !text.starts_with('/') {
        local_path(text)
    } else {
        local_path(&format!("http://old.invalid{text}"))
    };
    encoded.filter(|path| path != "/")
}

pub(super) fn one_line(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    text.split(blank)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn clip(text: &str) -> String {
    one_line(text).chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Fields {
        Fields {
            key: "k1".into(),
            title: " 秋季\u{0}招生\n公告 ".into(),
            body: "正文\r\n第二行\u{0}".into(),
            published_at: "1998-01-01".into(),
            ..Fields::default()
        }
    }

    fn now() -> DateTime<Utc> {
        beijing::parse("2026-11-22").unwrap()
    }

    #[test]
    fn what_is_left_out_has_its_usual_meaning() {
        let item = check(
            Fields {
                keywords: "教育；招生、转学".into(),
                ..good()
            },
            now(),
        )
        .unwrap();
        assert_eq!(
            (item.title.as_str(), item.body.as_str()),
            ("秋季 招生 公告", "正文\n第二行")
        );
        assert_eq!((item.format, item.origin), (Format::Markdown, OriginClass::Own));
        assert_eq!((item.keywords.as_str(), item.old_path), ("教育,招生,转学", None));
        let item = check(
            Fields {
                origin: "转载".into(),
                body_format: "HTML".into(),
                ..good()
            },
            now(),
        )
        .unwrap();
        assert_eq!((item.format, item.origin), (Format::Html, OriginClass::Repost));
    }

    #[test]
    fn each_fault_is_named() {
        let reason = |fields: Fields| check(fields, now()).unwrap_err().reason;
        let all = reason(Fields {
            origin: "抄".into(),
            body_format: "doc".into(),
            ..Fields::default()
        });
        for word in [
            "缺少 key",
            "缺少 title",
            "缺少 body（",
            "缺少 published_at",
            "origin（",
            "“抄”",
            "“doc”",
        ] {
            assert!(all.contains(word), "{all}");
        }
        assert_eq!(
            reason(Fields {
                title: "题".repeat(201),
                ..good()
            }),
            "title（标题）超过 200 字"
        );
        assert!(
            reason(Fields {
                body: "x".repeat(BODY_MAX + 1),
                ..good()
            })
            .contains("body（正文）超过 2 MB")
        );
        let time = |text: &str| {
            reason(Fields {
                published_at: text.into(),
                ..good()
            })
        };
        assert!(time("2026-11-23").contains("晚于现在"));
        assert!(time("昨天").contains("无法识别") && time("0203-01-01").contains("无法识别"));
        assert!(
            reason(Fields {
                old_url: "javascript:x".into(),
                ..good()
            })
            .contains("old_url")
        );
    }

    #[test]
    fn of_an_old_address_path_and_query_remain() {
        for (old, path) in [
            (
                "http://www.old.gov.cn:81/a/show.asp?id=5#top",
                Some("/a/show.asp?id=5"),
            ),
            ("/art/2006/3/1/art_1.html", Some("/art/2006/3/1/art_1.html")),
            ("/公告.html", Some("/%E5%85%AC%E5%91%8A.html")),
            (
                "http://www.old.gov.cn/公告.html",
                Some("/%E5%85%AC%E5%91%8A.html"),
            ),
            ("http://www.old.gov.cn/", None),
            ("/", None),
            ("show.asp?id=5", None),
        ] {
            assert_eq!(asked_path(old).as_deref(), path, "{old}");
        }
    }
}
