//! The figures for programs, described (OpenAPI).

use super::{AnswerTimes, BoardFigures, Figures, UnitFigures};
use utoipa::OpenApi;

/// The paths of this feature.
pub(crate) fn describe() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

#[derive(OpenApi)]
#[openapi(
    paths(stats),
    components(schemas(AnswerTimes, BoardFigures, Figures, UnitFigures)),
    tags((name = "letters", description = "来信统计：与网站统计页相同的数字"))
)]
struct Doc;

#[utoipa::path(get, path = "/api/v1/letters/stats", tag = "letters",
    summary = "Figures of the letters board: the group's on the portal, a site's own elsewhere",
    params(
        ("year" = Option<i32>, Query, description = "A calendar year; this year when left out"),
        ("quarter" = Option<u32>, Query, description = "A quarter of the year, 1 to 4"),
        ("month" = Option<u32>, Query, description = "A month of the year, 1 to 12"),
        ("class" = Option<String>, Query, description = "Only letters of this class"),
        ("unit" = Option<String>, Query, description = "Only letters of this unit, by its number in addresses; `none` for those no unit has"),
        ("site" = Option<i64>, Query, description = "Only letters written on this site"),
        ("board" = Option<i64>, Query, description = "Only letters written on this board, by its number in `boards`"),
        ("from" = Option<String>, Query, description = "First day, `2006-01-31`; with `to`, instead of `year`"),
        ("to" = Option<String>, Query, description = "Last day")
    ),
    responses(
        (status = 200, description = "The figures", body = Figures),
        (status = 422, description = "A parameter is wrong; `errors` names it")
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn stats() {}
