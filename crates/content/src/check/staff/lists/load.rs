//! What the page of the lists shows, from the group's or the site's versions.

use super::Asked;
use super::view::{EntryRow, LevelRow, ListPage, Typed, VersionRow};
use crate::check::list::{Kind, entity, entries_of, group, levels_of};
use crate::check::staff::door::group_keeper;
use crate::check::staff::stock::Filter;
use crate::permissions::KeepChecks;
use gateway::staff::Signed;
use kernel::{Error, Result, beijing};
use proof::{Level, Levels, Rule, shipped};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, FromQueryResult};
use theme::view::Pager;

const SIZE: u64 = 50;
const VERSIONS: u64 = 20;

/// A version without its entries.
#[derive(Clone, Debug, FromQueryResult)]
struct Version {
    n: i64,
    standing: bool,
    size: i64,
    added: i64,
    removed: i64,
    note: String,
    person_name: String,
    made_at: DateTimeUtc,
}

/// The text of a version, or of what stands; the list that came with the program where a group has none.
pub(super) async fn text_of(by: &Signed, asked: &Asked, n: Option<i64>) -> Result<String> {
    let (read, kind) = (by.read(), asked.kind());
    if asked.is_group() {
        let rows = read
            .shared::<group::Entity>()
            .filter(group::Column::List.eq(kind.key()));
        let rows = match n {
            Some(n) => rows.filter(group::Column::N.eq(n)),
            None => rows.filter(group::Column::Standing.eq(true)),
        };
        return match (rows.one().await?, n, kind) {
            (Some(row), _, _) => Ok(row.entries),
            (None, None | Some(0), Kind::Words(list)) => Ok(proof::file::write(list, &shipped(list))),
            (None, None, Kind::Levels) => Ok(String::new()),
            (None, Some(_), _) => Err(Error::NotFound),
        };
    }
    let rows = read
        .find::<entity::Entity>()
        .filter(entity::Column::List.eq(kind.key()));
    let rows = match n {
        Some(n) => rows.filter(entity::Column::N.eq(n)),
        None => rows.filter(entity::Column::Standing.eq(true)),
    };
    match (rows.one().await?, n) {
        (Some(row), _) => Ok(row.entries),
        (None, None) => Ok(String::new()),
        (None, Some(_)) => Err(Error::NotFound),
    }
}

/// What stands for the whole group.
async fn group_text(by: &Signed, kind: Kind) -> Result<String> {
    let group = Asked {
        scope: "group".into(),
        list: kind.key().into(),
        ..Asked::default()
    };
    text_of(by, &group, None).await
}

async fn versions(by: &Signed, asked: &Asked) -> Result<Vec<Version>> {
    let (read, key) = (by.read(), asked.kind().key());
    if asked.is_group() {
        use group::Column;
        let rows = read
            .shared::<group::Entity>()
            .filter(Column::List.eq(key))
            .desc(Column::N)
            .limit(VERSIONS);
        let columns = [
            Column::N,
            Column::Standing,
            Column::Size,
            Column::Added,
            Column::Removed,
            Column::Note,
            Column::PersonName,
            Column::MadeAt,
        ];
        return rows.only(columns).into().all().await;
    }
    use entity::Column;
    let rows = read
        .find::<entity::Entity>()
        .filter(Column::List.eq(key))
        .desc(Column::N)
        .limit(VERSIONS);
    let columns = [
        Column::N,
        Column::Standing,
        Column::Size,
        Column::Added,
        Column::Removed,
        Column::Note,
        Column::PersonName,
        Column::MadeAt,
    ];
    rows.only(columns).into().all().await
}

pub(super) async fn load(by: &Signed, asked: &Asked, typed: Typed) -> Result<ListPage> {
    let kind = asked.kind();
    let text = text_of(by, asked, None).await?;
    let versions = versions(by, asked).await?;
    let scope = if asked.is_group() { "group" } else { "site" };
    let at = |scope: &str, kind: Kind| {
        by.site.url(&format!(
            "/console/checks/lists?scope={scope}&list={}",
            kind.key()
        ))
    };
    let filter = |title: &str, url: String, current| Filter {
        title: title.to_owned(),
        url,
        current,
        count: None,
    };
    let (mut rows, mut heads) = (Vec::new(), [""; 4]);
    if let Kind::Words(list) = kind {
        heads = list.heads();
        let mut entries = entries_of(list, &text)?;
        let q = asked.q.trim();
        entries.retain(|entry| q.is_empty() || entry.word.contains(q) || entry.right.contains(q));
        rows = entries;
    }
    let page = asked.page.unwrap_or(1).clamp(1, 100_000);
    let size = rows.len();
    let from = usize::try_from((page - 1) * SIZE).unwrap_or_default();
    let q: String = url::form_urlencoded::byte_serialize(asked.q.as_bytes()).collect();
    let base = format!("{}&q={q}", at(scope, kind));
    let file = |n: i64| {
        by.site.url(&format!(
            "/console/checks/lists/file?scope={scope}&list={}&n={n}",
            kind.key()
        ))
    };
    let group_size = match kind {
        Kind::Words(list) if !asked.is_group() => entries_of(list, &group_text(by, kind).await?)?.len(),
        Kind::Words(_) | Kind::Levels => 0,
    };
    let n = versions.first().map_or(0, |row| row.n);
    let levels = match kind {
        Kind::Levels => level_rows(by, asked, &text).await?,
        Kind::Words(_) => Vec::new(),
    };
    Ok(ListPage {
        scope,
        scopes: vec![
            filter("本站", at("site", kind), scope == "site"),
            filter("全站群", at("group", kind), scope == "group"),
        ],
        kinds: Kind::ALL
            .map(|one| filter(one.title(), at(scope, one), one == kind))
            .to_vec(),
        kind: kind.key(),
        title: kind.title(),
        heads,
        group_size,
        n,
        shipped: asked.is_group() && n == 0 && size > 0,
        keeps: by.may::<KeepChecks>() && (!asked.is_group() || group_keeper(by).is_ok()),
        rows: rows
            .iter()
            .skip(from)
            .take(usize::try_from(SIZE).unwrap_or(50))
            .map(EntryRow::from)
            .collect(),
        size,
        q: asked.q.clone(),
        pager: Pager::for_total(page, SIZE, size as u64, &base),
        action: by.site.url("/console/checks/lists"),
        import_url: by.site.url("/console/checks/lists/import"),
        file_url: by.site.url(&format!(
            "/console/checks/lists/file?scope={scope}&list={}",
            kind.key()
        )),
        levels,
        levels_url: by.site.url("/console/checks/levels"),
        versions: versions.into_iter().map(|row| version_row(row, file)).collect(),
        typed,
        back: by.site.url("/console/checks"),
    })
}

fn version_row(row: Version, file: impl Fn(i64) -> String) -> VersionRow {
    VersionRow {
        n: row.n,
        by: row.person_name,
        at: beijing::minute(row.made_at),
        size: row.size,
        added: row.added,
        removed: row.removed,
        note: row.note,
        file: file(row.n),
        standing: row.standing,
    }
}

/// Each rule with what may be chosen: a site only what is graver than the group's.
async fn level_rows(by: &Signed, asked: &Asked, text: &str) -> Result<Vec<LevelRow>> {
    let set = levels_of(text);
    let mut general = Levels::default();
    if !asked.is_group() {
        let text = group_text(by, Kind::Levels).await?;
        levels_of(&text)
            .into_iter()
            .for_each(|(rule, level)| general.set(rule, level));
    }
    let row = |rule: Rule| {
        let (least, most) = rule.bounds();
        let least = if asked.is_group() {
            least
        } else {
            least.max(general.of(rule))
        };
        let options = Level::ALL
            .into_iter()
            .filter(|level| (least..=most).contains(level));
        let value = set
            .iter()
            .find(|(known, _)| *known == rule)
            .map(|(_, level)| *level);
        let usual = if asked.is_group() {
            rule.usual()
        } else {
            general.of(rule)
        };
        LevelRow {
            key: rule.key(),
            title: rule.title(),
            options: options.map(|level| (level.key(), level.title())).collect(),
            value: value.map_or("", Level::key).to_owned(),
            group: usual.title().to_owned(),
        }
    };
    Ok(Rule::ALL.map(row).to_vec())
}
