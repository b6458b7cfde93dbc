//! What the forms have in common: fields, the step that asks for a code, the words for what is wrong.

use crate::citizen::Kind;
use crate::password::Rules;
use actix_web::http::StatusCode;
use gateway::Site;
use kernel::{Error, Result};
use serde::Deserialize;
use theme::view::{AccountForm, FieldError, FormField, Hidden, Link};

/// Everything that any of the forms sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub(crate) csrf_token: String,
    pub(crate) contact: String,
    pub(crate) consent: String,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) again: String,
    pub(crate) current: String,
    pub(crate) ticket: String,
    pub(crate) code: String,
    pub(crate) next: String,
    pub(crate) which: String,
}

/// What is wrong, for the page.
pub(super) struct Wrong {
    pub(super) errors: Vec<FieldError>,
    pub(super) status: StatusCode,
    pub(super) wait: Option<u64>,
}

/// What concerns the input is shown beside the form; everything else is passed on.
pub(super) fn words(error: Option<Error>) -> Result<Wrong> {
    let about_all = |text: String| vec![FieldError::new("", text)];
    let wrong = |errors, status, wait| Wrong { errors, status, wait };
    Ok(match error {
        None => wrong(Vec::new(), StatusCode::OK, None),
        Some(Error::Invalid(fields)) => {
            let fields = fields
                .into_iter()
                .map(|field| FieldError::new(field.field, field.text));
            wrong(fields.collect(), StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Some(Error::Refused(refusal)) => wrong(
            about_all(refusal.text.into()),
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
        ),
        Some(Error::TooMany(wait)) => {
            let seconds = wait.as_secs().max(1);
            wrong(
                about_all(Error::TooMany(wait).sentence()),
                StatusCode::TOO_MANY_REQUESTS,
                Some(seconds),
            )
        }
        Some(other) => return Err(other),
    })
}

/// How somebody is reached, in one field for both ways.
pub(super) fn contact_field(value: &str, phones: bool) -> FormField {
    let label = if phones {
        "手机号码或电子邮箱"
    } else {
        "电子邮箱"
    };
    FormField::new("contact", label, "text", "username").value(value)
}

/// A new password, twice.
pub(super) fn new_password(label: &str, rules: &Rules) -> [FormField; 2] {
    let mut fields = [
        FormField::new("password", label, "password", "new-password").help(rules.sentence()),
        FormField::new("again", "再输入一次", "password", "new-password"),
    ];
    for field in &mut fields {
        field.maxlength = 128;
    }
    fields
}

/// A password that there is.
pub(super) fn known_password(name: &str, label: &str) -> FormField {
    let mut field = FormField::new(name, label, "password", "current-password");
    field.maxlength = 128;
    field
}

/// The step that asks for the code. It reads the same whether anything was sent or not.
pub(super) fn code_step(
    site: &Site,
    (heading, path): (&str, &str),
    (masked, minutes): (&str, i64),
    (ticket, next): (&str, &str),
) -> AccountForm {
    AccountForm {
        heading: heading.into(),
        lead: vec![
            format!("验证码已发送到 {masked}，{minutes} 分钟内有效。"),
            "没有收到的，请检查填写是否正确、是否被当作垃圾信息；一分钟后可以重新获取。".into(),
        ],
        action: site.url(path),
        hidden: vec![Hidden::new("ticket", ticket), Hidden::new("next", next)],
        fields: vec![FormField::code()],
        submit: "确定".into(),
        ..AccountForm::default()
    }
}

/// Links below a form.
pub(super) fn links(site: &Site, wanted: &[(&str, &str)]) -> Vec<Link> {
    wanted
        .iter()
        .map(|(title, path)| Link::new(*title, site.url(path)))
        .collect()
}

/// The kinds that the box can reach.
pub(super) fn kinds(phones: bool) -> &'static [Kind] {
    if phones { &Kind::ALL } else { &[Kind::Mail] }
}
