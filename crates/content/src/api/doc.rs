//! The interface described for programs (OpenAPI 3.1). A test holds every route below `/api/` against it.

use super::shape;
use utoipa::openapi::OpenApi as Described;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The paths of this feature.
#[must_use]
pub fn describe() -> Described {
    Doc::openapi()
}

#[derive(OpenApi)]
#[openapi(
    paths(deliver, list, show, update, publish, withdraw, upload),
    components(schemas(
        shape::ArticleIn,
        shape::External,
        shape::FileIn,
        shape::Aim,
        shape::WithdrawIn,
        shape::ArticleOut,
        shape::PlaceOut,
        shape::ArticlesOut,
        shape::MediaOut,
        shape::ProblemOut,
        shape::FieldOut
    )),
    modifiers(&Bearer),
    tags((name = "articles", description = "供稿：内部业务系统向网站供稿"))
)]
struct Doc;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, doc: &mut Described) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = doc.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", scheme);
    }
}

#[utoipa::path(post, path = "/api/v1/articles", tag = "articles", security(("token" = [])),
    summary = "Deliver an article, or update the one with the same external number",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key and request within 24 hours gets the same answer")),
    request_body = shape::ArticleIn,
    responses(
        (status = 201, description = "A new article", body = shape::ArticleOut),
        (status = 202, description = "Updated; a person has to review it", body = shape::ArticleOut),
        (status = 200, description = "Updated, or nothing to change", body = shape::ArticleOut),
        (status = 401, description = "No token, or one that opens nothing", body = shape::ProblemOut),
        (status = 403, description = "The token lacks the scope or the channel", body = shape::ProblemOut),
        (status = 409, description = "A rule says no; `code` tells which", body = shape::ProblemOut),
        (status = 422, description = "A field is wrong; `errors` names it", body = shape::ProblemOut),
        (status = 429, description = "Too many requests; see Retry-After", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn deliver() {}

#[utoipa::path(get, path = "/api/v1/articles", tag = "articles", security(("token" = [])),
    summary = "List the unit's own deliveries, newest first",
    params(
        ("system" = Option<String>, Query, description = "Word of the delivering system"),
        ("external_id" = Option<String>, Query, description = "Its number there"),
        ("after" = Option<i64>, Query, description = "`next` of the page before"),
        ("limit" = Option<u64>, Query, description = "1 to 100; 20 when left out")
    ),
    responses(
        (status = 200, description = "A page", body = shape::ArticlesOut),
        (status = 401, description = "No token, or one that opens nothing", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn list() {}

#[utoipa::path(get, path = "/api/v1/articles/{article}", tag = "articles", security(("token" = [])),
    summary = "How an article stands, and where",
    params(("article" = String, Path, description = "Its `id`")),
    responses(
        (status = 200, description = "The article", body = shape::ArticleOut),
        (status = 304, description = "It is as `If-None-Match` says"),
        (status = 404, description = "Not an article of this unit on this site", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn show() {}

#[utoipa::path(post, path = "/api/v1/articles/{article}", tag = "articles", security(("token" = [])),
    summary = "Update an article; a published one gets a new edition",
    params(
        ("article" = String, Path, description = "Its `id`"),
        ("If-Match" = Option<String>, Header, description = "The ETag seen; another revision is answered with 412"),
        ("Idempotency-Key" = Option<String>, Header, description = "As for delivering")
    ),
    request_body = shape::ArticleIn,
    responses(
        (status = 200, description = "Updated, or nothing to change", body = shape::ArticleOut),
        (status = 202, description = "Updated; a person has to review it", body = shape::ArticleOut),
        (status = 404, description = "Not an article of this unit on this site", body = shape::ProblemOut),
        (status = 409, description = "A rule says no; `code` tells which", body = shape::ProblemOut),
        (status = 412, description = "Somebody changed it since", body = shape::ProblemOut),
        (status = 422, description = "A field is wrong; `errors` names it", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn update() {}

#[utoipa::path(post, path = "/api/v1/articles/{article}/publish", tag = "articles", security(("token" = [])),
    summary = "Publish what a person approved, or what the channel lets pass without review",
    params(("article" = String, Path, description = "Its `id`")),
    responses(
        (status = 200, description = "It is public", body = shape::ArticleOut),
        (status = 404, description = "Not an article of this unit on this site", body = shape::ProblemOut),
        (status = 409, description = "`article.needs_review`: a person has to approve it first", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn publish() {}

#[utoipa::path(post, path = "/api/v1/articles/{article}/withdraw", tag = "articles", security(("token" = [])),
    summary = "Withdraw an article everywhere; a notice with the reason takes its place",
    params(("article" = String, Path, description = "Its `id`")),
    request_body = shape::WithdrawIn,
    responses(
        (status = 200, description = "It is withdrawn", body = shape::ArticleOut),
        (status = 404, description = "Not an article of this unit on this site", body = shape::ProblemOut),
        (status = 409, description = "`article.not_live`: it is not public", body = shape::ProblemOut),
        (status = 422, description = "The reason is missing", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn withdraw() {}

#[utoipa::path(post, path = "/api/v1/media", tag = "articles", security(("token" = [])),
    summary = "Store one picture or attachment (multipart/form-data: file, alt, decorative, caption, credit)",
    request_body(content_type = "multipart/form-data", content = String),
    responses(
        (status = 201, description = "Stored", body = shape::MediaOut),
        (status = 413, description = "Larger than 20 MB", body = shape::ProblemOut),
        (status = 415, description = "Neither a picture nor a document that is taken", body = shape::ProblemOut)
    ))]
#[expect(dead_code, reason = "read by the macro alone")]
fn upload() {}
