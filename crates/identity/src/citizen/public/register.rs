//! `/account/register`: a contact, a code, a password.

use super::form::{Typed, code_step, contact_field, links, new_password};
use super::{enter, from, place, to_visitor};
use crate::citizen::{CONSENT, Contact, NewCitizen, Purpose};
use crate::door::{Door, PreSession, see_other};
use crate::refusals::CODE_WRONG;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Citizen, Ctx, Form, Page, Reply};
use kernel::{Error, Result};
use theme::view::{AccountForm, Consent, FormField, Hidden, PrivacyShow};

/// Asks how the citizen is reached.
pub async fn get_register(ctx: Ctx, request: HttpRequest, door: Data<Door>, me: Option<Citizen>) -> Reply {
    if me.is_some() {
        return Ok(see_other(&ctx.site.url("/account")));
    }
    to_visitor(&ctx, &request, first(&ctx, &door, &Typed::default())?, None).await
}

/// Sends the code.
pub async fn post_register(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    match send(&ctx, &door, &typed).await {
        Ok(ticket) => {
            let step = second(&ctx, &door, &ticket, &typed).await?;
            to_visitor(&ctx, &request, step, None).await
        }
        Err(error) => to_visitor(&ctx, &request, first(&ctx, &door, &typed)?, Some(error)).await,
    }
}

/// Takes the code and the password; the account is open.
pub async fn post_register_finish(
    ctx: Ctx,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    PreSession::of(&ctx, &request)?.check(&ctx.app, &typed.csrf_token)?;
    match finish(&ctx, &request, &door, &typed).await {
        Ok(token) => enter(&ctx, &request, &door, token, &typed.next).await,
        Err(error) => {
            let step = second(&ctx, &door, &typed.ticket, &typed).await?;
            to_visitor(&ctx, &request, step, Some(error)).await
        }
    }
}

/// 个人信息保护说明.
pub async fn get_privacy(ctx: Ctx, door: Data<Door>) -> Reply {
    door.identity.realm()?;
    let view = PrivacyShow {
        version: CONSENT.into(),
        register_url: ctx.site.url("/account/register"),
        account_url: ctx.site.url("/account"),
    };
    let page = Page::new("account_privacy.html", view)
        .title("个人信息保护说明")
        .kind("account")
        .crumb("首页", ctx.site.url("/"));
    ctx.page(page).await
}

async fn send(ctx: &Ctx, door: &Door, typed: &Typed) -> Result<String> {
    let contact = Contact::parse(&typed.contact)?;
    NewCitizen::parse("", !typed.consent.is_empty())?;
    let sender = (ctx.site.short_name.as_str(), from(ctx));
    door.identity.send_code(Purpose::Register, &contact, sender).await
}

async fn finish(ctx: &Ctx, request: &HttpRequest, door: &Door, typed: &Typed) -> Result<String> {
    let new = NewCitizen::parse(&typed.name, !typed.consent.is_empty())?;
    let code = (typed.ticket.as_str(), typed.code.as_str());
    let password = (typed.password.as_str(), typed.again.as_str());
    let visit = (from(ctx), place(ctx, request));
    Ok(door
        .identity
        .register_citizen(new, code, password, visit)
        .await?
        .token)
}

fn first(ctx: &Ctx, door: &Door, typed: &Typed) -> Result<AccountForm> {
    let realm = door.identity.realm()?;
    Ok(AccountForm {
        heading: "注册个人账号".into(),
        lead: vec!["注册后可以写信、查看办理情况。浏览网站不需要账号。".into()],
        action: ctx.site.url("/account/register"),
        hidden: vec![Hidden::new("next", typed.next.as_str())],
        fields: vec![contact_field(&typed.contact, realm.takes_phones())],
        consent: Some(Consent {
            url: ctx.site.url("/account/privacy"),
            checked: !typed.consent.is_empty(),
        }),
        submit: "获取验证码".into(),
        links: links(&ctx.site, &[("已有账号，去登录", "/account/sign-in")]),
        ..AccountForm::default()
    })
}

/// A ticket that ran out leads back to the beginning by its sentence.
async fn second(ctx: &Ctx, door: &Door, ticket: &str, typed: &Typed) -> Result<AccountForm> {
    let Some(masked) = door.identity.target_of(Purpose::Register, ticket).await? else {
        return Err(Error::from(CODE_WRONG));
    };
    let minutes = door.identity.realm()?.settings.code_minutes;
    let head = ("填写验证码", "/account/register/finish");
    let mut form = code_step(&ctx.site, head, (&masked, minutes), (ticket, &typed.next));
    form.hidden.push(Hidden::new("consent", "yes"));
    form.fields.push(
        FormField::new("name", "希望怎样称呼您", "text", "nickname")
            .value(&typed.name)
            .help("例如“李先生”，不必是身份证上的姓名。")
            .optional(),
    );
    form.fields
        .extend(new_password("设置密码", &door.identity.citizen_rules()));
    form.submit = "注册".into();
    form.links = links(&ctx.site, &[("重新获取验证码", "/account/register")]);
    Ok(form)
}
