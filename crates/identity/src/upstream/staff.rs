//! Staff link and unlink identities: everybody the own ones (关联登录), administrators those of others, with the mark
//! that somebody signs in by the directory.

use super::link::{of_person, set_directory};
use super::pending::Intent;
use super::public::{send, staff_session};
use super::view::{LinkRow, OwnShow, ProviderRow, SignInShow};
use super::{For, Identified, link_person, unlink_person};
use crate::door::{Door, see_other};
use crate::membership;
use crate::membership::view::Choice;
use crate::permissions::ManagePeople;
use crate::person::{self, entity::Model as Person};
use crate::refusals::{FOREIGN_CALLBACK, IDENTITY_TAKEN, STAYS_LOCAL};
use crate::session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use gateway::http::security::FormAction;
use gateway::staff::Signed;
use gateway::{By, Ctx, Form, Reply, StaffPage};
use kernel::{Error, PersonId, Result, Uid, beijing};
use serde::Deserialize;

/// The forms as they come.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    which: String,
    provider: String,
    subject: String,
    directory: String,
}

/// The own identities.
pub async fn get_own(signed: Signed, door: Data<Door>) -> Reply {
    own(&signed, &door, None).await
}

async fn own(signed: &Signed, door: &Door, error: Option<Error>) -> Reply {
    let links = of_person(&door.identity.hub.read(), signed.me.person).await?;
    let (mut providers, mut origins) = (Vec::new(), Vec::new());
    for provider in door.identity.upstreams.of(For::Staff) {
        let settings = &provider.settings;
        let link = links.iter().find(|link| link.issuer == settings.issuer);
        if link.is_none() {
            origins.push(provider.origin(door.identity.now()).await);
        }
        providers.push(ProviderRow {
            title: settings.title.clone(),
            since: link.map_or_else(String::new, |link| beijing::date(link.created_at)),
            which: link.map_or_else(|| settings.id.clone(), |link| link.id.to_string()),
        });
    }
    let view = OwnShow {
        providers,
        link_url: signed.site.url("/console/account/upstream/link"),
        unlink_url: signed.site.url("/console/account/upstream/unlink"),
        back: signed.site.url("/console/account"),
    };
    let page = StaffPage::new("identity/upstream_own.html", view).title("关联登录");
    let mut response = match error {
        None => signed.page(page).await?,
        Some(error) => signed.form(page, error).await?,
    };
    response.extensions_mut().insert(FormAction(origins));
    Ok(response)
}

/// To the provider, and back into this very sign-in.
pub async fn post_own_link(
    signed: Signed,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let provider = door.identity.upstreams.get(&typed.which)?;
    let live = staff_session((&signed, &request, &door)).await?;
    let live = live.ok_or(Error::Unauthenticated)?;
    if provider.settings.whom != For::Staff || !provider.is_offered_on(&signed.site) {
        return Err(Error::NotFound.into());
    }
    let intent = Intent::LinkPerson {
        person: live.person.uid(),
        group: live.session.group_session,
    };
    Ok(send(&signed, &door, provider, intent).await?)
}

/// The provider vouched: the identity belongs to the account of the sign-in that asked, and to no other.
pub(super) async fn finish_link(
    at: (&Ctx, &HttpRequest, &Door),
    found: &Identified,
    (person, group): (Uid, &str),
) -> Reply {
    let live = staff_session(at).await?;
    let live = live.filter(|live| live.person.uid() == person && live.session.group_session == group);
    let live = live.ok_or(FOREIGN_CALLBACK).map_err(Error::from)?;
    let (ctx, _, door) = at;
    let mut tx = door.identity.hub.write(live.person.actor()).await?;
    let who = (live.person.person(), person);
    link_person(&mut tx, who, found, door.identity.now()).await?;
    tx.commit().await?;
    Ok(see_other(&ctx.site.url("/console/account/upstream")))
}

/// Takes an own identity away.
pub async fn post_own_unlink(signed: Signed, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    let link = typed.which.parse().ok().ok_or(Error::NotFound)?;
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    unlink_person(&mut tx, (signed.me.person, signed.me.uid), link).await?;
    tx.commit().await?;
    signed
        .saved("/console/account/upstream", "身份已解除关联。")
        .await
}

/// How somebody signs in.
pub async fn get_sign_in(by: By<ManagePeople>, door: Data<Door>, path: Path<i64>) -> Reply {
    let person = somebody(&door, *path).await?;
    let page = page(&by, &door, &person).await?;
    by.page(page).await
}

async fn somebody(door: &Door, id: i64) -> Result<Person> {
    person::query::by_id(&door.identity.hub.read(), PersonId(id)).await
}

fn here(person: &Person) -> String {
    format!("/console/people/{}/sign-in", person.id)
}

async fn page(by: &By<ManagePeople>, door: &Door, person: &Person) -> Result<StaffPage<SignInShow>> {
    let upstreams = &door.identity.upstreams;
    let links = of_person(&door.identity.hub.read(), person.person()).await?;
    let title_of = |id: &str| {
        upstreams
            .get(id)
            .map_or_else(|_| id.to_owned(), |known| known.settings.title.clone())
    };
    let view = SignInShow {
        name: person.name.clone(),
        account: person.account.clone(),
        own: person.person() == by.me.person,
        directory: person.directory,
        has_directory: upstreams.directory.is_some(),
        links: links
            .iter()
            .map(|link| LinkRow {
                title: title_of(&link.provider),
                subject: link.subject.clone(),
                since: beijing::date(link.created_at),
                used: link.used_at.map_or_else(String::new, beijing::minute),
                which: link.id.to_string(),
            })
            .collect(),
        providers: upstreams
            .of(For::Staff)
            .map(|provider| Choice {
                value: provider.settings.id.clone(),
                label: provider.settings.title.clone(),
            })
            .collect(),
        url: by.site.url(&here(person)),
        back: by.site.url(&format!("/console/people/{}", person.id)),
    };
    Ok(StaffPage::new("identity/upstream_person.html", view).title("登录方式"))
}

/// An administrator says that somebody signs in by the directory, or no longer does. The person's sign-ins end.
pub async fn post_directory(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<i64>,
    Form(typed): Form<Typed>,
) -> Reply {
    let person = somebody(&door, *path).await?;
    match mark(&by, &door, &person, typed.directory == "yes").await {
        Ok(()) => by.saved(&here(&person), "登录方式已保存。").await,
        Err(error) => by.form(page(&by, &door, &person).await?, error).await,
    }
}

async fn mark(by: &By<ManagePeople>, door: &Door, person: &Person, directory: bool) -> Result<()> {
    let posts = membership::query::of_person(&door.identity.hub.read(), person.person()).await?;
    if directory && posts.iter().any(|post| post.role.is_platform()) {
        return Err(STAYS_LOCAL.into());
    }
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    membership::check_reach(&tx, &by.me.actor(), person.person()).await?;
    set_directory(&mut tx, person, directory).await?;
    session::end_person(&mut tx, person.person(), None).await?;
    tx.commit().await
}

/// An administrator links an identity, whose subject the provider told.
pub async fn post_link(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<i64>,
    Form(typed): Form<Typed>,
) -> Reply {
    let person = somebody(&door, *path).await?;
    match link(&by, &door, &person, &typed).await {
        Ok(()) => by.saved(&here(&person), "身份已关联。").await,
        Err(error) => by.form(page(&by, &door, &person).await?, error).await,
    }
}

async fn link(by: &By<ManagePeople>, door: &Door, person: &Person, typed: &Typed) -> Result<()> {
    let upstream = door.identity.upstreams.get(&typed.provider).ok();
    let upstream = upstream.filter(|known| known.settings.whom == For::Staff);
    let upstream = upstream.ok_or_else(|| Error::field("provider", "请选择身份认证平台。"))?;
    let subject = typed.subject.trim();
    if subject.is_empty() || subject.len() > 255 {
        return Err(Error::field("subject", "请填写该平台给出的用户标识。"));
    }
    // Nobody gives himself a way into the own account that the profile page would ask a proof for.
    if person.person() == by.me.person {
        return Err(IDENTITY_TAKEN.into());
    }
    let found = Identified {
        provider: upstream.settings.id.clone(),
        issuer: upstream.settings.issuer.clone(),
        subject: subject.to_owned(),
        name: String::new(),
        account: String::new(),
        two_factor: false,
    };
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    membership::check_reach(&tx, &by.me.actor(), person.person()).await?;
    let who = (person.person(), person.uid());
    link_person(&mut tx, who, &found, door.identity.now()).await?;
    tx.commit().await
}

/// An administrator takes an identity away; the person's sign-ins end.
pub async fn post_unlink(
    by: By<ManagePeople>,
    door: Data<Door>,
    path: Path<i64>,
    Form(typed): Form<Typed>,
) -> Reply {
    let person = somebody(&door, *path).await?;
    let link = typed.which.parse().ok().ok_or(Error::NotFound)?;
    match unlink(&by, &door, &person, link).await {
        Ok(()) => by.saved(&here(&person), "身份已解除关联。").await,
        Err(error) => by.form(page(&by, &door, &person).await?, error).await,
    }
}

async fn unlink(by: &By<ManagePeople>, door: &Door, person: &Person, link: i64) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    membership::check_reach(&tx, &by.me.actor(), person.person()).await?;
    unlink_person(&mut tx, (person.person(), person.uid()), link).await?;
    session::end_person(&mut tx, person.person(), None).await?;
    tx.commit().await
}
