//! Pairing: the code proves the box to the portal once, from then on keys do.

use super::entity::peer::{self, ACTIVE, HUB, PEER_UID, REMOVED, SOURCE};
use super::entity::{cursor, invite};
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
use store::{HubRead, HubWrite, OnUnique};

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

/// A site of this box that pairs.
#[derive(Clone, Debug)]
pub struct OwnSite {
    /// The site.
    pub site: site::Model,
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

fn fresh(now: DateTime<Utc>) -> peer::ActiveModel {
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

/// The site of this box that pairs: the one of that name, or the only one that lives here.
///
/// # Errors
/// [`Error::Invalid`] when there is no such site, or several to choose from.
pub async fn own_site(read: &HubRead, slug: Option<&str>) -> Result<site::Model> {
    let away = read.find::<elsewhere::Entity>().all().await?;
    let rows = read
        .find::<site::Entity>()
        .filter_some(slug, |slug| site::Column::Slug.eq(slug))
        .filter(site::Column::Id.is_not_in(away.iter().map(|row| row.site_id)))
        .asc(site::Column::Id)
        .all()
        .await?;
    match <[site::Model; 1]>::try_from(rows) {
        Ok([site]) => Ok(site),
        Err(_) => Err(Error::field("site", "请用 --site 指明要配对的网站。")),
    }
}

/// Enters the portal that answered: its site is a row here and lives there; everything published is sent first.
///
/// # Errors
/// `peer.format` for an answer that cannot be used; `peer.site_taken` for one that names a site of this box; faults.
pub async fn join_portal(
    tx: &mut HubWrite,
    own: &OwnSite,
    (key, uid): (&OwnKey, Uid),
    (answer, url): (&PairAnswer, &str),
    (log, end): (Uid, i64),
) -> Result<peer::Model> {
    if answer.format != FORMAT || !is_key(&answer.public_key) {
        return Err(PEER_FORMAT.into());
    }
    let far = far_site(tx, &own.site, answer).await?;
    lives_at(tx, far, &address(&answer.url)?).await?;
    let ended = peer::ActiveModel {
        state: Set(REMOVED.into()),
        ..Default::default()
    };
    let same = sea_orm::Condition::all()
        .add(peer::Column::SiteId.eq(own.site.id))
        .add(peer::Column::FarSiteId.eq(far));
    tx.update_where(ended, same).await?;
    let row = peer::ActiveModel {
        uid: Set(answer.uid.0),
        own_uid: Set(uid.to_string()),
        role: Set(HUB.into()),
        site_id: Set(own.site.id),
        far_site_id: Set(far),
        name: Set(answer.name.chars().take(100).collect()),
        // Where the operator reached it: inside it may have another address than for the public.
        url: Set(address(url)?),
        own_url: Set(own.url.clone()),
        own_key: Set(key.kept().to_owned()),
        their_key: Set(answer.public_key.to_string()),
        ..fresh(tx.now())
    };
    let made = tx.insert(row).await.on_unique(PEER_UID, || PEER_SITE_TAKEN)?;
    let start = cursor::ActiveModel {
        peer_id: Set(made.id),
        log: Set(log.to_string()),
        position: Set(end),
        replaying: Set(true),
        replayed_to: Set(None),
        news_log: Set(String::new()),
        news_position: Set(0),
        moved_at: Set(tx.now()),
        replay_after: Set(None),
        replay_wanted: Set(false),
        down_log: Set(None),
        down_position: Set(None),
        down_replaying: Set(true),
        down_to: Set(None),
        down_standing: Set(None),
    };
    tx.insert(start.reset_all()).await?;
    tx.audit(
        Some(SiteId(own.site.id)),
        "peer.joined",
        &answer.uid.to_string(),
        &serde_json::json!({ "site": own.site.slug, "role": HUB }),
    );
    tx.emit(SiteId(far), EventBody::SiteChanged);
    Ok(made)
}

/// The portal's row here: one that lives elsewhere already, or a new one.
async fn far_site(tx: &mut HubWrite, own: &site::Model, answer: &PairAnswer) -> Result<i64> {
    let known = tx
        .find::<site::Entity>()
        .filter(site::Column::Uid.eq(answer.site.0))
        .one()
        .await?;
    if let Some(known) = known {
        // A site that lives here is not handed over because somebody answers with its uid.
        let away = tx
            .find::<elsewhere::Entity>()
            .filter(elsewhere::Column::SiteId.eq(known.id))
            .exists()
            .await?;
        if known.id == own.id || !away {
            return Err(PEER_SITE_TAKEN.into());
        }
        return Ok(known.id);
    }
    let row = site_row(answer.site, "portal", (&answer.name, &answer.name), own);
    let row = site::ActiveModel {
        created_at: Set(tx.now()),
        ..row
    };
    Ok(tx.insert(row).await?.id)
}

/// The row of a site that another box serves.
pub(super) fn site_row(
    uid: Uid,
    kind: &str,
    (name, short_name): (&str, &str),
    own: &site::Model,
) -> site::ActiveModel {
    site::ActiveModel {
        id: NotSet,
        uid: Set(uid.0),
        slug: Set(format!("{kind}-{}", uid.0.simple())),
        kind: Set(kind.into()),
        name: Set(name.chars().take(100).collect()),
        short_name: Set(short_name.chars().take(20).collect()),
        // Never drawn here, but every row names a theme that exists.
        theme: Set(own.theme.clone()),
        unit_id: Set(None),
        // No request ever comes for this host.
        host: Set(format!("{uid}.elsewhere")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set("{}".into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: NotSet,
    }
}

/// Asks a portal to list a site of this box; shows it the one-time code. The answer is for [`join_portal`].
///
/// # Errors
/// `peer.unreachable`; what the portal refused.
pub async fn ask_portal(
    client: &reqwest::Client,
    (url, code): (&str, &str),
    own: &OwnSite,
    (key, uid): (&OwnKey, Uid),
) -> Result<PairAnswer> {
    let request = PairRequest {
        format: FORMAT.into(),
        code: code.to_owned(),
        uid,
        site: Uid(own.site.uid),
        name: own.site.name.clone(),
        url: own.url.clone(),
        public_key: key.public()?,
    };
    super::client::pair(client, &address(url)?, &request).await
}
