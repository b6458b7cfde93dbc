//! 词表与级别: GET and POST /console/checks/lists, files in and out, levels.

mod load;
mod view;

pub use view::{ListPage, Typed};

use super::door::{Group, group_keeper};
use crate::check::list::{Change, Kind, keep_group_list, keep_list};
use crate::permissions::{KeepChecks, ReadChecks};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage, Uploading};
use kernel::{Error, FieldError, Result, SiteId};
use load::{load, text_of};
use proof::{Entry, Level, List, Rule};
use serde::Deserialize;
use std::collections::HashMap;

const TEMPLATE: &str = "content/check_words.html";
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
        Err(error) => {
            let error = match error {
                Error::Stale(_) => {
                    Error::field("why", "您打开之后有人改过这个词表，请核对现在的内容后再改。")
                }
                error => error,
            };
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
