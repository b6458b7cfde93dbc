//! Whether somebody may send a letter just now, or answers a question first. A question hangs on its form, holds for half an
//! hour and is good once. Whose address is not known (this machine itself, a proxy that is not named) is asked only where all are.

use super::knock::{Column, Entity, count, raise};
use super::{DoorSettings, Question};
use crate::code::{CodeKey, Submission};
use crate::counter::counted;
use crate::letter::entity as letter;
use crate::pool::Pool;
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, Result, SiteId};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ColumnTrait, ExprTrait};
use std::net::IpAddr;
use store::{HubRead, HubWrite};

/// Minutes in which letters are counted.
const WINDOW: i64 = 60;
/// Minutes for which a question holds.
const HOLDS: i64 = 30;
/// Seconds in which nobody fills in the form.
const TOO_FAST: i64 = 4;

/// Who wants to send what.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The site of the board.
    pub site: SiteId,
    /// The address, if it is known.
    pub client: Option<IpAddr>,
    /// The mark of the form.
    pub form: &'a Submission,
}

/// What the form says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// When it was opened, as [`opened_mark`] wrote it.
    pub opened: &'a str,
    /// A field that people do not see.
    pub trap: &'a str,
    /// The question that was asked.
    pub token: &'a str,
    /// The answer.
    pub answer: &'a str,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The letter may be sent.
    Open,
    /// A question first.
    Ask {
        /// The question.
        text: String,
        /// Goes back with the answer.
        token: String,
        /// Whether another was answered wrongly.
        wrong: bool,
    },
}

/// What a form says of when it was opened.
///
/// # Errors
/// As [`CodeKey::seal`].
pub fn opened_mark(key: &CodeKey, who: Who<'_>, now: DateTime<Utc>) -> Result<String> {
    let at = now.timestamp().to_string();
    let seal = key.word(&["opened", &who.site.to_string(), who.form.as_str(), &at])?;
    Ok(format!("{at}.{seal}"))
}

/// Counts a letter that is to be sent, unless the form came before.
///
/// # Errors
/// [`Error::TooMany`] with the time to wait; faults.
pub async fn pass(
    pool: &Pool,
    key: &CodeKey,
    settings: &DoorSettings,
    who: Who<'_>,
    given: Given<'_>,
) -> Result<Pass> {
    let mut tx = pool.book().await?;
    tx.in_turn(&format!("letter door {}", who.site)).await?;
    if came_before(&tx, who).await? {
        return Ok(Pass::Open);
    }
    let now = tx.now();
    let old = Column::BeganAt.lte(now - Duration::minutes(WINDOW));
    tx.delete_where::<Entity>(Column::SiteId.eq(who.site.0).and(old))
        .await?;
    let client = who.client.filter(|client| !client.is_loopback());
    let all = key.word(&["knock", "all"])?;
    let mine = match client {
        Some(client) => Some(key.word(&["knock", &counted(client)])?),
        None => None,
    };
    let of_all = count(&tx, who.site.0, &all).await?.map_or(0, |row| row.count);
    let of_mine = match &mine {
        Some(mine) => count(&tx, who.site.0, mine).await?,
        None => None,
    };
    if let Some(row) = of_mine.as_ref().filter(|row| row.count >= settings.hour_limit) {
        let wait = row.began_at + Duration::minutes(WINDOW) - now;
        return Err(Error::TooMany(wait.to_std().unwrap_or_default()));
    }
    let odd = !given.trap.is_empty() || (client.is_some() && is_too_fast(key, who, given.opened, now)?);
    let often = client.is_some() && of_mine.map_or(0, |row| row.count) >= settings.question_after;
    let asks = settings.question_after == 0 || of_all >= settings.busy_after || odd || often;
    if asks && settings.question_after >= 0 {
        match judge(&mut tx, key, who, given).await? {
            Some(true) => {}
            judged => {
                let (text, token) = ask(key, who, now)?;
                // A question that was answered wrongly is used up too.
                tx.exempt("letter_knock")?;
                tx.commit().await?;
                return Ok(Pass::Ask {
                    text,
                    token,
                    wrong: judged.is_some(),
                });
            }
        }
    }
    for key in [Some(all), mine].into_iter().flatten() {
        raise(&mut tx, who.site.0, key).await?;
    }
    tx.exempt("letter_knock")?;
    tx.commit().await?;
    Ok(Pass::Open)
}

/// The same form sent again is no second letter.
async fn came_before(read: &HubRead, who: Who<'_>) -> Result<bool> {
    read.find::<letter::Entity>()
        .filter(letter::Column::SiteId.eq(who.site.0))
        .filter(letter::Column::Submission.eq(who.form.as_str()))
        .exists()
        .await
}

fn is_too_fast(key: &CodeKey, who: Who<'_>, opened: &str, now: DateTime<Utc>) -> Result<bool> {
    let at = opened.split_once('.').and_then(|(at, _)| at.parse::<i64>().ok());
    let Some(at) = at.and_then(|at| DateTime::from_timestamp(at, 0)) else {
        return Ok(true);
    };
    Ok(opened_mark(key, who, at)? != opened || now - at < Duration::seconds(TOO_FAST))
}

fn ask(key: &CodeKey, who: Who<'_>, now: DateTime<Utc>) -> Result<(String, String)> {
    let mut bytes = [0_u8; 12];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
    let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let head = format!("{}.{nonce}", now.timestamp());
    let seal = key.word(&["question", &who.site.to_string(), who.form.as_str(), &head])?;
    Ok((question(key, who, &head)?.text, format!("{head}.{seal}")))
}

/// Asked again with the same head it is the same question, and nobody without the key knows which.
fn question(key: &CodeKey, who: Who<'_>, head: &str) -> Result<Question> {
    let word = key.word(&["asks", &who.site.to_string(), who.form.as_str(), head])?;
    Ok(Question::of(
        &word
            .as_bytes()
            .chunks(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect::<Vec<u8>>(),
    ))
}

/// Whether the question was answered; nothing when there was none, or none that holds.
async fn judge(tx: &mut HubWrite, key: &CodeKey, who: Who<'_>, given: Given<'_>) -> Result<Option<bool>> {
    let Some((head, seal)) = given.token.rsplit_once('.') else {
        return Ok(None);
    };
    if key.word(&["question", &who.site.to_string(), who.form.as_str(), head])? != seal {
        return Ok(None);
    }
    let at = head.split_once('.').and_then(|(at, _)| at.parse::<i64>().ok());
    let at = at.and_then(|at| DateTime::from_timestamp(at, 0));
    let used = key.word(&["used", head])?;
    let holds = at.is_some_and(|at| tx.now() - at < Duration::minutes(HOLDS));
    if !holds || count(tx, who.site.0, &used).await?.is_some() {
        return Ok(None);
    }
    raise(tx, who.site.0, used).await?;
    Ok(Some(question(key, who, head)?.fits(given.answer)))
}
