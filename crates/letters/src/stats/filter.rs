//! Which letters: whose, of which days, class and unit, and what is counted of them. Its address and its condition are made
//! here, so that a number and the list it opens are of the same letters.

use super::{Period, Scope, What};
use crate::letter::facts::UNIT_SQL;
use sea_orm::Value;

/// A set of letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Days of receipt.
    pub period: Period,
    /// What is counted.
    pub what: What,
    /// Of one class.
    pub class: String,
    /// Of one unit; the inner none are those that no unit has.
    pub unit: Option<Option<i64>>,
    /// Written on one site.
    pub site: Option<i64>,
    /// Written on one board.
    pub board: Option<i64>,
    /// Answered after so many working days, from and to.
    pub took: Option<(i64, i64)>,
}

/// The end of a `where`, with its values.
pub(super) struct Clause {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Filter {
    /// All letters of a period.
    #[must_use]
    pub fn of(period: Period) -> Self {
        Self {
            period,
            what: What::Received,
            class: String::new(),
            unit: None,
            site: None,
            board: None,
            took: None,
        }
    }

    /// Of these the ones that a figure counts.
    #[must_use]
    pub fn what(&self, what: What) -> Self {
        Self { what, ..self.clone() }
    }

    /// The query of an address.
    #[must_use]
    pub fn query(&self) -> String {
        let (from, to) = self.period.days();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("from", &from).append_pair("to", &to);
        if self.what != What::Received {
            query.append_pair("what", self.what.key());
        }
        if !self.class.is_empty() {
            query.append_pair("class", &self.class);
        }
        match self.unit {
            Some(Some(unit)) => drop(query.append_pair("unit", &unit.to_string())),
            Some(None) => drop(query.append_pair("unit", "none")),
            None => {}
        }
        if let Some(site) = self.site {
            query.append_pair("site", &site.to_string());
        }
        if let Some(board) = self.board {
            query.append_pair("board", &board.to_string());
        }
        if let Some((from, to)) = self.took {
            let to = if to == i64::MAX {
                String::new()
            } else {
                to.to_string()
            };
            query.append_pair("took", &format!("{from}-{to}"));
        }
        query.finish()
    }

    /// Whose letters and of which class, whenever they came.
    fn choose(&self, scope: Scope, clause: &mut Clause) {
        let (sql, values) = scope.sql(clause.values.len() + 1);
        clause.add(&sql, values);
        if !self.class.is_empty() {
            clause.one("class", self.class.clone().into());
        }
        match self.unit {
            Some(Some(unit)) => clause.one(UNIT_SQL, unit.into()),
            Some(None) => clause.add(&format!(" and {UNIT_SQL} is null"), []),
            None => {}
        }
        if let Some(site) = self.site {
            clause.one("+site_id", site.into());
        }
        if let Some(board) = self.board {
            clause.one("+board_id", board.into());
        }
    }

    /// The same condition for the letters of all times.
    pub(super) fn always(&self, scope: Scope) -> Clause {
        let mut clause = Clause {
            sql: String::from("received_month > 0"),
            values: Vec::new(),
        };
        self.choose(scope, &mut clause);
        clause
    }

    /// The same condition by the day of receipt alone, for what is read in the order of days.
    pub(super) fn by_day(&self, scope: Scope, today: &str) -> Clause {
        let (from, to) = self.period.days();
        let mut clause = Clause {
            sql: String::from("received_on between $1 and $2"),
            values: vec![from.into(), to.into()],
        };
        self.choose(scope, &mut clause);
        self.finish(&mut clause, today);
        clause
    }

    /// Letters of all times before a month.
    pub(super) fn before(&self, scope: Scope, month: i64) -> Clause {
        let mut clause = Clause {
            sql: String::from("received_month < $1"),
            values: vec![month.into()],
        };
        self.choose(scope, &mut clause);
        clause
    }

    /// The condition after `where`; `today` in Beijing decides what is overdue.
    pub(super) fn clause(&self, scope: Scope, today: &str) -> Clause {
        let (first, last) = self.period.months();
        let mut clause = Clause {
            sql: String::from("received_month between $1 and $2"),
            values: vec![first.into(), last.into()],
        };
        if !self.period.is_whole() {
            let (from, to) = self.period.days();
            let n = clause.values.len() + 1;
            clause.add(
                &format!(" and received_on between ${n} and ${}", n + 1),
                [from.into(), to.into()],
            );
        }
        self.choose(scope, &mut clause);
        self.finish(&mut clause, today);
        clause
    }

    /// What is counted of them.
    fn finish(&self, clause: &mut Clause, today: &str) {
        if let Some((from, to)) = self.took {
            let n = clause.values.len() + 1;
            clause.add(
                &format!(
                    " and answer_took between ${n} and ${}{}",
                    n + 1,
                    What::Answered.sql(0)
                ),
                [from.into(), to.into()],
            );
        }
        let n = clause.values.len() + 1;
        let sql = self.what.sql(n);
        let bound = sql.contains('$').then(|| Value::from(today.to_owned()));
        clause.add(&sql, bound);
    }
}

impl Clause {
    fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    fn one(&mut self, column: &str, value: Value) {
        let n = self.values.len() + 1;
        self.add(&format!(" and {column} = ${n}"), [value]);
    }
}
