//! Ten thousand deeds in any order: the figures tie, and what was answered keeps its result.

use crate::town::{Town, new_letter};
use kernel::{Error, LetterId, Result, Revision, Role};
use letters::letter::entity::{Entity, Model};
use letters::letter::{
    Rating, Receipt, State, answer_question, archive_letter, ask_writer, assign_letter, classify_letter,
    extend_letter, facts, invalidate_letter, lapse_question, mark_duplicate, rate_letter, register_letter,
    reopen_letter, restore_letter, resume_letter, return_letter, show_letter, transfer_letter,
    withdraw_letter, write_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, ReviewReplies, WriteLetter};
use letters::rating::Reason;
use letters::reply::{Outcome, draft_reply, release_reply, send_back_reply, submit_reply};
use letters::stats::{Figures, Filter, Kept, Period, Scope, read_figures};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// What of an answered letter never changes.
type Frozen = (
    i64,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

fn frozen(letter: &Model) -> Frozen {
    (
        letter.facts,
        letter.result.clone(),
        letter.answered_on.clone(),
        letter.answer_took,
        letter.figure_unit(),
        letter.limit_on.clone(),
    )
}

/// The letters as the last deed left them, and the receipts.
struct World {
    town: Town,
    random: StdRng,
    letters: Vec<(Model, Receipt)>,
    frozen: HashMap<i64, Frozen>,
    /// Questions that ended by themselves.
    lapsed: usize,
    /// Answered letters that another unit took over.
    handed_on: usize,
    /// What a process with little room keeps.
    tight: Kept,
}

impl World {
    fn below(&mut self, n: usize) -> usize {
        self.random.random_range(0..n)
    }

    async fn write(&mut self) {
        let house = [self.town.portal, self.town.edu, self.town.agri][self.below(3)];
        let mut new = new_letter("一封来信");
        new.class = ["咨询", "建议", "投诉", "表扬"][self.below(4)].into();
        new.wants_public = self.below(4) > 0;
        let mut tx = self.town.door::<WriteLetter>(house, None).await.unwrap();
        let written = write_letter(&mut tx, &self.town.key, new).await.unwrap();
        tx.commit().await.unwrap();
        self.letters.push(written);
    }

    /// One deed of a random person on a random letter; most are refused, and that is success. Whether it was done.
    async fn deed(&mut self) -> bool {
        let at = self.below(self.letters.len());
        // What ends a letter is rare, or nothing would be left to do.
        let kinds = [
            0, 0, 2, 2, 3, 4, 6, 6, 6, 6, 8, 9, 9, 10, 11, 12, 13, 13, 13, 13, 14, 14, 15, 15, 15, 15, 16,
            17, 17, 17, 17, 20, 21, 22, 1, 5, 23,
        ];
        let mut kind = kinds[self.below(kinds.len())];
        if matches!(kind, 1 | 5 | 8 | 23) && self.below(8) > 0 {
            kind = 13;
        }
        let choice = self.below(2);
        let (letter, receipt) = self.letters[at].clone();
        let done = match kind {
            0..=7 => self.allot(&letter, kind, choice).await,
            8..=15 => self.handle(&letter, kind, choice).await,
            16..=19 => self.review(&letter, kind).await,
            _ => self.cite(&receipt, kind).await,
        };
        match done {
            Ok(now) => {
                self.check(&now);
                self.lapsed += usize::from(kind == 14);
                self.handed_on += usize::from(kind == 9 && now.answered_on.is_some());
                self.letters[at].0 = now;
                true
            }
            Err(Error::Fault(fault)) => panic!("{fault:?} by deed {kind} on {letter:?}"),
            Err(_) => false,
        }
    }

    /// An answered letter never turns red later.
    fn check(&mut self, letter: &Model) {
        assert_eq!(letter.facts, facts::facts(letter), "{letter:?}");
        if letter.answered_on.is_some() {
            let first = self.frozen.entry(letter.id).or_insert_with(|| frozen(letter));
            assert_eq!(&frozen(letter), first, "{letter:?}");
        }
    }

    async fn allot(&self, letter: &Model, kind: usize, choice: usize) -> Result<Model> {
        let (id, seen) = (LetterId(letter.id), Revision(letter.revision));
        let unit = [self.town.edu.unit, self.town.agri.unit][choice];
        let first = self.letters[0].0.number.clone();
        let clerk = Some((11, Role::LetterClerk));
        let mut tx = self.town.door::<AllotLetters>(self.town.portal, clerk).await?;
        let now = match kind {
            0 => register_letter(&mut tx, id, seen, choice == 0).await,
            1 if choice == 0 => invalidate_letter(&mut tx, id, seen, "无实际内容").await,
            1 => mark_duplicate(&mut tx, id, seen, &first).await,
            2 => restore_letter(&mut tx, id, seen, "误判").await,
            3 => classify_letter(&mut tx, id, seen, ["投诉", "建议"][choice]).await,
            4 => show_letter(&mut tx, id, seen, choice == 0).await,
            5 => archive_letter(&mut tx, id, seen).await,
            _ => assign_letter(&mut tx, id, seen, unit, "").await,
        }?;
        tx.commit().await?;
        Ok(now)
    }

    async fn handle(&self, letter: &Model, kind: usize, choice: usize) -> Result<Model> {
        let (id, seen) = (LetterId(letter.id), Revision(letter.revision));
        let house = match letter.unit_id {
            Some(unit) if unit == self.town.agri.unit => self.town.agri,
            Some(_) => self.town.edu,
            None => [self.town.edu, self.town.agri][choice],
        };
        let clerk = Some((11, Role::LetterClerk));
        let mut tx = self.town.door::<HandleLetters>(house, clerk).await?;
        let until = letter.hard_on.parse().unwrap();
        let other = [self.town.edu.unit, self.town.agri.unit][choice];
        let now = match kind {
            8 => return_letter(&mut tx, id, seen, "不属本单位").await,
            9 => transfer_letter(&mut tx, id, seen, other, "属该单位").await,
            10 => ask_writer(&mut tx, id, seen, "请补充").await,
            11 => resume_letter(&mut tx, id, seen, "继续").await,
            12 => extend_letter(&mut tx, id, seen, until, "需要会商").await,
            14 => lapse_question(&mut tx, id, seen).await,
            13 => draft_reply(&mut tx, id, seen, Outcome::Answered, "已办理。").await,
            _ => submit_reply(&mut tx, id, seen).await,
        }?;
        tx.commit().await?;
        Ok(now)
    }

    async fn review(&self, letter: &Model, kind: usize) -> Result<Model> {
        let (id, seen) = (LetterId(letter.id), Revision(letter.revision));
        let head = Some((12, Role::UnitHead));
        let mut tx = self.town.door::<ReviewReplies>(self.town.portal, head).await?;
        let now = match kind {
            16 => send_back_reply(&mut tx, id, seen, "请写得详细一些").await,
            _ => release_reply(&mut tx, id, seen, true).await,
        }?;
        tx.commit().await?;
        Ok(now)
    }

    async fn cite(&self, receipt: &Receipt, kind: usize) -> Result<Model> {
        let (mut tx, proven) = self.town.writer(receipt).await;
        let rating = match receipt.number.bytes().last().unwrap_or(b'0') % 2 {
            0 => Rating {
                score: 4,
                ..Rating::default()
            },
            _ => Rating {
                score: 1,
                reasons: vec![Reason::NotPutRight, Reason::Other],
                ..Rating::default()
            },
        };
        let now = match kind {
            20 => rate_letter(&mut tx, &proven, rating).await,
            21 => reopen_letter(&mut tx, &proven, "没有解决").await,
            22 => answer_question(&mut tx, &proven, "补充如下", None).await,
            _ => withdraw_letter(&mut tx, &proven).await,
        }?;
        tx.commit().await?;
        Ok(now)
    }

    async fn figures(&self, scope: Scope) -> Figures {
        let period = Period::new("2026-01-01".parse().unwrap(), "2027-12-31".parse().unwrap());
        let filter = Filter::of(period.unwrap());
        let read = self.town.pool.snapshot().await.unwrap();
        let counted = read_figures(&read, scope, &filter).await.unwrap();
        // What the process keeps says the same, however much happened since it was last asked.
        let kept = self.town.pool.figures(&read, scope, &filter).await.unwrap();
        assert_eq!(kept, counted);
        let tight = self.tight.figures(&read, scope, &filter).await.unwrap();
        assert_eq!(tight, counted, "with room for a month or two");
        counted
    }

    async fn ties(&self) {
        let all = self.figures(Scope::Group).await;
        assert_eq!(all.received, self.letters.len() as u64);
        tie(&all);
        assert_eq!(all.overdue, self.overdue(None));
        for house in [self.town.edu, self.town.agri] {
            tie(&self.figures(Scope::Site(house.id, Some(house.unit))).await);
            let unit = self.figures(Scope::Unit(house.unit)).await;
            tie(&unit);
            let line = all.units.iter().find(|line| line.id == Some(house.unit));
            let line = line.map_or((0, 0, 0), |line| (line.valid, line.replied, line.on_time));
            assert_eq!((unit.valid, unit.replied, unit.on_time), line);
            assert_eq!(unit.overdue, self.overdue(Some(house.unit)));
            let theirs = |letter: &&Model| letter.figure_unit() == Some(house.unit);
            let letters = || self.letters.iter().map(|(letter, _)| letter).filter(theirs);
            let answered = letters().filter(|letter| letter.answered_on.is_some());
            assert_eq!(unit.replied, answered.count() as u64);
            assert_eq!(
                unit.unrectified,
                letters().filter(|letter| letter.unrectified).count() as u64
            );
        }
    }
}

impl World {
    /// Overdue by what is told of each letter: nobody waits longer for its writer than the days that a question has.
    fn overdue(&self, unit: Option<i64>) -> u64 {
        let today = kernel::beijing::date(self.town.pool.read().now());
        let late = |letter: &&Model| {
            let open =
                State::parse(&letter.state).is_some_and(State::is_open) && letter.answered_on.is_none();
            let theirs = unit.is_none() || letter.unit_id == unit;
            open && theirs && letter.limit_on.as_ref().is_some_and(|limit| *limit < today)
        };
        self.letters.iter().map(|(letter, _)| letter).filter(late).count() as u64
    }
}

/// Sum of classes = valid, answered + open = valid, valid + invalid = received, per unit and in total.
fn tie(figures: &Figures) {
    assert_eq!(figures.by_type.values().sum::<u64>(), figures.valid);
    assert_eq!(figures.by_month_valid.values().sum::<u64>(), figures.valid);
    assert_eq!(figures.replied + figures.unreplied, figures.valid);
    assert_eq!(figures.valid + figures.deleted, figures.received);
    let sum = |of: fn(&letters::stats::UnitFigures) -> u64| figures.units.iter().map(of).sum::<u64>();
    assert_eq!(sum(|unit| unit.valid), figures.valid);
    assert_eq!(sum(|unit| unit.replied), figures.replied);
    assert_eq!(sum(|unit| unit.on_time), figures.on_time);
    for unit in &figures.units {
        assert_eq!(unit.replied + unit.unreplied, unit.valid, "{}", unit.unit);
    }
}

#[tokio::test]
async fn figures_tie_and_results_stand_after_ten_thousand_deeds() {
    let seed = std::env::var("ZISHA_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(rand::random::<u64>);
    println!("ZISHA_SEED={seed}");
    let mut world = World {
        town: Town::new().await,
        random: StdRng::seed_from_u64(seed),
        letters: Vec::new(),
        frozen: HashMap::new(),
        lapsed: 0,
        handed_on: 0,
        tight: Kept::at_most(8_000),
    };
    let mut done = 0;
    for n in 0..10_000 {
        if n % 100 == 0 {
            world.write().await;
        }
        done += usize::from(world.deed().await);
        if n % 25 == 0 {
            let days = i64::try_from(world.below(3)).unwrap();
            world.town.days(days);
        }
        if n % 500 == 499 {
            world.ties().await;
        } else if n % 20 == 0 {
            world.figures(Scope::Group).await;
        }
    }
    assert!(
        done > 500 && world.frozen.len() > 20 && world.lapsed > 0 && world.handed_on > 0,
        "{done} {} {} {}",
        world.frozen.len(),
        world.lapsed,
        world.handed_on
    );
    // What the deeds answered is what lies in the database.
    let rows = world.town.pool.read().find::<Entity>().all().await.unwrap();
    for row in rows {
        let (known, _) = world
            .letters
            .iter()
            .find(|(letter, _)| letter.id == row.id)
            .unwrap();
        assert_eq!(&row, known);
    }
}
