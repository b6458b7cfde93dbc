//! 本站人员: a site administrator's list of members.

use super::form::{AddForm, Fields, InviteForm};
use super::view::{Here, MembersShow, Typed};
use super::{add_member, entity, invite_member, query, remove_member};
use crate::door::Door;
use crate::invitation::view::LinkShow;
use crate::invitation::{self, Delivered, Purpose};
use crate::permissions::ManageMembers;
use crate::person::{self, reset_member_password};
use crate::quota;
use actix_web::web::{Data, Path};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, MembershipId, PersonId, Result, Role};
use sea_orm::ColumnTrait;

/// The roles that who looks may give here, in the order of [`Role::ALL`].
#[must_use]
pub fn grantable(signed: &Signed) -> Vec<Role> {
    let given = |role: &Role| {
        let mut mine = signed.posts.iter().filter(|post| post.site == signed.site.id);
        mine.any(|post| post.role.grants().contains(role))
    };
    Role::ALL.into_iter().filter(given).collect()
}

/// The list.
pub async fn get_members(by: By<ManageMembers>, door: Data<Door>) -> Reply {
    let page = list(&by, &door, Typed::default()).await?;
    by.page(page).await
}

async fn list(by: &By<ManageMembers>, door: &Door, typed: Typed) -> Result<StaffPage<MembersShow>> {
    let db = by.read();
    let members = query::members(&db).await?;
    let ids: Vec<i64> = members.iter().map(|member| member.person.id).collect();
    let hub = door.identity.hub.read();
    let second = person::query::with_second_factor(&hub, &ids).await?;
    let here = Here {
        site: &by.site,
        me: by.me.person,
        channels: by.app.channels(&db).await?,
        grants: grantable(by),
        second,
        now: db.now(),
        can_invite: !door.is_remote(),
    };
    let view = MembersShow::new(&here, members, typed);
    Ok(StaffPage::new("identity/members.html", view).title("本站人员"))
}

/// Gives somebody with an account a post.
pub async fn post_add_member(by: By<ManageMembers>, door: Data<Door>, Form(fields): Form<Fields>) -> Reply {
    let form = AddForm::of(&fields);
    match quota::look_up(&door.identity, by.me.person, add(&by, &door, &form)).await {
        Ok(name) => {
            by.saved("/console/members", &format!("已为{name}设立岗位。"))
                .await
        }
        Err(error) => {
            let page = list(&by, &door, Typed::add(form)).await?;
            by.form(page, error).await
        }
    }
}

async fn add(by: &By<ManageMembers>, door: &Door, form: &AddForm) -> Result<String> {
    let (account, post) = form.parse(&by.app.channels(&by.read()).await?)?;
    let granted = by.granted();
    let mut tx = door.identity.hub.write(granted.actor().clone()).await?;
    let person = add_member(&mut tx, &granted, &account, post).await?;
    tx.commit().await?;
    Ok(person.name)
}

/// Opens an account with a post; mails the one-time link, or shows it once.
pub async fn post_invite_member(
    by: By<ManageMembers>,
    door: Data<Door>,
    Form(fields): Form<Fields>,
) -> Reply {
    let form = InviteForm::of(&fields);
    match quota::look_up(&door.identity, by.me.person, invite(&by, &door, &form)).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let page = list(&by, &door, Typed::invite(form)).await?;
            by.form(page, error).await
        }
    }
}

async fn invite(by: &By<ManageMembers>, door: &Door, form: &InviteForm) -> Result<LinkShow> {
    let (new, post) = form.parse(&by.app.channels(&by.read()).await?)?;
    let (identity, granted) = (&door.identity, by.granted());
    let until = identity.now() + identity.settings.invitation;
    let mut tx = identity.hub.write(granted.actor().clone()).await?;
    let (person, token) = invite_member(&mut tx, &granted, new, post, until).await?;
    let link = Delivered {
        token: &token,
        purpose: Purpose::Invite,
        until,
        site: Some(by.site.id),
    };
    let mailed = invitation::deliver(&mut tx, &identity.settings, &person, link).await?;
    tx.commit().await?;
    Ok(LinkShow::new(by, &person, &token, until, "/console/members")?.mailed_to(&person, mailed))
}

/// Ends a post.
pub async fn post_remove_member(by: By<ManageMembers>, door: Data<Door>, path: Path<MembershipId>) -> Reply {
    match remove(&by, &door, path.into_inner()).await {
        Ok(()) => by.saved("/console/members", "岗位已移除，立即生效。").await,
        Err(error) => {
            let page = list(&by, &door, Typed::default()).await?;
            by.form(page, error).await
        }
    }
}

async fn remove(by: &By<ManageMembers>, door: &Door, member: MembershipId) -> Result<()> {
    let granted = by.granted();
    let mut tx = door.identity.hub.write(granted.actor().clone()).await?;
    remove_member(&mut tx, &granted, member).await?;
    tx.commit().await
}

/// Resets a member's password; mails the one-time link, or shows it once.
pub async fn post_reset_member(by: By<ManageMembers>, door: Data<Door>, path: Path<MembershipId>) -> Reply {
    match reset(&by, &door, path.into_inner()).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let page = list(&by, &door, Typed::default()).await?;
            by.form(page, error).await
        }
    }
}

async fn reset(by: &By<ManageMembers>, door: &Door, member: MembershipId) -> Result<LinkShow> {
    let row = by
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(member.0))
        .one()
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let (identity, granted) = (&door.identity, by.granted());
    let until = identity.now() + identity.settings.reset;
    let mut tx = identity.hub.write(granted.actor().clone()).await?;
    let (person, token) = reset_member_password(&mut tx, &granted, PersonId(row.person_id), until).await?;
    let link = Delivered {
        token: &token,
        purpose: Purpose::Reset,
        until,
        site: Some(by.site.id),
    };
    let mailed = invitation::deliver(&mut tx, &identity.settings, &person, link).await?;
    tx.commit().await?;
    Ok(LinkShow::new(by, &person, &token, until, "/console/members")?.mailed_to(&person, mailed))
}
