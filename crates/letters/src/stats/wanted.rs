//! What the address of a page of figures asks for.

use super::{Filter, Period, What};
use chrono::{Datelike, NaiveDate};
use kernel::{Error, Result};
use serde::Deserialize;

/// The query as it came; what is left out or left empty asks for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    year: String,
    quarter: String,
    month: String,
    from: String,
    to: String,
    class: String,
    unit: String,
    site: String,
    board: String,
    what: String,
    took: String,
    page: String,
}

fn number<T: std::str::FromStr>(text: &str, field: &str) -> Result<Option<T>> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Error::field(field, "请填写数字。")),
        },
    }
}

fn date(text: &str, field: &str) -> Result<Option<NaiveDate>> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => Err(Error::field(field, "请填写日期，例如 2006-01-31。")),
        },
    }
}

impl Wanted {
    /// The letters that are meant; without a period those of this year.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the parameter.
    pub fn filter(&self, today: NaiveDate) -> Result<Filter> {
        let mut filter = Filter::of(self.period(today)?);
        filter.class = self.class.trim().to_owned();
        filter.unit = match self.unit.trim() {
            "none" => Some(None),
            text => number(text, "unit")?.map(Some),
        };
        filter.site = number(&self.site, "site")?;
        filter.board = number(&self.board, "board")?;
        filter.what = match self.what.trim() {
            "" => What::Received,
            key => What::parse(key).ok_or_else(|| Error::field("what", "没有这一项统计。"))?,
        };
        filter.took = match self.took.trim().split_once('-') {
            None => None,
            Some((from, to)) => Some((
                number(from, "took")?.unwrap_or(0),
                number(to, "took")?.unwrap_or(i64::MAX),
            )),
        };
        Ok(filter)
    }

    fn period(&self, today: NaiveDate) -> Result<Period> {
        if let (Some(from), Some(to)) = (date(&self.from, "from")?, date(&self.to, "to")?) {
            return Period::new(from, to);
        }
        let year = number(&self.year, "year")?.unwrap_or(today.year());
        match (number(&self.quarter, "quarter")?, number(&self.month, "month")?) {
            (_, Some(month)) => Period::month(year, month),
            (Some(quarter), None) => Period::quarter(year, quarter),
            (None, None) => Period::year(year),
        }
    }

    /// The page of a list, from 1.
    #[must_use]
    pub fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Filter> {
        let wanted = actix_web::web::Query::<Wanted>::from_query(query)
            .unwrap()
            .into_inner();
        wanted.filter("2026-03-02".parse().unwrap())
    }

    #[test]
    fn the_address_of_a_filter_reads_as_that_filter() {
        let mut filter = Filter::of(Period::quarter(2006, 2).unwrap());
        assert_eq!(read(&filter.query()).unwrap(), filter);
        filter.what = What::Late;
        filter.class = "意见 & 建议".into();
        filter.unit = Some(None);
        filter.site = Some(3);
        filter.board = Some(9);
        filter.took = Some((31, i64::MAX));
        assert_eq!(read(&filter.query()).unwrap(), filter);
        assert_eq!(read("").unwrap(), Filter::of(Period::year(2026).unwrap()));
        for wrong in [
            "year=1800",
            "from=x&to=2006-01-01",
            "what=secrets",
            "unit=x",
            "year=2006&quarter=7",
        ] {
            assert!(matches!(read(wrong), Err(Error::Invalid(_))), "{wrong}");
        }
    }
}
