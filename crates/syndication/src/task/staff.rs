//! Handlers of the receivers.

use super::form::TaskForm;
use super::query::{self, Reader};
use super::view::{Part, TaskList, TaskShow};
use super::{accept_task, decline_task, hand_in};
use crate::permissions::AnswerTasks;
use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use content::media::{AREA, Attached};
use content::permissions::ReadArticles;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result, TaskId};
use serde::Deserialize;

/// Which tasks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TaskQuery {
    state: String,
}

/// Who writes for the site reads its articles too; who writes for a box alone does not.
async fn reader(by: &By<AnswerTasks>) -> Result<Reader> {
    Reader::of(&by.read(), by.me.person, by.may::<ReadArticles>()).await
}

/// `GET /console/tasks`
///
/// # Errors
/// Faults.
pub async fn get_tasks(by: By<AnswerTasks>, Query(query): Query<TaskQuery>) -> Reply {
    let wanted = Part::ALL.into_iter().find(|part| part.key() == query.state);
    let who = reader(&by).await?;
    let view = TaskList::load(&by.read(), &by.site, &who, wanted.unwrap_or(Part::Owed)).await?;
    by.page(StaffPage::new("syndication/task_list.html", view).title("我的任务"))
        .await
}

async fn page(by: &By<AnswerTasks>, id: TaskId, typed: TaskForm) -> Result<StaffPage<TaskShow>> {
    let (read, who) = (by.read(), reader(by).await?);
    let task = query::find(&read, &who, id).await?;
    let view = TaskShow::load(&read, &by.site, &who, &task, typed).await?;
    Ok(StaffPage::new("syndication/task_show.html", view).title(task.title))
}

/// `GET /console/tasks/{task}`
///
/// # Errors
/// [`Error::NotFound`] for a task of somebody else.
pub async fn get_task(by: By<AnswerTasks>, task: Path<TaskId>) -> Reply {
    by.page(page(&by, *task, TaskForm::default()).await?).await
}

async fn done(by: &By<AnswerTasks>, id: TaskId, done: Result<()>, typed: TaskForm, said: &str) -> Reply {
    match done {
        Ok(()) => by.saved(&format!("/console/tasks/{id}"), said).await,
        Err(error) => by.form(page(by, id, typed).await?, error).await,
    }
}

/// `POST /console/tasks/{task}/accept`
///
/// # Errors
/// [`Error::NotFound`] for a task of somebody else; the refusals are shown with the page.
pub async fn post_accept_task(by: By<AnswerTasks>, task: Path<TaskId>) -> Reply {
    let who = reader(&by).await?;
    let result = async {
        let mut tx = by.write().await?;
        accept_task(&mut tx, &who, *task).await?;
        tx.commit().await
    };
    let result = result.await;
    done(&by, *task, result, TaskForm::default(), "已接受，请按期交稿。").await
}

/// `POST /console/tasks/{task}/decline`
///
/// # Errors
/// [`Error::NotFound`] for a task of somebody else; the refusals are shown with the page.
pub async fn post_decline_task(by: By<AnswerTasks>, task: Path<TaskId>, Form(form): Form<TaskForm>) -> Reply {
    let who = reader(&by).await?;
    let result = async {
        let mut tx = by.write().await?;
        decline_task(&mut tx, &who, *task, &form.reason).await?;
        tx.commit().await
    };
    let result = result.await;
    done(&by, *task, result, form, "已答复不接受，约稿单位会看到理由。").await
}

/// `POST /console/tasks/{task}/hand-in`
///
/// # Errors
/// [`Error::NotFound`] for a task of somebody else; the refusals are shown with the page.
pub async fn post_hand_in(by: By<AnswerTasks>, task: Path<TaskId>, Form(form): Form<TaskForm>) -> Reply {
    let who = reader(&by).await?;
    let result = async {
        let uid = form.piece.parse().ok();
        let uid = uid.ok_or_else(|| Error::field("piece", "请选择稿件。"))?;
        let mut tx = by.write().await?;
        hand_in(&mut tx, &who, *task, uid).await?;
        tx.commit().await
    };
    let result = result.await;
    done(&by, *task, result, form, "已交稿，采用发布后任务完成。").await
}

/// `GET /console/tasks/{task}/files/{hash}`: a file that goes with a task, whichever site it lies on.
///
/// # Errors
/// [`Error::NotFound`] for a task of somebody else and for a file that does not go with it.
pub async fn get_task_file(by: By<AnswerTasks>, path: Path<(TaskId, String)>) -> Reply {
    let (id, hash) = path.into_inner();
    let task = query::find(&by.read(), &reader(&by).await?, id).await?;
    let attached: Vec<Attached> = serde_json::from_str(&task.attachments).map_err(Error::fault)?;
    let file = attached.into_iter().find(|file| file.hash == hash);
    let file = file.ok_or(Error::NotFound)?;
    let bytes = by.store.files().get(AREA, &file.hash).await?;
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    let disposition = format!("attachment; filename*=UTF-8\'\'{}", name.replace('+', "%20"));
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(("content-disposition", disposition))
        .insert_header(("cache-control", "private, no-store"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(bytes))
}
