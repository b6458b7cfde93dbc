//! Giving a post: the one place where every rule about who may hold what stands.

use super::entity::{ActiveModel, Column, Entity, Model, POST};
use crate::permissions::{ManageGrants, ManageMembers, ManagePeople};
use crate::person::entity::Model as Person;
use crate::person::{self, query};
use crate::refusals::{
    MEMBER_ALREADY, NO_SUCH_ACCOUNT, NOT_GRANTABLE, NOT_TO_YOURSELF, ONE_PLATFORM_POST, PLATFORM_APART,
    PLATFORM_ROLE, SITE_HAS_ADMINISTRATOR, STAYS_LOCAL, TERM_OVER,
};
use chrono::{DateTime, Utc};
use gateway::SiteKind;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::{Actor, ChannelId, Error, Granted, Permission, PersonId, Result, Role, SiteId};
use sea_orm::{ColumnTrait, Set};
use serde_json::json;
use store::{HubRead, HubWrite, OnUnique};

/// A permission under which posts are given. Which ones, the giver's own posts say ([`Role::grants`]).
pub trait GivesPosts: Permission {}
impl GivesPosts for ManageMembers {}
impl GivesPosts for ManageGrants {}
impl GivesPosts for ManagePeople {}

/// A post to be given.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// Where.
    pub site: SiteId,
    /// To whom.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Only these channels, or all.
    pub channels: Option<Vec<ChannelId>>,
    /// Until when, or for as long as nobody ends it.
    pub until: Option<DateTime<Utc>>,
}

impl NewPost {
    /// A post without scope or term.
    #[must_use]
    pub fn new(site: SiteId, person: PersonId, role: Role) -> Self {
        Self {
            site,
            person,
            role,
            channels: None,
            until: None,
        }
    }
}

/// Posts are given and taken, and accounts closed, one after another: who is the last or the first of a kind is read before it
/// is written.
pub(crate) const TURN: &str = "posts";

/// Gives the post. Answers who holds it now.
///
/// # Errors
/// [`NOT_TO_YOURSELF`], [`NOT_GRANTABLE`], [`PLATFORM_ROLE`], [`SITE_HAS_ADMINISTRATOR`] about the giver;
/// [`ONE_PLATFORM_POST`], [`PLATFORM_APART`], [`STAYS_LOCAL`], [`MEMBER_ALREADY`], [`NO_SUCH_ACCOUNT`] about the holder; [`TERM_OVER`];
/// [`Error::Invalid`] for channels of a role that handles no texts; faults.
pub async fn give<P: GivesPosts>(tx: &mut HubWrite, by: &Granted<P>, post: &NewPost) -> Result<Person> {
    tx.in_turn(TURN).await?;
    let person = query::by_id(tx, post.person).await?;
    if !person.is_active() {
        return Err(NO_SUCH_ACCOUNT.into());
    }
    may_give(tx, by, post.site, post.role, post.person).await?;
    if post.role.is_platform() && !is_portal(tx, post.site).await? {
        return Err(PLATFORM_ROLE.into());
    }
    if post.role == Role::SiteAdmin
        && is_bound_to_first(tx, by).await?
        && has_administrator(tx, post.site).await?
    {
        return Err(SITE_HAS_ADMINISTRATOR.into());
    }
    if post.until.is_some_and(|until| until <= tx.now()) {
        return Err(TERM_OVER.into());
    }
    if post.channels.is_some() && !post.role.takes_channels() {
        return Err(Error::field("channels", "这个岗位不分栏目。"));
    }
    drop_over(tx, &person).await?;
    check_apart(tx, post).await?;
    if post.role.is_platform() {
        lay_down_keys(tx, by.actor(), &person).await?;
    }
    insert(tx, by.actor(), post).await?;
    tell(
        tx,
        &person,
        post.site,
        post.role,
        &json!({
            "deed": "given",
            "role": post.role.key(),
            "channels": post.channels.as_ref().map(|list| list.iter().map(|id| id.0).collect::<Vec<_>>()),
            "until": post.until.map(kernel::beijing::date),
        }),
    );
    Ok(person)
}

/// Whether the giver may give (or end) a post in this role on this site. Read inside the transaction: what counts is the
/// posts of now, not those of the page.
pub(super) async fn may_give<P: GivesPosts>(
    tx: &HubWrite,
    by: &Granted<P>,
    site: SiteId,
    role: Role,
    holder: PersonId,
) -> Result<()> {
    let me = match by.actor() {
        Actor::Operator { .. } => return Ok(()),
        Actor::Person { id, .. } => *id,
        Actor::Citizen { .. }
        | Actor::Public
        | Actor::Job { .. }
        | Actor::Token { .. }
        | Actor::Peer { .. } => {
            return Err(Error::Forbidden(P::KEY));
        }
    };
    if me == holder {
        return Err(NOT_TO_YOURSELF.into());
    }
    let mine = super::query::of_person(tx, me).await?;
    let may = mine
        .iter()
        .filter(|post| post.site == by.site() && P::ROLES.contains(&post.role))
        .any(|post| post.role.grants().contains(&role) && (post.role.is_platform() || post.site == site));
    if may {
        Ok(())
    } else if role.is_platform() {
        Err(PLATFORM_ROLE.into())
    } else {
        Err(NOT_GRANTABLE.into())
    }
}

/// A system administrator gives a site its first administrator and no second one.
async fn is_bound_to_first<P: GivesPosts>(tx: &HubWrite, by: &Granted<P>) -> Result<bool> {
    let Some(me) = by.actor().person() else {
        return Ok(false);
    };
    let mine = super::query::of_person(tx, me).await?;
    let free = |post: &kernel::policy::Membership| {
        post.site == by.site()
            && post.role != Role::PlatformAdmin
            && post.role.grants().contains(&Role::SiteAdmin)
    };
    Ok(!mine.iter().any(free))
}

async fn has_administrator(tx: &HubWrite, site: SiteId) -> Result<bool> {
    let rows = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::Role.eq(Role::SiteAdmin.key()))
        .all()
        .await?;
    let holders: Vec<i64> = rows
        .iter()
        .filter(|row| !row.is_over(tx.now()))
        .map(|row| row.person_id)
        .collect();
    let active = person::State::Active.key();
    tx.find::<person::entity::Entity>()
        .filter(person::entity::Column::Id.is_in(holders))
        .filter(person::entity::Column::State.eq(active))
        .exists()
        .await
}

pub(crate) async fn is_portal(tx: &HubRead, id: SiteId) -> Result<bool> {
    tx.find::<site::Entity>()
        .filter(site::Column::Id.eq(id.0))
        .filter(site::Column::Kind.eq(SiteKind::Portal.key()))
        .exists()
        .await
}

/// Posts whose term is over count for nothing; they go before they could stand in the way of a new one.
async fn drop_over(tx: &mut HubWrite, person: &Person) -> Result<()> {
    let rows = tx
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.id))
        .filter(Column::ExpiresAt.lte(tx.now()))
        .all()
        .await?;
    for row in rows {
        tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
        let detail = json!({ "deed": "expired", "role": row.role });
        match Role::parse(&row.role) {
            Some(role) => tell(tx, person, SiteId(row.site_id), role, &detail),
            None => tx.audit(
                Some(SiteId(row.site_id)),
                "membership.changed",
                &person.uid().to_string(),
                &detail,
            ),
        }
    }
    Ok(())
}

/// The three platform roles are three persons, and none of them works on a site. A trigger of the database says the same.
async fn check_apart(tx: &HubWrite, post: &NewPost) -> Result<()> {
    let held = tx
        .find::<Entity>()
        .filter(Column::PersonId.eq(post.person.0))
        .all()
        .await?;
    let others = held.iter().filter_map(Model::post).map(|post| post.role);
    for other in others {
        if post.role.is_platform() && other.is_platform() && other != post.role {
            return Err(ONE_PLATFORM_POST.into());
        }
        if post.role.is_platform() != other.is_platform() {
            return Err(PLATFORM_APART.into());
        }
    }
    Ok(())
}

/// Whoever gets a platform post leaves behind every key that others had a hand in: one-time links that administrators made,
/// identities that they linked, sign-ins that began before. The password is the person's own and kept here, else the
/// directory or the next link would be somebody else's way in.
async fn lay_down_keys(tx: &mut HubWrite, actor: &Actor, person: &Person) -> Result<()> {
    if actor.person().is_some() && (person.directory || person.password_hash.is_none()) {
        return Err(STAYS_LOCAL.into());
    }
    let links = crate::invitation::revoke_all(tx, person.id).await?;
    let identities = crate::upstream::unlink_all(tx, person.person()).await?;
    let sessions = crate::session::end_person(tx, person.person(), None).await?;
    if links + identities + sessions > 0 {
        let detail = json!({ "links": links, "identities": identities, "sessions": sessions });
        tx.audit(None, "person.keys_ended", &person.uid().to_string(), &detail);
    }
    Ok(())
}

async fn insert(tx: &mut HubWrite, actor: &Actor, post: &NewPost) -> Result<()> {
    let channels = post.channels.as_ref().map(|channels| {
        let numbers: Vec<_> = channels.iter().map(|channel| channel.0.to_string()).collect();
        numbers.join(",")
    });
    let row = ActiveModel {
        site_id: Set(post.site.0),
        person_id: Set(post.person.0),
        role: Set(post.role.key().to_owned()),
        channels: Set(channels),
        created_at: Set(tx.now()),
        expires_at: Set(post.until),
        granted_by: Set(actor.person().map(|person| person.0)),
        granted_by_name: Set(actor.label()),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(POST, || MEMBER_ALREADY)?;
    Ok(())
}

pub(super) fn tell(tx: &mut HubWrite, person: &Person, site: SiteId, role: Role, detail: &serde_json::Value) {
    let body = EventBody::MembershipChanged {
        person: person.uid(),
        role,
    };
    if role.is_platform() {
        tx.emit_for_all(site, body, detail);
    } else {
        tx.emit_with(site, body, detail);
    }
}
