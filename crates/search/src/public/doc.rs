//! The search for programs, described (OpenAPI).

use super::api::{Answer, Item};
use utoipa::OpenApi;

/// The paths of this feature.
pub(crate) fn describe() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

#[derive(OpenApi)]
#[openapi(
    paths(search),
    components(schemas(Answer, Item)),
    tags((name = "search", description = "检索：与网站搜索页相同的结果"))
)]
struct Doc;

#[utoipa::path(get, path = "/api/v1/search", tag = "search",
    summary = "Search published articles as the public does",
    params(
        ("q" = String, Query, description = "Words to look for"),
        ("site" = Option<String>, Query, description = "Word of a site; `all` for every site"),
        ("channel" = Option<String>, Query, description = "Name of a channel"),
        ("type" = Option<String>, Query, description = "`articles` or `letters`; both without it"),
        ("from" = Option<String>, Query, description = "First day, `2026-01-31`"),
        ("to" = Option<String>, Query, description = "Last day"),
        ("sort" = Option<String>, Query, description = "`relevance` or `date`"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("size" = Option<u64>, Query, description = "Results a page")
    ),
    responses(
        (status = 200, description = "A page of results", body = Answer),
        (status = 422, description = "A parameter is wrong; `errors` names it")
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn search() {}
