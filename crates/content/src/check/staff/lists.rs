//! 词表与级别: GET and POST /console/checks/lists, files in and out, levels.

use super::door::{Group, group_keeper};
use super::lists_view::{EntryRow, LevelRow, ListPage, Typed, VersionRow};
use super::stock_view::Filter;
use crate::check::list::{Change, Kind, entity, entries_of, group, keep_group_list, keep_list, levels_of};
use crate::permissions::{KeepChecks, ReadChecks};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage, Uploading};
use kernel::{Error, FieldError, Result, SiteId, beijing};
use proof::{Entry, Level, Levels, List, Rule, shipped};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, FromQueryResult};
use serde::Deserialize;
use std::collections::HashMap;
use theme::view::Pager;

const TEMPLATE: &str = "content/check_words.html";
const SIZE: u64 = 50;
const VERSIONS: u64 = 20;
const SAVED: &str = "已保存为新的版本，已发布的稿件正在复查。";

/// Which list is asked for, and what of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    scope: String,
    list: String,
    q: String,
    page: Option<u64>,
    n: Option<i64>,
}

impl Asked {
    fn kind(&self) -> Kind {
        Kind::parse(&self.list).unwrap_or(Kind::Words(List::Wrong))
    }

    fn is_group(&self) -> bool {
        self.scope == "group"
    }
}

/// A change as the page's forms send it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListForm {
    scope: String,
    list: String,
    seen: String,
    #[serde(rename = "do")]
    deed: String,
    word: String,
    right: String,
    rank: String,
    note: String,
    why: String,
    n: String,
}

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

/// The lists of a keeper.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_lists(by: By<ReadChecks>, Query(asked): Query<Asked>) -> Reply {
    let view = load(&by, &asked, Typed::default()).await?;
    by.page(StaffPage::new(TEMPLATE, view).title("词表与级别")).await
}

/// Adds, drops or restores.
///
/// # Errors
/// See [`keep_list`].
pub async fn post_lists(by: By<KeepChecks>, group: Option<Data<Group>>, Form(form): Form<ListForm>) -> Reply {
    let asked = Asked {
        scope: form.scope.clone(),
        list: form.list.clone(),
        ..Asked::default()
    };
    let done = match change(&by, &asked, &form).await {
        Ok(wish) => keep(&by, group, &asked, &form.seen, wish, &form.why).await,
        Err(error) => Err(error),
    };
    let typed = Typed {
        word: form.word,
        right: form.right,
        rank: form.rank,
        note: form.note,
        why: form.why,
    };
    answer(&by, &asked, done, typed).await
}

async fn change(by: &Signed, asked: &Asked, form: &ListForm) -> Result<Change> {
    let Kind::Words(list) = asked.kind() else {
        let n = form.n.parse().ok().ok_or(Error::NotFound)?;
        return Ok(Change::Restore(text_of(by, asked, Some(n)).await?));
    };
    match form.deed.as_str() {
        "add" => {
            let entry = Entry::parse(list, &form.word, &form.right, &form.rank, &form.note);
            Ok(Change::Put(vec![entry.map_err(|why| Error::field("word", why))?]))
        }
        "drop" => Ok(Change::Drop(vec![form.word.clone()])),
        "restore" => {
            let n = form.n.parse().ok().ok_or(Error::NotFound)?;
            Ok(Change::Restore(text_of(by, asked, Some(n)).await?))
        }
        _ => Err(Error::field("word", "请选择要做的操作。")),
    }
}

/// A list as a file takes the place of the list, or comes on top of it.
///
/// # Errors
/// [`Error::Invalid`] on `file` naming the lines that are wrong; see [`keep_list`].
pub async fn post_import(by: By<KeepChecks>, group: Option<Data<Group>>, upload: Uploading) -> Reply {
    let upload = upload.read().await?;
    let text = |field: &str| upload.text(field).to_owned();
    let asked = Asked {
        scope: text("scope"),
        list: text("list"),
        ..Asked::default()
    };
    let (why, seen, mode) = (text("why"), text("seen"), text("mode"));
    let bytes = upload.files.first().map(|file| file.bytes.clone());
    let done = match read_file(&asked, bytes).await {
        Ok(entries) => {
            let wish = if mode == "replace" {
                Change::Replace(entries)
            } else {
                Change::Put(entries)
            };
            keep(&by, group, &asked, &seen, wish, &why).await
        }
        Err(error) => Err(error),
    };
    let done = done.map_err(|error| crate::article::form::renamed(error, "word", "file"));
    answer(
        &by,
        &asked,
        done,
        Typed {
            why,
            ..Typed::default()
        },
    )
    .await
}

async fn read_file(asked: &Asked, bytes: Option<bytes::Bytes>) -> Result<Vec<Entry>> {
    let Kind::Words(list) = asked.kind() else {
        return Err(Error::NotFound);
    };
    let bytes = bytes.ok_or_else(|| Error::field("file", "请选择 CSV 文件。"))?;
    let read = actix_web::web::block(move || proof::file::read(list, &bytes)).await;
    read.map_err(Error::fault)?.map_err(|wrong| {
        let told = wrong.into_iter().map(|wrong| match wrong.line {
            0 => FieldError::new("file", wrong.why),
            line => FieldError::new("file", format!("第 {line} 行：{}", wrong.why)),
        });
        Error::Invalid(told.collect())
    })
}

/// Sets the levels of a keeper.
///
/// # Errors
/// See [`keep_list`].
pub async fn post_levels(
    by: By<KeepChecks>,
    group: Option<Data<Group>>,
    Form(form): Form<HashMap<String, String>>,
) -> Reply {
    let text = |field: &str| form.get(field).cloned().unwrap_or_default();
    let asked = Asked {
        scope: text("scope"),
        list: Kind::Levels.key().to_owned(),
        ..Asked::default()
    };
    let chosen = |rule: Rule| Level::parse(&text(rule.key())).map(|level| (rule, level));
    let levels = Rule::ALL.into_iter().filter_map(chosen).collect();
    let done = keep(
        &by,
        group,
        &asked,
        &text("seen"),
        Change::Levels(levels),
        &text("why"),
    )
    .await;
    answer(&by, &asked, done, Typed::default()).await
}

async fn keep(
    by: &By<KeepChecks>,
    group: Option<Data<Group>>,
    asked: &Asked,
    seen: &str,
    change: Change,
    why: &str,
) -> Result<()> {
    let seen = seen.parse().unwrap_or(-1);
    if !asked.is_group() {
        let mut tx = by.write().await?;
        keep_list(&mut tx, asked.kind(), seen, change, why).await?;
        return tx.commit().await;
    }
    group_keeper(by)?;
    let group = group.ok_or(Error::NotFound)?;
    let sites: Vec<SiteId> = by.app.directory.all().iter().map(|site| site.id).collect();
    let mut tx = group.0.write(by.me.actor()).await?;
    keep_group_list(&mut tx, (by.site.id, &sites), asked.kind(), seen, change, why).await?;
    tx.commit().await
}

async fn answer(by: &By<KeepChecks>, asked: &Asked, done: Result<()>, typed: Typed) -> Reply {
    match done {
        Ok(()) => {
            let scope = if asked.is_group() { "group" } else { "site" };
            let path = format!("/console/checks/lists?scope={scope}&list={}", asked.kind().key());
            by.saved(&path, SAVED).await
        }
        Err(Error::Stale(_)) => {
            let error = Error::field("why", "您打开之后有人改过这个词表，请核对现在的内容后再改。");
            let view = load(by, asked, typed).await?;
            by.form(StaffPage::new(TEMPLATE, view).title("词表与级别"), error)
                .await
        }
        Err(error) => {
            let view = load(by, asked, typed).await?;
            by.form(StaffPage::new(TEMPLATE, view).title("词表与级别"), error)
                .await
        }
    }
}

/// A version as a file.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database.
pub async fn get_list_file(by: By<ReadChecks>, Query(asked): Query<Asked>) -> Reply {
    let text = text_of(&by, &asked, asked.n).await?;
    let name = format!("{}-{}.csv", asked.kind().key(), asked.n.unwrap_or_default());
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .body(text))
}

/// The text of a version, or of what stands; the list that came with the program where a group has none.
async fn text_of(by: &Signed, asked: &Asked, n: Option<i64>) -> Result<String> {
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

async fn load(by: &Signed, asked: &Asked, typed: Typed) -> Result<ListPage> {
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
        let group = Asked {
            scope: "group".into(),
            list: Kind::Levels.key().into(),
            ..Asked::default()
        };
        let text = text_of(by, &group, None).await?;
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
