//! What feeds tell of letters: the newest public answers of a site, of one board, of one unit.

use crate::board::query::board_by_key;
use crate::home::BOARD;
use crate::letter::entity::Model;
use crate::letter::{letter_address, unit_names};
use crate::pool::Desk;
use crate::recent::{Narrow, answers, recent};
use chrono::{DateTime, Utc};
use gateway::Ctx;
use kernel::{Error, Result, Uid};
use serde::Deserialize;
use store::HubRead;

/// How many a feed holds.
const NEWEST: u64 = 50;
/// Characters of a letter and of its answer.
const SAID: usize = 120;

/// What narrows a feed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Word of a board of the site.
    pub board: Option<String>,
    /// A unit's number.
    pub unit: Option<i64>,
}

impl Asked {
    /// The query of its address.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(board) = &self.board {
            query.append_pair("board", board);
        }
        if let Some(unit) = self.unit {
            query.append_pair("unit", &unit.to_string());
        }
        query.finish()
    }
}

/// A letter in a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The letter everywhere.
    pub uid: Uid,
    /// The greater is the later.
    pub version: i64,
    /// Title, cleaned.
    pub title: String,
    /// Its page, absolute.
    pub url: String,
    /// The beginnings of the letter and of its answer, cleaned.
    pub summary: String,
    /// The unit that answers.
    pub unit: String,
    /// Class.
    pub class: String,
    /// The first answer.
    pub answered_at: DateTime<Utc>,
}

/// What a feed tells.
#[derive(Clone, Debug)]
pub struct LetterFeed {
    /// Name of the site, with the board's and the unit's.
    pub title: String,
    /// Newest answers first.
    pub letters: Vec<Told>,
}

/// Reads a feed of the site of `ctx`.
///
/// # Errors
/// [`Error::NotFound`] for a board or a unit that is not here.
pub async fn read_feed(read: &HubRead, ctx: &Ctx, asked: &Asked) -> Result<LetterFeed> {
    let names = unit_names(read).await?;
    let mut title = format!("{} · {BOARD}", ctx.site.name);
    let mut narrow = Narrow::default();
    if let Some(key) = &asked.board {
        let board = board_by_key(read, ctx.site.id, key)
            .await?
            .ok_or(Error::NotFound)?;
        narrow.board = Some(board.id);
        title = format!("{} · {}", ctx.site.name, board.name);
    }
    if let Some(unit) = asked.unit {
        let name = names.get(&unit).ok_or(Error::NotFound)?;
        title = format!("{title} · {name}");
        narrow.unit = Some(unit);
    }
    let desk = Desk::of(read, ctx.site.id).await?;
    let letters = recent(read, &desk, narrow, NEWEST).await?;
    let mut answers = answers(read, &letters).await?;
    let tell = |letter: Model| {
        let path = letter_address(ctx, &letter);
        Some(Told {
            uid: Uid(letter.uid),
            version: letter.revision,
            url: if path.starts_with('/') {
                format!("{}{path}", ctx.site.origin)
            } else {
                path
            },
            summary: summary(&letter.body, answers.remove(&letter.id).as_deref()),
            unit: letter
                .unit_id
                .and_then(|id| names.get(&id).cloned())
                .unwrap_or_default(),
            title: letter.title,
            class: letter.class,
            answered_at: letter.answered_at?,
        })
    };
    Ok(LetterFeed {
        title,
        letters: letters.into_iter().filter_map(tell).collect(),
    })
}

fn summary(body: &str, answer: Option<&str>) -> String {
    let short = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut said: String = text.chars().take(SAID).collect();
        if text.chars().count() > SAID {
            said.push('…');
        }
        said
    };
    match answer {
        Some(answer) => format!("来信：{} 答复：{}", short(body), short(answer)),
        None => format!("来信：{}", short(body)),
    }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_has_the_beginnings_of_both() {
        assert_eq!(
            summary("路灯\n不亮", Some("已修复。")),
            "来信：路灯 不亮 答复：已修复。"
        );
        let long = summary(&"长".repeat(200), None);
        assert!(long.ends_with('…') && long.chars().count() == 124);
    }
}
