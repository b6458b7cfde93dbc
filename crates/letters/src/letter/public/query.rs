//! `/letters/query`: following a letter by number and query code (查询办理情况).

use super::form::answer;
use super::own::{opened, prove};
use crate::pool::Pool;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Ctx, Form, PreSession, Reply};
use kernel::Error;
use serde::Deserialize;
use theme::view::{AccountForm, FormField, Link};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    csrf_token: String,
    number: String,
    code: String,
}

/// `GET /letters/query`
///
/// # Errors
/// Faults of the template.
pub async fn get_query(ctx: Ctx, request: HttpRequest) -> Reply {
    let before = PreSession::of(&ctx, &request)?;
    answer(&ctx, before, form(&ctx, &Typed::default()), None).await
}

/// `POST /letters/query`: the letter's page as its writer sees it.
///
/// # Errors
/// Faults of the database.
pub async fn post_query(ctx: Ctx, request: HttpRequest, pool: Data<Pool>, Form(typed): Form<Typed>) -> Reply {
    let before = PreSession::of(&ctx, &request)?;
    let proven = match before.check(&ctx.app, &typed.csrf_token) {
        Ok(()) => prove(&ctx, &request, &pool, (&typed.number, &typed.code)).await,
        Err(error) => Err(error),
    };
    match proven {
        Ok(letter) => opened(&ctx, &pool, before, &letter, (&typed.number, &typed.code)).await,
        Err(error) => answer(&ctx, before, form(&ctx, &typed), Some(error)).await,
    }
}

/// The form once more, for somebody whose number and code did not fit.
pub(super) async fn again(ctx: &Ctx, before: PreSession, number: &str, error: Error) -> Reply {
    let typed = Typed {
        number: number.to_owned(),
        ..Typed::default()
    };
    answer(ctx, before, form(ctx, &typed), Some(error)).await
}

fn form(ctx: &Ctx, typed: &Typed) -> AccountForm {
    AccountForm {
        heading: "查询办理情况".into(),
        lead: vec!["请填写回执上的编号和查询码。".into()],
        action: ctx.site.url("/letters/query"),
        fields: vec![
            FormField::new("number", "编号", "text", "off").value(&typed.number),
            FormField::new("code", "查询码", "text", "off"),
        ],
        submit: "查询".into(),
        links: vec![Link::new("我要写信", ctx.site.url("/letters/new"))],
        ..AccountForm::default()
    }
}
