//! Letters of one month that are counted alike.

use super::super::{Bad, Count, Filter, Scope};

/// How many letters of a month, unit, class and board have the same facts, and what else is counted of them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) count: Count,
    /// 已答复未整改.
    pub(super) unrectified: u64,
    pub(super) bad: Bad,
    /// Working days until the answer, and how many.
    pub(super) took: Vec<(i64, u64)>,
    /// The last day of open ones, and how many.
    pub(super) waits: Vec<(Box<str>, u64)>,
}

impl Group {
    pub(super) fn of(count: Count) -> Self {
        Self {
            count,
            unrectified: 0,
            bad: Bad::default(),
            took: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// About so many bytes.
    pub(super) fn weight(&self) -> usize {
        size_of::<Self>()
            + self.count.class.capacity()
            + self.took.capacity() * size_of::<(i64, u64)>()
            + self.waits.capacity() * (size_of::<(Box<str>, u64)>() + "2006-01-01".len())
    }

    /// What [`Filter::clause`] says in the database's words, of whatever days.
    pub(super) fn is_of(&self, scope: Scope, filter: &Filter) -> bool {
        let count = &self.count;
        let in_scope = match scope {
            Scope::Group => true,
            Scope::Unit(unit) => count.unit == Some(unit),
            Scope::Site(site, None) => count.site == site.0,
            Scope::Site(site, unit) => count.site == site.0 || count.unit == unit,
        };
        in_scope
            && (filter.class.is_empty() || filter.class == count.class)
            && filter.unit.is_none_or(|unit| unit == count.unit)
            && filter.site.is_none_or(|site| site == count.site)
            && filter.board.is_none_or(|board| board == count.board)
    }
}
