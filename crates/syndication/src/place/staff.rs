//! Handlers of placed articles.

use super::form::{AgreeForm, FieldForm, PlaceForm, ReasonForm};
use super::view::{PlaceList, PlaceShow};
use super::{Field, agree_correction, change_place, inherit_field, remove_place, restore_place};
use crate::authorization::Reason;
use crate::permissions::ManagePlaces;
use actix_web::web::{Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::PlacementId;
use serde::Deserialize;

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceQuery {
    state: String,
    page: String,
}

async fn page(
    by: &By<ManagePlaces>,
    id: PlacementId,
    typed: Option<&PlaceForm>,
    reason: &str,
) -> kernel::Result<StaffPage<PlaceShow>> {
    let view = PlaceShow::load(&by.read(), &by.site, id, typed, reason).await?;
    let title = view.source_title.clone();
    Ok(StaffPage::new("syndication/place_show.html", view).title(title))
}

/// `GET /console/places`
///
/// # Errors
/// Faults.
pub async fn get_places(by: By<ManagePlaces>, Query(query): Query<PlaceQuery>) -> Reply {
    let page = query.page.parse().unwrap_or(1).max(1);
    let state = Some(query.state.as_str()).filter(|state| !state.is_empty());
    let view = PlaceList::load(&by.read(), &by.site, state, page).await?;
    by.page(StaffPage::new("syndication/place_list.html", view).title("发布位置"))
        .await
}

/// `GET /console/places/{place}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a place of another site.
pub async fn get_place(by: By<ManagePlaces>, place: Path<PlacementId>) -> Reply {
    by.page(page(&by, *place, None, "").await?).await
}

/// `POST /console/places/{place}`
///
/// # Errors
/// Refusals of [`change_place`].
pub async fn post_change_place(
    by: By<ManagePlaces>,
    place: Path<PlacementId>,
    Form(form): Form<PlaceForm>,
) -> Reply {
    let done = async {
        let own = form.parse()?;
        let mut tx = by.write().await?;
        change_place(&mut tx, *place, &own).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved(&format!("/console/places/{place}"), "已保存。").await,
        Err(error) => by.form(page(&by, *place, Some(&form), "").await?, error).await,
    }
}

/// `POST /console/places/{place}/inherit`
///
/// # Errors
/// Refusals of [`inherit_field`].
pub async fn post_inherit_field(
    by: By<ManagePlaces>,
    place: Path<PlacementId>,
    Form(form): Form<FieldForm>,
) -> Reply {
    let done = async {
        let field = Field::parse(&form.field)?;
        let mut tx = by.write().await?;
        inherit_field(&mut tx, *place, field).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            by.saved(&format!("/console/places/{place}"), "已恢复沿用。")
                .await
        }
        Err(error) => by.form(page(&by, *place, None, "").await?, error).await,
    }
}

/// `POST /console/places/{place}/remove`
///
/// # Errors
/// Refusals of [`remove_place`].
pub async fn post_remove_place(
    by: By<ManagePlaces>,
    place: Path<PlacementId>,
    Form(form): Form<ReasonForm>,
) -> Reply {
    let done = async {
        let reason = Reason::parse(&form.reason)?;
        let mut tx = by.write().await?;
        remove_place(&mut tx, *place, &reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            by.saved(&format!("/console/places/{place}"), "已从本站撤下。")
                .await
        }
        Err(error) => by.form(page(&by, *place, None, &form.reason).await?, error).await,
    }
}

/// `POST /console/places/{place}/restore`
///
/// # Errors
/// Refusals of [`restore_place`].
pub async fn post_restore_place(by: By<ManagePlaces>, place: Path<PlacementId>) -> Reply {
    let mut tx = by.write().await?;
    restore_place(&mut tx, *place).await?;
    tx.commit().await?;
    by.saved(&format!("/console/places/{place}"), "已恢复显示。")
        .await
}

/// `POST /console/places/{place}/agree`
///
/// # Errors
/// Refusals of [`agree_correction`].
pub async fn post_agree_correction(
    by: By<ManagePlaces>,
    place: Path<PlacementId>,
    Form(form): Form<AgreeForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        agree_correction(&mut tx, *place, form.version).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            by.saved(&format!("/console/places/{place}"), "更正已在本站生效。")
                .await
        }
        Err(error) => by.form(page(&by, *place, None, "").await?, error).await,
    }
}
