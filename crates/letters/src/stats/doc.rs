//! The figures for programs, described (OpenAPI).

use super::{Figures, UnitFigures};
use utoipa::OpenApi;

/// The paths of this feature.
pub(crate) fn describe() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

#[derive(OpenApi)]
#[openapi(
    paths(stats),
    components(schemas(Figures, UnitFigures)),
    tags((name = "letters", description = "来信统计：与网站统计页相同的数字"))
)]
struct Doc;

#[utoipa::path(get, path = "/api/v1/letters/stats", tag = "letters",
    summary = "Figures of the letters board: the group's on the portal, a site's own elsewhere",
    params(
        ("year" = Option<i32>, Query, description = "A calendar year; this year when left out"),
        ("from" = Option<String>, Query, description = "First day, `2006-01-31`; with `to`, instead of `year`"),
        ("to" = Option<String>, Query, description = "Last day")
    ),
    responses(
        (status = 200, description = "The figures", body = Figures),
        (status = 422, description = "A parameter is wrong; `errors` names it")
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn stats() {}
