//! Promises (整改承诺) are chased by the levels that urge letters: before their day and after it, until somebody writes down what was
//! done. Each promise and level once.

use super::Kind;
use super::escalate::{Escalator, write_notice};
use super::level::Level;
use crate::clock::{self, day, parse_day};
use crate::commitment::{entity as commitment, query};
use crate::duty::{note_told, was_told};
use crate::letter::entity::Model;
use crate::letter::today;
use kernel::{Result, SiteId};
use mail::Message;
use store::HubRead;

impl Escalator {
    /// Tells of the promises that have reached a level.
    pub(super) async fn chase(&self, read: &HubRead, levels: &[Level], portal: SiteId) -> Result<()> {
        let (calendar, today) = (clock::calendar()?, today(read));
        let ahead = levels.iter().map(|level| -level.days).max().unwrap_or(0);
        let ahead = u32::try_from(ahead).unwrap_or(0);
        let until = day(calendar.after_working_days(today, ahead).due);
        for (promise, letter) in query::chased(read, &until).await? {
            let last = parse_day(&promise.due_on)?;
            for level in levels {
                if level.is_reached(calendar, last, today) {
                    self.tell_promise(read, (&promise, &letter), level, portal)
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn tell_promise(
        &self,
        read: &HubRead,
        (promise, letter): (&commitment::Model, &Model),
        level: &Level,
        portal: SiteId,
    ) -> Result<()> {
        let key = format!("promise{}:level{}:{}", promise.id, level.number, promise.due_on);
        if was_told(read, letter, &key).await? {
            return Ok(());
        }
        // Whoever promised is asked, wherever the letter went.
        let unit = Some(promise.unit_id);
        let to = self.addresses(read, letter, unit, level, portal).await?;
        let mut tx = self.door(portal).await?;
        note_told(&mut tx, letter, &key).await?;
        let kind = if level.is_reminder() {
            Kind::Remind
        } else {
            Kind::Escalate
        };
        write_notice(&mut tx, (letter, unit), (kind, level), words(promise, level)).await?;
        for to in to {
            mail::send(&mut tx, &message(to, promise, letter, level)).await?;
        }
        tx.commit().await
    }
}

/// What the notice says. The promise itself is public, so its words may stand in it.
fn words(promise: &commitment::Model, level: &Level) -> String {
    let asks = if level.is_reminder() {
        "请按承诺完成"
    } else {
        "请督促整改"
    };
    format!(
        "整改承诺{}：{}（承诺 {} 前完成）。{asks}，并登记整改情况。告知{}。",
        level.stands(),
        promise.words.trim_end_matches('。'),
        promise.due_on,
        level.whom()
    )
}

/// The mail holds no word of either.
fn message(to: String, promise: &commitment::Model, letter: &Model, level: &Level) -> Message {
    let subject = if level.is_reminder() {
        "整改承诺即将到期"
    } else {
        "整改承诺超期"
    };
    Message {
        to,
        subject: format!("{subject}（编号 {}）", letter.number),
        text: format!(
            "您好！\n\n编号为 {} 的来信有一项整改承诺{}，承诺完成日期 {}，还没有登记整改情况。请登录管理后台，在“信件办理”的“待整改”中查看和登记。\n\n\
             本邮件由系统发出，请勿回复。\n",
            letter.number,
            level.stands(),
            promise.due_on
        ),
    }
}
