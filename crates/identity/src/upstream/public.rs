//! `/upstream/<id>/…`: the way to an outside provider and back, for staff on the portal, for citizens on the hosts that
//! offer it.

use super::entity::citizen::Model as CitizenLink;
use super::link::{note_used, of_citizen};
use super::pending::{Intent, Offer, Pending};
use super::provider::Answered;
use super::view::UnknownShow;
use super::{
    For, Identified, Upstream, find_citizen, find_person, link_citizen, link_person, unlink_citizen,
};
use crate::citizen::public::{done, enter, mine, way_on};
use crate::citizen::session::Place;
use crate::citizen::{NewCitizen, open_citizen, query as citizens};
use crate::door::{self, Door, PreSession, own_path, query, see_other};
use crate::membership;
use crate::person::{self, Account, entity::Model as Person};
use crate::refusals::{FOREIGN_CALLBACK, INVALID_REQUEST, LAST_WAY_IN};
use crate::session::Realm;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Citizen, Ctx, Form, Page, Reply, Site, SiteKind, StaffPage};
use kernel::{Actor, CitizenId, Error, PersonId, Result, beijing};
use serde::Deserialize;
use theme::view::{AccountForm, AccountProvider, Consent, Link};

/// What a start is asked with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    /// The client's request, for staff.
    request: String,
    /// A path of the site, for citizens.
    next: String,
}

impl Upstream {
    /// Whether this site shows its button. Staff sign in on the portal; citizens where the redirect URI is registered.
    #[must_use]
    pub fn is_offered_on(&self, site: &Site) -> bool {
        match self.settings.whom {
            For::Staff => site.kind == SiteKind::Portal,
            For::Citizen if self.settings.hosts.is_empty() => site.kind == SiteKind::Portal,
            For::Citizen => self.settings.hosts.contains(&site.host),
        }
    }
}

/// Sends somebody to the provider.
pub async fn get_start(ctx: Ctx, request: HttpRequest, door: Data<Door>, id: Path<String>) -> Reply {
    let provider = offered(&ctx, &door, &id)?;
    let Wish {
        request: wanted,
        next,
    } = query(request.query_string())?;
    let intent = match provider.settings.whom {
        For::Staff if wanted.chars().any(char::is_control) => return Err(Error::from(INVALID_REQUEST).into()),
        For::Staff => Intent::Staff { request: wanted },
        For::Citizen => Intent::Citizen {
            next: way_on(&ctx, &next),
        },
    };
    Ok(send(&ctx, &door, provider, intent).await?)
}

/// The provider of an address, where it is offered. Elsewhere it does not exist.
fn offered<'a>(ctx: &Ctx, door: &'a Door, id: &str) -> Result<&'a Upstream> {
    let provider = door.identity.upstreams.get(id)?;
    let realm = provider.settings.whom == For::Staff || door.identity.realm().is_ok();
    if provider.is_offered_on(&ctx.site) && realm {
        return Ok(provider);
    }
    Err(Error::NotFound)
}

/// Leads to the provider with a cookie that knows what it is for.
pub(super) async fn send(
    ctx: &Ctx,
    door: &Door,
    provider: &Upstream,
    intent: Intent,
) -> Result<HttpResponse> {
    let now = door.identity.now();
    let pending = Pending::begin(&provider.settings.id, &ctx.site.host, intent, now)?;
    let secrets = (
        pending.state.as_str(),
        pending.nonce.as_str(),
        pending.verifier.as_str(),
    );
    let back = provider.redirect_uri(&ctx.site.origin);
    let url = provider.authorization_url(secrets, &back, now).await?;
    let mut response = see_other(url.as_str());
    response
        .add_cookie(&pending.cookie(&ctx.app)?)
        .map_err(Error::fault)?;
    Ok(response)
}

/// Takes the provider's answer: only in the browser that asked, only from the provider that was asked.
pub async fn get_callback(ctx: Ctx, request: HttpRequest, door: Data<Door>, id: Path<String>) -> Reply {
    let provider = offered(&ctx, &door, &id)?;
    let answered: Answered = query(request.query_string())?;
    let now = door.identity.now();
    let place = (
        provider.settings.id.as_str(),
        ctx.site.host.as_str(),
        answered.state.as_str(),
    );
    let pending = Pending::find(&ctx.app, &request, place, now)?;
    let back = provider.redirect_uri(&ctx.site.origin);
    let secrets = (pending.nonce.as_str(), pending.verifier.as_str());
    let found = match provider.identify(&answered, secrets, &back, now).await {
        Ok(found) => found,
        Err(error) => return Err(refused(&door, provider, error).await?.into()),
    };
    let mut response = match &pending.intent {
        Intent::Staff { request: wanted } => staff((&ctx, &request, &door), provider, &found, wanted).await,
        Intent::LinkPerson { person, group } => {
            super::staff::finish_link((&ctx, &request, &door), &found, (*person, group)).await
        }
        Intent::Citizen { next } => citizen((&ctx, &request, &door), &found, next).await,
        Intent::LinkCitizen { session } => finish_link((&ctx, &request, &door), &found, *session).await,
    }?;
    response
        .add_cookie(&pending.gone(&ctx.app))
        .map_err(Error::fault)?;
    Ok(response)
}

/// A sign-in that came to nothing has its audit row, as a wrong password has.
async fn refused(door: &Door, provider: &Upstream, error: Error) -> Result<Error> {
    let mut tx = door.identity.hub.write(Actor::Public).await?;
    let detail = serde_json::json!({ "provider": provider.settings.id });
    tx.audit(None, "upstream.refused", "unknown", &detail);
    tx.commit().await?;
    Ok(error)
}

type Request<'a> = (&'a Ctx, &'a HttpRequest, &'a Door);

/// Staff: in with the account that the identity is linked to; without one a page says how to link it.
async fn staff(at: Request<'_>, provider: &Upstream, found: &Identified, wanted: &str) -> Reply {
    let (ctx, request, door) = at;
    let person = match person_of(door, found).await? {
        Some(person) => Some(person),
        None if provider.settings.match_account => match_account(door, found).await?,
        None => None,
    };
    let Some(person) = person.filter(Person::is_active) else {
        return unknown(ctx, request, provider).await;
    };
    let methods = if found.two_factor { "fed mfa" } else { "fed" };
    door::welcome((ctx, request, door), &person, methods, wanted).await
}

async fn person_of(door: &Door, found: &Identified) -> Result<Option<Person>> {
    let db = door.identity.hub.read();
    let Some(link) = find_person(&db, &found.issuer, &found.subject).await? else {
        return Ok(None);
    };
    let mut tx = door.identity.hub.write(Actor::Public).await?;
    note_used(&mut tx, link.id, door.identity.now()).await?;
    tx.commit().await?;
    Ok(Some(person::query::by_id(&db, PersonId(link.person_id)).await?))
}

/// The operator trusts the provider's names: the account of that name is linked from now on. Accounts of
/// administrators of the platform are linked by hand only.
async fn match_account(door: &Door, found: &Identified) -> Result<Option<Person>> {
    let Ok(account) = Account::parse(&found.account) else {
        return Ok(None);
    };
    let db = door.identity.hub.read();
    let person = person::query::by_account(&db, &account).await?;
    let Some(person) = person.filter(Person::is_active) else {
        return Ok(None);
    };
    let posts = membership::query::of_person(&db, person.person()).await?;
    if posts.iter().any(|post| post.role.is_platform()) {
        return Ok(None);
    }
    let mut tx = door.identity.hub.write(person.actor()).await?;
    match link_person(
        &mut tx,
        (person.person(), person.uid()),
        found,
        door.identity.now(),
    )
    .await
    {
        Ok(()) => tx.commit().await?,
        // The account has another identity of this provider: its name alone opens nothing.
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    }
    Ok(Some(person))
}

async fn unknown(ctx: &Ctx, request: &HttpRequest, provider: &Upstream) -> Reply {
    let before = PreSession::of(ctx, request)?;
    let view = UnknownShow {
        provider: provider.settings.title.clone(),
        link_url: ctx.site.url("/console/account/upstream"),
        back: ctx.site.url("/console/login"),
    };
    let page = StaffPage::new("identity/upstream_unknown.html", view).title("尚未关联账号");
    let response = page.bare(ctx, before.csrf(&ctx.app), StatusCode::OK).await?;
    Ok(before.keep(&ctx.app, response))
}

/// Citizens: in with the account, or to the privacy note where there is none yet.
async fn citizen(at: Request<'_>, found: &Identified, next: &str) -> Reply {
    let (ctx, request, door) = at;
    if let Some(link) = find_citizen(&door.identity.hub.read(), &found.issuer, &found.subject).await? {
        return let_in(at, &link, next).await;
    }
    let offer = Offer::of(found, &ctx.site.host, next.to_owned(), door.identity.now());
    let mut response = see_other(&ctx.site.url("/account/upstream/new"));
    response
        .add_cookie(&offer.cookie(&ctx.app)?)
        .map_err(Error::fault)?;
    let _ = request;
    Ok(response)
}

async fn let_in((ctx, request, door): Request<'_>, link: &CitizenLink, next: &str) -> Reply {
    let citizen = citizens::by_id(&door.identity.hub.read(), CitizenId(link.citizen_id)).await?;
    if !citizen.is_active() {
        return Err(Error::from(FOREIGN_CALLBACK).into());
    }
    let signed = door
        .identity
        .admit_citizen(&citizen, (None, "fed"), place(ctx, request))
        .await?;
    enter_at(ctx, request, door, signed.token, next).await
}

/// `next` was made a path of the host when the sign-in began.
async fn enter_at(ctx: &Ctx, request: &HttpRequest, door: &Door, token: String, next: &str) -> Reply {
    let mut response = enter(ctx, request, door, token, "").await?;
    let next = own_path(&ctx.site.origin, next, &ctx.site.url("/account"));
    response
        .headers_mut()
        .insert(header::LOCATION, next.parse().map_err(Error::fault)?);
    Ok(response)
}

fn place<'a>(ctx: &'a Ctx, request: &'a HttpRequest) -> Place<'a> {
    let agent = request.headers().get(header::USER_AGENT);
    Place {
        host: &ctx.site.host,
        agent: agent.and_then(|value| value.to_str().ok()).unwrap_or_default(),
    }
}

/// The form as it comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    csrf_token: String,
    consent: String,
    which: String,
}

/// The first time: the privacy note before there is an account.
pub async fn get_new(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let offer = Offer::find(&ctx.app, &request, &ctx.site.host, door.identity.now())?;
    new_form(&ctx, &request, &door, &offer, Vec::new()).await
}

/// Opens the account.
pub async fn post_new(ctx: Ctx, request: HttpRequest, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let offer = Offer::find(&ctx.app, &request, &ctx.site.host, door.identity.now())?;
    let token = match open(&ctx, &request, &door, &offer, !typed.consent.is_empty()).await {
        Ok(token) => token,
        Err(Error::Invalid(fields)) => return new_form(&ctx, &request, &door, &offer, fields).await,
        Err(error) => return Err(error.into()),
    };
    let mut response = enter_at(&ctx, &request, &door, token, &offer.next).await?;
    response
        .add_cookie(&Offer::gone(&ctx.app))
        .map_err(Error::fault)?;
    Ok(response)
}

async fn open(ctx: &Ctx, request: &HttpRequest, door: &Door, offer: &Offer, consent: bool) -> Result<String> {
    let identity = &door.identity;
    // The name of the province's register is more than we need: the citizen chooses one on the own page.
    let new = NewCitizen::parse("", consent)?;
    let found = Identified {
        provider: offer.provider.clone(),
        issuer: offer.issuer.clone(),
        subject: offer.subject.clone(),
        name: offer.name.clone(),
        account: String::new(),
        two_factor: false,
    };
    let now = identity.now();
    let mut tx = identity.hub.write(Actor::Public).await?;
    let citizen = open_citizen(&mut tx, &identity.realm()?.cipher, new, (None, None), now).await?;
    link_citizen(&mut tx, (citizen.citizen(), citizen.uid()), &found, now).await?;
    tx.commit().await?;
    Ok(identity
        .admit_citizen(&citizen, (None, "fed"), place(ctx, request))
        .await?
        .token)
}

async fn new_form(
    ctx: &Ctx,
    request: &HttpRequest,
    door: &Door,
    offer: &Offer,
    fields: Vec<kernel::FieldError>,
) -> Reply {
    let before = PreSession::of(ctx, request)?;
    let title = door
        .identity
        .upstreams
        .get(&offer.provider)?
        .settings
        .title
        .clone();
    let status = if fields.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let view = AccountForm {
        heading: "开通个人账号".into(),
        lead: vec![
            format!("您已通过“{title}”确认身份，在本网站还没有个人账号。"),
            "已经用手机号码或邮箱注册过的，请先登录原来的账号，再在个人中心关联此身份。".into(),
        ],
        errors: fields
            .into_iter()
            .map(|field| theme::view::FieldError::new(field.field, field.text))
            .collect(),
        action: ctx.site.url("/account/upstream/new"),
        csrf: before.csrf(&ctx.app),
        consent: Some(Consent {
            url: ctx.site.url("/account/privacy"),
            checked: false,
        }),
        submit: "同意并开通".into(),
        links: vec![Link::new("登录原来的账号", ctx.site.url("/account/sign-in"))],
        ..AccountForm::default()
    };
    let page = Page::new("account_form.html", view)
        .title("开通个人账号")
        .kind("account")
        .meta("robots", "noindex")
        .crumb("首页", ctx.site.url("/"))
        .status(status);
    let response = ctx.page(page).await?;
    Ok(before.keep(&ctx.app, response))
}

/// The citizen's own page asks for a link: to the provider, and back into this very session.
pub async fn post_link(citizen: Citizen, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    citizen.check(&typed.csrf_token)?;
    let provider = offered(&citizen, &door, &typed.which)?;
    if provider.settings.whom != For::Citizen {
        return Err(Error::NotFound.into());
    }
    let session = citizen.me.session;
    Ok(send(&citizen, &door, provider, Intent::LinkCitizen { session }).await?)
}

/// Links only into the session that asked: whoever signed in as another citizen meanwhile links nothing.
async fn finish_link((ctx, request, door): Request<'_>, found: &Identified, session: i64) -> Reply {
    let citizen = Citizen::find(ctx, request).await?;
    let Some(citizen) = citizen.filter(|citizen| citizen.me.session == session) else {
        return Err(Error::from(FOREIGN_CALLBACK).into());
    };
    let mut tx = door.identity.hub.write(citizen.me.actor()).await?;
    let who = (citizen.me.citizen, citizen.me.uid);
    link_citizen(&mut tx, who, found, door.identity.now()).await?;
    tx.commit().await?;
    Ok(done(ctx, "linked"))
}

/// Takes a link away, unless it is the last way in.
pub async fn post_unlink(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    citizen.check(&typed.csrf_token)?;
    let live = mine(&citizen, &request, &door).await?;
    match unlink(&citizen, &door, &typed.which).await {
        Ok(()) => Ok(done(&citizen, "unlinked")),
        Err(error) => crate::citizen::public::account::page(&citizen, &door, &live, ("", Some(error))).await,
    }
}

async fn unlink(citizen: &Citizen, door: &Door, which: &str) -> Result<()> {
    let link = which.parse().ok().ok_or(Error::NotFound)?;
    let contacts = door.identity.contacts_of(citizen.me.citizen).await?;
    let links = of_citizen(&door.identity.hub.read(), citizen.me.citizen).await?;
    if contacts.is_empty() && links.len() < 2 {
        return Err(LAST_WAY_IN.into());
    }
    let mut tx = door.identity.hub.write(citizen.me.actor()).await?;
    unlink_citizen(&mut tx, (citizen.me.citizen, citizen.me.uid), link).await?;
    tx.commit().await
}

/// The providers of a citizen's own page, and the origins to which its forms may lead.
pub(crate) async fn providers_of(
    citizen: &Citizen,
    door: &Door,
) -> Result<(Vec<AccountProvider>, Vec<String>)> {
    let links = of_citizen(&door.identity.hub.read(), citizen.me.citizen).await?;
    let (mut shown, mut origins) = (Vec::new(), Vec::new());
    for provider in door.identity.upstreams.of(For::Citizen) {
        let settings = &provider.settings;
        let link = links.iter().find(|link| link.issuer == settings.issuer);
        if link.is_none() && !provider.is_offered_on(&citizen.site) {
            continue;
        }
        if link.is_none() {
            origins.push(provider.origin(door.identity.now()).await);
        }
        let deed = if link.is_some() { "unlink" } else { "link" };
        shown.push(AccountProvider {
            title: settings.title.clone(),
            since: link.map_or_else(String::new, |link| beijing::date(link.created_at)),
            url: citizen.site.url(&format!("/account/upstream/{deed}")),
            which: link.map_or_else(|| settings.id.clone(), |link| link.id.to_string()),
        });
    }
    Ok((shown, origins))
}

/// Whoever the portal's session on this host belongs to, for linking staff.
pub(super) async fn staff_session((ctx, request, door): Request<'_>) -> Result<Option<crate::session::Live>> {
    door.who(ctx, request, Realm::Staff).await
}
