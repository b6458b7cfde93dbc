//! What an article's staff page shows of its places elsewhere.

use super::summary::with_refused;
use super::{away, query, summary};
use crate::peer::refused;
use content::article::entity as article;
use gateway::{Site, SlotAction, SlotProvider, StaffSession};
use kernel::Result;
use kernel::policy::Membership;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// Fills `article.actions`.
pub struct SpreadSlot;

#[async_trait::async_trait]
impl SlotProvider for SpreadSlot {
    async fn actions(
        &self,
        read: &SiteRead,
        site: &Site,
        _: &StaffSession,
        _: &[Membership],
        id: i64,
    ) -> Result<Vec<SlotAction>> {
        let article = read
            .find::<article::Entity>()
            .filter(article::Column::Id.eq(id))
            .found()
            .await?;
        let away = away::of_article(read, article.uid).await?;
        let refused = refused::of_uid(read, article.uid).await?.len();
        let note = summary(&query::newest(read, article.uid).await?, &away, article.version);
        let note = with_refused(note, refused);
        if note.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![SlotAction {
            label: "转发情况".into(),
            page: site.url(&format!("/console/articles/{id}/places")),
            note,
            ..SlotAction::default()
        }])
    }
}
