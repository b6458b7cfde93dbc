//! 法律在线 of the justice bureau: its board, a roster of this and the next weeks, and questions that were answered on the day; and
//! the education bureau's own board.

use super::course::rating;
use super::{Houses, moment};
use crate::demo::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use gateway::site::entity as site;
use gateway::staff::Colleague;
use kernel::calendar::Calendar;
use kernel::clock::Hand;
use kernel::{Actor, Error, LetterId, Permission, Result, Revision, SiteId, beijing, policy};
use letters::board::{Kind, NewBoard, entity as board, save_board};
use letters::choice::choose_answer;
use letters::code::{CodeKey, prove_writer};
use letters::letter::entity::Model;
use letters::letter::{NewLetter, rate_letter, show_letter, write_letter};
use letters::permissions::{AllotLetters, HandleLetters, ManageBoards, ReviewReplies, WriteLetter};
use letters::pool::{Pool, PoolWrite};
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use letters::roster::{NewDay, set_roster};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LawFile {
    question: Vec<Question>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    title: String,
    body: String,
    writer: String,
    reply: Option<String>,
    rating: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    chosen: bool,
}

/// Working days that the roster names, from the oldest question on.
const ROSTER: u32 = 45;

/// Word of the site whose people are on duty.
const SITE: &str = "justice";

pub(super) async fn set_up(
    town: &Town,
    sites: &Sites,
    people: &People,
    houses: &Houses,
    hand: &Hand,
) -> Result<()> {
    let home = houses.sites.iter().find(|row| row.slug == SITE);
    let (Some(home), false) = (home, sites.list(SITE, "/law.toml")?.is_empty()) else {
        return Ok(());
    };
    let file: LawFile = toml::from_str(&sites.text("justice/law.toml")?)
        .map_err(|error| Error::field("law.toml", format!("无法读取：{}", error.message())))?;
    let now = hand.now();
    let calendar = Calendar::shipped()?;
    let today = beijing::day(now);
    // The newest first, every second working day.
    let days: Vec<NaiveDate> = today
        .iter_days()
        .rev()
        .filter(|day| calendar.kind(*day).is_worked())
        .take(file.question.len() * 2)
        .collect();
    let first = days.last().copied().unwrap_or(today);
    hand.advance(moment(first, 7, 0)?.min(now) - hand.now());
    let board = open_board(town, home).await?;
    let law = Law {
        pool: Pool::new(town.base.hub.clone()),
        key: CodeKey::new(&gateway::settings::secret(town.base.store.data())?),
        people,
        home,
        hand,
        now,
    };
    law.roster(&calendar, &board, first).await?;
    let dated: Vec<_> = file.question.iter().zip(days.into_iter().step_by(2)).collect();
    for (question, day) in dated.into_iter().rev() {
        // What waits came this morning, also on a day off.
        let day = question.reply.as_ref().map_or(today, |_| day);
        Box::pin(law.go(question, day)).await?;
    }
    hand.advance(now - hand.now());
    Ok(())
}

async fn open_board(town: &Town, home: &site::Model) -> Result<board::Model> {
    let by = policy::decide::<ManageBoards>(&Actor::operator("demo"), SiteId(home.id), &[])?;
    let mut tx = town.base.store.write(by).await?;
    let new = NewBoard {
        key: "law".into(),
        name: Kind::Law.title().into(),
        kind: Kind::Law,
        unit: home.unit_id,
        intro: "值班律师解答法律咨询，意见供参考；要代理案件的，请申请法律援助或者委托律师。办过的案子见本站“以案说法”栏目。".into(),
        private_only: false,
        private_default: false,
        closed: false,
        position: 1,
        hours: ("08:30".into(), "17:00".into()),
    };
    let row = save_board(&mut tx, None, new).await?;
    tx.commit().await?;
    Ok(row)
}

/// The education bureau's board is one of its own kind, with its own count.
pub(super) async fn name_education(town: &Town, houses: &Houses) -> Result<()> {
    let Some(home) = houses.sites.iter().find(|row| row.slug == "edu") else {
        return Ok(());
    };
    let by = policy::decide::<ManageBoards>(&Actor::operator("demo"), SiteId(home.id), &[])?;
    let mut tx = town.base.store.write(by).await?;
    let Some(first) = tx.find::<board::Entity>().one().await? else {
        return Ok(());
    };
    let new = NewBoard {
        key: first.key,
        name: "教育咨询投诉".into(),
        kind: Kind::Education,
        unit: None,
        intro: "招生入学、学校管理、教师和收费方面的问题写在这里；本栏目单独统计。".into(),
        private_only: false,
        private_default: false,
        closed: false,
        position: 0,
        hours: (String::new(), String::new()),
    };
    save_board(&mut tx, Some(first.id), new).await?;
    tx.commit().await
}

struct Law<'a> {
    pool: Pool,
    key: CodeKey,
    people: &'a People,
    home: &'a site::Model,
    hand: &'a Hand,
    now: DateTime<Utc>,
}

fn seen(letter: &Model) -> (LetterId, Revision) {
    (LetterId(letter.id), Revision(letter.revision))
}

impl Law<'_> {
    fn at(&self, moment: DateTime<Utc>) {
        self.hand.advance(moment.min(self.now) - self.hand.now());
    }

    async fn staff<P: Permission>(&self, account: &str) -> Result<PoolWrite<P>> {
        let account = format!("{SITE}.{account}");
        let somebody = self.people.get(&account);
        let somebody = somebody.ok_or_else(|| Error::field("account", format!("没有账号 {account}。")))?;
        let by = policy::decide::<P>(&somebody.actor, SiteId(self.home.id), &somebody.posts)?;
        self.pool.write(by).await
    }

    fn colleague(&self, account: &str) -> Option<Colleague> {
        match &self.people.get(&format!("{SITE}.{account}"))?.actor {
            Actor::Person { id, name } => Some(Colleague {
                person: *id,
                name: name.clone(),
            }),
            _ => None,
        }
    }

    /// Two lawyers in turn; each stands in for the other, and every ninth day somebody cannot come.
    async fn roster(&self, calendar: &Calendar, board: &board::Model, first: NaiveDate) -> Result<()> {
        let mut days = Vec::new();
        let mut day = first;
        for index in 0..ROSTER {
            let (person, deputy) = if index % 2 == 0 {
                ("lawyer", "counsel")
            } else {
                ("counsel", "lawyer")
            };
            days.push(NewDay {
                day,
                person: self.colleague(person),
                deputy: self.colleague(deputy),
                away: index % 9 == 4,
            });
            day = calendar.after_working_days(day, 1).due;
        }
        let mut tx = self.staff::<AllotLetters>("letters").await?;
        set_roster(&mut tx, board.id, "值班律师", days).await?;
        tx.commit().await
    }

    async fn go(&self, question: &Question, day: NaiveDate) -> Result<()> {
        self.at(moment(day, 9, question.title.len())?);
        let new = NewLetter {
            board: "law".into(),
            class: "咨询".into(),
            unit: None,
            title: question.title.clone(),
            body: question.body.clone(),
            name: question.writer.clone(),
            phone: "13900001234".into(),
            mail: String::new(),
            wants_public: true,
            citizen: None,
            submission: None,
        };
        let site = SiteId(self.home.id);
        let by = policy::decide::<WriteLetter>(&Actor::Public, site, &[])?;
        let mut tx = self.pool.write(by.clone()).await?;
        let (letter, receipt) = write_letter(&mut tx, &self.key, new).await?;
        tx.commit().await?;
        let Some(reply) = &question.reply else {
            return Ok(());
        };
        let letter = Box::pin(self.answer(letter, reply, day)).await?;
        if letter.answered_on.is_none() {
            return Ok(());
        }
        if question.chosen {
            let mut tx = self.staff::<AllotLetters>("letters").await?;
            let (id, revision) = seen(&letter);
            choose_answer(&mut tx, id, revision, true).await?;
            tx.commit().await?;
        }
        if let Some(rating) = rating(question.rating.as_deref(), question.reason.as_deref())? {
            self.at(self.hand.now() + Duration::hours(5));
            let proven = prove_writer(&self.pool.read(), &self.key, &receipt.number, &receipt.code).await?;
            let mut tx = self.pool.write(by).await?;
            rate_letter(&mut tx, &proven, rating).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The account of who answers the letter.
    async fn on_duty(&self, letter: &Model) -> Result<&'static str> {
        let row = letters::roster::query::of_letter(&self.pool.read(), letter).await?;
        let who = row.map(|row| row.answers().0);
        let named = ["lawyer", "counsel"].into_iter().find(|account| {
            let colleague = self.colleague(account);
            colleague.is_some_and(|colleague| Some(colleague.person) == who)
        });
        Ok(named.unwrap_or("letters"))
    }

    /// Shown, answered and released on the day; a day that is not over yet goes as far as it has come.
    async fn answer(&self, letter: Model, reply: &str, day: NaiveDate) -> Result<Model> {
        let (noon, afternoon) = (moment(day, 11, 3)?, moment(day, 15, 2)?);
        if noon > self.now {
            return Ok(letter);
        }
        self.at(noon);
        let mut tx = self.staff::<AllotLetters>("letters").await?;
        let (id, revision) = seen(&letter);
        let letter = show_letter(&mut tx, id, revision, true).await?;
        tx.commit().await?;
        let mut tx = self.staff::<HandleLetters>(self.on_duty(&letter).await?).await?;
        let (id, revision) = seen(&letter);
        let letter = draft_reply(&mut tx, id, revision, Outcome::Answered, reply).await?;
        let (id, revision) = seen(&letter);
        let letter = submit_reply(&mut tx, id, revision).await?;
        tx.commit().await?;
        if afternoon > self.now {
            return Ok(letter);
        }
        self.at(afternoon);
        let mut tx = self.staff::<ReviewReplies>("reviewer").await?;
        let (id, revision) = seen(&letter);
        let letter = release_reply(&mut tx, id, revision, true).await?;
        tx.commit().await?;
        Ok(letter)
    }
}
