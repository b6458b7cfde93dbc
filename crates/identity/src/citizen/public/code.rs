//! `/account/code`: signing in by a code instead of a password.

use super::form::{Typed, code_step, contact_field, links};
use super::sign_in::Wish;
use super::{enter, from, place, send_code, to_visitor};
use crate::citizen::Purpose;
use crate::door::{Door, PreSession, query};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, Form, Reply};
use kernel::Result;
use theme::view::{AccountForm, Hidden};

/// Asks where to send the code.
pub async fn get_code(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let Wish { next } = query(request.query_string())?;
    let typed = Typed {
        next,
        ..Typed::default()
    };
    to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, None).await
}

/// Sends it.
pub async fn post_code(ctx: Ctx, request: HttpRequest, door: Data<Door>, Form(typed): Form<Typed>) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    match send_code(&ctx, &door, Purpose::SignIn, &typed).await {
        Ok((ticket, masked)) => {
            to_visitor(
                &ctx,
                &request,
                second(&ctx, &door, (&ticket, &masked), &typed)?,
                None,
            )
            .await
        }
        Err(error) => to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, Some(error)).await,
    }
}

/// Takes it.
pub async fn post_code_finish(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let visit = (from(&ctx), place(&ctx, &request));
    match door
        .identity
        .sign_in_by_code((&typed.ticket, &typed.code), visit)
        .await
    {
        Ok(signed) => enter(&ctx, &request, &door, signed.token, &typed.next).await,
        Err(error) => match door.identity.target_of(Purpose::SignIn, &typed.ticket).await? {
            Some(masked) => {
                let step = second(&ctx, &door, (&typed.ticket, &masked), &typed)?;
                to_visitor(&ctx, &request, step, Some(error)).await
            }
            None => to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, Some(error)).await,
        },
    }
}

fn first(ctx: &Ctx, door: &Door, typed: &Typed) -> Result<AccountForm> {
    let realm = door.identity.realm()?;
    Ok(AccountForm {
        heading: "用验证码登录".into(),
        lead: vec!["请填写注册时使用的联系方式。已经注册的，会收到验证码。".into()],
        action: ctx.site.url("/account/code"),
        hidden: vec![Hidden::new("next", typed.next.as_str())],
        fields: vec![contact_field(&typed.contact, realm.takes_phones())],
        submit: "获取验证码".into(),
        links: links(
            &ctx.site,
            &[
                ("用密码登录", "/account/sign-in"),
                ("注册个人账号", "/account/register"),
            ],
        ),
        ..AccountForm::default()
    })
}

fn second(ctx: &Ctx, door: &Door, (ticket, masked): (&str, &str), typed: &Typed) -> Result<AccountForm> {
    let minutes = door.identity.realm()?.settings.code_minutes;
    let head = ("填写验证码", "/account/code/finish");
    let mut form = code_step(&ctx.site, head, (masked, minutes), (ticket, &typed.next));
    form.submit = "登录".into();
    form.links = links(&ctx.site, &[("重新获取验证码", "/account/code")]);
    Ok(form)
}
