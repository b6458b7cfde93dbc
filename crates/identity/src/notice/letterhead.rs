//! In whose name a letter is written.

use crate::settings::Settings;
use gateway::SiteKind;
use gateway::site::entity::{Column, Entity};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::HubRead;

/// Names for the beginning and the end of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// The portal's name, who signs.
    pub portal: String,
    /// The site whose administrator acted, where it is not the portal itself.
    pub site: Option<String>,
    /// The portal's address.
    pub url: String,
}

impl Letterhead {
    /// Reads the names.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn load(db: &HubRead, settings: &Settings, site: Option<SiteId>) -> Result<Self> {
        let portal = db
            .find::<Entity>()
            .filter(Column::Kind.eq(SiteKind::Portal.key()))
            .one()
            .await?;
        let asked = match site.filter(|site| portal.as_ref().is_none_or(|row| row.id != site.0)) {
            Some(site) => db.find::<Entity>().filter(Column::Id.eq(site.0)).one().await?,
            None => None,
        };
        Ok(Self {
            portal: portal.map_or_else(|| "政府网站群".to_owned(), |row| row.name),
            site: asked.map(|row| row.name),
            url: settings.public_url.clone(),
        })
    }
}
