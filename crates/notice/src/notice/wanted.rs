//! What somebody wants to lie over pages, read from the form.

use super::entity::{ActiveModel, place};
use super::{Kind, Level, Reach};
use chrono::{DateTime, Utc};
use kernel::{Permission, Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// A notice as meant.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub kind: Kind,
    /// How grave; nothing for mourning.
    pub level: Option<Level>,
    /// The line of a banner, the occasion of a mourning.
    pub title: String,
    /// Paragraphs, one a line.
    pub body: String,
    /// Address and words of a link.
    pub link: Option<(String, String)>,
    /// Over which sites.
    pub reach: Reach,
    /// The sites of [`Reach::Chosen`].
    pub sites: Vec<SiteId>,
    /// When it begins; nothing means when it is released.
    pub begins: Option<DateTime<Utc>>,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// The notice it takes the place of.
    pub replaces: Option<i64>,
}

impl Wanted {
    /// The columns it fills.
    pub(super) fn columns(&self) -> ActiveModel {
        let (url, title) = self.link.clone().unwrap_or_default();
        ActiveModel {
            kind: Set(self.kind.key().to_owned()),
            level: Set(self.level.map_or("", Level::key).to_owned()),
            title: Set(self.title.clone()),
            body: Set(self.body.clone()),
            link_url: Set(url),
            link_title: Set(title),
            reach: Set(self.reach.key().to_owned()),
            begins_at: Set(self.begins),
            ends_at: Set(self.ends),
            ..ActiveModel::default()
        }
    }

    /// Writes down its sites in the place of those there were.
    pub(super) async fn keep_sites<P: Permission>(&self, tx: &mut SiteWrite<P>, notice: i64) -> Result<()> {
        tx.delete_where::<place::Entity>(place::Column::NoticeId.eq(notice))
            .await?;
        if self.reach != Reach::Chosen {
            return Ok(());
        }
        let rows = self.sites.iter().map(|site| place::ActiveModel {
            notice_id: Set(notice),
            place_site_id: Set(site.0),
            ..place::ActiveModel::default()
        });
        tx.insert_many(rows.collect()).await?;
        Ok(())
    }
}
