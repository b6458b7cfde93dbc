//! Handlers of the page of reposts (转载登记).

use super::form::RepostForm;
use super::view::RepostList;
use super::{check_reposts, csv, register_repost, remove_repost};
use crate::permissions::KeepReposts;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;
use serde::Deserialize;

/// What narrows the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Narrow {
    medium: String,
}

async fn list(by: &By<KeepReposts>, medium: &str, typed: RepostForm) -> Result<StaffPage<RepostList>> {
    let view = RepostList::load(&by.read(), &by.site, medium, typed).await?;
    Ok(StaffPage::new("syndication/repost_list.html", view).title("转载登记"))
}

/// `GET /console/reposts`
///
/// # Errors
/// Faults.
pub async fn get_reposts(by: By<KeepReposts>, narrow: Query<Narrow>) -> Reply {
    let page = list(&by, narrow.medium.trim(), RepostForm::default()).await?;
    by.page(page).await
}

/// `GET /console/reposts/export`: the same lines as CSV.
///
/// # Errors
/// Faults.
pub async fn get_reposts_csv(by: By<KeepReposts>, narrow: Query<Narrow>) -> Reply {
    let medium = narrow.medium.trim();
    let view = RepostList::load(&by.read(), &by.site, medium, RepostForm::default()).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"reposts.csv\"",
        ))
        .body(csv::write(&view.rows)))
}

/// `POST /console/reposts`
///
/// # Errors
/// See [`register_repost`].
pub async fn post_reposts(by: By<KeepReposts>, Form(form): Form<RepostForm>) -> Reply {
    let made = async {
        let new = form.parse()?;
        let mut tx = by.write().await?;
        register_repost(&mut tx, new).await?;
        tx.commit().await
    };
    match made.await {
        Ok(()) => by.saved("/console/reposts", "已登记，稍后自动核对地址。").await,
        Err(error) => {
            let page = list(&by, "", form).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/reposts/check`
///
/// # Errors
/// See [`check_reposts`].
pub async fn post_check_reposts(by: By<KeepReposts>) -> Reply {
    let mut tx = by.write().await?;
    let asked = check_reposts(&mut tx).await?;
    tx.commit().await?;
    by.saved(
        "/console/reposts",
        &format!("正在核对 {asked} 个地址，稍后刷新查看结果。"),
    )
    .await
}

/// `POST /console/reposts/{repost}/remove`
///
/// # Errors
/// See [`remove_repost`].
pub async fn post_remove_repost(by: By<KeepReposts>, repost: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    remove_repost(&mut tx, *repost).await?;
    tx.commit().await?;
    by.saved("/console/reposts", "已删除这条登记。").await
}
