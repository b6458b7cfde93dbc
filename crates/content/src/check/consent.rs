//! 确认: a person looked at the warnings of exactly this text and answers for them in writing.

use super::of_edition;
use crate::article::{draft_of, edition, entity as article, open_article, person_of, reason_of};
use crate::permissions::ReadArticles;
use kernel::{ArticleId, Error, Includes, Result, Revision};
use proof::{Finding, Level};
use sea_orm::ColumnTrait;
use sea_orm::Set;
use std::collections::HashSet;
use store::{SiteRead, SiteWrite};

pub mod entity {
    //! A confirmation.

    use sea_orm::entity::prelude::*;
    use store::SiteOwned;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "check_consent")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub site_id: i64,
        pub article_id: i64,
        pub edition_id: i64,
        /// The text that was confirmed.
        pub content_hash: String,
        /// JSON list of the findings that were confirmed.
        pub covers: String,
        pub reason: String,
        pub person_id: i64,
        pub person_name: String,
        pub made_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl SiteOwned for Entity {
        const SITE: Column = Column::SiteId;
    }
}

/// Confirms every warning of the edition being worked on.
///
/// # Errors
/// `article.no_draft`, `Stale`; [`Error::Invalid`] on `confirm_reason`.
pub async fn confirm_findings<P: Includes<ReadArticles>>(
    tx: &mut SiteWrite<P>,
    id: ArticleId,
    seen: Revision,
    reason: &str,
) -> Result<()> {
    let named = |error| match error {
        Error::Invalid(_) => Error::field("confirm_reason", "请写明确认的理由，2 至 200 字。"),
        other => other,
    };
    let reason = reason_of(reason).map_err(named)?;
    let (person, name) = person_of(tx.actor())?;
    let article: article::Model = open_article(tx, id, seen).await?;
    let edition = draft_of(tx, &article).await?;
    let found = of_edition(tx, &edition).await?;
    let warnings: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.level == Level::Warn)
        .collect();
    if warnings.is_empty() {
        return Ok(());
    }
    let covers: Vec<String> = warnings.iter().map(|finding| print(finding)).collect();
    let row = entity::ActiveModel {
        article_id: Set(article.id),
        edition_id: Set(edition.id),
        content_hash: Set(edition.content_hash.clone()),
        covers: Set(serde_json::to_string(&covers).map_err(Error::fault)?),
        reason: Set(reason.clone()),
        person_id: Set(person.0),
        person_name: Set(name),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await?;
    let rules: Vec<&str> = warnings.iter().map(|finding| finding.rule.key()).collect();
    tx.audit(
        "article.check_confirmed",
        &format!("article:{id}"),
        &serde_json::json!({ "reason": reason, "rules": rules }),
    );
    Ok(())
}

/// What makes a finding the same one: the words may move, they may not change.
fn print(finding: &Finding) -> String {
    format!("{} {} {}", finding.rule.key(), finding.field.key(), finding.words)
}

/// The warnings that nobody confirmed for this text.
pub(super) async fn unconfirmed<'a>(
    read: &SiteRead,
    edition: &edition::Model,
    found: &'a [Finding],
) -> Result<Vec<&'a Finding>> {
    let warnings: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.level == Level::Warn)
        .collect();
    if warnings.is_empty() {
        return Ok(warnings);
    }
    let rows = given(read, edition).await?;
    let covered: HashSet<String> = rows
        .iter()
        .flat_map(|row| serde_json::from_str::<Vec<String>>(&row.covers).unwrap_or_default())
        .collect();
    Ok(warnings
        .into_iter()
        .filter(|finding| !covered.contains(&print(finding)))
        .collect())
}

/// The confirmations of exactly this text, newest first.
pub(super) async fn given(read: &SiteRead, edition: &edition::Model) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::EditionId.eq(edition.id))
        .filter(entity::Column::ContentHash.eq(edition.content_hash.as_str()))
        .desc(entity::Column::Id)
        .all()
        .await
}
