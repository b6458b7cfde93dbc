//! Which limits are in force for a letter: pure.

use super::entity::Model;

/// The row in force on `day` for a letter of this board, class and unit: the one that names most of them, and of equal ones
/// the newest. A row that names another board, class or unit does not count.
#[must_use]
pub fn choose<'a>(
    rows: &'a [Model],
    board: i64,
    class: &str,
    unit: Option<i64>,
    day: &str,
) -> Option<&'a Model> {
    rows.iter()
        .filter(|row| row.valid_from.as_str() <= day)
        .filter(|row| row.board_id.is_none_or(|id| id == board))
        .filter(|row| row.class.as_deref().is_none_or(|name| name == class))
        .filter(|row| row.unit_id.is_none_or(|id| Some(id) == unit))
        .max_by_key(|row| {
            let weight = i32::from(row.unit_id.is_some()) * 4
                + i32::from(row.class.is_some()) * 2
                + i32::from(row.board_id.is_some());
            (weight, row.valid_from.as_str(), row.id)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, from: &str, class: Option<&str>, unit: Option<i64>) -> Model {
        Model {
            id,
            site_id: 1,
            board_id: None,
            class: class.map(str::to_owned),
            unit_id: unit,
            valid_from: from.into(),
            answer_count: 5,
            answer_days: "working".into(),
            hard_count: 15,
            hard_days: "calendar".into(),
            day_off: "stays".into(),
            return_days: 2,
            return_limit: 2,
            pause_days: 15,
            rule: String::new(),
            set_by_name: String::new(),
            set_at: kernel::beijing::parse("2026-01-01").unwrap(),
        }
    }

    #[test]
    fn the_one_that_says_most_and_began_last_is_in_force() {
        let rows = [
            row(1, "2006-01-01", None, None),
            row(2, "2017-06-01", None, None),
            row(3, "2017-06-01", Some("投诉"), None),
            row(4, "2017-06-01", None, Some(9)),
        ];
        let on = |class: &str, unit, day: &str| choose(&rows, 1, class, unit, day).map(|row| row.id);
        assert_eq!(on("咨询", None, "2005-12-31"), None);
        assert_eq!(on("咨询", None, "2006-01-01"), Some(1));
        assert_eq!(on("投诉", None, "2017-05-31"), Some(1));
        assert_eq!(on("咨询", None, "2017-06-01"), Some(2));
        assert_eq!(on("投诉", Some(8), "2020-01-01"), Some(3));
        assert_eq!(on("投诉", Some(9), "2020-01-01"), Some(4));
    }
}
