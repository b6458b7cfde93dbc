//! `GET /api/openapi.json`: every interface of the site for programs, in one description.

use actix_web::HttpResponse;
use actix_web::http::header;
use gateway::{Ctx, Reply};

/// The description, of the features that this site has turned on.
///
/// # Errors
/// Never; it answers a [`Reply`] like every handler.
pub async fn get_openapi(ctx: Ctx) -> Reply {
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(ctx.app.api(&ctx.site)))
}
