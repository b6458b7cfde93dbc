//! Importing: each line once by its number; what makes no sense is reported and stops nothing.

use super::here::Here;
use super::row::{Ending, Given, Sheet};
use super::units;
use crate::board::query::classes_of;
use crate::board::{self, ensure_board};
use crate::clock::query::Policies;
use crate::clock::{day, judge, month_of, parse_day};
use crate::extension::entity as extension;
use crate::handling::{LEAD, OPEN, entity as handling};
use crate::letter::entity::{ActiveModel, Model};
use crate::letter::{State, blank, clean_text, event, facts, free_numbers, mask_name, original};
use crate::permissions::ImportLetters;
use crate::pool::{Pool, PoolWrite};
use crate::reply::{Outcome, PUBLISHED, entity as reply, freeze};
use kernel::event::EventBody;
use kernel::{Granted, Result, Uid, beijing};
use sea_orm::{ActiveModelTrait, NotSet, Set};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Letters of one transaction.
const BATCH: usize = 400;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// Read and check everything, write nothing.
    pub dry_run: bool,
    /// Make the units that are not known.
    pub create_units: bool,
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Line of the file.
    pub line: usize,
    /// 编号.
    pub number: String,
    /// Why.
    pub reason: String,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Nothing was written.
    pub dry_run: bool,
    /// Lines of the file.
    pub lines: usize,
    /// Letters that are new.
    pub new: usize,
    /// Letters that were here and are the same.
    pub unchanged: usize,
    /// Lines whose letter is here but says something else; it was left as it is.
    pub differing: Vec<Rejected>,
    /// Lines not taken.
    pub rejected: Vec<Rejected>,
    /// Names of units nobody knows, and in how many lines.
    pub unknown_units: BTreeMap<String, usize>,
    /// Units made.
    pub created_units: Vec<String>,
    /// Why it ended before the last line; what is counted above was done.
    pub stopped: Option<String>,
}

/// Imports letters onto the site of the grant.
///
/// # Errors
/// Faults of the database before the first letter was written. A bad line is a line of the report, and so is a fault after
/// some were.
pub async fn import_letters(
    pool: &Pool,
    by: Granted<ImportLetters>,
    sheet: &Sheet,
    options: ImportOptions,
) -> Result<ImportReport> {
    let mut report = ImportReport {
        dry_run: options.dry_run,
        lines: sheet.lines.len(),
        ..ImportReport::default()
    };
    let mut tx = pool.write(by.clone()).await?;
    let board = ensure_board(&mut tx, by.site()).await?;
    let rows = classes_of(&tx, board.id).await?;
    let classes: HashSet<String> = rows.iter().map(|row| row.name.clone()).collect();
    let private = rows
        .into_iter()
        .filter(|row| board.private_only || row.private_only);
    let private = private.map(|row| row.name).collect();
    let given = read_lines(sheet, &classes, &mut report);
    let mut names = units::names(&tx).await?;
    for (_, given) in &given {
        if !given.unit.is_empty() && !names.contains_key(&given.unit) {
            *report.unknown_units.entry(given.unit.clone()).or_default() += 1;
        }
    }
    if options.create_units {
        for name in report.unknown_units.keys() {
            let id = units::create(&mut tx, name).await?;
            names.insert(name.clone(), id);
            report.created_units.push(name.clone());
        }
    }
    if options.dry_run {
        drop(tx);
        tx = pool.write(by.clone()).await?;
    } else {
        if !report.created_units.is_empty() {
            tx.emit(by.site(), EventBody::UnitChanged);
        }
        tx.exempt("setup")?;
        tx.commit().await?;
        tx = pool.write(by.clone()).await?;
    }
    let import = Import {
        policies: Policies::of(&tx, by.site()).await?,
        board,
        private,
        names,
        options,
    };
    drop(tx);
    for batch in given.chunks(BATCH) {
        match import.take(pool, by.clone(), batch).await {
            Ok(part) => report.add(part),
            Err(error) => {
                report.stopped = Some(error.to_string());
                break;
            }
        }
    }
    report.rejected.sort_by_key(|rejected| rejected.line);
    Ok(report)
}

/// The lines that make sense, by themselves and among each other.
fn read_lines(sheet: &Sheet, classes: &HashSet<String>, report: &mut ImportReport) -> Vec<(usize, Given)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut good = Vec::new();
    for line in &sheet.lines {
        let read = Given::read(sheet, line).and_then(|given| {
            if !given.class.is_empty() && !classes.contains(&given.class) {
                return Err(format!("栏目没有类型“{}”", given.class));
            }
            match seen.insert(given.number.clone(), line.number) {
                Some(first) => Err(format!("编号与第 {first} 行相同")),
                None => Ok(given),
            }
        });
        match read {
            Ok(given) => good.push((line.number, given)),
            Err(reason) => report.rejected.push(Rejected {
                line: line.number,
                number: sheet.get(line, "编号").to_owned(),
                reason,
            }),
        }
    }
    good
}

struct Import {
    board: board::entity::Model,
    /// Classes of which nothing is ever public, whatever a line says.
    private: HashSet<String>,
    names: HashMap<String, i64>,
    policies: Policies,
    options: ImportOptions,
}

/// What came of a batch.
#[derive(Default)]
struct Part {
    new: usize,
    unchanged: usize,
    differing: Vec<Rejected>,
    rejected: Vec<Rejected>,
}

impl ImportReport {
    fn add(&mut self, part: Part) {
        self.new += part.new;
        self.unchanged += part.unchanged;
        self.differing.extend(part.differing);
        self.rejected.extend(part.rejected);
    }
}

impl Import {
    /// Takes a batch in a transaction of its own; what it counts has been done.
    async fn take(&self, pool: &Pool, by: Granted<ImportLetters>, batch: &[(usize, Given)]) -> Result<Part> {
        let mut tx = pool.write(by).await?;
        let part = self.batch(&mut tx, batch).await?;
        if !self.options.dry_run {
            tx.commit().await?;
        }
        Ok(part)
    }

    async fn batch(&self, tx: &mut PoolWrite<ImportLetters>, batch: &[(usize, Given)]) -> Result<Part> {
        let numbers = batch.iter().map(|(_, given)| given.number.as_str());
        let here = Here::of(tx, self.board.site_id, numbers).await?;
        let mut part = Part::default();
        let mut fresh = Vec::new();
        for (line, given) in batch {
            let bad = |reason: String| Rejected {
                line: *line,
                number: given.number.clone(),
                reason,
            };
            match (
                here.differences(given, self.names.get(&given.unit).copied()),
                self.unit(given),
            ) {
                (Some(words), _) if words.is_empty() => part.unchanged += 1,
                (Some(words), _) => part
                    .differing
                    .push(bad(format!("与已有来信不同：{}", words.join("、")))),
                (None, Ok(unit)) => fresh.push((given, unit)),
                (None, Err(reason)) => part.rejected.push(bad(reason)),
            }
        }
        part.new = fresh.len();
        if !self.options.dry_run && !fresh.is_empty() {
            self.write(tx, &fresh).await?;
        }
        Ok(part)
    }

    fn unit(&self, given: &Given) -> Result<Option<i64>, String> {
        match self.names.get(&given.unit) {
            Some(unit) => Ok(Some(*unit)),
            None if given.unit.is_empty() && given.ending == Ending::Deleted => Ok(None),
            None if given.unit.is_empty() => Err("没有受理单位".into()),
            None => Err(format!("不认识受理单位“{}”", given.unit)),
        }
    }

    async fn write(&self, tx: &mut PoolWrite<ImportLetters>, fresh: &[(&Given, Option<i64>)]) -> Result<()> {
        let site = tx.desk().site;
        let numbers = free_numbers(tx, site, fresh.len()).await?;
        let mut rows = Vec::with_capacity(fresh.len());
        for (given, unit) in fresh {
            rows.push(self.letter(tx, given, *unit)?);
        }
        // Not in the order of their days: see `code/scatter.rs`. The end of a uid is random.
        let mut mixed: Vec<&mut Model> = rows.iter_mut().collect();
        mixed.sort_by_key(|row| row.uid.as_u64_pair().1);
        for (row, n) in mixed.into_iter().zip(numbers) {
            row.n = n;
        }
        let rows = rows.into_iter().map(|row| ActiveModel {
            id: NotSet,
            ..ActiveModel::from(row).reset_all()
        });
        let rows = rows.collect();
        let now = tx.now();
        let letters = tx.insert_all(rows).await?;
        let by_number: HashMap<&str, &Given> = fresh
            .iter()
            .map(|(given, _)| (given.number.as_str(), *given))
            .collect();
        let with = |letter: &Model| by_number.get(letter.number.as_str()).copied();
        let pairs: Vec<(&Model, &Given)> = letters
            .iter()
            .filter_map(|letter| Some((letter, with(letter)?)))
            .collect();
        tx.insert_many(pairs.iter().map(|(letter, given)| kept(letter, given)).collect())
            .await?;
        tx.insert_many(pairs.iter().map(|(letter, _)| history(letter, now)).collect())
            .await?;
        tx.insert_many(
            pairs
                .iter()
                .filter_map(|(letter, given)| answer(letter, given))
                .collect(),
        )
        .await?;
        tx.insert_many(
            pairs
                .iter()
                .filter_map(|(letter, given)| extended(letter, given))
                .collect(),
        )
        .await?;
        tx.insert_many(pairs.iter().filter_map(|(letter, _)| in_hand(letter)).collect())
            .await?;
        let imported = EventBody::LetterImported {
            letters: u64::try_from(fresh.len()).unwrap_or(0),
            uids: letters.iter().map(|letter| Uid(letter.uid)).collect(),
        };
        tx.emit(site, imported);
        Ok(())
    }

    fn letter(&self, tx: &PoolWrite<ImportLetters>, given: &Given, unit: Option<i64>) -> Result<Model> {
        let received = beijing::day(given.received);
        let mut row = blank(tx.now(), 0, &given.number, &self.board);
        row.uid = Uid::at(given.received).0;
        row.class.clone_from(&given.class);
        row.title = clean_text(&given.title, &given.writer);
        row.body = clean_text(&given.body, &given.writer);
        row.writer_mask = mask_name(&given.writer);
        row.wants_public = given.shown;
        row.unit_id = unit;
        row.received_at = given.received;
        row.received_on = day(received);
        row.received_month = month_of(received);
        row.imported = true;
        let limits = self
            .policies
            .on(self.board.id, &given.class, unit, &row.received_on);
        row.put_limits(&limits)?;
        row.explained_on = given.explained.map(|at| day(beijing::day(at)));
        row.limit_on = Some(row.limit().to_owned());
        let state = match &given.ending {
            Ending::Deleted => State::Invalid,
            Ending::Open if unit.is_some() => State::Assigned,
            Ending::Open => State::Registered,
            Ending::Answered(..) => State::Answered,
        };
        row.state = state.key().into();
        row.shown = given.shown
            && state.is_valid()
            && !self.board.private_only
            && !self.private.contains(&given.class);
        if state == State::Invalid {
            row.reason = "导入前已删除".into();
        }
        if let Ending::Answered(at, _) = &given.ending {
            let answered = beijing::day(*at);
            let explained = row.explained_on.as_deref().map(parse_day).transpose()?;
            let terms = row.terms()?;
            freeze(
                &mut row,
                judge(terms.due, terms.hard, explained, answered),
                answered,
            )?;
            row.answered_at = Some(*at);
        }
        row.facts = facts::facts(&row);
        Ok(row)
    }
}

fn kept(letter: &Model, given: &Given) -> original::ActiveModel {
    original::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        title: Set(given.title.clone()),
        body: Set(given.body.clone()),
        writer_name: Set(given.writer.clone()),
        writer_phone: Set(given.phone.clone()),
        writer_mail: Set(String::new()),
        ..Default::default()
    }
}

fn history(letter: &Model, now: chrono::DateTime<chrono::Utc>) -> event::ActiveModel {
    event::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        step: Set("import".into()),
        from_state: Set(String::new()),
        to_state: Set(letter.state.clone()),
        actor_name: Set("历史导入".into()),
        person_id: Set(None),
        unit_id: Set(letter.unit_id),
        words: Set(String::new()),
        shown: Set(false),
        at: Set(now),
        ..Default::default()
    }
}

fn answer(letter: &Model, given: &Given) -> Option<reply::ActiveModel> {
    let Ending::Answered(at, body) = &given.ending else {
        return None;
    };
    Some(reply::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        round: Set(1),
        version: Set(1),
        unit_id: Set(letter.unit_id),
        outcome: Set(Outcome::Answered.key().into()),
        body: Set(body.clone()),
        public_body: Set(Some(clean_text(body, &given.writer))),
        state: Set(PUBLISHED.into()),
        drafted_by_name: Set("历史导入".into()),
        drafted_by: Set(None),
        drafted_at: Set(*at),
        submitted_at: Set(None),
        reviewed_by_name: Set(String::new()),
        reviewed_by: Set(None),
        reviewed_at: Set(None),
        opinion: Set(String::new()),
        published_at: Set(Some(*at)),
        ..Default::default()
    })
}

fn extended(letter: &Model, given: &Given) -> Option<extension::ActiveModel> {
    let explained = given.explained?;
    Some(extension::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        round: Set(1),
        unit_id: Set(letter.unit_id),
        explanation: Set(String::new()),
        before_on: Set(letter.due_on.clone()),
        until_on: Set(letter.hard_on.clone()),
        asked_by_name: Set("历史导入".into()),
        asked_at: Set(explained),
        ..Default::default()
    })
}

/// A letter that is still open is in the hands of its unit, on the clock of its receipt.
fn in_hand(letter: &Model) -> Option<handling::ActiveModel> {
    if letter.state != State::Assigned.key() {
        return None;
    }
    Some(handling::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        unit_id: Set(letter.unit_id?),
        part: Set(LEAD.into()),
        round: Set(letter.round),
        state: Set(OPEN.into()),
        assigned_at: Set(letter.received_at),
        assigned_on: Set(letter.received_on.clone()),
        assigned_by_name: Set("历史导入".into()),
        words: Set(String::new()),
        due_on: Set(letter.due_on.clone()),
        hard_on: Set(letter.hard_on.clone()),
        calendar: Set(letter.calendar.clone()),
        ended_at: Set(None),
        ended_on: Set(None),
        result: Set(None),
        opinion: Set(String::new()),
        person_id: Set(None),
        ..Default::default()
    })
}
