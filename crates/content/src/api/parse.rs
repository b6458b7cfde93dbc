//! From the bytes of a request to what is meant.

use super::bearer::Bearer;
use super::files::{self, Brought};
use super::shape::{Aim, ArticleIn, External};
use crate::article::text::{RawText, Text};
use crate::{channel, token};
use gateway::unit::entity as unit;
use kernel::{Error, FieldError, Result};
use sea_orm::ColumnTrait;
use serde::de::DeserializeOwned;

/// A delivery, ready to be written: the text is rendered, the files are kept.
pub(super) struct Wanted {
    pub(super) text: Text,
    pub(super) files: Vec<Brought>,
    pub(super) external: Option<External>,
    pub(super) aim: Aim,
}

/// Reads JSON; what is wrong names the field where the parser knows it.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        let words = error.to_string();
        let known = words.starts_with("unknown field") || words.starts_with("missing field");
        let field = words.split('`').nth(1).filter(|_| known).unwrap_or("body");
        Error::field(field, format!("请求内容不符合接口约定：{words}"))
    })
}

impl Wanted {
    /// Looks up what the delivery names, keeps its files, renders its text.
    pub(super) async fn of(bearer: &Bearer, mut given: ArticleIn) -> Result<Self> {
        let external = given.external.take().map(checked).transpose()?;
        let read = bearer.ctx.read();
        let found = channel::query::by_slug(&read, given.channel.trim()).await?;
        let found = found.filter(|row| row.state == channel::OPEN);
        let open = found.ok_or_else(|| Error::field("channel", "本站没有这个栏目，或栏目已停用。"))?;
        if given.source.trim().is_empty() {
            given.source = unit_of(&read, &bearer.token).await?;
        }
        drop(read);
        let files = files::keep(bearer.ctx.store.files(), std::mem::take(&mut given.files)).await?;
        let aim = given.state;
        let text = Text::parse(raw(given, open.id, &files)?)?;
        Ok(Self {
            text,
            files,
            external,
            aim,
        })
    }
}

fn checked(external: External) -> Result<External> {
    let mut wrong = Vec::new();
    let external = External {
        system: external.system.trim().to_owned(),
        id: external.id.trim().to_owned(),
    };
    if !(1..=40).contains(&external.system.chars().count()) {
        wrong.push(FieldError::new("external.system", "系统标识应为 1 至 40 字。"));
    }
    if !(1..=100).contains(&external.id.chars().count()) {
        wrong.push(FieldError::new("external.id", "系统内编号应为 1 至 100 字。"));
    }
    if wrong.is_empty() {
        Ok(external)
    } else {
        Err(Error::Invalid(wrong))
    }
}

async fn unit_of(read: &store::SiteRead, token: &token::entity::Model) -> Result<String> {
    let unit = read
        .shared::<unit::Entity>()
        .filter(unit::Column::Id.eq(token.unit_id))
        .found()
        .await?;
    Ok(unit.name)
}

fn raw(given: ArticleIn, channel: i64, files: &[Brought]) -> Result<RawText> {
    let named = |field: &str, word: &str| -> Result<String> {
        let Some(name) = word.strip_prefix("file:") else {
            return Ok(word.strip_prefix("media:").unwrap_or(word).to_owned());
        };
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.hash().to_owned())
            .ok_or_else(|| Error::field(field, format!("没有随稿文件“{name}”。")))
    };
    let mut body = given.body;
    // The longer name first: `a.png` must not be found inside `file:a.png.pdf`.
    let mut order: Vec<&Brought> = files.iter().collect();
    order.sort_by_key(|file| std::cmp::Reverse(file.name.len()));
    for file in order {
        body = body.replace(&format!("file:{}", file.name), &format!("media:{}", file.hash()));
    }
    let attachments = given.attachments.iter().map(|word| named("attachments", word));
    let or = |text: String, usual: &str| if text.is_empty() { usual.to_owned() } else { text };
    Ok(RawText {
        channel,
        title: given.title,
        subtitle: given.subtitle,
        summary: given.summary,
        format: or(given.format, "html"),
        body,
        source: given.source,
        origin: or(given.origin, "own"),
        author: given.author,
        keywords: given.keywords.join(","),
        lead: named("lead", &given.lead)?,
        attachments: attachments.collect::<Result<_>>()?,
        change_note: given.change_note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_names_the_field() {
        for (body, field) in [
            (r#"{"titel": "x"}"#, "titel"),
            (r#"{"title": 7}"#, "body"),
            ("nonsense", "body"),
            (r#"{"external": {"system": "a"}}"#, "id"),
        ] {
            let Err(Error::Invalid(wrong)) = json::<ArticleIn>(body.as_bytes()) else {
                panic!("{body}")
            };
            assert_eq!(wrong[0].field, field, "{body}");
        }
        assert!(json::<ArticleIn>(br#"{"title": "x", "state": "draft"}"#).is_ok());
    }

    #[test]
    fn an_external_number_is_trimmed_and_not_empty() {
        let external = |system: &str, id: &str| {
            checked(External {
                system: system.into(),
                id: id.into(),
            })
        };
        assert_eq!(external(" oa ", " 7 ").unwrap().system, "oa");
        assert!(external("", "7").is_err() && external("oa", " ").is_err());
    }
}
