//! Answered letters that may already answer one that is about to be sent.
//!
//! What is compared are pairs of characters of the titles, the rare ones weighing more; among the newest public answered letters
//! of the group, and of the chosen unit: a bounded walk through an index, whatever the number of letters.

use super::entity::Model;
use crate::stats::by_ids;
use kernel::Result;
use sea_orm::{FromQueryResult, Value};
use std::collections::{HashMap, HashSet};
use store::HubRead;

/// Letters looked at on each walk.
const LOOKED_AT: u64 = 3000;
/// Letters named at most.
const NAMED: usize = 5;
/// Part of the title's weight that must be found again.
const ALIKE: f64 = 0.4;

#[derive(FromQueryResult)]
struct Title {
    id: i64,
    title: String,
}

/// Public answered letters whose title is like this one, best first; none when nothing is alike.
///
/// # Errors
/// Faults of the database; the form goes on without.
pub async fn similar_letters(read: &HubRead, title: &str, unit: Option<i64>) -> Result<Vec<Model>> {
    let sought = pairs(title);
    if sought.len() < 2 {
        return Ok(Vec::new());
    }
    let walk = |way: &str| {
        format!(
            "select * from (select id, title from letter where shown = true{way} and answered_on is not null \
             order by received_at desc, id desc limit {LOOKED_AT}) as way"
        )
    };
    let (sql, values): (String, Vec<Value>) = match unit {
        Some(unit) => (
            format!("{} union {}", walk(""), walk(" and unit_id = $1")),
            vec![unit.into()],
        ),
        None => (walk(""), Vec::new()),
    };
    let titles: Vec<Title> = read.report(&sql, values).await?;
    by_ids(read, best(&sought, &titles)).await
}

fn best(sought: &HashSet<(char, char)>, titles: &[Title]) -> Vec<i64> {
    let held: Vec<(i64, HashSet<(char, char)>)> =
        titles.iter().map(|row| (row.id, pairs(&row.title))).collect();
    let mut in_titles: HashMap<(char, char), u32> = HashMap::new();
    for (_, pairs) in &held {
        for pair in pairs.intersection(sought) {
            *in_titles.entry(*pair).or_default() += 1;
        }
    }
    let all = f64::from(u32::try_from(held.len()).unwrap_or(u32::MAX));
    let weight = |pair: &(char, char)| {
        let known = f64::from(in_titles.get(pair).copied().unwrap_or(0));
        (1.0 + all / (1.0 + known)).ln()
    };
    let whole: f64 = sought.iter().map(weight).sum();
    let mut scored: Vec<(f64, i64)> = held
        .iter()
        .filter_map(|(id, pairs)| {
            let same: Vec<&(char, char)> = pairs.intersection(sought).collect();
            let score = same.iter().map(|pair| weight(pair)).sum::<f64>() / whole;
            (same.len() >= 2 && score >= ALIKE).then_some((score, *id))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    scored.into_iter().take(NAMED).map(|(_, id)| id).collect()
}

/// Words that every letter has.
const COMMON: [&str; 14] = [
    "关于", "请问", "咨询", "投诉", "建议", "如何", "怎么", "什么", "问题", "希望", "能否", "是否", "可以",
    "反映",
];

/// Neighbouring characters within a run of letters and digits.
fn pairs(title: &str) -> HashSet<(char, char)> {
    let mut text = title.to_lowercase();
    for word in COMMON {
        text = text.replace(word, " ");
    }
    text.split(|c: char| !c.is_alphanumeric())
        .flat_map(|run| {
            let chars: Vec<char> = run.chars().collect();
            chars
                .windows(2)
                .filter_map(|pair| match pair {
                    [a, b] => Some((*a, *b)),
                    _ => None,
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_comes_first_and_the_rest_not_at_all() {
        let titles = [
            "解放路路灯不亮",
            "小学入学需要哪些材料",
            "小学新生入学材料有哪些",
            "建议增设公交站台",
            "关于医保报销的咨询",
        ];
        let titles: Vec<Title> = (1..)
            .zip(titles)
            .map(|(id, title)| Title {
                id,
                title: title.into(),
            })
            .collect();
        let found = |title: &str| best(&pairs(title), &titles);
        assert_eq!(found("请问小学入学需要什么材料？"), [2, 3]);
        assert_eq!(found("人民路路灯不亮"), [1]);
        assert!(found("养老金何时发放").is_empty());
        assert!(found("关于问题的咨询").is_empty());
        assert!(pairs("？").is_empty());
    }
}
