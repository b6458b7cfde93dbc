//! What an article's staff page shows of its submission: the button 报送门户, or how things stand.

use super::entity::Model;
use super::{State, query};
use crate::desk::entity as desk_item;
use crate::desk::view::flag;
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
            let made_of = crate::desk::query::find_of_article(read, id).await?;
            return Ok(made_of.map(|line| origin(site, &line)).into_iter().collect());
        }
        let found = query::find_of_article(read, ArticleId(id)).await?;
        let may = policy::decide::<SubmitUpward>(&person.actor(), site.id, posts).is_ok();
        let live = match &found {
            Some(row) if !row.state().may_go_again() => false,
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
    let mut actions: Vec<SlotAction> = found
        .filter(|row| row.state() == State::Declined)
        .map(|row| line(standing(row)))
        .into_iter()
        .collect();
    match found {
        Some(row) if !row.state().may_go_again() => {
            let note = standing(row);
            if row.state().is_open() && may {
                vec![action("取回", "recall-submission", note)]
            } else {
                vec![line(note)]
            }
        }
        Some(_) | None if may && live => {
            let note = "报送到门户采编台，由门户编辑决定是否采用。".into();
            actions.push(action("报送门户", "submit-upward", note));
            actions
        }
        Some(_) | None => actions,
    }
}

/// Of an article that the portal made from a unit's piece: whose it was, and what became of it since.
fn origin(site: &Site, line: &desk_item::Model) -> SlotAction {
    let note = format!("由{}来稿改写。{}", line.source_name, flag(line));
    SlotAction {
        label: "查看原稿".into(),
        page: site.url(&format!("/console/desk/{}", line.id)),
        note,
        ..SlotAction::default()
    }
}

/// Where the piece is now: the steps so far, in a line.
fn standing(row: &Model) -> String {
    let mut steps = vec![format!("{} 报送", beijing::minute(row.sent_at))];
    if let Some(at) = row.seen_at {
        steps.push(format!("{} 门户已阅", beijing::minute(at)));
    }
    if let Some(at) = row.decided_at {
        steps.push(format!("{} {}", beijing::minute(at), row.standing().title()));
    }
    let end = match row.state() {
        State::Sent => "待采编".to_owned(),
        State::Seen => "待决定".to_owned(),
        State::Declined => format!("理由：{}", row.reason),
        State::Overtaken => format!("并入：{}", row.overtaken_by.as_deref().unwrap_or_default()),
        State::Recalled => "已取回报送".to_owned(),
        State::Withdrawn => "随稿件撤回".to_owned(),
        State::Adopted | State::Edited if row.shown_at.is_some() => "门户已发布".to_owned(),
        State::Adopted | State::Edited => "门户正在编发".to_owned(),
    };
    steps.push(end);
    steps.join(" → ")
}
