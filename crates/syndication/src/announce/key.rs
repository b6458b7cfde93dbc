//! `GET /<key>.txt`: the file by which IndexNow knows that the site itself speaks.

use super::Kind;
use super::entity;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, Reply};
use sea_orm::ColumnTrait;

/// The key, at its own address; any other name is an address like any other.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a name that no page and no redirect has.
pub async fn get_key(ctx: Ctx, http: HttpRequest, key: Path<String>) -> Reply {
    let read = ctx.read();
    let target = read
        .find::<entity::Entity>()
        .filter(entity::Column::Kind.eq(Kind::IndexNow.key()))
        .filter(entity::Column::Secret.eq(key.as_str()))
        .one()
        .await?;
    drop(read);
    match target {
        Some(target) if !target.secret.is_empty() => Ok(HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body(target.secret)),
        Some(_) | None => content::redirect::get_old_address(ctx, http).await,
    }
}
