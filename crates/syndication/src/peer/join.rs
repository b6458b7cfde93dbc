//! Pairing, at the box: it shows the code to a portal and enters the portal's answer.

use super::entity::cursor;
use super::entity::peer::{self, HUB, PEER_UID, REMOVED};
use super::key::{OwnKey, is_key};
use super::pair::{address, fresh, lives_at};
use super::refused;
use crate::refusals::{PEER_FORMAT, PEER_SITE_TAKEN};
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::wire::{FORMAT, PairAnswer, PairRequest};
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::{ActiveModelTrait, ColumnTrait, NotSet, Set};
use store::{HubRead, HubWrite, OnUnique};

/// A site of this box that pairs.
#[derive(Clone, Debug)]
pub struct OwnSite {
    /// The site.
    pub site: site::Model,
    /// Where it is reached, without a slash at the end.
    pub url: String,
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
    end_former(tx, &own.site, far).await?;
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

/// A new pairing with the same portal takes the place of the former.
async fn end_former(tx: &mut HubWrite, own: &site::Model, far: i64) -> Result<()> {
    let former = tx
        .find::<peer::Entity>()
        .filter(peer::Column::SiteId.eq(own.id))
        .filter(peer::Column::FarSiteId.eq(far))
        .all()
        .await?;
    for peer in former {
        refused::forget(tx, &peer).await?;
        let ended = peer::ActiveModel {
            id: Set(peer.id),
            state: Set(REMOVED.into()),
            ..Default::default()
        };
        tx.update(ended).await?;
    }
    Ok(())
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
