//! Handlers of the page of rules; on the portal.

use super::form::RuleForm;
use super::view::RuleList;
use super::{create_rule, end_rule};
use crate::permissions::ManageRules;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::RuleId;
use store::HubStore;

/// The door through which the page of rules sees the channels of the other sites.
pub struct Register(pub HubStore);

async fn page(hub: &Register, by: &By<ManageRules>, form: &RuleForm) -> kernel::Result<StaffPage<RuleList>> {
    let view = RuleList::load(&by.read(), &hub.0.read(), &by.site, form).await?;
    Ok(StaffPage::new("syndication/rule_list.html", view).title("汇聚规则"))
}

/// `GET /console/rules`
///
/// # Errors
/// Faults.
pub async fn get_rules(hub: Data<Register>, by: By<ManageRules>) -> Reply {
    by.page(page(&hub, &by, &RuleForm::default()).await?).await
}

/// `POST /console/rules`
///
/// # Errors
/// Faults.
pub async fn post_create_rule(hub: Data<Register>, by: By<ManageRules>, Form(form): Form<RuleForm>) -> Reply {
    let made = async {
        let wanted = form.parse(&hub.0.read(), by.site.id).await?;
        let mut tx = by.write().await?;
        create_rule(&mut tx, wanted.source, wanted.into, wanted.mode).await?;
        tx.commit().await
    };
    match made.await {
        Ok(()) => {
            by.saved("/console/rules", "规则已建立，从现在起发布的稿件按它汇聚。")
                .await
        }
        Err(error) => by.form(page(&hub, &by, &form).await?, error).await,
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
