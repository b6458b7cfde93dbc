//! 全平台人员: the list of all people and each one's page, on the portal.

use super::entity::Model as Person;
use super::query::{Condition, Filter};
use super::view::{Parts, PeopleShow, PersonRow, PersonShow, TypedPerson, Wanted};
use super::{
    NewPerson, change_contact, create_account, query, reset_password, restore_person, suspend_person,
};
use crate::door::{self, Door};
use crate::invitation::view::LinkShow;
use crate::invitation::{self, Delivered, Purpose};
use crate::membership::view::{Choice, choices, state_of};
use crate::membership::{self, appoint, dismiss};
use crate::permissions::{ManageGrants, ManagePeople, ReadAccounts};
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use gateway::staff::Signed;
use gateway::unit::entity as unit;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, MembershipId, PersonId, Result, Role};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use std::collections::HashSet;
use theme::view::Pager;

const SIZE: u64 = 30;

/// What is looked for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    site: String,
    role: String,
    state: String,
    page: u64,
}

/// A person, as the form comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    account: String,
    name: String,
    title: String,
    email: String,
}

/// A post, as the form comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    site: String,
    role: String,
}

/// The list.
pub async fn get_people(by: By<ReadAccounts>, request: HttpRequest, door: Data<Door>) -> Reply {
    let asked: Asked = door::query(request.query_string())?;
    let page = list(&by, &door, asked, TypedPerson::default()).await?;
    by.page(page).await
}

async fn list(
    signed: &Signed,
    door: &Door,
    asked: Asked,
    typed: TypedPerson,
) -> Result<StaffPage<PeopleShow>> {
    let db = door.identity.hub.read();
    let page = asked.page.max(1);
    let filter = Filter {
        words: asked.q.clone(),
        site: signed.app.directory.by_slug(&asked.site).map(|site| site.id),
        role: Role::parse(&asked.role),
        condition: Condition::parse(&asked.state),
    };
    let (rows, total) = query::list(&db, &filter, page, SIZE).await?;
    let posts = membership::query::of_people(&db, rows.iter().map(Person::person)).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let second = query::with_second_factor(&db, &ids).await?;
    let url = signed.site.url("/console/people");
    let pager = Pager::for_total(page, SIZE, total, &address(&url, &asked));
    let people = rows
        .into_iter()
        .map(|person| row(signed, person, &posts, &second))
        .collect();
    let view = PeopleShow {
        sites: sites(signed),
        roles: choices(Role::ALL),
        states: PeopleShow::states(),
        wanted: Wanted {
            q: asked.q,
            site: asked.site,
            role: asked.role,
            state: asked.state,
        },
        url,
        people,
        pager,
        may_create: signed.may::<ManagePeople>() && !door.is_remote(),
        typed,
    };
    Ok(StaffPage::new("identity/people.html", view).title("全平台人员"))
}

/// The list's address with what is looked for.
fn address(url: &str, asked: &Asked) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &asked.q)
        .append_pair("site", &asked.site)
        .append_pair("role", &asked.role)
        .append_pair("state", &asked.state)
        .finish();
    format!("{url}?{query}")
}

fn sites(signed: &Signed) -> Vec<Choice> {
    let all = signed.app.directory.all();
    all.iter()
        .map(|site| Choice {
            value: site.slug.clone(),
            label: site.name.clone(),
        })
        .collect()
}

fn row(
    signed: &Signed,
    person: Person,
    posts: &[membership::entity::Model],
    second: &HashSet<i64>,
) -> PersonRow {
    let words = posts
        .iter()
        .filter(|post| post.person_id == person.id)
        .filter_map(membership::entity::Model::post);
    let words = words.map(|post| {
        let site = signed
            .app
            .directory
            .get(post.site)
            .map_or_else(String::new, |site| site.short_name.clone());
        format!("{site} {}", post.role.title())
    });
    let (state, tone) = state_of(&person);
    PersonRow {
        url: signed.site.url(&format!("/console/people/{}", person.id)),
        posts: words.collect::<Vec<_>>().join("、"),
        state: state.into(),
        tone: tone.into(),
        second_factor: second.contains(&person.id),
        signed_in: person
            .signed_in_at
            .map_or_else(String::new, kernel::beijing::minute),
        name: person.name,
        account: person.account,
        title: person.title,
    }
}

/// Opens an account; mails the one-time link, or shows it once.
pub async fn post_person(by: By<ManagePeople>, door: Data<Door>, Form(form): Form<PersonForm>) -> Reply {
    match create(&by, &door, &form).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let PersonForm {
                account,
                name,
                title,
                email,
            } = form;
            let typed = TypedPerson {
                account,
                name,
                title,
                email,
            };
            let page = list(&by, &door, Asked::default(), typed).await?;
            by.form(page, error).await
        }
    }
}

async fn create(by: &By<ManagePeople>, door: &Door, form: &PersonForm) -> Result<LinkShow> {
    let new = NewPerson::parse(&form.account, &form.name, &form.title)?.with_email(&form.email)?;
    let identity = &door.identity;
    let until = identity.now() + identity.settings.invitation;
    let mut tx = identity.hub.write(by.me.actor()).await?;
    let person = create_account(&mut tx, by.site.id, new).await?;
    let token = invitation::issue(&mut tx, &person, Purpose::Invite, until).await?;
    let link = Delivered {
        token: &token,
        purpose: Purpose::Invite,
        until,
        site: Some(by.site.id),
    };
    let mailed = invitation::deliver(&mut tx, &identity.settings, &person, link).await?;
    tx.commit().await?;
    let back = format!("/console/people/{}", person.id);
    Ok(LinkShow::new(by, &person, &token, until, &back)?.mailed_to(&person, mailed))
}

/// A person with all posts.
pub async fn get_person(by: By<ReadAccounts>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let page = show(&by, &door, path.into_inner()).await?;
    by.page(page).await
}

async fn show(signed: &Signed, door: &Door, person: PersonId) -> Result<StaffPage<PersonShow>> {
    let db = door.identity.hub.read();
    let person = query::by_id(&db, person).await?;
    let rows = membership::query::of_people(&db, [person.person()]).await?;
    let post = |row: &membership::entity::Model| Some((row.id, row.site_id, row.post()?.role));
    let unit = match person.unit_id {
        Some(id) => {
            db.find::<unit::Entity>()
                .filter(unit::Column::Id.eq(id))
                .one()
                .await?
        }
        None => None,
    };
    let parts = Parts {
        person: &person,
        posts: rows.iter().filter_map(post).collect(),
        links: &invitation::query::unused(&db, person.person()).await?,
        unit: unit.map_or_else(String::new, |unit| unit.name),
        second_factor: !query::with_second_factor(&db, &[person.id]).await?.is_empty(),
        own: signed.me.person == person.person(),
        may_change: signed.may::<ManagePeople>() && !door.is_remote(),
    };
    let grants = membership::grantable(signed);
    let view = PersonShow::new(
        &signed.site,
        &signed.app.directory.all(),
        parts,
        door.identity.now(),
    )
    .with_grants(&rows, &grants);
    Ok(StaffPage::new("identity/person.html", view).title(person.name))
}

/// Changes name, post in words and mail address.
pub async fn post_contact(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<PersonId>,
    Form(form): Form<PersonForm>,
) -> Reply {
    let person = path.into_inner();
    let done = contact(&by, &door, person, &form).await;
    done_on_page(&by, &door, person, done, "资料已保存。").await
}

async fn contact(by: &By<ManagePeople>, door: &Door, person: PersonId, form: &PersonForm) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let new = (form.name.as_str(), form.title.as_str(), form.email.as_str());
    change_contact(&mut tx, &by.granted(), person, new, &door.identity.settings).await?;
    tx.commit().await
}

/// Gives a post on any site.
pub async fn post_appoint(
    by: By<ManageGrants>,
    door: Data<Door>,
    path: Path<PersonId>,
    Form(form): Form<PostForm>,
) -> Reply {
    let person = path.into_inner();
    let done = give(&by, &door, person, &form).await;
    done_on_page(&by, &door, person, done, "岗位已设立，立即生效。").await
}

async fn give(by: &By<ManageGrants>, door: &Door, person: PersonId, form: &PostForm) -> Result<()> {
    let role = membership::form::role(&form.role, "role")?;
    let site = by
        .app
        .directory
        .by_slug(&form.site)
        .ok_or_else(|| Error::field("site", "请选择站点。"))?;
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    appoint(&mut tx, &by.granted(), site.id, person, role).await?;
    tx.commit().await
}

/// Ends a post on any site.
pub async fn post_dismiss(
    by: By<ManageGrants>,
    door: Data<Door>,
    path: Path<(PersonId, MembershipId)>,
) -> Reply {
    let (person, post) = path.into_inner();
    let done = end(&by, &door, person, post).await;
    done_on_page(&by, &door, person, done, "岗位已移除，立即生效。").await
}

async fn end(by: &By<ManageGrants>, door: &Door, person: PersonId, post: MembershipId) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    dismiss(&mut tx, &by.granted(), person, post).await?;
    tx.commit().await
}

/// Resets anybody's password; mails the one-time link, or shows it once.
pub async fn post_reset(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let person = path.into_inner();
    match reset(&by, &door, person).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let page = show(&by, &door, person).await?;
            by.form(page, error).await
        }
    }
}

async fn reset(by: &By<ManagePeople>, door: &Door, person: PersonId) -> Result<LinkShow> {
    let identity = &door.identity;
    let until = identity.now() + identity.settings.reset;
    let mut tx = identity.hub.write(by.me.actor()).await?;
    let (person, token) = reset_password(&mut tx, &by.granted(), person, until).await?;
    let link = Delivered {
        token: &token,
        purpose: Purpose::Reset,
        until,
        site: Some(by.site.id),
    };
    let mailed = invitation::deliver(&mut tx, &identity.settings, &person, link).await?;
    tx.commit().await?;
    let back = format!("/console/people/{}", person.id);
    Ok(LinkShow::new(by, &person, &token, until, &back)?.mailed_to(&person, mailed))
}

/// Sends somebody who has no password yet a new link; the old one ends.
pub async fn post_renew(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let person = path.into_inner();
    match renew(&by, &door, person).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let page = show(&by, &door, person).await?;
            by.form(page, error).await
        }
    }
}

async fn renew(by: &By<ManagePeople>, door: &Door, person: PersonId) -> Result<LinkShow> {
    let identity = &door.identity;
    let until = identity.now() + identity.settings.invitation;
    let mut tx = identity.hub.write(by.me.actor()).await?;
    let (person, purpose, token) = invitation::renew(&mut tx, &by.granted(), person, until).await?;
    let link = Delivered {
        token: &token,
        purpose,
        until,
        site: Some(by.site.id),
    };
    let mailed = invitation::deliver(&mut tx, &identity.settings, &person, link).await?;
    tx.commit().await?;
    let back = format!("/console/people/{}", person.id);
    Ok(LinkShow::new(by, &person, &token, until, &back)?.mailed_to(&person, mailed))
}

/// Takes unused links back.
pub async fn post_revoke(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let person = path.into_inner();
    let done = revoke(&by, &door, person).await;
    done_on_page(&by, &door, person, done, "一次性链接已作废。").await
}

async fn revoke(by: &By<ManagePeople>, door: &Door, person: PersonId) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    invitation::revoke(&mut tx, &by.granted(), person).await?;
    tx.commit().await
}

/// Closes an account.
pub async fn post_suspend(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let person = path.into_inner();
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let done = match suspend_person(&mut tx, &by.granted(), person).await {
        Ok(()) => tx.commit().await,
        Err(error) => Err(error),
    };
    done_on_page(&by, &door, person, done, "账号已停用，所有登录已退出。").await
}

/// Opens a closed account.
pub async fn post_restore(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let person = path.into_inner();
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let done = match restore_person(&mut tx, &by.granted(), person).await {
        Ok(()) => tx.commit().await,
        Err(error) => Err(error),
    };
    done_on_page(&by, &door, person, done, "账号已恢复。").await
}

async fn done_on_page(
    signed: &Signed,
    door: &Door,
    person: PersonId,
    done: Result<()>,
    notice: &str,
) -> Reply {
    match done {
        Ok(()) => signed.saved(&format!("/console/people/{person}"), notice).await,
        Err(error) => {
            let page = show(signed, door, person).await?;
            signed.form(page, error).await
        }
    }
}
