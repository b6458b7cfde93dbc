//! What of the findings and runs a person may see: the own site's, or on the portal all of them.

use super::Asked;
use super::view::{Filter, FindingRow, ScanRow};
use crate::article::edition;
use crate::check::finding::{self, Column};
use crate::check::scan::entity as scan;
use crate::check::staff::door::{Door, Group};
use crate::check::staff::panel::tone;
use crate::permissions::{KeepGroupChecks, ReadChecks};
use actix_web::web::Data;
use gateway::By;
use gateway::site::SiteKind;
use kernel::{Result, SiteId, beijing};
use proof::{Field, Level, Rule};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;

const SCANS: u64 = 5;

#[derive(FromQueryResult)]
struct Counted {
    rule: String,
    level: String,
    n: i64,
}

#[derive(FromQueryResult)]
struct Headline {
    id: i64,
    title: String,
}

/// How many findings of a rule and a level.
pub(super) type Count = (Rule, Level, i64);

/// How many of a rule and a level, or of all.
fn sum(counts: &[Count], rule: Option<Rule>, level: Option<Level>) -> i64 {
    let wanted =
        |(r, l, _): &&Count| rule.is_none_or(|rule| rule == *r) && level.is_none_or(|level| level == *l);
    counts.iter().filter(wanted).map(|(_, _, n)| n).sum()
}

/// What the page works with.
pub(super) struct Look<'a> {
    pub(super) by: &'a By<ReadChecks>,
    door: Door,
    pub(super) asked: Asked,
    pub(super) group: bool,
}

impl Asked {
    pub(super) fn query(&self, level: &str, rule: &str, site: &str) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("level", level), ("rule", rule), ("site", site)] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        let text = pairs.finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }
}

impl<'a> Look<'a> {
    pub(super) fn new(by: &'a By<ReadChecks>, group: Option<Data<Group>>, mut asked: Asked) -> Self {
        // What is no word of ours filters nothing.
        asked.level = Level::parse(&asked.level).map_or("", Level::key).to_owned();
        asked.rule = Rule::parse(&asked.rule).map_or("", Rule::key).to_owned();
        let keeper = by.site.kind == SiteKind::Portal && by.may::<KeepGroupChecks>();
        match group.filter(|_| keeper) {
            Some(group) => {
                let site = by.app.directory.by_slug(&asked.site);
                asked.site = site
                    .as_ref()
                    .map(|site| site.slug.to_string())
                    .unwrap_or_default();
                Self {
                    door: Door::Group(group.0.read(), site.map(|site| site.id)),
                    by,
                    asked,
                    group: true,
                }
            }
            None => {
                asked.site = String::new();
                Self {
                    door: Door::Site(by.read()),
                    by,
                    asked,
                    group: false,
                }
            }
        }
    }

    pub(super) fn url(&self, level: &str, rule: &str, site: &str) -> String {
        self.by
            .site
            .url(&format!("/console/checks{}", self.asked.query(level, rule, site)))
    }

    pub(super) fn rows(&self) -> store::Query<'_, finding::Entity> {
        let (level, rule) = (self.asked.level.as_str(), self.asked.rule.as_str());
        self.door
            .find::<finding::Entity>()
            .filter_some((!level.is_empty()).then_some(level), |level| {
                Column::Level.eq(level)
            })
            .filter_some((!rule.is_empty()).then_some(rule), |rule| Column::Rule.eq(rule))
            .desc(Column::Id)
    }

    /// How many of each rule and level, whatever of them is chosen.
    pub(super) async fn counts(&self) -> Result<Vec<Count>> {
        let rows = self
            .door
            .find::<finding::Entity>()
            .only([Column::Rule, Column::Level])
            .with(Column::Id.count(), "n")
            .group(Column::Rule)
            .group(Column::Level)
            .into::<Counted>()
            .all()
            .await?;
        let known = |row: Counted| Some((Rule::parse(&row.rule)?, Level::parse(&row.level)?, row.n));
        Ok(rows.into_iter().filter_map(known).collect())
    }

    pub(super) async fn shown(&self, rows: Vec<finding::Model>) -> Result<Vec<FindingRow>> {
        let mut titles: HashMap<i64, String> = HashMap::new();
        let ids: Vec<i64> = rows.iter().map(|row| row.edition_id).collect();
        for some in ids.chunks(1000) {
            let found = self
                .door
                .find::<edition::Entity>()
                .filter(edition::Column::Id.is_in(some.iter().copied()))
                .only([edition::Column::Id, edition::Column::Title])
                .into::<Headline>()
                .all()
                .await?;
            titles.extend(found.into_iter().map(|row| (row.id, row.title)));
        }
        let here = self.by.site.id.0;
        let shown = |row: finding::Model| {
            let level = Level::parse(&row.level).unwrap_or(Level::Note);
            let path = format!("/console/articles/{}", row.article_id);
            FindingRow {
                url: if row.site_id == here {
                    self.by.site.url(&path)
                } else {
                    String::new()
                },
                title: titles.get(&row.edition_id).cloned().unwrap_or_default(),
                site: self.site_name(row.site_id),
                rule: Rule::parse(&row.rule).map_or("", Rule::title),
                level: level.title(),
                tone: tone(level),
                field: Field::parse(&row.field).map_or("", Field::title),
                before: row.before,
                words: row.words,
                after: row.after,
                why: row.why,
                list: row.list,
                at: beijing::minute(row.found_at),
            }
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    fn site_name(&self, id: i64) -> String {
        let site = self
            .group
            .then(|| self.by.app.directory.get(SiteId(id)))
            .flatten();
        site.map(|site| site.name.clone()).unwrap_or_default()
    }

    /// The levels with how many there are of the rule that is chosen.
    pub(super) fn levels(&self, counts: &[Count]) -> Vec<Filter> {
        let (rule, site) = (self.asked.rule.as_str(), self.asked.site.as_str());
        let chosen = Level::parse(&self.asked.level);
        let filter = |level: Option<Level>| Filter {
            title: level.map_or("全部级别", Level::title).to_owned(),
            url: self.url(level.map_or("", Level::key), rule, site),
            current: chosen == level,
            count: Some(sum(counts, Rule::parse(rule), level)),
        };
        let each = Level::ALL.into_iter().map(|level| filter(Some(level)));
        std::iter::once(filter(None)).chain(each).collect()
    }

    /// The rules that found something, with how much of the level that is chosen.
    pub(super) fn rules(&self, counts: &[Count]) -> Vec<Filter> {
        let (level, site) = (self.asked.level.as_str(), self.asked.site.as_str());
        let chosen = Rule::parse(&self.asked.rule);
        let filter = |rule: Option<Rule>| Filter {
            title: rule.map_or("全部规则", Rule::title).to_owned(),
            url: self.url(level, rule.map_or("", Rule::key), site),
            current: chosen == rule,
            count: Some(sum(counts, rule, Level::parse(level))),
        };
        let each = Rule::ALL.into_iter().map(|rule| filter(Some(rule)));
        let each = each.filter(|filter| filter.current || filter.count != Some(0));
        std::iter::once(filter(None)).chain(each).collect()
    }

    pub(super) fn sites(&self) -> Vec<Filter> {
        if !self.group {
            return Vec::new();
        }
        let (level, rule, chosen) = (&self.asked.level, &self.asked.rule, self.asked.site.as_str());
        let filter = |title: &str, slug: &str| Filter {
            title: title.to_owned(),
            url: self.url(level, rule, slug),
            current: chosen == slug,
            count: None,
        };
        let all = self.by.app.directory.all();
        let each = all.iter().map(|site| filter(&site.name, site.slug.as_str()));
        std::iter::once(filter("全部站点", "")).chain(each).collect()
    }

    pub(super) async fn scans(&self) -> Result<Vec<ScanRow>> {
        let rows = self
            .door
            .find::<scan::Entity>()
            .desc(scan::Column::Id)
            .limit(SCANS)
            .all()
            .await?;
        let shown = |row: scan::Model| {
            let (state, tone) = match (row.ended_at, row.overtaken) {
                (None, _) => ("进行中", "wait"),
                (Some(_), true) => ("已由新的复查代替", "plain"),
                (Some(_), false) => ("完成", "ok"),
            };
            ScanRow {
                site: self.site_name(row.site_id),
                cause: row.cause,
                at: beijing::minute(row.started_at),
                state,
                tone,
                done: row.done,
                total: row.total,
                percent: if row.total == 0 {
                    100
                } else {
                    (row.done * 100 / row.total).min(100)
                },
                checked: row.checked,
                found: row.found,
            }
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}
