//! Handlers of the desk; on the portal.

use super::form::{AdoptForm, DeclineForm};
use super::view::{DeskList, DeskShow};
use super::{Reason, State, adopt_item, decline_item, query, see_item};
use crate::permissions::WorkDesk;
use actix_web::web::{Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::DeskItemId;
use serde::Deserialize;

/// Which part of the desk.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    state: String,
    page: String,
}

async fn page(
    by: &By<WorkDesk>,
    id: DeskItemId,
    adopt: &AdoptForm,
    decline: &DeclineForm,
) -> kernel::Result<StaffPage<DeskShow>> {
    let read = by.read();
    let found = query::find_item(&read, id).await?;
    let view = DeskShow::load(&read, &by.site, found, adopt, decline).await?;
    let title = view.row.title.clone();
    Ok(StaffPage::new("syndication/desk_show.html", view).title(title))
}

/// `GET /console/desk`
///
/// # Errors
/// Faults.
pub async fn get_desk(by: By<WorkDesk>, Query(query): Query<DeskQuery>) -> Reply {
    let state = State::parse(&query.state).unwrap_or(State::Waiting);
    let page = query.page.parse().unwrap_or(1).max(1);
    let view = DeskList::load(&by.read(), &by.site, state, page).await?;
    by.page(StaffPage::new("syndication/desk_list.html", view).title("采编台"))
        .await
}

/// `GET /console/desk/{item}`: opening it is what 已阅 means.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn get_desk_item(by: By<WorkDesk>, item: Path<DeskItemId>) -> Reply {
    if query::is_unseen(&by.read(), *item).await? {
        let mut tx = by.write().await?;
        see_item(&mut tx, *item).await?;
        tx.commit().await?;
    }
    by.page(page(&by, *item, &AdoptForm::default(), &DeclineForm::default()).await?)
        .await
}

/// `POST /console/desk/{item}/adopt`
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for a line of another site.
pub async fn post_adopt_item(by: By<WorkDesk>, item: Path<DeskItemId>, Form(form): Form<AdoptForm>) -> Reply {
    let done = async {
        let (channel, own_title) = form.parse()?;
        let mut tx = by.write().await?;
        adopt_item(&mut tx, *item, channel, own_title).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/desk", "已采用，来稿单位会看到结果。").await,
        Err(error) => {
            by.form(page(&by, *item, &form, &DeclineForm::default()).await?, error)
                .await
        }
    }
}

/// `POST /console/desk/{item}/decline`
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for a line of another site.
pub async fn post_decline_item(
    by: By<WorkDesk>,
    item: Path<DeskItemId>,
    Form(form): Form<DeclineForm>,
) -> Reply {
    let done = async {
        let reason = Reason::parse(&form.reason)?;
        let mut tx = by.write().await?;
        decline_item(&mut tx, *item, &reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/desk", "已退稿，来稿单位会看到理由。").await,
        Err(error) => {
            by.form(page(&by, *item, &AdoptForm::default(), &form).await?, error)
                .await
        }
    }
}
