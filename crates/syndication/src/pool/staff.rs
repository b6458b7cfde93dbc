//! Handlers of the pool; on the portal.

use super::form::{PickForm, PoolForm, PoolQuery};
use super::view::{PoolList, PoolShow};
use super::{bulk, look_at, query};
use crate::permissions::WorkDesk;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{LibraryItemId, Result};
use std::collections::BTreeSet;

async fn list(
    hub: &Register,
    by: &By<WorkDesk>,
    asked: &PoolQuery,
    typed: &PoolForm,
) -> Result<StaffPage<PoolList>> {
    let view = PoolList::load(&by.read(), &hub.0.read(), &by.site, asked).await?;
    Ok(StaffPage::new("syndication/pool_list.html", view.typed(typed)).title("全部新稿"))
}

async fn page(
    hub: &Register,
    by: &By<WorkDesk>,
    id: LibraryItemId,
    typed: &PickForm,
) -> Result<StaffPage<PoolShow>> {
    let sites = by.app.directory.all();
    let view = PoolShow::load(&by.read(), &hub.0.read(), (&by.site, &sites), id, typed).await?;
    let title = view.title.clone();
    Ok(StaffPage::new("syndication/pool_show.html", view).title(title))
}

/// `GET /console/pool`
///
/// # Errors
/// Faults.
pub async fn get_pool(hub: Data<Register>, by: By<WorkDesk>, Query(asked): Query<PoolQuery>) -> Reply {
    by.page(list(&hub, &by, &asked, &PoolForm::default()).await?)
        .await
}

/// `POST /console/pool`: one deed for the ticked articles.
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for what is no other site's article.
pub async fn post_pool(hub: Data<Register>, by: By<WorkDesk>, Form(form): Form<PoolForm>) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let said = bulk::run(&mut tx, &hub.0.read(), &form).await?;
        tx.commit().await?;
        Ok(said)
    };
    match done.await {
        Ok(said) => by.saved("/console/pool", &said).await,
        Err(error) => by.form(list(&hub, &by, &form.asked(), &form).await?, error).await,
    }
}

/// `GET /console/pool/{piece}`: opening it is what 已看 means.
///
/// # Errors
/// [`kernel::Error::NotFound`] for what is not published elsewhere.
pub async fn get_pool_piece(hub: Data<Register>, by: By<WorkDesk>, piece: Path<LibraryItemId>) -> Reply {
    let item = query::find_foreign(&hub.0.read(), by.site.id, *piece).await?;
    let shown = page(&hub, &by, *piece, &PickForm::default()).await?;
    if !query::is_looked_at(&by.read(), item.uid).await? {
        let mut tx = by.write().await?;
        look_at(&mut tx, &BTreeSet::from([item.uid])).await?;
        tx.commit().await?;
    }
    by.page(shown).await
}

/// `POST /console/pool/{piece}`: 采用, 改后采用 or 放到采编台.
///
/// # Errors
/// Faults; [`kernel::Error::NotFound`] for what is no other site's article.
pub async fn post_pool_piece(
    hub: Data<Register>,
    by: By<WorkDesk>,
    piece: Path<LibraryItemId>,
    Form(form): Form<PickForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        let said = bulk::run_one(&mut tx, &hub.0.read(), *piece, &form).await?;
        tx.commit().await?;
        Ok(said)
    };
    match done.await {
        Ok((path, said)) => by.saved(&path, said).await,
        Err(error) => by.form(page(&hub, &by, *piece, &form).await?, error).await,
    }
}
