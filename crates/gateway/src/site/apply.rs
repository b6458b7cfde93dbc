//! `site.toml` → the register, idempotently. A field that a person changed in the console belongs to the database:
//! the difference is told, and only `--force-fields` overwrites it.

use super::entity;
use super::file::SiteFile;
use super::site::SiteSettings;
use crate::settings::Settings;
use crate::unit;
use kernel::event::EventBody;
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::BTreeMap;
use store::{HubWrite, OnUnique, Unique};

const ADDRESS: Unique = Unique {
    name: "uq_site_host_mount",
    columns: &["site.host", "site.mount"],
};

kernel::refusals! {
    /// Two sites cannot answer the same address.
    ADDRESS_TAKEN = "site.address_taken", "该地址已有网站。";
}

/// What applying a file did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The site.
    pub site: SiteId,
    /// Made now.
    pub created: bool,
    /// Fields that changed.
    pub changed: Vec<&'static str>,
    /// Fields that differ but belong to the database.
    pub kept: Vec<&'static str>,
}

/// Makes the register say what the file says.
///
/// # Errors
/// [`Error::Invalid`] for an unknown unit; [`ADDRESS_TAKEN`].
pub async fn apply_site(
    tx: &mut HubWrite,
    file: &SiteFile,
    marks: BTreeMap<String, String>,
    settings: &Settings,
    force: bool,
) -> Result<Applied> {
    let wanted = wanted(tx, file, marks, settings).await?;
    let old = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Slug.eq(file.slug.as_str()))
        .one()
        .await?;
    let Some(old) = old else {
        let row = wanted.row(Uid::at(tx.now()), tx.now());
        let made = tx.insert(row).await.on_unique(ADDRESS, || ADDRESS_TAKEN)?;
        tx.emit(SiteId(made.id), EventBody::SiteChanged);
        return Ok(Applied {
            site: SiteId(made.id),
            created: true,
            changed: Vec::new(),
            kept: Vec::new(),
        });
    };
    let site = SiteId(old.id);
    let edited: Vec<String> = serde_json::from_str(&old.edited_fields).unwrap_or_default();
    let (mut changed, mut kept) = (Vec::new(), Vec::new());
    let mut row = entity::ActiveModel {
        id: Set(old.id),
        ..Default::default()
    };
    macro_rules! field {
        ($column:ident, $name:literal) => {
            if old.$column != wanted.$column {
                if !force && edited.iter().any(|name| name == $name) {
                    kept.push($name);
                } else {
                    changed.push($name);
                    row.$column = Set(wanted.$column.clone());
                }
            }
        };
    }
    field!(kind, "kind");
    field!(name, "name");
    field!(short_name, "short_name");
    field!(theme, "theme");
    field!(unit_id, "unit");
    field!(host, "host");
    field!(mount, "mount");
    field!(settings, "settings");
    if !changed.is_empty() {
        row.revision = Set(old.revision + 1);
        tx.update(row).await.on_unique(ADDRESS, || ADDRESS_TAKEN)?;
        tx.emit(site, EventBody::SiteChanged);
    }
    Ok(Applied {
        site,
        created: false,
        changed,
        kept,
    })
}

struct Wanted {
    slug: String,
    kind: String,
    name: String,
    short_name: String,
    theme: String,
    unit_id: Option<i64>,
    host: String,
    mount: String,
    settings: String,
}

impl Wanted {
    fn row(self, uid: Uid, now: chrono::DateTime<chrono::Utc>) -> entity::ActiveModel {
        entity::ActiveModel {
            id: sea_orm::NotSet,
            uid: Set(uid.0),
            slug: Set(self.slug),
            kind: Set(self.kind),
            name: Set(self.name),
            short_name: Set(self.short_name),
            theme: Set(self.theme),
            unit_id: Set(self.unit_id),
            host: Set(self.host),
            mount: Set(self.mount),
            state: Set("open".into()),
            settings: Set(self.settings),
            edited_fields: Set("[]".into()),
            revision: Set(1),
            created_at: Set(now),
        }
    }
}

async fn wanted(
    tx: &HubWrite,
    file: &SiteFile,
    marks: BTreeMap<String, String>,
    settings: &Settings,
) -> Result<Wanted> {
    let unit_id = match &file.unit {
        Some(key) => {
            let unit = tx
                .find::<unit::entity::Entity>()
                .filter(unit::entity::Column::Key.eq(key))
                .one()
                .await?;
            Some(
                unit.ok_or_else(|| Error::field("unit", format!("没有单位 {key}。")))?
                    .id,
            )
        }
        None => None,
    };
    let portal_host = settings.public_url.host_str().unwrap_or("localhost").to_owned();
    let own = SiteSettings {
        slogan: file.slogan.clone(),
        features: file.features.clone(),
        public_contact: file.public_contact.clone(),
        brand: file.brand.clone(),
        footer: file.footer.clone(),
        home: file.home.clone(),
        marks,
    };
    Ok(Wanted {
        slug: file.slug.to_string(),
        kind: file.kind.clone(),
        name: file.name.clone(),
        short_name: file.short_name.clone(),
        theme: file.theme.clone(),
        unit_id,
        host: file
            .host
            .as_ref()
            .map_or(portal_host, |host| settings.full_host(host)),
        mount: file.mount.clone().unwrap_or_else(|| "/".into()),
        settings: serde_json::to_string(&own).map_err(Error::fault)?,
    })
}
