//! Handlers of the desk of outside sources (外部来稿).

use super::form::{ArrivalQuery, BulkForm, DeclineForm, EditForm, TakeForm};
use super::view::{ArrivalEdit, ArrivalList, ArrivalShow};
use super::{acknowledge_arrival, bulk, decline_arrival, query, see_arrival, take_arrival};
use crate::permissions::WorkArrivals;
use actix_web::web::{Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Result};

async fn list(
    by: &By<WorkArrivals>,
    asked: &ArrivalQuery,
    typed: &BulkForm,
) -> Result<StaffPage<ArrivalList>> {
    let granted = by.granted();
    let view = ArrivalList::load(&by.read(), &by.site, granted.scope(), asked, typed).await?;
    Ok(StaffPage::new("syndication/arrival_list.html", view).title("外部来稿"))
}

async fn show(
    by: &By<WorkArrivals>,
    id: i64,
    take: &TakeForm,
    decline: &DeclineForm,
) -> Result<StaffPage<ArrivalShow>> {
    let read = by.read();
    let found = query::find(&read, id).await?;
    by.granted().covers(ChannelId(found.1.channel_id))?;
    let view = ArrivalShow::load(&read, &by.site, found, take, decline).await?;
    let title = view.row.title.clone();
    Ok(StaffPage::new("syndication/arrival_show.html", view).title(title))
}

async fn editing(by: &By<WorkArrivals>, id: i64, typed: Option<EditForm>) -> Result<StaffPage<ArrivalEdit>> {
    let read = by.read();
    let found = query::find(&read, id).await?;
    by.granted().covers(ChannelId(found.1.channel_id))?;
    let view = ArrivalEdit::load(&read, &by.site, found, typed).await?;
    Ok(StaffPage::new("syndication/arrival_edit.html", view).title("改后采用"))
}

/// `GET /console/arrivals`
///
/// # Errors
/// Faults.
pub async fn get_arrivals(by: By<WorkArrivals>, Query(asked): Query<ArrivalQuery>) -> Reply {
    let page = list(&by, &asked, &BulkForm::default()).await?;
    by.page(page).await
}

/// `POST /console/arrivals`: one deed for the ticked lines.
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for a line of another site.
pub async fn post_arrivals(by: By<WorkArrivals>, Form(form): Form<BulkForm>) -> Reply {
    let done = async {
        let deed = bulk::prepare(&by.read(), &form).await?;
        let mut tx = by.write().await?;
        let said = bulk::run(&mut tx, &deed).await?;
        tx.commit().await?;
        Ok(said)
    };
    match done.await {
        Ok(said) => by.saved("/console/arrivals", &said).await,
        Err(error) => {
            let page = list(&by, &ArrivalQuery::default(), &form).await?;
            by.form(page, error).await
        }
    }
}

/// `GET /console/arrivals/{arrival}`: opening it is what 已阅 means.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn get_arrival(by: By<WorkArrivals>, arrival: Path<i64>) -> Reply {
    if query::is_unseen(&by.read(), *arrival).await? {
        let mut tx = by.write().await?;
        see_arrival(&mut tx, *arrival).await?;
        tx.commit().await?;
    }
    let page = show(&by, *arrival, &TakeForm::default(), &DeclineForm::default()).await?;
    by.page(page).await
}

/// `POST /console/arrivals/{arrival}/take`
///
/// # Errors
/// See [`take_arrival`].
pub async fn post_take_arrival(
    by: By<WorkArrivals>,
    arrival: Path<i64>,
    Form(form): Form<TakeForm>,
) -> Reply {
    let (item, its) = query::find(&by.read(), *arrival).await?;
    let done = async {
        let text = form.text(&item, &its)?;
        let mut tx = by.write().await?;
        take_arrival(&mut tx, *arrival, &text, true).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/arrivals", "已采用，已送审。").await,
        Err(error) => {
            let page = show(&by, *arrival, &form, &DeclineForm::default()).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/arrivals/{arrival}/decline`
///
/// # Errors
/// See [`decline_arrival`].
pub async fn post_decline_arrival(
    by: By<WorkArrivals>,
    arrival: Path<i64>,
    Form(form): Form<DeclineForm>,
) -> Reply {
    query::find(&by.read(), *arrival).await?;
    let done = async {
        let reason = form.parse()?;
        let mut tx = by.write().await?;
        decline_arrival(&mut tx, *arrival, &reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/arrivals", "已标记不采用。").await,
        Err(error) => {
            let page = show(&by, *arrival, &TakeForm::default(), &form).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/arrivals/{arrival}/acknowledge`
///
/// # Errors
/// See [`acknowledge_arrival`].
pub async fn post_acknowledge_arrival(by: By<WorkArrivals>, arrival: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    acknowledge_arrival(&mut tx, *arrival).await?;
    tx.commit().await?;
    by.saved("/console/arrivals?state=newer", "已核对，提醒已取消。")
        .await
}

/// `GET /console/arrivals/{arrival}/edit`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn get_edit_arrival(by: By<WorkArrivals>, arrival: Path<i64>) -> Reply {
    let page = editing(&by, *arrival, None).await?;
    by.page(page).await
}

/// `POST /console/arrivals/{arrival}/edit`
///
/// # Errors
/// See [`take_arrival`].
pub async fn post_edit_arrival(
    by: By<WorkArrivals>,
    arrival: Path<i64>,
    Form(form): Form<EditForm>,
) -> Reply {
    let (item, its) = query::find(&by.read(), *arrival).await?;
    let done = async {
        let text = form.text(&item, &its)?;
        let mut tx = by.write().await?;
        let piece = take_arrival(&mut tx, *arrival, &text, false).await?;
        tx.commit().await?;
        Ok(piece)
    };
    match done.await {
        Ok(piece) => {
            let path = format!("/console/articles/{}", piece.id);
            by.saved(&path, "已改后采用，请按本站流程送审、发布。").await
        }
        Err(error) => {
            let page = editing(&by, *arrival, Some(form)).await?;
            by.form(page, error).await
        }
    }
}
