//! Two editions side by side, and an earlier one taken up again.

use super::compare::compare_texts;
use super::moves::{finish, may_edit};
use super::show::{article, editions};
use super::view::{Choice, Compared, VersionsPage};
use crate::article::form::{MoveForm, TextForm};
use crate::article::{edition, restore_edition};
use crate::channel;
use crate::permissions::{ReadArticles, WriteArticle};
use actix_web::web::{Path, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, Site, StaffPage};
use kernel::{ArticleId, ChannelId, EditionId, Error, Result, beijing};
use serde::Deserialize;

/// Which two, by their numbers within the article; what is not said is the newest and the one before it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pair {
    old: Option<i64>,
    new: Option<i64>,
}

/// Any two editions side by side.
///
/// # Errors
/// [`Error::NotFound`] for an edition that is not there; faults of the database or the template.
pub async fn get_compare(by: By<ReadArticles>, id: Path<ArticleId>, Query(pair): Query<Pair>) -> Reply {
    let page = load(&by, *id, &pair).await?;
    by.page(StaffPage::new("content/article_compare.html", page).title("比较版本"))
        .await
}

async fn load(who: &Signed, id: ArticleId, pair: &Pair) -> Result<VersionsPage> {
    let read = who.read();
    let article = article(who, &read, id).await?;
    let channel = channel::query::get(&read, ChannelId(article.channel_id)).await?;
    let editions = editions(&read, id).await?;
    let newest = editions.first().map_or(1, |edition| edition.n);
    let (new, old) = (
        pair.new.unwrap_or(newest),
        pair.old.unwrap_or_else(|| (newest - 1).max(1)),
    );
    let find = |n: i64| {
        editions
            .iter()
            .find(|edition| edition.n == n)
            .ok_or(Error::NotFound)
    };
    let compared = side_by_side(&who.site, (channel.id, &channel.name), find(old)?, find(new)?);
    let choices = |chosen: i64| {
        let choice = |edition: &edition::Model| {
            let label = format!(
                "第 {} 版　{}　{}",
                edition.n,
                edition.state().title(),
                beijing::minute(edition.changed_at)
            );
            Choice::new(edition.n, label, &chosen.to_string())
        };
        editions.iter().map(choice).collect()
    };
    Ok(VersionsPage {
        back: who.site.url(&format!("/console/articles/{id}")),
        url: who.site.url(&format!("/console/articles/{id}/compare")),
        same: compared.left_html == compared.right_html,
        left: old,
        right: new,
        old: choices(old),
        new: choices(new),
        compared,
    })
}

/// What the older says on the left, what the newer says on the right.
pub(super) fn side_by_side(
    site: &Site,
    (channel, name): (i64, &str),
    old: &edition::Model,
    new: &edition::Model,
) -> Compared {
    let lines = |edition: &edition::Model| TextForm::of(channel, 0, edition).as_lines(name);
    let (left_html, right_html) = compare_texts(site, &lines(old), &lines(new));
    let title = |edition: &edition::Model| format!("第 {} 版（{}）", edition.n, edition.author_name);
    Compared {
        left_title: title(old),
        right_title: title(new),
        left_html,
        right_html,
    }
}

/// 恢复这一版.
///
/// # Errors
/// See [`restore_edition`].
pub async fn post_restore(
    by: By<WriteArticle>,
    path: Path<(ArticleId, EditionId)>,
    Form(form): Form<MoveForm>,
) -> Reply {
    let (id, wanted) = path.into_inner();
    let may_edit = may_edit(&by);
    let mut tx = by.write().await?;
    let done = restore_edition(&mut tx, id, form.seen(), wanted, may_edit.as_ref()).await;
    finish(
        &by,
        tx,
        id,
        done,
        "已用旧版的内容新建一版草稿；原来的草稿留在历史版本中。",
    )
    .await
}
