//! The gate that every text passes on its way out.

use super::{consent, of_edition};
use crate::article::edition;
use kernel::{Actor, Error, FieldError, Permission, Result};
use proof::{Finding, Level};
use store::SiteWrite;

/// Findings that a refusal names; the page and the answer hold them all.
const NAMED: usize = 5;

/// Refuses what may not go out, whoever asks; what needs a confirmation is asked of people where they can give one (`asks`).
/// What is not asked is written down.
///
/// # Errors
/// [`Error::Invalid`] on `check` for what is forbidden, on `confirm_reason` for what is to be confirmed.
pub(crate) async fn gate<P: Permission>(
    tx: &mut SiteWrite<P>,
    edition: &edition::Model,
    asks: bool,
) -> Result<()> {
    let found = of_edition(tx, edition).await?;
    let forbidden: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.level == Level::Block)
        .collect();
    if !forbidden.is_empty() {
        let named = forbidden
            .iter()
            .take(NAMED)
            .map(|finding| FieldError::new("check", finding.sentence()));
        let mut wrong: Vec<FieldError> = named.collect();
        if forbidden.len() > NAMED {
            wrong.push(FieldError::new(
                "check",
                format!("另有 {} 处禁止发布的内容。", forbidden.len() - NAMED),
            ));
        }
        return Err(Error::Invalid(wrong));
    }
    let open = consent::unconfirmed(tx, edition, &found).await?;
    if open.is_empty() {
        return Ok(());
    }
    if asks && matches!(tx.actor(), Actor::Person { .. }) {
        let named: Vec<String> = open
            .iter()
            .take(NAMED)
            .map(|finding| finding.sentence())
            .collect();
        let text = format!(
            "有 {} 处须确认：{} 请逐处核对修改；确认无误的，写明理由后再提交。",
            open.len(),
            named.join("")
        );
        return Err(Error::field("confirm_reason", text));
    }
    let rules: Vec<&str> = open.iter().map(|finding| finding.rule.key()).collect();
    let detail = serde_json::json!({ "rules": rules, "asked": asks });
    tx.audit(
        "article.check_unconfirmed",
        &format!("article:{}", edition.article_id),
        &detail,
    );
    Ok(())
}
