//! 全平台人员: a platform administrator's list of all people, on the portal.

use super::entity::Model as Person;
use super::view::{PeopleShow, PersonRow, PersonShow, TypedPerson};
use super::{NewPerson, create_person, query, reset_password, restore_person, suspend_person};
use crate::door::{self, Door};
use crate::invitation::view::LinkShow;
use crate::invitation::{self, Purpose};
use crate::membership::view::state_of;
use crate::membership::{self, appoint, dismiss};
use crate::permissions::ManagePeople;
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, MembershipId, PersonId, Result};
use serde::Deserialize;
use theme::view::Pager;

const SIZE: u64 = 30;

/// What is looked for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
    page: u64,
}

/// A new person, as the form comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    account: String,
    name: String,
    title: String,
}

/// A post, as the form comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    site: String,
    role: String,
}

/// The list.
pub async fn get_people(by: By<ManagePeople>, request: HttpRequest, door: Data<Door>) -> Reply {
    let wanted: Wanted = door::query(request.query_string())?;
    let page = list(&by, &door, wanted, TypedPerson::default()).await?;
    by.page(page).await
}

async fn list(
    by: &By<ManagePeople>,
    door: &Door,
    wanted: Wanted,
    typed: TypedPerson,
) -> Result<StaffPage<PeopleShow>> {
    let db = door.identity.hub.read();
    let page = wanted.page.max(1);
    let (rows, total) = query::list(&db, &wanted.q, page, SIZE).await?;
    let posts = membership::query::of_people(&db, rows.iter().map(Person::person)).await?;
    let url = by.site.url("/console/people");
    let q: String = url::form_urlencoded::byte_serialize(wanted.q.as_bytes()).collect();
    let pager = Pager::for_total(page, SIZE, total, &format!("{url}?q={q}"));
    let people = rows.into_iter().map(|person| row(by, person, &posts)).collect();
    let view = PeopleShow {
        q: wanted.q,
        url,
        people,
        pager,
        typed,
    };
    Ok(StaffPage::new("identity/people.html", view).title("全平台人员"))
}

fn row(by: &By<ManagePeople>, person: Person, posts: &[membership::entity::Model]) -> PersonRow {
    let words = posts
        .iter()
        .filter(|post| post.person_id == person.id)
        .filter_map(membership::entity::Model::post);
    let words = words.map(|post| {
        let site = by
            .app
            .directory
            .get(post.site)
            .map_or_else(String::new, |site| site.short_name.clone());
        format!("{site} {}", post.role.title())
    });
    let (state, tone) = state_of(&person);
    PersonRow {
        url: by.site.url(&format!("/console/people/{}", person.id)),
        posts: words.collect::<Vec<_>>().join("、"),
        state: state.into(),
        tone: tone.into(),
        signed_in: person
            .signed_in_at
            .map_or_else(String::new, kernel::beijing::minute),
        name: person.name,
        account: person.account,
        title: person.title,
    }
}

/// Opens an account; shows the one-time link once.
pub async fn post_person(by: By<ManagePeople>, door: Data<Door>, Form(form): Form<PersonForm>) -> Reply {
    match create(&by, &door, &form).await {
        Ok(view) => by.page(view.page()).await,
        Err(error) => {
            let PersonForm { account, name, title } = form;
            let page = list(
                &by,
                &door,
                Wanted::default(),
                TypedPerson { account, name, title },
            )
            .await?;
            by.form(page, error).await
        }
    }
}

async fn create(by: &By<ManagePeople>, door: &Door, form: &PersonForm) -> Result<LinkShow> {
    let new = NewPerson::parse(&form.account, &form.name, &form.title)?;
    let identity = &door.identity;
    let until = identity.now() + identity.settings.invitation;
    let mut tx = identity.hub.write(by.me.actor()).await?;
    let person = create_person(&mut tx, by.site.id, new).await?;
    let token = invitation::issue(&mut tx, &person, Purpose::Invite, until).await?;
    tx.commit().await?;
    LinkShow::new(
        by,
        &person,
        &token,
        until,
        &format!("/console/people/{}", person.id),
    )
}

/// A person with all posts.
pub async fn get_person(by: By<ManagePeople>, door: Data<Door>, path: Path<PersonId>) -> Reply {
    let page = show(&by, &door, path.into_inner()).await?;
    by.page(page).await
}

async fn show(by: &By<ManagePeople>, door: &Door, person: PersonId) -> Result<StaffPage<PersonShow>> {
    let db = door.identity.hub.read();
    let person = query::by_id(&db, person).await?;
    let rows = membership::query::of_people(&db, [person.person()]).await?;
    let post = |row: &membership::entity::Model| Some((row.id, row.site_id, row.post()?.role));
    let posts: Vec<_> = rows.iter().filter_map(post).collect();
    let own = by.me.person == person.person();
    let view = PersonShow::new(&by.site, &by.app.directory.all(), &person, &posts, own);
    Ok(StaffPage::new("identity/person.html", view).title(person.name))
}

/// Gives a post on any site.
pub async fn post_appoint(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<PersonId>,
    Form(form): Form<PostForm>,
) -> Reply {
    let person = path.into_inner();
    let done = give(&by, &door, person, &form).await;
    done_on_page(&by, &door, person, done, "岗位已设立，立即生效。").await
}

async fn give(by: &By<ManagePeople>, door: &Door, person: PersonId, form: &PostForm) -> Result<()> {
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
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<(PersonId, MembershipId)>,
) -> Reply {
    let (person, post) = path.into_inner();
    let done = end(&by, &door, person, post).await;
    done_on_page(&by, &door, person, done, "岗位已移除，立即生效。").await
}

async fn end(by: &By<ManagePeople>, door: &Door, person: PersonId, post: MembershipId) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    dismiss(&mut tx, &by.granted(), person, post).await?;
    tx.commit().await
}

/// Resets anybody's password; shows the one-time link once.
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
    tx.commit().await?;
    LinkShow::new(
        by,
        &person,
        &token,
        until,
        &format!("/console/people/{}", person.id),
    )
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
    restore_person(&mut tx, &by.granted(), person).await?;
    tx.commit().await?;
    done_on_page(&by, &door, person, Ok(()), "账号已恢复。").await
}

async fn done_on_page(
    by: &By<ManagePeople>,
    door: &Door,
    person: PersonId,
    done: Result<()>,
    notice: &str,
) -> Reply {
    match done {
        Ok(()) => by.saved(&format!("/console/people/{person}"), notice).await,
        Err(error) => {
            let page = show(by, door, person).await?;
            by.form(page, error).await
        }
    }
}
