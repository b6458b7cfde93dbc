//! `/oidc/invitation/{invitation}`: a person sets the own password, on the portal.

use super::view::{Entrance, InvitationShow};
use crate::door::{self, Door, PreSession};
use crate::membership;
use crate::person::entity::Model as Person;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use gateway::{Ctx, Form, Reply, StaffPage};
use kernel::{Error, FieldError, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Typed {
    password: String,
    again: String,
    csrf_token: String,
}

/// Shows the form.
pub async fn get_invitation(ctx: Ctx, request: HttpRequest, door: Data<Door>, path: Path<String>) -> Reply {
    let person = door.identity.invited(&path).await?;
    show(
        &ctx,
        &request,
        "设置密码",
        InvitationShow::new(&person, rules(&door)),
        Vec::new(),
    )
    .await
}

/// Takes the password; the link is spent.
pub async fn post_invitation(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    path: Path<String>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    match door
        .identity
        .accept_invitation(&path, (&typed.password, &typed.again), door::address(&ctx))
        .await
    {
        Ok(person) => {
            let mut view = InvitationShow::new(&person, rules(&door));
            view.entrances = Some(entrances(&ctx, &door, &person).await?);
            show(&ctx, &request, "密码已设置", view, Vec::new()).await
        }
        Err(Error::Invalid(fields)) => {
            let person = door.identity.invited(&path).await?;
            let view = InvitationShow::new(&person, rules(&door));
            show(&ctx, &request, "设置密码", view, fields).await
        }
        Err(other) => Err(other.into()),
    }
}

fn rules(door: &Door) -> &crate::password::Rules {
    &door.identity.settings.passwords
}

async fn show(
    ctx: &Ctx,
    request: &HttpRequest,
    title: &str,
    view: InvitationShow,
    errors: Vec<FieldError>,
) -> Reply {
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let before = PreSession::of(ctx, request)?;
    let page = StaffPage::new("identity/invitation.html", view)
        .title(title)
        .errors(errors);
    let mut response = page.bare(ctx, before.csrf(&ctx.app), status).await?;
    // The address is the secret: it goes to nobody, not even to our own files.
    let silent = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, silent);
    Ok(before.keep(&ctx.app, response))
}

/// The consoles of the sites where the person has posts.
async fn entrances(ctx: &Ctx, door: &Door, person: &Person) -> Result<Vec<Entrance>> {
    let posts = membership::query::of_person(&door.identity.hub.read(), person.person()).await?;
    let sites = ctx.app.directory.all();
    let mine = sites
        .iter()
        .filter(|site| posts.iter().any(|post| post.site == site.id));
    Ok(mine
        .map(|site| Entrance {
            name: site.name.clone(),
            url: site.absolute("/console/"),
        })
        .collect())
}
