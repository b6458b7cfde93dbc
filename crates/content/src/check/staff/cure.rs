//! 一键改正: from the writing form, with whatever is typed in it, and from an article's page.

use crate::article::form::{TextForm, seen};
use crate::article::staff::{again, article, may_edit, newest};
use crate::article::{correct_article, save_article};
use crate::check::{cure, cure_text, of_edition, of_text};
use crate::permissions::WriteArticle;
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Form, Reply};
use kernel::{ArticleId, Error, Result, Revision};
use serde::Deserialize;

const BY_HAND: &str = "这一处不能自动改正：内容已经变化，或词语被格式隔开，请在正文中手工修改。";

/// Which finding is to be cured.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CureForm {
    revision: String,
    finding: String,
}

/// The typed form with the finding cured that its button names; none where there is nothing to be done.
///
/// # Errors
/// As [`TextForm::text`]; faults.
pub(crate) async fn cured(who: &Signed, form: &TextForm) -> Result<Option<TextForm>> {
    let read = who.read();
    let found = of_text(&read, &form.text()?).await?;
    let Some(finding) = cure::named(&found, &form.cure) else {
        return Ok(None);
    };
    let mut form = form.clone();
    let done = cure_text(&mut form, finding, own_name(who))?;
    Ok(done.then_some(form))
}

fn own_name(who: &Signed) -> &str {
    if who.site.unit.is_empty() {
        &who.site.name
    } else {
        &who.site.unit
    }
}

/// Cures one finding: the draft gets the mended text; of what is public a correction is begun.
///
/// # Errors
/// See [`save_article`] and [`correct_article`].
pub async fn post_cure(by: By<WriteArticle>, id: Path<ArticleId>, Form(form): Form<CureForm>) -> Reply {
    match mend(&by, *id, &form).await {
        Ok(()) => {
            let path = format!("/console/articles/{id}");
            by.saved(&path, "已改正并保存为草稿。").await
        }
        Err(error) => again(&by, *id, error).await,
    }
}

async fn mend(by: &By<WriteArticle>, id: ArticleId, wish: &CureForm) -> Result<()> {
    let read = by.read();
    let row = article(by, &read, id).await?;
    if row.revision != seen(&wish.revision).0 {
        return Err(Error::Stale(Revision(row.revision)));
    }
    let edition = newest(&read, id).await?;
    let found = of_edition(&read, &edition).await?;
    let finding = cure::named(&found, &wish.finding).ok_or_else(|| Error::field("check", BY_HAND))?;
    let mut form = TextForm::of(row.channel_id, row.revision, &edition);
    if !cure_text(&mut form, finding, own_name(by))? {
        return Err(Error::field("check", BY_HAND));
    }
    if row.version > 0 && (row.draft_edition_id.is_none() || form.change_note.is_empty()) {
        form.change_note = format!("改正{}。", finding.rule.title());
    }
    let text = form.text()?;
    let may_edit = may_edit(by);
    let mut tx = by.write().await?;
    let mut now = Revision(row.revision);
    if row.draft_edition_id.is_none() {
        let (begun, _) = correct_article(&mut tx, id, now, may_edit.as_ref()).await?;
        now = Revision(begun.revision);
    }
    save_article(&mut tx, id, now, &text, may_edit.as_ref()).await?;
    let detail = serde_json::json!({ "rule": finding.rule.key(), "field": finding.field.key() });
    tx.audit("article.check_cured", &format!("article:{id}"), &detail);
    tx.commit().await
}
