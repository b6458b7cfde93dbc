//! `/account/forgotten`: a code, then a new password.

use super::form::{Typed, code_step, contact_field, links, new_password};
use super::{enter, from, place, send_code, to_visitor};
use crate::citizen::Purpose;
use crate::door::{Door, PreSession};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, Form, Reply};
use kernel::Result;
use theme::view::AccountForm;

/// Asks where to send the code.
pub async fn get_forgotten(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    to_visitor(&ctx, &request, first(&ctx, &door, &Typed::default())?, None).await
}

/// Sends it.
pub async fn post_forgotten(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    match send_code(&ctx, &door, Purpose::Reset, &typed).await {
        Ok((ticket, masked)) => {
            to_visitor(&ctx, &request, second(&ctx, &door, &ticket, &masked)?, None).await
        }
        Err(error) => to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, Some(error)).await,
    }
}

/// Takes the code and the new password.
pub async fn post_forgotten_finish(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    let code = (typed.ticket.as_str(), typed.code.as_str());
    let password = (typed.password.as_str(), typed.again.as_str());
    let visit = (from(&ctx), place(&ctx, &request));
    match door.identity.reset_citizen_password(code, password, visit).await {
        Ok(signed) => enter(&ctx, &request, &door, signed.token, "").await,
        Err(error) => match door.identity.target_of(Purpose::Reset, &typed.ticket).await? {
            Some(masked) => {
                let step = second(&ctx, &door, &typed.ticket, &masked)?;
                to_visitor(&ctx, &request, step, Some(error)).await
            }
            None => to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, Some(error)).await,
        },
    }
}

fn first(ctx: &Ctx, door: &Door, typed: &Typed) -> Result<AccountForm> {
    let realm = door.identity.realm()?;
    Ok(AccountForm {
        heading: "忘记密码".into(),
        lead: vec!["请填写注册时使用的联系方式。已经注册的，会收到验证码，凭验证码可以重新设置密码。".into()],
        action: ctx.site.url("/account/forgotten"),
        fields: vec![contact_field(&typed.contact, realm.takes_phones())],
        submit: "获取验证码".into(),
        links: links(&ctx.site, &[("返回登录", "/account/sign-in")]),
        ..AccountForm::default()
    })
}

fn second(ctx: &Ctx, door: &Door, ticket: &str, masked: &str) -> Result<AccountForm> {
    let minutes = door.identity.realm()?.settings.code_minutes;
    let head = ("重新设置密码", "/account/forgotten/finish");
    let mut form = code_step(&ctx.site, head, (masked, minutes), (ticket, ""));
    form.fields
        .extend(new_password("新密码", &door.identity.citizen_rules()));
    form.submit = "保存新密码".into();
    form.links = links(&ctx.site, &[("重新获取验证码", "/account/forgotten")]);
    Ok(form)
}
