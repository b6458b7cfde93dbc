//! Handlers of the page of mandates; on the portal.

use super::form::MandateForm;
use super::view::{self, MandateList, MandateShow};
use super::{change_mandate, declare_mandate, end_mandate};
use crate::permissions::ManageMandates;
use crate::receiver::list_receivers;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;

async fn page(hub: &Register, by: &By<ManageMandates>, form: &MandateForm) -> Result<StaffPage<MandateList>> {
    let view = MandateList::load(&by.read(), &hub.0.read(), &by.site, form).await?;
    Ok(StaffPage::new("syndication/mandate_list.html", view).title("下发专栏"))
}

async fn one(
    hub: &Register,
    by: &By<ManageMandates>,
    id: i64,
    form: Option<&MandateForm>,
) -> Result<StaffPage<MandateShow>> {
    let view = MandateShow::load(&by.read(), &hub.0.read(), &by.site, id, form).await?;
    Ok(StaffPage::new("syndication/mandate_show.html", view).title("下发专栏"))
}

/// `GET /console/mandates`
///
/// # Errors
/// Faults.
pub async fn get_mandates(hub: Data<Register>, by: By<ManageMandates>) -> Reply {
    by.page(page(&hub, &by, &MandateForm::default()).await?).await
}

/// `POST /console/mandates`
///
/// # Errors
/// Refusals of [`declare_mandate`].
pub async fn post_mandates(
    hub: Data<Register>,
    by: By<ManageMandates>,
    Form(form): Form<MandateForm>,
) -> Reply {
    let made = async {
        let read = hub.0.read();
        let slugs = view::slugs(&read, by.site.id).await?;
        let slugs: Vec<String> = slugs.into_iter().map(|choice| choice.value).collect();
        let wanted = form.parse(&slugs, &list_receivers(&read, by.site.id).await?)?;
        let mut tx = by.write().await?;
        declare_mandate(&mut tx, &wanted).await?;
        tx.commit().await
    };
    match made.await {
        Ok(()) => {
            by.saved("/console/mandates", "已设为下发专栏，各网站的栏目随即锁定。")
                .await
        }
        Err(error) => by.form(page(&hub, &by, &form).await?, error).await,
    }
}

/// `GET /console/mandates/{mandate}`
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such mandate in force.
pub async fn get_mandate(hub: Data<Register>, by: By<ManageMandates>, mandate: Path<i64>) -> Reply {
    by.page(one(&hub, &by, *mandate, None).await?).await
}

/// `POST /console/mandates/{mandate}`
///
/// # Errors
/// Refusals of [`change_mandate`].
pub async fn post_mandate(
    hub: Data<Register>,
    by: By<ManageMandates>,
    mandate: Path<i64>,
    Form(form): Form<MandateForm>,
) -> Reply {
    let done = async {
        let receivers = list_receivers(&hub.0.read(), by.site.id).await?;
        let (note, sites) = form.bound(&receivers)?;
        let mut tx = by.write().await?;
        change_mandate(&mut tx, *mandate, &note, &sites).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/mandates", "下发专栏已修改。").await,
        Err(error) => by.form(one(&hub, &by, *mandate, Some(&form)).await?, error).await,
    }
}

/// `POST /console/mandates/{mandate}/end`
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such mandate in force.
pub async fn post_end_mandate(by: By<ManageMandates>, mandate: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    end_mandate(&mut tx, *mandate).await?;
    tx.commit().await?;
    by.saved(
        "/console/mandates",
        "已取消，各网站的栏目不再锁定；已下发的稿件保留到撤回为止。",
    )
    .await
}
