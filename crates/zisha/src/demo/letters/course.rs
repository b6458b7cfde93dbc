//! The last weeks: each letter goes its way through the same operations that people use.

use super::{Houses, Piece, moment};
use crate::demo::staff::People;
use crate::wire::Town;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use kernel::calendar::Calendar;
use kernel::clock::Hand;
use kernel::{Actor, Error, LetterId, Permission, Result, Revision, SiteId, beijing, policy};
use letters::code::{CodeKey, prove_writer};
use letters::commitment::{Ending, end_commitment, entity as commitment, make_commitment, open_of};
use letters::letter::entity::Model;
use letters::letter::{
    NewLetter, Rating, Receipt, archive_letter, ask_writer, assign_letter, extend_letter, invalidate_letter,
    press_letter, rate_letter, register_letter, reopen_letter, transfer_letter, write_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, PressLetters, ReviewReplies, WriteLetter};
use letters::pool::{Pool, PoolWrite};
use letters::press::Kind;
use letters::rating::Reason;
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use sea_orm::ColumnTrait;

/// A promise that was not kept is so many days late.
const LATE: u64 = 5;
/// The oldest of them, in days.
const OLDEST: usize = 44;

/// Where a course stops before the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Written,
    Registered,
    Assigned,
    Asked,
    Drafted,
    Submitted,
    Overdue,
    Never,
}

pub(super) async fn run(
    town: &Town,
    people: &People,
    houses: &Houses,
    pieces: &[Piece],
    hand: &Hand,
) -> Result<()> {
    let now = hand.now();
    let course = Course {
        pool: Pool::new(town.base.hub.clone()),
        key: CodeKey::new(&gateway::settings::secret(town.base.store.data())?),
        people,
        houses,
        hand,
        now,
        calendar: Calendar::shipped()?,
    };
    for (index, piece) in pieces.iter().enumerate() {
        // The newest first: the younger half fills the last nine days.
        let share = index * 100 / pieces.len().max(1);
        let days = if share < 50 {
            share * 9 / 50
        } else {
            9 + (share - 50) * (OLDEST - 9) / 50
        };
        course.go(piece, index, days as u64).await?;
    }
    hand.advance(now - hand.now());
    Ok(())
}

struct Course<'a> {
    pool: Pool,
    key: CodeKey,
    people: &'a People,
    houses: &'a Houses,
    hand: &'a Hand,
    now: DateTime<Utc>,
    calendar: Calendar,
}

/// A letter on its way.
struct Way {
    letter: Model,
    receipt: Receipt,
    /// Word of the site that it was written on.
    written: String,
    /// Word of the site whose people answer it.
    answers: String,
}

/// What an act says of the letter: which, and as last seen.
fn seen(letter: &Model) -> (LetterId, Revision) {
    (LetterId(letter.id), Revision(letter.revision))
}

impl Course<'_> {
    async fn go(&self, piece: &Piece, index: usize, days: u64) -> Result<()> {
        let day = beijing::day(self.now) - Days::new(days);
        let hour = 8 + index % 5;
        self.at(moment(day, hour as u32, index)?);
        let stop = stop(index, days);
        let mut way = self.write(piece, index, stop).await?;
        if stop == Stop::Written {
            return Ok(());
        }
        self.at(moment(day, 14, index)?);
        let mut tx = self.staff::<AllotLetters>(&way.written, "letters").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = match &piece.invalid {
            Some(reason) => invalidate_letter(&mut tx, id, revision, reason).await?,
            None => register_letter(&mut tx, id, revision, !piece.private).await?,
        };
        tx.commit().await?;
        if piece.invalid.is_some() || stop == Stop::Registered {
            return Ok(());
        }
        self.allot(&mut way, piece, index).await?;
        match stop {
            Stop::Assigned => Ok(()),
            Stop::Asked => self.ask(&mut way, day, index).await,
            Stop::Overdue => self.press(&mut way, day, index).await,
            _ => self.answer(&mut way, piece, stop, (day, index)).await,
        }
    }

    /// Goes to a moment; what would be in the future happens now.
    fn at(&self, moment: DateTime<Utc>) {
        self.hand.advance(moment.min(self.now) - self.hand.now());
    }

    fn after(&self, day: NaiveDate, working_days: u32, hour: u32, index: usize) -> Result<()> {
        let day = self.calendar.after_working_days(day, working_days).due;
        self.at(moment(day, hour, index)?);
        Ok(())
    }

    /// A writing door for a colleague of a site.
    async fn staff<P: Permission>(&self, site: &str, post: &str) -> Result<PoolWrite<P>> {
        let account = format!("{site}.{post}");
        let somebody = self.people.get(&account);
        let somebody = somebody.ok_or_else(|| Error::field("account", format!("没有账号 {account}。")))?;
        let site = self.houses.sites.iter().find(|row| row.slug == site);
        let site = site.ok_or_else(|| Error::fault("a site of the demo is gone"))?.id;
        let by = policy::decide::<P>(&somebody.actor, SiteId(site), &somebody.posts)?;
        self.pool.write(by).await
    }

    async fn visitor(&self, site: i64) -> Result<PoolWrite<WriteLetter>> {
        let by = policy::decide::<WriteLetter>(&Actor::Public, SiteId(site), &[])?;
        self.pool.write(by).await
    }

    async fn write(&self, piece: &Piece, index: usize, stop: Stop) -> Result<Way> {
        let answers = self.houses.site(&piece.unit)?;
        let portal = self.houses.portal().unwrap_or(answers);
        // Who does not know whose it is writes to the portal, and that waits.
        let waits = matches!(stop, Stop::Written | Stop::Registered);
        let site = if waits || index.is_multiple_of(3) {
            portal
        } else {
            answers
        };
        let meant = piece.wrong_unit.as_ref().unwrap_or(&piece.unit);
        let unit = if waits {
            None
        } else {
            Some(self.houses.unit(meant)?.id)
        };
        let new = NewLetter {
            board: String::new(),
            class: piece.class.clone(),
            unit,
            title: piece.title.clone(),
            body: piece.body.trim().to_owned(),
            name: piece.writer.clone(),
            phone: format!("1390000{:04}", 1000 + index * 7),
            mail: String::new(),
            wants_public: !piece.private,
            citizen: None,
            submission: None,
        };
        let mut tx = self.visitor(site.id).await?;
        let (letter, receipt) = write_letter(&mut tx, &self.key, new).await?;
        tx.commit().await?;
        Ok(Way {
            letter,
            receipt,
            written: site.slug.clone(),
            answers: answers.slug.clone(),
        })
    }

    /// The board gives it to the unit that the writer meant; when it is another's, that unit passes it on.
    async fn allot(&self, way: &mut Way, piece: &Piece, index: usize) -> Result<()> {
        let right = self.houses.unit(&piece.unit)?;
        let first = match &piece.wrong_unit {
            Some(wrong) => self.houses.unit(wrong)?,
            None => right,
        };
        self.hand.advance(Duration::minutes(20));
        let mut tx = self.staff::<AllotLetters>(&way.written, "letters").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = assign_letter(&mut tx, id, revision, first.id, "请按时限办理并答复。").await?;
        tx.commit().await?;
        if first.id == right.id {
            return Ok(());
        }
        self.hand
            .advance(Duration::minutes(i64::try_from(60 + index).unwrap_or(60)));
        let site = self.houses.site(&first.key)?.slug.clone();
        let mut tx = self.staff::<HandleLetters>(&site, "letters").await?;
        let (id, revision) = seen(&way.letter);
        let words = format!("来信所述属{}职责，已当面联系，请接续办理。", right.short_name);
        way.letter = transfer_letter(&mut tx, id, revision, right.id, &words).await?;
        tx.commit().await
    }

    async fn ask(&self, way: &mut Way, day: NaiveDate, index: usize) -> Result<()> {
        self.after(day, 1, 10, index)?;
        let mut tx = self.staff::<HandleLetters>(&way.answers, "letters").await?;
        let (id, revision) = seen(&way.letter);
        let question = "请补充事情发生的具体时间和地点，以便我们到现场核实。";
        way.letter = ask_writer(&mut tx, id, revision, question).await?;
        tx.commit().await
    }

    /// A letter that nobody answered in time: urged, then supervised.
    async fn press(&self, way: &mut Way, day: NaiveDate, index: usize) -> Result<()> {
        for (after, kind, words) in [
            (6, Kind::Urge, "已超过答复期限，请今日回复办理情况。"),
            (8, Kind::Supervise, "请分管负责人过问，两个工作日内答复来信人。"),
        ] {
            self.after(day, after, 9, index)?;
            let mut tx = self.staff::<PressLetters>("portal", "admin").await?;
            let (id, revision) = seen(&way.letter);
            way.letter = press_letter(&mut tx, id, revision, kind, words).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        way: &mut Way,
        piece: &Piece,
        stop: Stop,
        (day, index): (NaiveDate, usize),
    ) -> Result<()> {
        let mut took = (index % 4 + 1) as u32;
        if let Some(words) = &piece.extended {
            self.after(day, 2, 11, index)?;
            let until = self.calendar.after_working_days(day, 8).due;
            let mut tx = self.staff::<HandleLetters>(&way.answers, "letters").await?;
            let (id, revision) = seen(&way.letter);
            way.letter = extend_letter(&mut tx, id, revision, until, words).await?;
            tx.commit().await?;
            took = 7;
        }
        if self.calendar.after_working_days(day, took).due > beijing::day(self.now) {
            return Ok(());
        }
        self.after(day, took, 10, index)?;
        let mut tx = self.staff::<HandleLetters>(&way.answers, "letters").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = draft_reply(&mut tx, id, revision, Outcome::Answered, piece.reply.trim()).await?;
        if stop != Stop::Drafted {
            let (id, revision) = seen(&way.letter);
            way.letter = submit_reply(&mut tx, id, revision).await?;
        }
        tx.commit().await?;
        if matches!(stop, Stop::Drafted | Stop::Submitted) {
            return Ok(());
        }
        self.hand.advance(Duration::hours(3));
        let mut tx = self.staff::<ReviewReplies>(&way.answers, "reviewer").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = release_reply(&mut tx, id, revision, !piece.private).await?;
        tx.commit().await?;
        self.promise(way, piece).await?;
        self.rate(way, piece, index).await
    }

    /// What the unit promises with its answer, and that it was put right when its day has come.
    async fn promise(&self, way: &mut Way, piece: &Piece) -> Result<()> {
        let Some(words) = &piece.commitment else {
            return Ok(());
        };
        let made = beijing::day(self.hand.now());
        let due = made + Days::new(piece.commitment_days.into());
        // What was never put right is late by now, so that it is chased before everybody's eyes.
        let late = beijing::day(self.now) - Days::new(LATE);
        let due = if piece.commitment_done {
            due
        } else {
            due.min(late).max(made)
        };
        let mut tx = self.staff::<HandleLetters>(&way.answers, "letters").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = make_commitment(&mut tx, id, revision, due, words).await?;
        tx.commit().await?;
        if !piece.commitment_done || due >= beijing::day(self.now) {
            return Ok(());
        }
        self.at(moment(due, 9, 0)?);
        let mut tx = self.staff::<HandleLetters>(&way.answers, "letters").await?;
        let (id, revision) = seen(&way.letter);
        let promise = tx
            .find::<commitment::Entity>()
            .filter(commitment::Column::LetterId.eq(way.letter.id))
            .found()
            .await?;
        let evidence = "已现场核实，整改完成。";
        way.letter = end_commitment(&mut tx, id, revision, promise.id, Ending::PutRight, evidence).await?;
        tx.commit().await
    }

    /// The writer comes back with number and code; one is not content, and after a month a settled letter is put away.
    async fn rate(&self, way: &mut Way, piece: &Piece, index: usize) -> Result<()> {
        let Some(rating) = rating(piece.rating.as_deref(), piece.reason.as_deref())? else {
            return self.put_away(way).await;
        };
        self.at(self.hand.now() + Duration::hours(20));
        let (number, code) = (&way.receipt.number, &way.receipt.code);
        let proven = prove_writer(&self.pool.read(), &self.key, number, code).await?;
        let bad = rating.score <= 2;
        let mut tx = self.visitor(way.letter.site_id).await?;
        way.letter = rate_letter(&mut tx, &proven, rating).await?;
        tx.commit().await?;
        if !bad {
            return self.put_away(way).await;
        }
        if index.is_multiple_of(2) {
            let proven = prove_writer(&self.pool.read(), &self.key, number, code).await?;
            let mut tx = self.visitor(way.letter.site_id).await?;
            way.letter = reopen_letter(&mut tx, &proven, "答复后情况没有变化，请再到现场看一看。").await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn put_away(&self, way: &mut Way) -> Result<()> {
        let month = self.hand.now() + Duration::days(28);
        if month > self.now || !open_of(&self.pool.read(), &way.letter).await?.is_empty() {
            return Ok(());
        }
        self.at(month);
        let mut tx = self.staff::<AllotLetters>(&way.written, "letters").await?;
        let (id, revision) = seen(&way.letter);
        way.letter = archive_letter(&mut tx, id, revision).await?;
        tx.commit().await
    }
}

/// Young letters wait somewhere, and some of the older were forgotten.
fn stop(index: usize, days: u64) -> Stop {
    match (days, index % 5) {
        (0, 0..=2) => Stop::Written,
        (0, _) | (1, 0) => Stop::Registered,
        (1, _) | (2, 0 | 1) => Stop::Assigned,
        (2 | 3, 2) => Stop::Asked,
        (2 | 3, 3) => Stop::Drafted,
        (3 | 4, _) => Stop::Submitted,
        (12..=20, 4) => Stop::Overdue,
        _ => Stop::Never,
    }
}

/// A rating in the words of the files.
pub(super) fn rating(word: Option<&str>, reason_word: Option<&str>) -> Result<Option<Rating>> {
    let Some(word) = word else {
        return Ok(None);
    };
    let score = match word {
        "很满意" => 5,
        "满意" => 4,
        "一般" => 3,
        "不满意" => 2,
        _ => return Err(Error::field("rating", format!("没有评价“{word}”。"))),
    };
    let reasons = Reason::ALL
        .into_iter()
        .filter(|reason| Some(reason.title()) == reason_word);
    Ok(Some(Rating {
        score,
        reasons: reasons.collect(),
        words: String::new(),
    }))
}
