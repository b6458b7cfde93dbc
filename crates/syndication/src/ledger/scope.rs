//! Which awards are looked at: a period, a unit, a person, a deed.

use super::{Fate, Line};
use crate::score::Deed;
use crate::sender::Sender;
use chrono::{Datelike, NaiveDate};
use kernel::beijing;

/// A part of the ledger. Dates are Beijing's, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Only the lines of this site or box.
    pub sender: Option<Sender>,
    /// Only this person's.
    pub person: Option<String>,
    /// Only this deed.
    pub deed: Option<Deed>,
    /// Only what this became of.
    pub fate: Option<Fate>,
}

impl Scope {
    /// The year of a day up to that day.
    #[must_use]
    pub fn year_to(today: NaiveDate) -> Self {
        Self {
            from: NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today),
            to: today,
            sender: None,
            person: None,
            deed: None,
            fate: None,
        }
    }

    /// Whether an award lies in it.
    #[must_use]
    pub fn holds(&self, line: &Line) -> bool {
        let day = beijing::day(line.award.at);
        self.from <= day
            && day <= self.to
            && self.sender.is_none_or(|sender| sender == line.sender)
            && self.person.as_ref().is_none_or(|person| *person == line.person)
            && self.deed.is_none_or(|deed| deed == line.award.deed)
            && self.fate.is_none_or(|fate| line.fate == Some(fate))
    }

    /// As a query string.
    #[must_use]
    pub fn query(&self) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("from", &self.from.to_string());
        pairs.append_pair("to", &self.to.to_string());
        if let Some(sender) = self.sender {
            pairs.append_pair("site", &sender.to_string());
        }
        if let Some(person) = &self.person {
            pairs.append_pair("person", person);
        }
        if let Some(deed) = self.deed {
            pairs.append_pair("deed", deed.key());
        }
        if let Some(fate) = self.fate {
            pairs.append_pair("fate", fate.key());
        }
        pairs.finish()
    }
}
