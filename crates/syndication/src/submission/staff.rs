//! Handlers of the ledger; on the sites that send.

use super::look::look;
use super::view::{Ledger, Part};
use super::{State, query, recall_submission, submit_upward};
use crate::permissions::{ReadSubmissions, SubmitUpward};
use crate::rule::staff::Register;
use actix_web::web::{Data, Path, Query};
use chrono::DateTime;
use gateway::{By, Reply, StaffPage};
use kernel::{ArticleId, Error, Result, SubmissionId};
use serde::Deserialize;

/// Which part of the ledger.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LedgerQuery {
    state: String,
    since: String,
    page: String,
}

impl LedgerQuery {
    fn part(&self) -> Part {
        let since = self.since.parse().ok();
        match since.and_then(|since| DateTime::from_timestamp(since, 0)) {
            Some(since) => Part::Decided(since),
            None => Part::In(State::parse(&self.state)),
        }
    }
}

/// What is shown now is new no longer. Who looks twice in the same moment has looked.
async fn looked(by: &By<ReadSubmissions>) -> Result<()> {
    let mut tx = by.write().await?;
    match look(&mut tx, by.me.person).await {
        Err(Error::Busy(_)) => Ok(()),
        Err(error) => Err(error),
        Ok(()) => tx.commit().await,
    }
}

/// `GET /console/submissions`
///
/// # Errors
/// Faults.
pub async fn get_submissions(
    hub: Data<Register>,
    by: By<ReadSubmissions>,
    Query(query): Query<LedgerQuery>,
) -> Reply {
    let portal = by.app.directory.portal().ok_or(Error::NotFound)?;
    let page = query.page.parse().unwrap_or(1).max(1);
    let view = Ledger::load(&by.read(), &by.site, query.part(), page, by.may::<SubmitUpward>())
        .await?
        .with_pages(&hub.0.read(), &portal)
        .await?
        .with_standing(&hub.0.read(), &by.site, portal.id)
        .await?;
    looked(&by).await?;
    by.page(StaffPage::new("syndication/submission_list.html", view).title("报送台账"))
        .await
}

/// `POST /console/articles/{article}/submit-upward`
///
/// # Errors
/// Refusals of [`submit_upward`].
pub async fn post_submit_upward(by: By<SubmitUpward>, article: Path<ArticleId>) -> Reply {
    let id = article.into_inner();
    let portal = by.app.directory.portal().ok_or(Error::NotFound)?;
    let mut tx = by.write().await?;
    submit_upward(&mut tx, id, portal.id).await?;
    tx.commit().await?;
    by.saved(
        &format!("/console/articles/{id}"),
        "已报送门户，采编结果会显示在这里和报送台账中。",
    )
    .await
}

/// `POST /console/articles/{article}/recall-submission`
///
/// # Errors
/// Refusals of [`recall_submission`]; [`Error::NotFound`] when the article was never sent.
pub async fn post_recall_submission(by: By<SubmitUpward>, article: Path<ArticleId>) -> Reply {
    let id = article.into_inner();
    let mut tx = by.write().await?;
    let found = query::find_of_article(&tx, id).await?.ok_or(Error::NotFound)?;
    recall_submission(&mut tx, SubmissionId(found.id)).await?;
    tx.commit().await?;
    by.saved(&format!("/console/articles/{id}"), "已取回报送。").await
}
