//! Text from the ledger's forms → domain types.

use super::{Fate, Scope};
use crate::credit::{Kind, Proof};
use crate::score::{Deed, Rates};
use chrono::NaiveDate;
use kernel::{Error, Result, Uid, UnitId};
use serde::{Deserialize, Serialize};

/// Which part of the ledger.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LedgerQuery {
    from: String,
    to: String,
    site: String,
    person: String,
    deed: String,
    fate: String,
    pub(super) page: String,
}

impl LedgerQuery {
    /// What is not understood asks for the whole year to `today`.
    pub(super) fn scope(&self, today: NaiveDate) -> Scope {
        let year = Scope::year_to(today);
        Scope {
            from: self.from.parse().unwrap_or(year.from),
            to: self.to.parse().unwrap_or(year.to),
            sender: self.site.parse().ok(),
            person: Some(self.person.clone()).filter(|name| !name.is_empty()),
            deed: Deed::parse(&self.deed),
            fate: Fate::parse(&self.fate),
        }
    }
}

/// The form of a credit, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CreditForm {
    pub(super) uid: String,
    pub(super) kind: String,
    pub(super) outlet: String,
    pub(super) proof_url: String,
}

impl CreditForm {
    /// An empty one.
    pub(super) fn about(uid: String) -> Self {
        Self {
            uid,
            ..Self::default()
        }
    }

    /// The piece it is about.
    pub(super) fn uid(&self) -> Result<Uid> {
        self.uid.parse().ok().ok_or(Error::NotFound)
    }

    pub(super) fn parse(&self) -> Result<(Kind, Proof)> {
        let kind = Kind::parse(&self.kind).ok_or_else(|| Error::field("kind", "请选择加分事项。"))?;
        Ok((kind, Proof::parse(kind, &self.outlet, &self.proof_url)?))
    }
}

fn number(field: &str, text: &str) -> Result<i64> {
    let parsed = text.trim().parse().ok();
    parsed.ok_or_else(|| Error::field(field, "请填写整数。"))
}

fn day(text: &str) -> Result<NaiveDate> {
    let parsed = text.trim().parse().ok();
    parsed.ok_or_else(|| Error::field("from", "请填写起始日期。"))
}

/// The form of a table of points, as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PointsForm {
    pub(super) from: String,
    pub(super) submitted: String,
    pub(super) adopted: String,
    pub(super) higher: String,
    pub(super) commissioned: String,
}

impl PointsForm {
    pub(super) fn parse(&self) -> Result<(NaiveDate, Rates)> {
        let rates = Rates {
            submitted: number("submitted", &self.submitted)?,
            adopted: number("adopted", &self.adopted)?,
            higher: number("higher", &self.higher)?,
            commissioned: number("commissioned", &self.commissioned)?,
        };
        Ok((day(&self.from)?, rates))
    }
}

/// The form of a quota, as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuotaForm {
    pub(super) unit: String,
    pub(super) from: String,
    pub(super) weekly: String,
    pub(super) yearly: String,
}

impl QuotaForm {
    pub(super) fn parse(&self) -> Result<(UnitId, NaiveDate, i64, i64)> {
        let unit = number("unit", &self.unit)
            .ok()
            .ok_or_else(|| Error::field("unit", "请选择单位。"))?;
        Ok((
            UnitId(unit),
            day(&self.from)?,
            number("weekly", &self.weekly)?,
            number("yearly", &self.yearly)?,
        ))
    }
}
