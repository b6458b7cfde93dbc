//! What the forms have in common.

use crate::code::CodeKey;
use actix_web::http::StatusCode;
use gateway::http::rate::Rate;
use gateway::{Ctx, Page, PreSession, Reply};
use kernel::{Actor, Error, Granted, Permission, policy};
use theme::view::{AccountForm, FieldError};

/// How often one client may write.
pub struct Door(pub Rate);

/// The box's key for codes.
pub(super) fn code_key(ctx: &Ctx) -> CodeKey {
    CodeKey::new(&ctx.app.settings.secret)
}

/// What anybody may do here.
pub(super) fn visitor<P: Permission>(ctx: &Ctx) -> kernel::Result<Granted<P>> {
    policy::decide::<P>(&Actor::Public, ctx.site.id, &[])
}

/// What is said of a form without proof; what was typed stays, and sent once more it comes with one.
const STALE: &str = "表单已失效或浏览器未启用 Cookie，内容已为您保留，请核对后再提交一次。";

/// What is said when somebody else did something with the letter meanwhile.
const CHANGED: &str = "来信的办理情况刚刚有变化，内容已为您保留，请核对后再提交一次。";

/// What is said of a fault that the visitor can mend. What does not concern the input is passed on.
pub(super) fn outcome(error: Option<Error>) -> kernel::Result<(Vec<FieldError>, StatusCode)> {
    let about_all = |text: String| vec![FieldError::new("", text)];
    Ok(match error {
        None => (Vec::new(), StatusCode::OK),
        Some(Error::Invalid(fields)) => (
            fields
                .into_iter()
                .map(|field| FieldError::new(field.field, field.text))
                .collect(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Some(Error::ForeignForm) => (about_all(STALE.into()), StatusCode::FORBIDDEN),
        Some(Error::Refused(refusal)) => (about_all(refusal.text.into()), StatusCode::UNPROCESSABLE_ENTITY),
        Some(Error::Stale(_)) => (about_all(CHANGED.into()), StatusCode::CONFLICT),
        Some(Error::TooMany(wait)) => (
            about_all(Error::TooMany(wait).sentence()),
            StatusCode::TOO_MANY_REQUESTS,
        ),
        Some(other) => return Err(other),
    })
}

/// Shows a form, with what is wrong if something is.
pub(super) async fn answer(
    ctx: &Ctx,
    before: PreSession,
    mut form: AccountForm,
    error: Option<Error>,
) -> Reply {
    let (errors, status) = outcome(error)?;
    form.errors = errors;
    form.csrf = before.csrf(&ctx.app);
    let title = form.heading.clone();
    let page = Page::new("account_form.html", form)
        .title(title)
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letter-form")
        .status(status);
    let response = ctx.page(page).await?;
    Ok(before.keep(&ctx.app, response))
}
