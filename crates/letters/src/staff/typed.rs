//! What the forms of a letter's page send, as typed.

use crate::clock::parse_day;
use crate::commitment::Ending;
use crate::press::Kind;
use crate::reply::Outcome;
use chrono::NaiveDate;
use kernel::{Error, Result, Revision};
use serde::Deserialize;

/// The fields of all forms: each form sends its own, and what was typed comes back after a refusal.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The letter as the form saw it.
    pub revision: String,
    /// A reason, a question, an explanation, an instruction.
    pub words: String,
    /// A unit.
    pub unit: String,
    /// A class.
    pub class: String,
    /// Number of another letter.
    pub number: String,
    /// `yes` or `no`.
    pub shown: String,
    /// Until when.
    pub until: String,
    /// What a reply says of the matter.
    pub outcome: String,
    /// A reply.
    pub body: String,
    /// A ready-made text.
    pub phrase: String,
    /// What a reviewer or a helping unit says.
    pub opinion: String,
    /// How heavy a notice is.
    pub kind: String,
    /// A promise.
    pub promise: String,
    /// Which button.
    pub go: String,
}

impl Typed {
    /// The letter as the form saw it.
    #[must_use]
    pub fn seen(&self) -> Revision {
        Revision(self.revision.parse().unwrap_or_default())
    }

    /// Whether a form was sent; a page that is only opened shows what is held.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        !self.revision.is_empty()
    }

    /// Whether the public is to see it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.shown == "yes"
    }

    /// The unit.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `unit`.
    pub fn unit(&self) -> Result<i64> {
        let unit = self.unit.parse().ok();
        unit.ok_or_else(|| Error::field("unit", "请选择单位。"))
    }

    /// The day.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `until`.
    pub fn until(&self) -> Result<NaiveDate> {
        let day = parse_day(self.until.trim()).ok();
        day.ok_or_else(|| Error::field("until", "请填写日期，如 2026-03-16。"))
    }

    /// What the reply says of the matter.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `outcome`.
    pub fn outcome(&self) -> Result<Outcome> {
        Outcome::parse(&self.outcome).ok_or_else(|| Error::field("outcome", "请选择办理结果。"))
    }

    /// How a promise ends.
    #[must_use]
    pub fn ending(&self) -> Ending {
        if self.outcome == "void" {
            Ending::Dropped
        } else {
            Ending::PutRight
        }
    }

    /// How heavy the notice is.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `kind`.
    pub fn kind(&self) -> Result<Kind> {
        let kind = Kind::parse(&self.kind).filter(|kind| !matches!(kind, Kind::Escalate | Kind::Remind));
        kind.ok_or_else(|| Error::field("kind", "请选择催办、督办或批示。"))
    }
}
