//! What an article's staff page shows of its submission: the button 报送门户, or how things stand.

use super::entity::Model;
use super::{State, query};
use crate::permissions::SubmitUpward;
use content::article::entity as article;
use gateway::{Site, SiteKind, SlotAction, SlotProvider, StaffSession};
use kernel::policy::{self, Membership};
use kernel::{ArticleId, Result, beijing};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// Fills `article.actions`.
pub struct SubmitSlot;

#[async_trait::async_trait]
impl SlotProvider for SubmitSlot {
    async fn actions(
        &self,
        read: &SiteRead,
        site: &Site,
        person: &StaffSession,
        posts: &[Membership],
        id: i64,
    ) -> Result<Vec<SlotAction>> {
        if site.kind == SiteKind::Portal {
            return Ok(Vec::new());
        }
        let found = query::find_of_article(read, ArticleId(id)).await?;
        let may = policy::decide::<SubmitUpward>(&person.actor(), site.id, posts).is_ok();
        let live = match &found {
            Some(row) if row.state() != State::Recalled => false,
            Some(_) | None => is_live(read, id).await?,
        };
        Ok(offer(site, id, found.as_ref(), may, live))
    }
}

async fn is_live(read: &SiteRead, id: i64) -> Result<bool> {
    let article = read
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(id))
        .one()
        .await?;
    Ok(article.is_some_and(|article| article.live_edition_id.is_some()))
}

fn offer(site: &Site, id: i64, found: Option<&Model>, may: bool, live: bool) -> Vec<SlotAction> {
    let action = |label: &str, path: &str, note: String| SlotAction {
        label: label.into(),
        url: site.url(&format!("/console/articles/{id}/{path}")),
        note,
        ..SlotAction::default()
    };
    let line = |note: String| SlotAction {
        note,
        ..SlotAction::default()
    };
    let open = |found: Option<&Model>| found.is_none_or(|row| row.state() == State::Recalled);
    match found {
        Some(row) if !open(found) => {
            let note = standing(row);
            if row.state() == State::Sent && may {
                vec![action("取回", "recall-submission", note)]
            } else {
                vec![line(note)]
            }
        }
        Some(_) | None if may && live => {
            vec![action(
                "报送门户",
                "submit-upward",
                "报送到门户采编台，由门户编辑决定是否采用。".into(),
            )]
        }
        Some(_) | None => Vec::new(),
    }
}

/// How a submission stands, in a line.
fn standing(row: &Model) -> String {
    let sent = beijing::date(row.sent_at);
    let decided = row
        .decided_at
        .map_or_else(String::new, |at| format!(" {}", beijing::date(at)));
    match row.state() {
        State::Sent => format!("已报送 {sent}，待采编"),
        State::Adopted => format!("已报送 {sent}，已采用{decided}"),
        State::Declined => format!("已报送 {sent}，未采用：{}", row.reason),
        State::Recalled => "已取回报送".into(),
        State::Withdrawn => format!("已报送 {sent}，随稿件撤回"),
    }
}
