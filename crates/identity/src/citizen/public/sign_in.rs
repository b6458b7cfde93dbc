//! `/account/sign-in`: contact and password.

use super::form::{Typed, contact_field, known_password, links};
use super::{enter, from, place, to_visitor, way_on};
use crate::door::{self, Door, PreSession, query, see_other};
use crate::upstream::For;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Citizen, Ctx, Form, Reply};
use kernel::Result;
use serde::Deserialize;
use theme::view::{AccountForm, Hidden, Link};

/// Where somebody wants to go, as a path below the site.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    pub(crate) next: String,
}

/// The form.
pub async fn get_sign_in(ctx: Ctx, request: HttpRequest, door: Data<Door>, me: Option<Citizen>) -> Reply {
    let Wish { next } = query(request.query_string())?;
    if me.is_some() {
        return Ok(see_other(&way_on(&ctx, &next)));
    }
    let typed = Typed {
        next,
        ..Typed::default()
    };
    to_visitor(&ctx, &request, form(&ctx, &door, &typed)?, None).await
}

/// Takes contact and password.
pub async fn post_sign_in(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let visit = (from(&ctx), place(&ctx, &request));
    match door
        .identity
        .sign_in_citizen(&typed.contact, &typed.password, visit)
        .await
    {
        Ok(signed) => enter(&ctx, &request, &door, signed.token, &typed.next).await,
        Err(error) => to_visitor(&ctx, &request, form(&ctx, &door, &typed)?, Some(error)).await,
    }
}

/// Ends the session on this host.
pub async fn post_sign_out(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = super::asking(&citizen, &request, &door, &typed).await?;
    door.identity.end_citizen_session(&live, live.session.id).await?;
    let mut response = see_other(&citizen.site.url("/"));
    let name = citizen.app.settings.cookie_name(gateway::citizen::COOKIE);
    response
        .add_cookie(&door::clear_cookie(&citizen.app, name))
        .map_err(kernel::Error::fault)?;
    Ok(response)
}

fn form(ctx: &Ctx, door: &Door, typed: &Typed) -> Result<AccountForm> {
    let realm = door.identity.realm()?;
    let next: String = url::form_urlencoded::byte_serialize(typed.next.as_bytes()).collect();
    let here = |path: &str| format!("{path}?next={next}");
    let offered = door
        .identity
        .upstreams
        .of(For::Citizen)
        .filter(|provider| provider.is_offered_on(&ctx.site));
    Ok(AccountForm {
        heading: "个人登录".into(),
        action: ctx.site.url("/account/sign-in"),
        hidden: vec![Hidden::new("next", typed.next.as_str())],
        fields: vec![
            contact_field(&typed.contact, realm.takes_phones()),
            known_password("password", "密码"),
        ],
        submit: "登录".into(),
        providers: offered
            .map(|provider| {
                let id = &provider.settings.id;
                Link::new(
                    provider.settings.title.as_str(),
                    ctx.site.url(&here(&format!("/upstream/{id}/start"))),
                )
            })
            .collect(),
        links: links(
            &ctx.site,
            &[
                ("用验证码登录", &here("/account/code")),
                ("忘记密码", "/account/forgotten"),
                ("注册个人账号", "/account/register"),
                ("工作人员登录", "/console/login"),
            ],
        ),
        ..AccountForm::default()
    })
}
