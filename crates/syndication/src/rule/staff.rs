//! Handlers of the page of rules: the list is the portal's, a rule's own page that of the site whose rule it is.

use super::form::{EditForm, RuleForm};
use super::view::{RuleList, RuleShow};
use super::{Preview, create_rule, edit_rule, end_rule, imagined, preview};
use crate::permissions::ManageRules;
use crate::ui::PageQuery;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::RuleId;
use store::HubStore;

/// The door through which the page of rules sees the channels of the other sites.
pub struct Register(pub HubStore);

async fn page(
    hub: &Register,
    by: &By<ManageRules>,
    form: &RuleForm,
    seen: Option<Preview>,
    number: u64,
) -> kernel::Result<StaffPage<RuleList>> {
    let view = RuleList {
        preview: seen,
        ..RuleList::load(&by.read(), &hub.0.read(), &by.site, form, number).await?
    };
    Ok(StaffPage::new("syndication/rule_list.html", view).title("汇聚规则"))
}

async fn one(
    hub: &Register,
    by: &By<ManageRules>,
    id: RuleId,
    form: Option<&EditForm>,
) -> kernel::Result<StaffPage<RuleShow>> {
    let view = RuleShow::load(&by.read(), &hub.0.read(), &by.site, id, form).await?;
    Ok(StaffPage::new("syndication/rule_show.html", view).title("汇聚规则"))
}

/// `GET /console/rules`
///
/// # Errors
/// Faults.
pub async fn get_rules(hub: Data<Register>, by: By<ManageRules>, Query(asked): Query<PageQuery>) -> Reply {
    let page = page(&hub, &by, &RuleForm::default(), None, asked.number()).await?;
    by.page(page).await
}

/// `POST /console/rules`
///
/// # Errors
/// Faults.
pub async fn post_create_rule(hub: Data<Register>, by: By<ManageRules>, Form(form): Form<RuleForm>) -> Reply {
    let made = async {
        let wanted = form.parse(&hub.0.read(), by.site.id).await?;
        if form.preview {
            let read = hub.0.read();
            let rule = imagined(wanted.source, by.site.id, wanted.into, read.now());
            return preview(&read, &rule, &wanted.terms).await.map(Some);
        }
        let mut tx = by.write().await?;
        let rule = create_rule(&mut tx, wanted.source, wanted.into, wanted.mode).await?;
        edit_rule(&mut tx, RuleId(rule.id), wanted.mode, &wanted.terms).await?;
        tx.commit().await.map(|()| None)
    };
    match made.await {
        Ok(Some(seen)) => by.page(page(&hub, &by, &form, Some(seen), 1).await?).await,
        Ok(None) => {
            by.saved("/console/rules", "规则已建立，从现在起发布的稿件按它汇聚。")
                .await
        }
        Err(error) => by.form(page(&hub, &by, &form, None, 1).await?, error).await,
    }
}

/// `POST /console/rules/{rule}/end`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a rule of another site.
pub async fn post_end_rule(by: By<ManageRules>, rule: Path<RuleId>) -> Reply {
    let mut tx = by.write().await?;
    end_rule(&mut tx, rule.into_inner()).await?;
    tx.commit().await?;
    by.saved("/console/rules", "规则已停止，已汇聚的稿件不受影响。")
        .await
}

/// `GET /console/rules/{rule}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a rule of another site.
pub async fn get_rule(hub: Data<Register>, by: By<ManageRules>, rule: Path<RuleId>) -> Reply {
    by.page(one(&hub, &by, *rule, None).await?).await
}

/// `POST /console/rules/{rule}`
///
/// # Errors
/// Refusals of [`edit_rule`].
pub async fn post_edit_rule(
    hub: Data<Register>,
    by: By<ManageRules>,
    rule: Path<RuleId>,
    Form(form): Form<EditForm>,
) -> Reply {
    let done = async {
        let (mode, terms) = form.parse()?;
        if form.preview {
            return Ok(false);
        }
        let mut tx = by.write().await?;
        edit_rule(&mut tx, *rule, mode, &terms).await?;
        tx.commit().await.map(|()| true)
    };
    match done.await {
        Ok(true) => {
            let path = format!("/console/rules/{}", *rule);
            by.saved(&path, "规则已修改，从现在起按新的设置执行。").await
        }
        Ok(false) => by.page(one(&hub, &by, *rule, Some(&form)).await?).await,
        Err(error) => by.form(one(&hub, &by, *rule, Some(&form)).await?, error).await,
    }
}
