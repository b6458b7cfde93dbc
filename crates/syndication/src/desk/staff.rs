//! Handlers of the desk: of the portal, and of sites that neighbours send to.

use super::edit_view::DeskEdit;
use super::form::{AdoptForm, BulkForm, DeclineForm, DeskQuery, EditForm};
use super::view::{DeskList, DeskShow};
use super::{Taken, bulk, decline_item, edit_item, query, see_item, take_item};
use crate::permissions::WorkDesk;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::DeskItemId;

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

async fn list(
    hub: &Register,
    by: &By<WorkDesk>,
    query: &DeskQuery,
    typed: &BulkForm,
) -> kernel::Result<StaffPage<DeskList>> {
    let view = DeskList::load(&by.read(), &hub.0.read(), &by.site, query).await?;
    let view = view.typed(typed);
    Ok(StaffPage::new("syndication/desk_list.html", view).title("采编台"))
}

/// `GET /console/desk`
///
/// # Errors
/// Faults.
pub async fn get_desk(hub: Data<Register>, by: By<WorkDesk>, Query(query): Query<DeskQuery>) -> Reply {
    by.page(list(&hub, &by, &query, &BulkForm::default()).await?)
        .await
}

/// `POST /console/desk`: one deed for the ticked lines.
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for a line of another site.
pub async fn post_desk(hub: Data<Register>, by: By<WorkDesk>, Form(form): Form<BulkForm>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let said = bulk::run(&mut tx, &form).await?;
        tx.commit().await?;
        Ok(said)
    };
    match done.await {
        Ok(said) => by.saved("/console/desk", &said).await,
        Err(error) => by.form(list(&hub, &by, &form.asked(), &form).await?, error).await,
    }
}

async fn editing(
    by: &By<WorkDesk>,
    id: DeskItemId,
    form: Option<EditForm>,
) -> kernel::Result<StaffPage<DeskEdit>> {
    let read = by.read();
    let found = query::find_item(&read, id).await?;
    let view = DeskEdit::load(&read, &by.site, found, form).await?;
    Ok(StaffPage::new("syndication/desk_edit.html", view).title("改后采用"))
}

/// `GET /console/desk/{item}/edit`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn get_edit_item(by: By<WorkDesk>, item: Path<DeskItemId>) -> Reply {
    by.page(editing(&by, *item, None).await?).await
}

/// `POST /console/desk/{item}/edit`
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for a line of another site.
pub async fn post_edit_item(by: By<WorkDesk>, item: Path<DeskItemId>, Form(form): Form<EditForm>) -> Reply {
    let (_, source) = query::find_item(&by.read(), *item).await?;
    let done = async {
        let text = form.parse(&source)?;
        let (tx, article) = edit_item(by.write().await?, *item, &text).await?;
        tx.commit().await?;
        Ok(article)
    };
    match done.await {
        Ok(article) => {
            let path = format!("/console/articles/{}", article.id);
            by.saved(&path, "已改后采用，请按本站流程送审、发布。").await
        }
        Err(error) => by.form(editing(&by, *item, Some(form)).await?, error).await,
    }
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
        let taken = take_item(&mut tx, *item, channel, own_title).await?;
        tx.commit().await?;
        Ok(taken)
    };
    match done.await {
        Ok(Taken::Shown) => by.saved("/console/desk", "已采用，来稿单位会看到结果。").await,
        Ok(Taken::Submitted(id)) => {
            let notice = "已采用并送审，审核、发布后公众可见，来稿单位会看到结果。";
            by.saved(&format!("/console/articles/{id}"), notice).await
        }
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
        let reason = form.parse()?;
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
