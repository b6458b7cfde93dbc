//! The kinds of listeners, and how each wants to be told.

use super::entity;
use bytes::Bytes;
use kernel::{Error, Result};

/// A kind of listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// IndexNow: JSON, with a key that a file on the site proves.
    IndexNow,
    /// Link submission as Baidu takes it: one address a line; the endpoint carries the token.
    Lines,
    /// A WebSub hub: told of feeds, one form each.
    WebSub,
}

impl Kind {
    /// Every kind, as the page lists them.
    pub const ALL: [Self; 3] = [Self::IndexNow, Self::Lines, Self::WebSub];

    /// The word in the database and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::IndexNow => "indexnow",
            Self::Lines => "lines",
            Self::WebSub => "websub",
        }
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::IndexNow => "IndexNow",
            Self::Lines => "链接提交（百度等）",
            Self::WebSub => "WebSub 中枢",
        }
    }

    /// How to fill it in.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::IndexNow => "搜索引擎的 IndexNow 提交地址。验证文件由本站自动提供。",
            Self::Lines => "搜索资源平台给出的推送接口地址，其中含站点和准入密钥。",
            Self::WebSub => "中枢的地址。订阅源更新时通知中枢，由它转告订阅者。",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Addresses told at once.
    pub(super) const fn batch(self) -> u64 {
        match self {
            Self::IndexNow => 10_000,
            Self::Lines => 2_000,
            Self::WebSub => 50,
        }
    }

    /// The body that tells these addresses, with its media type.
    pub(super) fn body(self, target: &entity::Model, urls: &[String]) -> Result<(&'static str, Bytes)> {
        match self {
            Self::IndexNow => {
                let base = url::Url::parse(&target.base).map_err(Error::fault)?;
                let text = serde_json::json!({
                    "host": base.host_str().unwrap_or_default(),
                    "key": target.secret,
                    "keyLocation": format!("{}/{}.txt", target.base, target.secret),
                    "urlList": urls,
                });
                Ok(("application/json; charset=utf-8", text.to_string().into()))
            }
            Self::Lines => Ok(("text/plain", urls.join("\n").into())),
            Self::WebSub => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.append_pair("hub.mode", "publish");
                for url in urls {
                    form.append_pair("hub.url", url);
                }
                Ok(("application/x-www-form-urlencoded", form.finish().into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn each_kind_is_told_in_its_own_way() {
        let target = entity::Model {
            id: 1,
            site_id: 1,
            kind: "indexnow".into(),
            endpoint: "https://engine.example/indexnow".into(),
            base: "https://edu.example.gov.cn".into(),
            secret: "abc123".into(),
            created_at: DateTime::UNIX_EPOCH,
            told_at: None,
            status: None,
            finding: String::new(),
            told: 0,
        };
        let urls = ["https://edu.example.gov.cn/news/2026/11/7.html".to_owned()];
        let body = |kind: Kind| String::from_utf8(kind.body(&target, &urls).unwrap().1.to_vec()).unwrap();
        let told: serde_json::Value = serde_json::from_str(&body(Kind::IndexNow)).unwrap();
        assert_eq!(told["host"], "edu.example.gov.cn");
        assert_eq!(told["keyLocation"], "https://edu.example.gov.cn/abc123.txt");
        assert_eq!(told["urlList"][0], urls[0].as_str());
        assert_eq!(body(Kind::Lines), urls[0]);
        assert!(body(Kind::WebSub).starts_with("hub.mode=publish&hub.url=https%3A%2F%2F"));
    }

    #[test]
    fn words_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.key()), Some(kind));
        }
        assert_eq!(Kind::parse("google"), None);
    }
}
