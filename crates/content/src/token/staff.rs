//! Handlers of the page of tokens (接口令牌).

use super::{TokenForm, TokenIssued, TokenList, issue_token, revoke_token, set_direct};
use crate::permissions::ManageTokens;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{ChannelId, Result, beijing};
use serde::Deserialize;

fn now(by: &By<ManageTokens>) -> DateTime<Utc> {
    by.store.clocks().security.now()
}

async fn list(by: &By<ManageTokens>, typed: TokenForm) -> Result<StaffPage<TokenList>> {
    let view = TokenList::load(&by.read(), &by.site, typed, now(by)).await?;
    Ok(StaffPage::new("content/token_list.html", view).title("接口令牌"))
}

/// `GET /console/tokens`
///
/// # Errors
/// Faults.
pub async fn get_tokens(by: By<ManageTokens>) -> Reply {
    let typed = TokenForm {
        days: "365".into(),
        ..TokenForm::default()
    };
    let page = list(&by, typed).await?;
    by.page(page).await
}

/// `POST /console/tokens`: makes a token and shows it once.
///
/// # Errors
/// See [`issue_token`].
pub async fn post_tokens(by: By<ManageTokens>, Form(form): Form<TokenForm>) -> Reply {
    let made = async {
        let new = form.parse()?;
        let mut tx = by.write().await?;
        let issued = issue_token(&mut tx, new, now(&by)).await?;
        tx.commit().await?;
        Ok(issued)
    };
    match made.await {
        Ok(issued) => {
            let view = TokenIssued {
                back: by.site.url("/console/tokens"),
                name: issued.row.name,
                token: issued.token,
                expires: beijing::date(issued.row.expires_at),
                endpoint: by.site.absolute("/api/v1/articles"),
            };
            by.page(StaffPage::new("content/token_issued.html", view).title("接口令牌已生成"))
                .await
        }
        Err(error) => {
            let page = list(&by, form).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/tokens/{token}/revoke`
///
/// # Errors
/// See [`revoke_token`].
pub async fn post_revoke_token(by: By<ManageTokens>, token: Path<i64>) -> Reply {
    let mut tx = by.write().await?;
    match revoke_token(&mut tx, *token, now(&by)).await {
        Ok(_) => {
            tx.commit().await?;
            by.saved("/console/tokens", "令牌已停用，立即生效。").await
        }
        Err(error) => {
            drop(tx);
            let page = list(&by, TokenForm::default()).await?;
            by.form(page, error).await
        }
    }
}

/// Whether a channel needs review.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DirectForm {
    direct: String,
}

/// `POST /console/tokens/channels/{channel}`: 免审发布 on or off.
///
/// # Errors
/// See [`set_direct`].
pub async fn post_direct(
    by: By<ManageTokens>,
    channel: Path<ChannelId>,
    Form(form): Form<DirectForm>,
) -> Reply {
    let on = form.direct == "true";
    let mut tx = by.write().await?;
    set_direct(&mut tx, *channel, on).await?;
    tx.commit().await?;
    let notice = if on {
        "已设置：业务系统向该栏目供稿时，可不经审核直接发布。"
    } else {
        "已恢复：业务系统向该栏目供稿须经人员审核。"
    };
    by.saved("/console/tokens", notice).await
}
