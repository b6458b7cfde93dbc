//! Handlers of the portal's pages of pushes.

use super::form::{PushForm, RevokeForm};
use super::new::PushNew;
use super::view::{PushList, PushShow};
use super::{push_article, remind_sites, revoke_push};
use crate::authorization::Reason;
use crate::important::mark_important;
use crate::permissions::{ManageMandates, PushDown};
use crate::receiver::list_receivers;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Result, Uid};
use serde::Deserialize;

/// What a page of pushes is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PushQuery {
    page: String,
    uid: String,
    q: String,
}

async fn form(hub: &Register, by: &By<PushDown>, q: &str, form: &PushForm) -> Result<StaffPage<PushNew>> {
    let view = PushNew::load(&by.read(), &hub.0.read(), &by.site, q, form).await?;
    Ok(StaffPage::new("syndication/push_new.html", view).title("新建下发"))
}

async fn one(hub: &Register, by: &By<PushDown>, id: i64, reason: &str) -> Result<StaffPage<PushShow>> {
    let view = PushShow::load(by, &hub.0.read(), id, reason).await?;
    let title = view.title.clone();
    Ok(StaffPage::new("syndication/push_show.html", view).title(title))
}

/// `GET /console/pushes`
///
/// # Errors
/// Faults.
pub async fn get_pushes(by: By<PushDown>, Query(query): Query<PushQuery>) -> Reply {
    let page = query.page.parse().unwrap_or(1).max(1);
    let mut view = PushList::load(&by.read(), &by.site, page).await?;
    view.mandates_url = by
        .may::<ManageMandates>()
        .then(|| by.site.url("/console/mandates"));
    by.page(StaffPage::new("syndication/push_list.html", view).title("下发"))
        .await
}

/// `GET /console/pushes/new`
///
/// # Errors
/// Faults.
pub async fn get_new_push(hub: Data<Register>, by: By<PushDown>, Query(query): Query<PushQuery>) -> Reply {
    let typed = PushForm {
        uid: query.uid,
        ..PushForm::default()
    };
    by.page(form(&hub, &by, &query.q, &typed).await?).await
}

/// `POST /console/pushes`
///
/// # Errors
/// Refusals of [`push_article`].
pub async fn post_pushes(hub: Data<Register>, by: By<PushDown>, Form(typed): Form<PushForm>) -> Reply {
    let made = async {
        let receivers = list_receivers(&hub.0.read(), by.site.id).await?;
        let (wanted, issued_at) = typed.parse(&by.read(), &receivers).await?;
        let mut tx = by.write().await?;
        let push = push_article(&mut tx, &wanted).await?;
        if let Some(issued_at) = issued_at {
            mark_important(&mut tx, Uid(push.uid), issued_at).await?;
        }
        tx.commit().await.map(|()| push.id)
    };
    match made.await {
        Ok(id) => {
            let path = format!("/console/pushes/{id}");
            by.saved(&path, "已下发，各网站的显示情况随即列在下面。").await
        }
        Err(error) => by.form(form(&hub, &by, "", &typed).await?, error).await,
    }
}

/// `GET /console/pushes/{push}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a push of another site.
pub async fn get_push(hub: Data<Register>, by: By<PushDown>, push: Path<i64>) -> Reply {
    by.page(one(&hub, &by, *push, "").await?).await
}

/// `POST /console/pushes/{push}/remind`
///
/// # Errors
/// Refusals of [`remind_sites`].
pub async fn post_remind_push(hub: Data<Register>, by: By<PushDown>, push: Path<i64>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let count = remind_sites(&mut tx, *push).await?;
        tx.commit().await.map(|()| count)
    };
    match done.await {
        Ok(count) => {
            let notice = format!("已提醒 {count} 个网站，他们会在收到的下发里看到。");
            by.saved(&format!("/console/pushes/{push}"), &notice).await
        }
        Err(error) => by.form(one(&hub, &by, *push, "").await?, error).await,
    }
}

/// `POST /console/pushes/{push}/revoke`
///
/// # Errors
/// Refusals of [`revoke_push`].
pub async fn post_revoke_push(
    hub: Data<Register>,
    by: By<PushDown>,
    push: Path<i64>,
    Form(typed): Form<RevokeForm>,
) -> Reply {
    let done = async {
        let reason = Reason::parse(&typed.reason)?;
        let mut tx = by.write().await?;
        revoke_push(&mut tx, *push, &reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            let path = format!("/console/pushes/{push}");
            by.saved(&path, "已撤回下发，各网站随即撤下。").await
        }
        Err(error) => by.form(one(&hub, &by, *push, &typed.reason).await?, error).await,
    }
}
