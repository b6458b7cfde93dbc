//! Walking the chain row by row, naming each row that somebody touched.

use super::entity::Model;
use super::hash::{FIRST, GENESIS, hash};
use super::head::Head;
use super::seal::{Seal, SealKey};
use serde::Serialize;
use std::collections::BTreeMap;

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Some of its columns are not what was written.
    Edited,
    /// It is not there any more.
    Removed,
    /// It was not written by the program.
    Inserted,
    /// A file of the archive is damaged or gone.
    Archive,
}

/// One finding: what, and which row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was done.
    pub kind: FindingKind,
    /// The row's number.
    pub row: i64,
    /// In words.
    pub text: String,
}

/// A row as it was read; a row that cannot even be read was touched.
pub(super) enum Read {
    Row(Box<Model>),
    Unreadable(i64),
}

impl Read {
    fn id(&self) -> i64 {
        match self {
            Self::Row(row) => row.id,
            Self::Unreadable(id) => *id,
        }
    }
}

/// What the walk knows after the rows so far.
pub(super) struct Walker<'a> {
    key: &'a SealKey,
    head: Option<&'a Head>,
    /// Number of the newest row seen, inserted ones included.
    seen: i64,
    /// The newest row of the chain.
    last: i64,
    /// Hashes that the next row may name.
    expected: Vec<String>,
    /// Whether the newest row of the chain was touched.
    touched: bool,
    /// Whether it carried a right seal.
    sealed: bool,
    head_seen: bool,
    pub(super) rows: u64,
    pub(super) findings: Vec<Finding>,
    /// Rows sealed by a key that is not here: how many, and the first, by key.
    pub(super) foreign: BTreeMap<String, (u64, i64)>,
}

/// Beyond this many findings the rest is only counted.
pub(super) const MOST: usize = 2000;

impl<'a> Walker<'a> {
    pub(super) fn new(key: &'a SealKey, head: Option<&'a Head>) -> Self {
        Self {
            key,
            head,
            seen: 0,
            last: 0,
            expected: vec![GENESIS.to_owned()],
            touched: false,
            sealed: false,
            head_seen: false,
            rows: 0,
            findings: Vec::new(),
            foreign: BTreeMap::new(),
        }
    }

    /// Begins after a row that was archived.
    pub(super) fn begin_after(&mut self, id: i64, hash: String) {
        (self.seen, self.last, self.expected) = (id, id, vec![hash]);
    }

    /// The hashes to look for among later rows before [`Self::step`] can tell an inserted row from an edited one.
    pub(super) fn doubts(&self, read: &Read) -> Option<&[String]> {
        (!self.is_sound(read) || !self.links(read)).then_some(&self.expected)
    }

    fn links(&self, read: &Read) -> bool {
        match read {
            Read::Row(row) => self.expected.contains(&row.previous),
            Read::Unreadable(_) => false,
        }
    }

    fn is_sound(&self, read: &Read) -> bool {
        let Read::Row(row) = read else { return false };
        let right = hash(row).is_some_and(|hash| hash == row.hash);
        right && (row.algorithm == FIRST && row.seal.is_none() || self.seal(row) == Seal::Right)
    }

    fn seal(&self, row: &Model) -> Seal {
        self.key.check(&row.hash, row.seal.as_deref())
    }

    /// Takes the next row. `is_skipped`: a later row follows directly on the row before this one.
    pub(super) fn step(&mut self, read: &Read, is_skipped: bool) {
        self.rows += 1;
        let id = read.id();
        let sound = self.is_sound(read);
        let links = self.links(read);
        let gap = id > self.seen + 1;
        let beyond = self.head.is_some_and(|head| id > head.id);
        // A copy of a row that is right is right in itself: it stands where nothing of the kind was written.
        if (!sound && beyond) || ((!sound || !links) && is_skipped) || (beyond && !links && !gap) {
            self.find(
                FindingKind::Inserted,
                id,
                format!("第 {id} 条是后来插入的，不是系统写的。"),
            );
            self.seen = id;
            return;
        }
        if gap && (!links || self.touched) {
            self.removed(self.seen + 1, id - 1);
        }
        match (links, sound) {
            (true, true) if gap && !self.touched => self.renumbered(read),
            (true, true) => {}
            (_, false) => self.find(FindingKind::Edited, id, format!("第 {id} 条被改动过。")),
            (false, true) if gap || self.touched => {}
            (false, true) if self.sealed || self.last == 0 => {
                let text = if self.last == 0 {
                    format!("第 {id} 条之前有记录被删除。")
                } else {
                    format!("第 {} 条与第 {id} 条之间有记录被删除，编号被重排。", self.last)
                };
                self.find(FindingKind::Removed, id, text);
            }
            (false, true) => {
                // Without a seal the row before may have been rewritten together with its hash.
                let last = self.last;
                self.find(
                    FindingKind::Edited,
                    last,
                    format!("第 {last} 条被改动过，连同它的校验值。"),
                );
            }
        }
        self.advance(read, sound);
    }

    fn renumbered(&mut self, read: &Read) {
        // Rows of the first way took their numbers from the database's counter, which may leave gaps.
        if let Read::Row(row) = read
            && row.algorithm != FIRST
        {
            let id = row.id;
            self.find(FindingKind::Edited, id, format!("第 {id} 条的编号被改动过。"));
        }
    }

    fn advance(&mut self, read: &Read, sound: bool) {
        self.seen = read.id();
        self.last = read.id();
        self.touched = !sound;
        self.sealed = false;
        self.expected.clear();
        let Read::Row(row) = read else { return };
        self.expected.push(row.hash.clone());
        if let Some(computed) = hash(row).filter(|computed| *computed != row.hash) {
            self.expected.push(computed);
        }
        match self.seal(row) {
            Seal::Right => self.sealed = true,
            Seal::Foreign => {
                let key = row.seal.as_deref().and_then(|seal| seal.split_once(':'));
                let key = key.map_or_else(String::new, |(key, _)| key.to_owned());
                self.foreign.entry(key).or_insert((0, row.id)).0 += 1;
            }
            Seal::Wrong => {}
        }
        if self.head.is_some_and(|head| self.expected.contains(&head.hash)) {
            self.head_seen = true;
        }
    }

    /// All rows were taken: is the end still the end?
    pub(super) fn finish(&mut self) {
        let Some(head) = self.head.filter(|_| !self.head_seen) else {
            return;
        };
        let id = head.id;
        if self.last < id {
            self.removed(self.seen.max(self.last) + 1, id);
        } else if !self
            .findings
            .iter()
            .any(|finding| finding.row == id && finding.kind == FindingKind::Edited)
        {
            self.find(
                FindingKind::Edited,
                id,
                format!("第 {id} 条与数据库外保存的链尾不一致，这一条或它之前的记录被整体改写。"),
            );
        }
    }

    fn removed(&mut self, from: i64, to: i64) {
        for id in (from..=to).take(MOST) {
            self.find(FindingKind::Removed, id, format!("第 {id} 条被删除。"));
        }
    }

    fn find(&mut self, kind: FindingKind, row: i64, text: String) {
        if self.findings.len() < MOST {
            self.findings.push(Finding { kind, row, text });
        }
    }
}
