//! The deeds on an article: one form, one operation, one notice each.

use super::show::again;
use crate::article::form::{MoveForm, renamed};
use crate::article::state::State;
use crate::article::{
    Weight, approve_article, correct_article, discard_draft, publish_weighed, recall_article,
    send_back_article, submit_article, withdraw_article,
};
use crate::check::confirm_findings;
use crate::permissions::{
    EditArticle, PublishArticle, ReadArticles, ReviewArticle, WithdrawArticle, WriteArticle,
};
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Form, Reply};
use kernel::{ArticleId, Granted, Includes, Permission, Result, policy};
use store::SiteWrite;

/// The proof that the person may touch other people's texts here, if so.
pub(crate) fn may_edit(who: &Signed) -> Option<Granted<EditArticle>> {
    policy::decide::<EditArticle>(&who.me.actor(), who.site.id, &who.posts).ok()
}

/// Commits what was done and says so, or shows the article again with what was wrong.
pub(super) async fn finish<P: Permission, T>(
    by: &By<P>,
    tx: SiteWrite<P>,
    id: ArticleId,
    done: Result<T>,
    notice: &str,
) -> Reply {
    match done {
        Ok(_) => {
            tx.commit().await?;
            by.saved(&format!("/console/articles/{id}"), notice).await
        }
        Err(error) => {
            drop(tx);
            again(by, id, error).await
        }
    }
}

/// Confirms the warnings of the checks where a reason was written.
async fn confirmed<P: Includes<ReadArticles>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    form: &MoveForm,
) -> Result<()> {
    if form.confirm_reason.trim().is_empty() {
        return Ok(());
    }
    confirm_findings(tx, id, form.seen(), &form.confirm_reason).await
}

/// 提交审核.
///
/// # Errors
/// See [`submit_article`].
pub async fn post_submit_article(
    by: By<WriteArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let may_edit = may_edit(&by);
    let mut tx = by.write().await?;
    let done = match confirmed(&mut tx, *id, &form).await {
        Ok(()) => submit_article(&mut tx, *id, form.seen(), may_edit.as_ref()).await,
        Err(error) => Err(error),
    };
    finish(&by, tx, *id, done, "已提交审核，等待审核人员处理。").await
}

/// 取回.
///
/// # Errors
/// See [`recall_article`].
pub async fn post_recall_article(
    by: By<WriteArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let may_edit = may_edit(&by);
    let mut tx = by.write().await?;
    let done = recall_article(&mut tx, *id, form.seen(), may_edit.as_ref()).await;
    finish(&by, tx, *id, done, "已取回，可以继续修改。").await
}

/// 放弃.
///
/// # Errors
/// See [`discard_draft`].
pub async fn post_discard_draft(
    by: By<WriteArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let may_edit = may_edit(&by);
    let mut tx = by.write().await?;
    let done = discard_draft(&mut tx, *id, form.seen(), may_edit.as_ref()).await;
    finish(&by, tx, *id, done, "已放弃这一稿，内容仍留在历史版本中。").await
}

/// 审核通过.
///
/// # Errors
/// See [`approve_article`].
pub async fn post_approve_article(
    by: By<ReviewArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let mut tx = by.write().await?;
    let done = approve_article(&mut tx, *id, form.seen(), &form.opinion).await;
    let notice = match &done {
        Ok((_, edition)) if edition.state() == State::Submitted => "这一次审核已通过，等待下一次审核。",
        _ => "审核已通过，可以发布。",
    };
    finish(&by, tx, *id, done, notice).await
}

/// 退回.
///
/// # Errors
/// See [`send_back_article`].
pub async fn post_return_article(
    by: By<ReviewArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let mut tx = by.write().await?;
    let done = send_back_article(&mut tx, *id, form.seen(), &form.reason).await;
    let done = done.map_err(|error| renamed(error, "reason", "return_reason"));
    finish(&by, tx, *id, done, "已退回，作者会看到退回意见。").await
}

/// 发布.
///
/// # Errors
/// See [`publish_article`].
pub async fn post_publish_article(
    by: By<PublishArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let mut tx = by.write().await?;
    let done = match confirmed(&mut tx, *id, &form).await {
        Ok(()) => publish_weighed(&mut tx, *id, form.seen(), Weight::parse(&form.weight)).await,
        Err(error) => Err(error),
    };
    let done = done.map_err(|error| renamed(error, "confirm_reason", "publish_reason"));
    finish(&by, tx, *id, done, "已发布，公众现在可以看到。").await
}

/// 撤回.
///
/// # Errors
/// See [`withdraw_article`].
pub async fn post_withdraw_article(
    by: By<WithdrawArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let mut tx = by.write().await?;
    let done = withdraw_article(&mut tx, *id, form.seen(), &form.reason).await;
    finish(
        &by,
        tx,
        *id,
        done,
        "已撤回，公众不再看到这篇稿件，原地址显示撤稿说明。",
    )
    .await
}

/// 更正: makes the draft of the correction and leads to its form.
///
/// # Errors
/// See [`correct_article`].
pub async fn post_correct_article(
    by: By<WriteArticle>,
    id: Path<ArticleId>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let may_edit = may_edit(&by);
    let mut tx = by.write().await?;
    match correct_article(&mut tx, *id, form.seen(), may_edit.as_ref()).await {
        Ok((article, _)) => {
            tx.commit().await?;
            let notice = if article.version > 0 {
                "已建立更正稿。更正发布之前，公众看到的仍是原来的内容。"
            } else {
                "已恢复为草稿，可以继续编写。"
            };
            by.saved(&format!("/console/articles/{id}/edit"), notice).await
        }
        Err(error) => {
            drop(tx);
            again(&by, *id, error).await
        }
    }
}
