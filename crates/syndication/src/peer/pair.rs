//! Pairing, at the portal: the code proves the box once, from then on keys do.

use super::entity::invite;
use super::entity::peer::{self, ACTIVE, PEER_UID, REMOVED, SOURCE};
use super::invite::hash;
use super::key::{OwnKey, is_key};
use crate::refusals::{PEER_CODE, PEER_FORMAT, PEER_SITE_TAKEN};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::wire::{FORMAT, PairAnswer, PairRequest};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ActiveModelTrait, ColumnTrait, NotSet, Set};
use store::{HubWrite, OnUnique};

/// The portal as it presents itself.
#[derive(Clone, Debug)]
pub struct Portal {
    /// Its site's number.
    pub id: SiteId,
    /// Its site's uid.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// Where it is reached, without a slash at the end.
    pub url: String,
}

/// Lists the box that shows a right code. Its site is from now on a row here and lives there. `now` is the security
/// clock's.
///
/// # Errors
/// `peer.code`, `peer.format`, `peer.site_taken`.
pub async fn accept_peer(
    tx: &mut HubWrite,
    request: &PairRequest,
    portal: &Portal,
    now: DateTime<Utc>,
) -> Result<PairAnswer> {
    if request.format != FORMAT || !is_key(&request.public_key) {
        return Err(PEER_FORMAT.into());
    }
    let url = address(&request.url)?;
    let site = redeem(tx, &request.code, now).await?;
    claim(tx, &site, request.site, &url).await?;
    let key = OwnKey::make()?;
    let own = Uid(uuid::Uuid::new_v4());
    let ended = peer::ActiveModel {
        state: Set(REMOVED.into()),
        ..Default::default()
    };
    tx.update_where(ended, peer::Column::SiteId.eq(site.id)).await?;
    let row = peer::ActiveModel {
        uid: Set(request.uid.0),
        own_uid: Set(own.to_string()),
        role: Set(SOURCE.into()),
        site_id: Set(site.id),
        far_site_id: Set(site.id),
        name: Set(request.name.chars().take(100).collect()),
        url: Set(url),
        own_url: Set(String::new()),
        own_key: Set(key.kept().to_owned()),
        their_key: Set(request.public_key.to_string()),
        ..fresh(tx.now())
    };
    tx.insert(row).await.on_unique(PEER_UID, || PEER_SITE_TAKEN)?;
    tx.audit(
        Some(SiteId(site.id)),
        "peer.joined",
        &request.uid.to_string(),
        &serde_json::json!({ "site": site.slug, "role": SOURCE }),
    );
    tx.emit(SiteId(site.id), EventBody::SiteChanged);
    Ok(PairAnswer {
        format: FORMAT.into(),
        uid: own,
        site: portal.uid,
        name: portal.name.clone(),
        url: portal.url.clone(),
        public_key: key.public()?,
    })
}

/// What every new pairing begins with.
pub(super) fn fresh(now: DateTime<Utc>) -> peer::ActiveModel {
    peer::ActiveModel {
        id: NotSet,
        state: Set(ACTIVE.into()),
        created_at: Set(now),
        seen_at: Set(None),
        failures: Set(0),
        last_error: Set(String::new()),
        failed_at: Set(None),
        down_at: Set(None),
        ..Default::default()
    }
}

/// The site of a code, which counts no second time.
async fn redeem(tx: &mut HubWrite, code: &str, now: DateTime<Utc>) -> Result<site::Model> {
    let used = invite::ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let hash = hash(code);
    let open = sea_orm::Condition::all()
        .add(invite::Column::CodeHash.eq(hash.as_str()))
        .add(invite::Column::UsedAt.is_null())
        .add(invite::Column::ExpiresAt.gt(now));
    if tx.update_where(used, open).await? == 0 {
        return Err(PEER_CODE.into());
    }
    let row = tx
        .find::<invite::Entity>()
        .filter(invite::Column::CodeHash.eq(hash))
        .found()
        .await?;
    tx.find::<site::Entity>()
        .filter(site::Column::Id.eq(row.site_id))
        .found()
        .await
}

/// Gives the row of the register to the site of the box: it bears the box's uid from now on.
async fn claim(tx: &mut HubWrite, site: &site::Model, uid: Uid, url: &str) -> Result<()> {
    let written_here = tx
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(site.id))
        .exists()
        .await?;
    let other = tx
        .find::<site::Entity>()
        .filter(site::Column::Uid.eq(uid.0))
        .filter(site::Column::Id.ne(site.id))
        .exists()
        .await?;
    let known = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(site.id))
        .exists()
        .await?;
    if written_here || other || (known && site.uid != uid.0) {
        return Err(PEER_SITE_TAKEN.into());
    }
    let row = site::ActiveModel {
        id: Set(site.id),
        uid: Set(uid.0),
        revision: Set(site.revision + 1),
        ..Default::default()
    };
    tx.update(row).await?;
    lives_at(tx, site.id, url).await
}

/// Notes that a site of the register lives on another box.
pub(super) async fn lives_at(tx: &mut HubWrite, site: i64, url: &str) -> Result<()> {
    tx.delete_where::<elsewhere::Entity>(elsewhere::Column::SiteId.eq(site))
        .await?;
    let row = elsewhere::ActiveModel {
        site_id: Set(site),
        url: Set(url.to_owned()),
    };
    tx.insert(row.reset_all()).await?;
    Ok(())
}

/// A web address without a slash at the end.
pub(super) fn address(text: &str) -> Result<String> {
    let text = text.trim().trim_end_matches('/');
    let url: Option<url::Url> = text.parse().ok();
    let good = url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
    if good && text.len() <= 500 {
        Ok(text.to_owned())
    } else {
        Err(Error::field("url", format!("不是网址：{text}")))
    }
}
