//! Handler and deputy: pure.

use super::entity::Model;

/// What somebody is for a unit's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyPart {
    /// 经办人.
    Handler,
    /// 代办人, while the handler is away.
    Deputy,
}

impl DutyPart {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Handler, Self::Deputy];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Deputy => "deputy",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Handler => "经办人",
            Self::Deputy => "代办人",
        }
    }

    /// Who it is, if it was set.
    #[must_use]
    pub fn of(self, rows: &[Model]) -> Option<&Model> {
        rows.iter().find(|row| row.part == self.key())
    }
}

impl Model {
    /// Whether the person is away on a day (`yyyy-mm-dd`).
    #[must_use]
    pub fn is_away(&self, day: &str) -> bool {
        let from = self.away_from.as_deref().is_some_and(|from| from <= day);
        from && self.away_until.as_deref().is_some_and(|until| until >= day)
    }

    /// Whether the person answers letters from that day or before.
    #[must_use]
    pub fn has_begun(&self, day: &str) -> bool {
        self.from_on.as_deref().is_none_or(|from| from <= day)
    }
}

/// Who looks after the unit's letters on a day: the handler, while they are away the deputy. When both are away the handler is
/// told all the same, so that nothing is told to nobody.
#[must_use]
pub fn on_duty<'a>(rows: &'a [Model], day: &str) -> Option<&'a Model> {
    let begun = |part: DutyPart| part.of(rows).filter(|row| row.has_begun(day));
    let (handler, deputy) = (begun(DutyPart::Handler), begun(DutyPart::Deputy));
    let there = |row: &&Model| !row.is_away(day);
    handler
        .filter(there)
        .or(deputy.filter(there))
        .or(handler)
        .or(deputy)
}

/// Handler and deputy in words, as the desk shows them.
#[must_use]
pub fn in_words(rows: &[Model], day: &str) -> String {
    let one = |part: DutyPart| {
        let row = part.of(rows)?;
        let note = match (&row.from_on, &row.away_until) {
            (Some(from), _) if !row.has_begun(day) => format!("（{from} 起）"),
            (_, Some(until)) if row.is_away(day) => format!("（休假至 {until}）"),
            _ => String::new(),
        };
        Some(format!("{} {}{note}", part.title(), row.person_name))
    };
    let both: Vec<String> = DutyPart::ALL.into_iter().filter_map(one).collect();
    both.join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(part: DutyPart, name: &str, away: Option<(&str, &str)>) -> Model {
        Model {
            id: 1,
            site_id: 1,
            unit_id: 4,
            person_id: 7,
            part: part.key().into(),
            person_name: name.into(),
            account: String::new(),
            from_on: Some("2026-03-02".into()),
            away_from: away.map(|(from, _)| from.into()),
            away_until: away.map(|(_, until)| until.into()),
            set_by_name: String::new(),
            set_at: None,
        }
    }

    #[test]
    fn the_deputy_stands_in_on_the_days_of_leave_only() {
        let rows = [
            row(DutyPart::Handler, "顾青禾", Some(("2026-03-09", "2026-03-13"))),
            row(DutyPart::Deputy, "林知夏", None),
        ];
        let who = |day: &str| on_duty(&rows, day).map(|row| row.person_name.as_str());
        assert_eq!(who("2026-03-01"), None);
        assert_eq!(who("2026-03-08"), Some("顾青禾"));
        assert_eq!(who("2026-03-09"), Some("林知夏"));
        assert_eq!(who("2026-03-13"), Some("林知夏"));
        assert_eq!(who("2026-03-14"), Some("顾青禾"));
        let words = in_words(&rows, "2026-03-10");
        assert_eq!(words, "经办人 顾青禾（休假至 2026-03-13），代办人 林知夏");
    }

    #[test]
    fn when_both_are_away_the_handler_is_told() {
        let away = Some(("2026-03-09", "2026-03-13"));
        let rows = [
            row(DutyPart::Deputy, "林知夏", away),
            row(DutyPart::Handler, "顾青禾", away),
        ];
        assert_eq!(on_duty(&rows, "2026-03-10").unwrap().person_name, "顾青禾");
        assert!(on_duty(&[], "2026-03-10").is_none() && in_words(&[], "2026-03-10").is_empty());
    }
}
