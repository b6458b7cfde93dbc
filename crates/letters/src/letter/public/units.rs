//! The choice of a unit: every one with its other names and duties, filtered by words.

use gateway::unit::entity::{self as unit, alias};
use kernel::Result;
use std::collections::HashMap;
use store::HubRead;
use theme::view::{LetterUnit, LetterUnits};

/// The units that letters may go to. The chosen one stays in the list whatever the words say.
pub(super) async fn units(read: &HubRead, words: &str, chosen: &str) -> Result<LetterUnits> {
    let units = read.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let aliases = read.find::<alias::Entity>().asc(alias::Column::Id).all().await?;
    let mut also: HashMap<i64, Vec<String>> = HashMap::new();
    for row in aliases {
        also.entry(row.unit_id).or_default().push(row.alias);
    }
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().take(40).collect();
    let unknown = LetterUnit {
        name: "不知道归谁管".into(),
        duties: "由网站转给负责的单位。".into(),
        chosen: chosen.is_empty(),
        ..LetterUnit::default()
    };
    let (mut rows, mut found) = (vec![unknown], 0);
    for row in units {
        let names = also.remove(&row.id).unwrap_or_default();
        let fits = fits(&words, &row, &names);
        let value = row.id.to_string();
        let is_chosen = value == chosen;
        found += u32::from(fits);
        if fits || is_chosen {
            rows.push(LetterUnit {
                value,
                name: row.short_name,
                also: names.join("、"),
                duties: row.duties,
                chosen: is_chosen,
            });
        }
    }
    let note = match (words.is_empty(), found) {
        (true, _) => String::new(),
        (false, 0) => format!("没有找到与“{words}”有关的单位，可以选“不知道归谁管”。"),
        (false, _) => format!("找到 {found} 个与“{words}”有关的单位。"),
    };
    Ok(LetterUnits { words, note, rows })
}

/// Whether every word stands in one of the unit's names or among its duties.
fn fits(words: &str, unit: &unit::Model, also: &[String]) -> bool {
    let text = [&unit.name, &unit.short_name, &unit.duties]
        .into_iter()
        .chain(also)
        .map(|part| part.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}
