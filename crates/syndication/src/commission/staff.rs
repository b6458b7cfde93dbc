//! Handlers of the giver.

use super::form::{CommissionForm, ReasonForm};
use super::list_view::{CommissionList, CommissionNew, CommissionShow, Whole, receivers};
use super::{NewCommission, Receiver, close_commission, give_commission, query};
use crate::permissions::{AnswerTasks, GiveTasks};
use crate::refusals::TASK_NO_PERSON;
use crate::rule::staff::Register;
use crate::sender::Sender;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, SiteKind, StaffPage};
use kernel::{CommissionId, Permission, Result, beijing};
use serde::Deserialize;

/// Which tasks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommissionQuery {
    state: String,
    page: String,
}

/// `GET /console/commissions`
///
/// # Errors
/// Faults.
pub async fn get_commissions(
    hub: Data<Register>,
    by: By<GiveTasks>,
    Query(query): Query<CommissionQuery>,
) -> Reply {
    let wanted = Whole::ALL.into_iter().find(|whole| whole.key() == query.state);
    let page = query.page.parse().unwrap_or(1).max(1);
    let view = CommissionList::load(&hub.0.read(), &by.read(), &by.site, wanted, page).await?;
    by.page(StaffPage::new("syndication/commission_list.html", view).title("约稿"))
        .await
}

async fn form(hub: &Register, by: &By<GiveTasks>, form: CommissionForm) -> Result<StaffPage<CommissionNew>> {
    let doors = (&hub.0.read(), &by.read());
    let view = CommissionNew::load(doors, &by.site, &by.app.directory.all(), form).await?;
    Ok(StaffPage::new("syndication/commission_form.html", view).title("新建约稿"))
}

/// `GET /console/commissions/new`
///
/// # Errors
/// Faults.
pub async fn get_new_commission(hub: Data<Register>, by: By<GiveTasks>) -> Reply {
    by.page(form(&hub, &by, CommissionForm::default()).await?).await
}

/// `POST /console/commissions`
///
/// # Errors
/// Faults; the refusals of [`give_commission`] are shown with the form.
pub async fn post_commissions(
    hub: Data<Register>,
    by: By<GiveTasks>,
    Form(typed): Form<CommissionForm>,
) -> Reply {
    let done = async {
        let new = NewCommission {
            title: typed.title.split_whitespace().collect::<Vec<_>>().join(" "),
            wanted: typed.wanted.trim().replace("\r\n", "\n"),
            kind: typed.kind()?,
            due: typed.due(beijing::day(by.read().now()))?,
            attachments: typed.attachments.clone(),
            receivers: chosen(&hub, &by, &typed).await?,
        };
        let mut tx = by.write().await?;
        let made = give_commission(&mut tx, &new).await?;
        tx.commit().await?;
        Ok(made.id)
    };
    match done.await {
        Ok(id) => {
            let path = format!("/console/commissions/{id}");
            by.saved(&path, "约稿已发出，对方的答复和稿件会显示在这里。")
                .await
        }
        Err(error) => by.form(form(&hub, &by, typed).await?, error).await,
    }
}

/// Sites and boxes that were ticked, and people by their accounts.
async fn chosen(hub: &Register, by: &By<GiveTasks>, typed: &CommissionForm) -> Result<Vec<Receiver>> {
    let mut found = Vec::new();
    let doors = (&hub.0.read(), &by.read());
    for (sender, name) in receivers(doors, &by.site, &by.app.directory.all()).await? {
        if typed.receivers.contains(&sender.to_string()) {
            let (site, unit) = match sender {
                Sender::Site(id) => (id, None),
                Sender::Box(unit) => (by.site.id.0, Some(unit)),
            };
            let person = None;
            found.push(Receiver {
                site,
                unit,
                person,
                name,
            });
        }
    }
    for account in typed.accounts() {
        found.push(person(by, account).await?);
    }
    Ok(found)
}

/// Somebody who answers tasks: on the own site, or, of the portal's tasks, on any.
async fn person(by: &By<GiveTasks>, account: &str) -> Result<Receiver> {
    let who = by.app.staff.account(account).await?.ok_or(TASK_NO_PERSON)?;
    let posts = by.app.staff.posts(who.person).await?;
    let answers = posts
        .iter()
        .filter(|post| AnswerTasks::ROLES.contains(&post.role));
    let mut sites: Vec<_> = answers.map(|post| post.site).collect();
    sites.sort_by_key(|site| *site != by.site.id);
    let anywhere = by.site.kind == SiteKind::Portal;
    let site = sites.into_iter().find(|site| anywhere || *site == by.site.id);
    let site = site.ok_or(TASK_NO_PERSON)?;
    Ok(Receiver {
        site: site.0,
        unit: None,
        person: Some(who.person.0),
        name: who.name,
    })
}

async fn show(
    hub: &Register,
    by: &By<GiveTasks>,
    id: CommissionId,
    reason: &str,
) -> Result<StaffPage<CommissionShow>> {
    let read = by.read();
    let row = query::find(&read, id).await?;
    let view = CommissionShow::load(&hub.0.read(), &read, &by.site, &row, reason).await?;
    Ok(StaffPage::new("syndication/commission_show.html", view).title(row.title))
}

/// `GET /console/commissions/{commission}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a task of another site.
pub async fn get_commission(hub: Data<Register>, by: By<GiveTasks>, commission: Path<CommissionId>) -> Reply {
    by.page(show(&hub, &by, *commission, "").await?).await
}

/// `POST /console/commissions/{commission}/close`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a task of another site; the refusals are shown with the page.
pub async fn post_close_commission(
    hub: Data<Register>,
    by: By<GiveTasks>,
    commission: Path<CommissionId>,
    Form(form): Form<ReasonForm>,
) -> Reply {
    let done = async {
        let mut tx = by.write().await?;
        close_commission(&mut tx, *commission, &form.reason).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            let path = format!("/console/commissions/{commission}");
            by.saved(&path, "约稿已结束，对方会看到原因。").await
        }
        Err(error) => {
            by.form(show(&hub, &by, *commission, &form.reason).await?, error)
                .await
        }
    }
}
