//! 本站人员: a site administrator's list of members.

use super::form::{AddForm, InviteForm};
use super::view::{MembersShow, Typed};
use super::{add_member, entity, invite_member, query, remove_member};
use crate::door::Door;
use crate::invitation::view::LinkShow;
use crate::permissions::ManageMembers;
use crate::person::reset_member_password;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, MembershipId, PersonId, Result};
use sea_orm::ColumnTrait;

/// The list.
pub async fn get_members(by: By<ManageMembers>, door: Data<Door>) -> Reply {
    let page = list(&by, &door, Typed::default()).await?;
    by.page(page).await
}

async fn list(by: &By<ManageMembers>, door: &Door, typed: Typed) -> Result<StaffPage<MembersShow>> {
    let members = query::members(&by.read()).await?;
    let mut view = MembersShow::new(&by.site, by.me.person, members, !door.is_remote());
    view.typed = typed;
    Ok(StaffPage::new("identity/members.html", view).title("本站人员"))
}

/// Gives somebody with an account a post.
pub async fn post_add_member(by: By<ManageMembers>, door: Data<Door>, Form(form): Form<AddForm>) -> Reply {
    match add(&by, &form).await {
        Ok(name) => {
            by.saved("/console/members", &format!("已为{name}设立岗位。"))
                .await
        }
        Err(error) => {
            let typed = Typed {
                account: form.account,
                role: form.role,
                ..Typed::default()
            };
            let page = list(&by, &door, typed).await?;
            by.form(page, error).await
        }
    }
}

async fn add(by: &By<ManageMembers>, form: &AddForm) -> Result<String> {
    let (account, role) = form.parse()?;
    let mut tx = by.write().await?;
    let person = add_member(&mut tx, &account, role).await?;
    tx.commit().await?;
    Ok(person.name)
}

/// Opens an account with a post; shows the one-time link once.
pub async fn post_invite_member(
    by: By<ManageMembers>,
    door: Data<Door>,
    Form(form): Form<InviteForm>,
) -> Reply {
    match invite(&by, &door, &form).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let InviteForm {
                new_account,
                name,
                title,
                new_role,
            } = form;
            let typed = Typed {
                new_account,
                name,
                title,
                new_role,
                ..Typed::default()
            };
            let page = list(&by, &door, typed).await?;
            by.form(page, error).await
        }
    }
}

async fn invite(by: &By<ManageMembers>, door: &Door, form: &InviteForm) -> Result<LinkShow> {
    let (new, role) = form.parse()?;
    let (identity, granted) = (&door.identity, by.granted());
    let until = identity.now() + identity.settings.invitation;
    let mut tx = identity.hub.write(granted.actor().clone()).await?;
    let (person, token) = invite_member(&mut tx, &granted, new, role, until).await?;
    tx.commit().await?;
    LinkShow::new(by, &person, &token, until, "/console/members")
}

/// Ends a post.
pub async fn post_remove_member(by: By<ManageMembers>, path: Path<MembershipId>) -> Reply {
    let mut tx = by.write().await?;
    remove_member(&mut tx, path.into_inner()).await?;
    tx.commit().await?;
    by.saved("/console/members", "岗位已移除，立即生效。").await
}

/// Resets a member's password; shows the one-time link once.
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
    tx.commit().await?;
    LinkShow::new(by, &person, &token, until, "/console/members")
}
