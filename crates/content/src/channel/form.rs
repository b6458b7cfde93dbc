//! A channel as people describe it: in the console or in `channels.toml`.

use kernel::{Error, FieldError, Result, Slug};
use serde::Deserialize;

/// What a channel is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// First segment of its addresses.
    pub slug: Slug,
    /// Name.
    pub name: String,
    /// What it publishes.
    pub description: String,
    /// Separated by commas.
    pub keywords: String,
    /// Class of the column, e.g. 政务动态.
    pub kind: String,
    /// `news`, `open`, `interpret`, `service` or `interact`.
    pub group: String,
    /// Whether the navigation shows it.
    pub nav: bool,
    /// Lower stands first.
    pub order: i64,
}

/// The fields as they come.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawChannel {
    /// See [`Description::slug`].
    pub slug: String,
    /// See [`Description::name`].
    pub name: String,
    /// See [`Description::description`].
    pub description: String,
    /// See [`Description::keywords`].
    pub keywords: String,
    /// See [`Description::kind`].
    #[serde(rename = "type")]
    pub kind: String,
    /// See [`Description::group`].
    pub group: String,
    /// See [`Description::nav`].
    pub nav: bool,
    /// See [`Description::order`].
    pub order: i64,
}

/// Function groups with their words.
pub const GROUPS: [(&str, &str); 5] = [
    ("news", "信息发布"),
    ("open", "政务公开"),
    ("interpret", "解读回应"),
    ("service", "办事服务"),
    ("interact", "互动交流"),
];

impl Description {
    /// Reads the fields.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(raw: RawChannel) -> Result<Self> {
        let mut wrong = Vec::new();
        let slug = Slug::parse(raw.slug.trim());
        if let Err(Error::Invalid(fields)) = &slug {
            wrong.extend(fields.clone());
        }
        let name = raw.name.trim();
        if !(2..=30).contains(&name.chars().count()) {
            wrong.push(FieldError::new("name", "栏目名称应为 2 至 30 字。"));
        }
        if raw.description.chars().count() > 300 {
            wrong.push(FieldError::new("description", "栏目说明最多 300 字。"));
        }
        let group = if raw.group.is_empty() {
            "news"
        } else {
            raw.group.as_str()
        };
        if !GROUPS.iter().any(|(key, _)| *key == group) {
            wrong.push(FieldError::new("group", "栏目分组不存在。"));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Self {
            slug: slug?,
            name: name.to_owned(),
            description: raw.description.trim().to_owned(),
            keywords: crate::article::text::keywords(&raw.keywords),
            kind: raw.kind.trim().to_owned(),
            group: group.to_owned(),
            nav: raw.nav,
            order: raw.order,
        })
    }
}

/// The file `channels.toml`, checked.
#[derive(Clone, Debug)]
pub struct ChannelFile(pub(super) Vec<Description>);

impl ChannelFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the channel and the field.
    pub fn parse(toml: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Whole {
            #[serde(default)]
            channel: Vec<RawChannel>,
        }
        let whole: Whole = toml::from_str(toml)
            .map_err(|error| Error::field("channels.toml", format!("无法读取：{}", error.message())))?;
        let mut channels: Vec<Description> = Vec::new();
        for raw in whole.channel {
            let slug = raw.slug.clone();
            let channel = Description::parse(raw).map_err(|error| named(&slug, error))?;
            if channels.iter().any(|known| known.slug == channel.slug) {
                return Err(Error::field(
                    format!("channel.{slug}.slug"),
                    "文件中有两个同名地址的栏目。",
                ));
            }
            channels.push(channel);
        }
        Ok(Self(channels))
    }
}

fn named(slug: &str, error: Error) -> Error {
    match error {
        Error::Invalid(fields) => {
            let named =
                |wrong: FieldError| FieldError::new(format!("channel.{slug}.{}", wrong.field), wrong.text);
            Error::Invalid(fields.into_iter().map(named).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_address_and_a_missing_name_are_named() {
        let raw = RawChannel {
            slug: "console".into(),
            group: "x".into(),
            ..RawChannel::default()
        };
        let Err(Error::Invalid(wrong)) = Description::parse(raw) else {
            panic!()
        };
        assert_eq!(
            wrong.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["slug", "name", "group"]
        );
    }

    #[test]
    fn a_file_names_the_channel_and_the_field() {
        let entry = |slug: &str, name: &str| format!("[[channel]]\nslug = \"{slug}\"\nname = \"{name}\"\n");
        assert_eq!(
            ChannelFile::parse(&(entry("news", "要闻") + &entry("notices", "公告")))
                .unwrap()
                .0
                .len(),
            2
        );
        for (text, field) in [
            (entry("news", "x"), "channel.news.name"),
            (
                entry("news", "要闻") + &entry("news", "公告"),
                "channel.news.slug",
            ),
            ("[[channel]\n".to_owned(), "channels.toml"),
        ] {
            let Err(Error::Invalid(wrong)) = ChannelFile::parse(&text) else {
                panic!()
            };
            assert_eq!(wrong[0].field, field);
        }
    }
}
