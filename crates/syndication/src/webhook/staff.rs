//! Handlers of the pages of webhooks (回调通知).

use super::form::WebhookForm;
use super::view::{WebhookList, WebhookShow};
use super::{create_webhook, end_webhook, resend_delivery};
use crate::permissions::ManageWebhooks;
use actix_web::web::Path;
use gateway::{By, Form, Reply, StaffPage};
use kernel::Result;

async fn list(by: &By<ManageWebhooks>, typed: WebhookForm) -> Result<StaffPage<WebhookList>> {
    let view = WebhookList::load(&by.read(), &by.site, typed).await?;
    Ok(StaffPage::new("syndication/webhook_list.html", view).title("回调通知"))
}

async fn show(by: &By<ManageWebhooks>, id: i64) -> Result<StaffPage<WebhookShow>> {
    let view = WebhookShow::load(&by.read(), &by.site, id).await?;
    Ok(StaffPage::new("syndication/webhook_show.html", view).title("回调通知"))
}

/// `GET /console/webhooks`
///
/// # Errors
/// Faults.
pub async fn get_webhooks(by: By<ManageWebhooks>) -> Reply {
    let page = list(&by, WebhookForm::default()).await?;
    by.page(page).await
}

/// `POST /console/webhooks`: sets one up and shows its secret once.
///
/// # Errors
/// See [`create_webhook`].
pub async fn post_webhooks(by: By<ManageWebhooks>, Form(form): Form<WebhookForm>) -> Reply {
    let made = async {
        let new = form.parse()?;
        let mut tx = by.write().await?;
        let row = create_webhook(&mut tx, new, &by.site.absolute("")).await?;
        tx.commit().await?;
        Ok(row)
    };
    match made.await {
        Ok(row) => {
            let mut view = WebhookShow::load(&by.read(), &by.site, row.id).await?;
            view.secret = row.secret;
            by.page(StaffPage::new("syndication/webhook_show.html", view).title("回调通知"))
                .await
        }
        Err(error) => {
            let page = list(&by, form).await?;
            by.form(page, error).await
        }
    }
}

/// `GET /console/webhooks/{webhook}`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a webhook of another site.
pub async fn get_webhook(by: By<ManageWebhooks>, webhook: Path<i64>) -> Reply {
    let page = show(&by, *webhook).await?;
    by.page(page).await
}

/// `POST /console/webhooks/{webhook}/end`
///
/// # Errors
/// See [`end_webhook`].
pub async fn post_end_webhook(by: By<ManageWebhooks>, webhook: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    end_webhook(&mut tx, *webhook).await?;
    tx.commit().await?;
    by.saved("/console/webhooks", "回调已停用，不再发送通知。").await
}

/// `POST /console/webhooks/{webhook}/deliveries/{delivery}/resend`
///
/// # Errors
/// See [`resend_delivery`].
pub async fn post_resend(by: By<ManageWebhooks>, path: Path<(i64, i64)>) -> Reply {
    let (webhook, delivery) = *path;
    let mut tx = by.write().await?;
    match resend_delivery(&mut tx, webhook, delivery).await {
        Ok(()) => {
            tx.commit().await?;
            by.saved(
                &format!("/console/webhooks/{webhook}"),
                "已重新发送，结果见列表。",
            )
            .await
        }
        Err(error) => {
            drop(tx);
            let page = show(&by, webhook).await?;
            by.form(page, error).await
        }
    }
}
