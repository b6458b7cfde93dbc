//! The link 下发 on the page of a published article of the portal.

use super::{query, view};
use crate::permissions::PushDown;
use content::article::entity as article;
use gateway::{Site, SiteKind, SlotAction, SlotProvider, StaffSession};
use kernel::policy::{self, Membership};
use kernel::{Result, Uid};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// Fills `article.actions`.
pub struct PushSlot;

#[async_trait::async_trait]
impl SlotProvider for PushSlot {
    async fn actions(
        &self,
        read: &SiteRead,
        site: &Site,
        person: &StaffSession,
        posts: &[Membership],
        id: i64,
    ) -> Result<Vec<SlotAction>> {
        let may = policy::decide::<PushDown>(&person.actor(), site.id, posts).is_ok();
        if site.kind != SiteKind::Portal || !may {
            return Ok(Vec::new());
        }
        let article = read
            .find::<article::Entity>()
            .filter(article::Column::Id.eq(id))
            .found()
            .await?;
        let mut actions = Vec::new();
        for push in query::of_article(read, article.uid).await? {
            let targets = query::targets(read, [push.id]).await?;
            actions.push(SlotAction {
                label: "下发情况".into(),
                page: site.url(&format!("/console/pushes/{}", push.id)),
                note: view::summary(&push, &targets),
                ..SlotAction::default()
            });
        }
        if article.live_edition_id.is_some() {
            actions.push(SlotAction {
                label: "下发到各网站".into(),
                page: site.url(&format!("/console/pushes/new?uid={}", Uid(article.uid))),
                note: "进入各网站的下发专栏，对方不能改动或撤下。".into(),
                ..SlotAction::default()
            });
        }
        Ok(actions)
    }
}
