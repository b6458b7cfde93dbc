//! Handlers of the page of listeners (搜索引擎推送).

use super::form::TargetForm;
use super::view::AnnounceList;
use super::{clear_target, set_target};
use crate::permissions::ManageWebhooks;
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;

async fn list(by: &By<ManageWebhooks>, typed: Option<(&str, &str)>) -> Result<StaffPage<AnnounceList>> {
    let view = AnnounceList::load(&by.read(), &by.site, typed).await?;
    Ok(StaffPage::new("syndication/announce_list.html", view).title("搜索引擎推送"))
}

/// `GET /console/announcements`
///
/// # Errors
/// Faults.
pub async fn get_announcements(by: By<ManageWebhooks>) -> Reply {
    let page = list(&by, None).await?;
    by.page(page).await
}

/// `POST /console/announcements`
///
/// # Errors
/// See [`set_target`].
pub async fn post_announcements(by: By<ManageWebhooks>, Form(form): Form<TargetForm>) -> Reply {
    let done = async {
        let new = form.parse()?;
        let mut tx = by.write().await?;
        match &new.endpoint {
            Some(endpoint) => {
                set_target(&mut tx, new.kind, endpoint, &by.site.absolute("")).await?;
            }
            None => clear_target(&mut tx, new.kind).await?,
        }
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            by.saved("/console/announcements", "已保存，从现在起的变化按此推送。")
                .await
        }
        Err(error) => {
            let page = list(&by, Some((&form.kind, &form.endpoint))).await?;
            by.form(page, error).await
        }
    }
}
