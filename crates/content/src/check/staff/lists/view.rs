//! What the page of the lists shows.

use crate::check::staff::stock::Filter;
use proof::Entry;
use serde::Serialize;
use theme::view::Pager;

/// A line of a list.
#[derive(Clone, Debug, Serialize)]
pub struct EntryRow {
    /// Word or name.
    pub word: String,
    /// What is right, or titles.
    pub right: String,
    /// A leader's place; empty elsewhere.
    pub rank: String,
    /// Why.
    pub note: String,
}

impl From<&Entry> for EntryRow {
    fn from(entry: &Entry) -> Self {
        Self {
            word: entry.word.clone(),
            right: entry.right.clone(),
            rank: if entry.rank == 0 {
                String::new()
            } else {
                entry.rank.to_string()
            },
            note: entry.note.clone(),
        }
    }
}

/// A version.
#[derive(Clone, Debug, Serialize)]
pub struct VersionRow {
    /// Its number.
    pub n: i64,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: String,
    /// Entries in it.
    pub size: i64,
    /// New in it.
    pub added: i64,
    /// Gone in it.
    pub removed: i64,
    /// Why; may be empty.
    pub note: String,
    /// It as a file.
    pub file: String,
    /// It stands.
    pub standing: bool,
}

/// A rule with its level.
#[derive(Clone, Debug, Serialize)]
pub struct LevelRow {
    /// Name of the field.
    pub key: &'static str,
    /// The rule.
    pub title: &'static str,
    /// What may be chosen: value and words.
    pub options: Vec<(&'static str, &'static str)>,
    /// What is chosen.
    pub value: String,
    /// What holds for the group; empty on the group's own page.
    pub group: String,
}

/// What is typed in the form for one entry.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// Word or name.
    pub word: String,
    /// What is right.
    pub right: String,
    /// Place.
    pub rank: String,
    /// Note.
    pub note: String,
    /// Why the list is changed.
    pub why: String,
}

/// `content/check_words.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ListPage {
    /// `site` or `group`.
    pub scope: &'static str,
    /// 本站, 全站群.
    pub scopes: Vec<Filter>,
    /// Kinds of lists.
    pub kinds: Vec<Filter>,
    /// The kind shown.
    pub kind: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What its columns are called; empty for a column it does not have.
    pub heads: [&'static str; 4],
    /// How many entries the group's list has, beside a site's own.
    pub group_size: usize,
    /// The version that the forms saw; 0 for none.
    pub n: i64,
    /// The list that came with the program stands for it.
    pub shipped: bool,
    /// Whether it may be changed here.
    pub keeps: bool,
    /// Entries on this page.
    pub rows: Vec<EntryRow>,
    /// Entries in all.
    pub size: usize,
    /// Word looked for.
    pub q: String,
    /// Pages.
    pub pager: Pager,
    /// Where the forms post to.
    pub action: String,
    /// Where a file goes.
    pub import_url: String,
    /// The list as a file.
    pub file_url: String,
    /// Levels of the rules; empty for lists of words.
    pub levels: Vec<LevelRow>,
    /// Where the levels go.
    pub levels_url: String,
    /// Newest first.
    pub versions: Vec<VersionRow>,
    /// What is typed.
    pub typed: Typed,
    /// The findings.
    pub back: String,
}

#[cfg(test)]
impl ListPage {
    pub(crate) fn sample() -> Self {
        let filter = |title: &str, current| Filter {
            title: title.into(),
            url: "/console/checks/lists".into(),
            current,
            count: None,
        };
        Self {
            scope: "group",
            scopes: vec![filter("本站", false), filter("全站群", true)],
            kinds: vec![filter("错别字", true), filter("检查级别", false)],
            kind: "leader",
            title: "领导职务与排序",
            heads: proof::List::Leader.heads(),
            group_size: 7,
            n: 3,
            shipped: false,
            keeps: true,
            rows: vec![EntryRow {
                word: "陆明远".into(),
                right: "市委书记".into(),
                rank: "1".into(),
                note: String::new(),
            }],
            size: 1,
            q: "陆".into(),
            pager: Pager::for_total(1, 50, 1, "/console/checks/lists"),
            action: "/console/checks/lists".into(),
            import_url: "/console/checks/lists/import".into(),
            file_url: "/console/checks/lists/file".into(),
            levels: Vec::new(),
            levels_url: "/console/checks/levels".into(),
            versions: vec![
                VersionRow {
                    n: 3,
                    by: "钱立新".into(),
                    at: "2026-11-23 10:00".into(),
                    size: 12,
                    added: 1,
                    removed: 1,
                    note: "换届".into(),
                    file: "/console/checks/lists/file?n=3".into(),
                    standing: true,
                },
                VersionRow {
                    n: 2,
                    by: "钱立新".into(),
                    at: "2026-11-22 10:00".into(),
                    size: 12,
                    added: 12,
                    removed: 0,
                    note: String::new(),
                    file: "/console/checks/lists/file?n=2".into(),
                    standing: false,
                },
            ],
            typed: Typed::default(),
            back: "/console/checks".into(),
        }
    }

    pub(crate) fn sample_levels() -> Self {
        Self {
            scope: "site",
            kind: "levels",
            title: "检查级别",
            heads: [""; 4],
            rows: Vec::new(),
            size: 0,
            levels: vec![LevelRow {
                key: "mobile",
                title: "手机号码",
                options: vec![("block", "禁止发布"), ("warn", "须确认")],
                value: String::new(),
                group: "须确认".into(),
            }],
            ..Self::sample()
        }
    }
}
