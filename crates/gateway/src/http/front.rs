//! The front of every request, in one place and order.

use crate::App;
use crate::http::context::Found;
use crate::http::error::{HttpError, Problem};
use crate::http::{address, csrf, form, security};
use crate::page::Kept;
use crate::page::{Page, render};
use crate::reading;
use crate::site::Site;
use crate::staff::{Acting, COOKIE, RefusedForm, RefusedHere};
use crate::views::{Shown, View};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::{BytesMut, Data};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use bytes::Bytes;
use futures_util::StreamExt;
use kernel::Error;
use std::sync::Arc;
use std::time::Duration;
use store::audit::origin;
use theme::view::ErrorShow;
use tracing::{info, warn};

/// Query parameters that make another page; others do not reach the key.
const KNOWN_QUERY: &[&str] = &[
    "page", "q", "site", "channel", "from", "to", "sort", "size", "unit", "after",
    // Short addresses of former years: `/?p=12`.
    "p", "page_id",
];

pub(crate) async fn front(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return Ok(request.into_response(HttpResponse::InternalServerError().finish()));
    };
    if request.path().starts_with("/healthz/") {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let Some(site) = find_site(&app, &request) else {
        let mut response = misdirected(request.path());
        security::set(response.headers_mut(), &app.settings, "", None);
        return Ok(request.into_response(response));
    };
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_get = *request.method() == Method::GET;
    if let Some(mount) = &site.elsewhere {
        let mut response = lead_away(&site, mount, is_read, &request);
        security::set(response.headers_mut(), &app.settings, "", None);
        return Ok(request.into_response(response));
    }
    let read = reading::of(&app, &request);
    if is_read && let Some(response) = reading::arrive(&app, &site, &request) {
        return Ok(request.into_response(response));
    }
    let laid = app.laid_over(&site).await;
    let key = if is_read && app.pages.is_enabled() {
        cache_key(&site, &request).map(|key| key + &laid.key + &key_of(read))
    } else {
        None
    };
    if let Some(kept) = key.as_ref().and_then(|key| app.pages.get(key)) {
        if let Some(shown) = kept.shown() {
            count(&app, &site, request.request(), shown);
        }
        let mut response = kept.answer(request.request());
        finish(&app, &mut response, None);
        return Ok(request.into_response(response));
    }
    let found = Found {
        client: address::client(
            &app.settings,
            request.peer_addr().map(|peer| peer.ip()),
            request.headers(),
        ),
        position: app.pages.position(),
        laid: Arc::new(laid),
        reading: read,
        request_id: uuid::Uuid::new_v4().simple().to_string().into(),
        site: site.clone(),
        key: key.map(Arc::from),
    };
    request.extensions_mut().insert(found.clone());
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    if let Some(response) = strip_mount(&site, &mut request) {
        return Ok(request.into_response(response));
    }
    // Routing needs the request to itself: no clone of it may live while the next service runs.
    let refused = if is_costly(request.path(), request.query_string())
        && let Err(error) = app.rate.take(found.client)
    {
        Some(error)
    } else if is_read {
        None
    } else {
        prove_origin(&app, &site, &mut request).await.err()
    };
    if let Some(error) = refused {
        let http = request.request().clone();
        if matches!(error, Error::ForeignForm) {
            know_actor(&app, &http, &site).await;
        }
        let answer = HttpError(error).error_response();
        record(&app, &http, &found, &answer, is_read).await;
        let response = dress(&app, &http, &found, answer).await;
        return Ok(request.into_response(response));
    }
    let limit = app.settings.request_timeout + time_to_arrive(&app, &request);
    let work = origin::within(found.origin(), next.call(request));
    let outcome = tokio::time::timeout(limit, work).await;
    let Ok(outcome) = outcome else {
        let error = HttpError(Error::Timeout);
        let mut response = error.error_response();
        finish(&app, &mut response, None);
        return Err(InternalError::from_response(error, response).into());
    };
    let (http, response) = outcome?.map_into_boxed_body().into_parts();
    record(&app, &http, &found, &response, is_read).await;
    // A HEAD goes on as a GET, but nobody sees a page.
    if is_get {
        count_fresh(&app, &http, &found, &response);
    }
    let response = dress(&app, &http, &found, response).await;
    if !is_read {
        info!(site = %site.slug, method = %http.method(), path = %log_path(http.path()), status = response.status().as_u16(), id = %found.request_id, "Handled a request");
    }
    Ok(ServiceResponse::new(http, response))
}

/// Tells who counts views of one. What a browser fetches before anybody asked for it is none, nor is what staff look at.
fn count(app: &App, site: &Site, http: &HttpRequest, shown: &Shown) {
    let Some(views) = &app.views else {
        return;
    };
    let headers = http.headers();
    if http.method() != Method::GET || headers.contains_key("sec-purpose") {
        return;
    }
    views.seen(&View {
        site,
        sites: &app.directory,
        shown,
        client: address::client(&app.settings, http.peer_addr().map(|peer| peer.ip()), headers),
        headers,
    });
}

/// The same for a page that was just drawn.
fn count_fresh(app: &App, http: &HttpRequest, found: &Found, response: &HttpResponse) {
    if app.views.is_none() || http.path().starts_with("/console") {
        return;
    }
    let extensions = response.extensions();
    let kept = extensions.get::<Arc<Kept>>().and_then(|kept| kept.shown());
    if let Some(shown) = kept.or_else(|| extensions.get::<Shown>()) {
        count(app, &found.site, http, shown);
    }
}

/// A form without its proof never reached a handler: whose session is it?
async fn know_actor(app: &App, http: &HttpRequest, site: &Site) {
    let Some(cookie) = http.cookie(&app.settings.cookie_name(COOKIE)) else {
        return;
    };
    if let Ok(Some(session)) = app.staff.session(cookie.value(), &site.host).await {
        http.extensions_mut().insert(Acting(session.actor()));
    }
}

/// Puts what was refused to a member of staff, or failed, into the audit record.
async fn record(app: &App, http: &HttpRequest, found: &Found, response: &HttpResponse, is_read: bool) {
    let Some(Acting(actor)) = http.extensions().get::<Acting>().cloned() else {
        return;
    };
    let denied = http.extensions().get::<RefusedHere>().map(|here| here.0.clone());
    let form = response
        .extensions()
        .get::<RefusedForm>()
        .map(|form| form.0.to_owned());
    let problem = response
        .extensions()
        .get::<Problem>()
        .map(|problem| (problem.status, problem.code.clone()));
    let (action, code) = match (denied, form, problem) {
        (Some(permission), _, _) => ("request.refused", permission),
        (None, Some(code), _) => ("request.refused", code),
        (None, None, Some((403 | 409 | 429, code))) if !is_read && code != "stale" => {
            ("request.refused", code)
        }
        (None, None, Some((500.., code))) if !is_read => ("request.failed", code),
        (None, None, _) => return,
    };
    let subject = format!("{} {}", http.method(), log_path(http.path()));
    let detail = serde_json::json!({ "code": code });
    let noted = app.note(actor, found.site.id, (action, &subject), &detail);
    origin::within(found.origin(), noted).await;
}

/// Turns what a handler gave into what leaves: kept pages, drawn errors, headers.
async fn dress(
    app: &Data<App>,
    http: &HttpRequest,
    found: &Found,
    mut response: HttpResponse,
) -> HttpResponse {
    let kept = response.extensions_mut().remove::<Arc<Kept>>();
    if let Some(kept) = kept {
        response = kept.answer(http);
    }
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = problem {
        response = draw(app, http, found, &problem, response).await;
    } else if http.path().starts_with("/api/") && is_bare_error(&response) {
        // Programs read one form of errors, whoever refused.
        response = Problem::of_status(response.status()).answer();
    }
    let extra = response.extensions_mut().remove::<security::FormAction>();
    finish(app, &mut response, extra.as_ref());
    if let Ok(id) = HeaderValue::from_str(&found.request_id) {
        response
            .headers_mut()
            .insert(header::HeaderName::from_static("x-request-id"), id);
    }
    response
}

fn finish(app: &App, response: &mut HttpResponse, extra: Option<&security::FormAction>) {
    let portal = app.portal_origin();
    security::set(response.headers_mut(), &app.settings, &portal, extra);
}

/// The path without secrets: a part that has the form of a token (256 bits in base64url) opens something once.
fn log_path(path: &str) -> String {
    let token = |part: &str| {
        part.len() == 43
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if token(part) { "…" } else { part })
        .collect();
    parts.join("/")
}

/// The site of the request's host and path. There is no default site.
fn find_site(app: &App, request: &ServiceRequest) -> Option<Arc<Site>> {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let host = host.or_else(|| request.uri().host())?;
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    app.directory.find(&name.to_ascii_lowercase(), request.path())
}

/// An error in no words of ours, as the framework answers a parameter that it cannot read.
fn is_bare_error(response: &HttpResponse) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    (status.is_client_error() || status.is_server_error()) && !kind.contains("json")
}

fn misdirected(path: &str) -> HttpResponse {
    // Of a host or mount that nobody owns the path is all that tells a program from a person.
    if path.contains("/api/") {
        return Problem::of_status(StatusCode::MISDIRECTED_REQUEST).answer();
    }
    HttpResponse::build(StatusCode::MISDIRECTED_REQUEST).content_type("text/html; charset=utf-8").body(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>没有这个网站</title></head>\
         <body><main><h1>没有这个网站</h1><p>本服务器上没有您要访问的网站，请检查地址。</p></main></body></html>",
    )
}

/// To the box that serves the site. A form was meant for that box and is not carried on.
fn lead_away(site: &Site, mount: &str, is_read: bool, request: &ServiceRequest) -> HttpResponse {
    if !is_read {
        return misdirected(request.path());
    }
    let whole = request.uri().path_and_query().map_or("/", |whole| whole.as_str());
    let rest = whole.strip_prefix(mount.trim_end_matches('/')).unwrap_or("/");
    let rest = if rest.starts_with('/') { rest } else { "/" };
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, format!("{}{}", site.origin, site.url(rest))))
        .finish()
}

/// Cuts the mount off the path. `/zhuhai` without its slash is led to `/zhuhai/`.
fn strip_mount(site: &Site, request: &mut ServiceRequest) -> Option<HttpResponse> {
    if !site.is_mounted() {
        return None;
    }
    let bare = site.mount.trim_end_matches('/');
    let uri = request.uri().clone();
    let rest = uri
        .path_and_query()
        .map_or("/", |whole| whole.as_str())
        .strip_prefix(bare)
        .unwrap_or("/");
    if !rest.starts_with('/') {
        return Some(
            HttpResponse::PermanentRedirect()
                .insert_header((header::LOCATION, site.mount.clone()))
                .finish(),
        );
    }
    let uri: Uri = rest.parse().ok()?;
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
    None
}

/// Site, path and known query in a fixed order. Staff, sign-in and API answers have no key.
fn cache_key(site: &Site, request: &ServiceRequest) -> Option<String> {
    use std::fmt::Write;
    let path = request.path();
    let inner = path
        .strip_prefix(site.mount.trim_end_matches('/'))
        .unwrap_or(path);
    if [
        "/console",
        "/sso/",
        "/oidc/",
        "/account",
        "/upstream/",
        "/api/",
        "/assets/",
        "/media/",
    ]
    .iter()
    .any(|private| inner.starts_with(private))
    {
        return None;
    }
    let mut key = String::with_capacity(path.len() + 24);
    write!(key, "{}{path}", site.id).ok()?;
    add_query(&mut key, request.query_string())?;
    Some(key)
}

/// Another choice of reading is another page; most visitors choose nothing.
fn key_of(reading: reading::Reading) -> String {
    if reading.is_plain() {
        return String::new();
    }
    format!("~{reading}")
}

/// Adds the parameters that change a page. Nothing for a query whose page may be kept under no key: a name in disguise
/// (`%70age`) is read by handlers, which decode it, but not found here.
fn add_query(key: &mut String, query: &str) -> Option<()> {
    use std::fmt::Write;
    let pairs = || {
        query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    };
    if pairs().any(|(name, _)| name.contains(['%', '+'])) {
        return None;
    }
    for known in KNOWN_QUERY {
        if let Some((_, value)) = pairs().find(|(name, _)| *name == *known) {
            if value.len() > 300 {
                return None;
            }
            write!(key, "&{known}={value}").ok()?;
        }
    }
    Some(())
}

/// What is computed anew for every request.
fn is_costly(path: &str, query: &str) -> bool {
    let searched = || {
        query
            .split('&')
            .any(|pair| pair.starts_with("q=") && pair.len() > 2)
    };
    path == "/search"
        || path.starts_with("/search/")
        || path.starts_with("/api/")
        || path.starts_with("/letters/stats")
        || (path == "/letters/" && searched())
}

/// Bytes a second of the slowest line on which a program is waited for.
const SLOWEST: usize = 64 << 10;

/// What programs send, and a letter with its files, may be large and the line slow: the body has its time beside the work.
fn time_to_arrive(app: &App, request: &ServiceRequest) -> Duration {
    if !request.path().starts_with("/api/") && request.path() != "/letters/new" {
        return Duration::ZERO;
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let length = length.unwrap_or(0).min(app.settings.upload_limit);
    Duration::from_secs((length / SLOWEST) as u64)
}

/// An unsafe request must come from our own page: the browser's word, and for staff the token of the session.
async fn prove_origin(app: &App, site: &Site, request: &mut ServiceRequest) -> Result<(), Error> {
    if app.is_machine_path(request.path()) {
        return Ok(());
    }
    let word = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if csrf::is_foreign(&site.origin, word("origin"), word("sec-fetch-site")) {
        return Err(Error::ForeignForm);
    }
    // The path as the router reads it: `/%63onsole` is the console too.
    if !request.match_info().as_str().starts_with("/console") {
        return Ok(());
    }
    let Some(cookie) = request.cookie(&app.settings.cookie_name(COOKIE)) else {
        return Ok(());
    };
    if word(csrf::HEADER).is_some_and(|given| csrf::is_right(&app.settings.secret, cookie.value(), given)) {
        return Ok(());
    }
    let kind = word("content-type").unwrap_or_default().to_ascii_lowercase();
    let given = if kind.starts_with("multipart/form-data") {
        // An upload may be large: it is only taken in for somebody who is signed in.
        app.staff
            .session(cookie.value(), &site.host)
            .await?
            .ok_or(Error::Unauthenticated)?;
        let body = take_body(request, app.settings.upload_limit).await?;
        let given = form::first_token(request.headers(), body.clone()).await;
        request.set_payload(Payload::from(body));
        given
    } else {
        let body = take_body(request, app.settings.form_limit).await?;
        let given = token_in(&body);
        request.set_payload(Payload::from(body));
        given
    };
    if csrf::is_right(&app.settings.secret, cookie.value(), &given) {
        Ok(())
    } else {
        Err(Error::ForeignForm)
    }
}

async fn take_body(request: &mut ServiceRequest, limit: usize) -> Result<Bytes, Error> {
    let mut payload = request.take_payload();
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Error::field("form", format!("表单不完整：{error}")))?;
        if body.len() + chunk.len() > limit {
            return Err(Error::TooLarge(limit.try_into().unwrap_or(u64::MAX)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn token_in(body: &[u8]) -> String {
    let fields = url::form_urlencoded::parse(body);
    fields
        .into_iter()
        .find(|(name, _)| name == csrf::FIELD)
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

/// Draws an error for people; programs keep the problem detail.
async fn draw(
    app: &Data<App>,
    http: &HttpRequest,
    found: &Found,
    problem: &Problem,
    plain: HttpResponse,
) -> HttpResponse {
    let path = http.path();
    let wants_json = path.starts_with("/api/") || app.is_machine_path(path) || accepts_json(http);
    if wants_json {
        return plain;
    }
    if problem.status == 401 && path.starts_with("/console") {
        return to_sign_in(found, http);
    }
    if problem.code == "unproven" {
        return to_step_up(found, http);
    }
    let ctx = crate::Ctx {
        site: found.site.clone(),
        store: app.store.clone(),
        app: app.clone(),
        path: path.to_owned(),
        client: found.client,
        key: None,
        position: 0,
        laid: found.laid.clone(),
        reading: found.reading,
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = Page::new("error.html", show(problem, found))
        .title(&problem.title)
        .kind("error")
        .status(status);
    match render::public(&ctx, page).await {
        Ok(mut drawn) => {
            for name in [header::RETRY_AFTER, header::SET_COOKIE] {
                for value in plain.headers().get_all(&name) {
                    drawn.headers_mut().append(name.clone(), value.clone());
                }
            }
            drawn
        }
        Err(error) => {
            warn!(%error, "An error page could not be drawn");
            plain
        }
    }
}

/// Whether a script asks, which reads JSON and no page.
#[must_use]
pub fn wants_json(http: &HttpRequest) -> bool {
    accepts_json(http)
}

fn accepts_json(http: &HttpRequest) -> bool {
    let accept = http
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

fn to_sign_in(found: &Found, http: &HttpRequest) -> HttpResponse {
    let wanted = if http.method() == Method::GET {
        http.uri()
            .path_and_query()
            .map_or("/console/", |whole| whole.as_str())
    } else {
        "/console/"
    };
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let location = found.site.url(&format!("/console/login?next={next}"));
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .finish()
}

/// Leads somebody by the portal, to prove again who sits there, and back to the page of the form.
fn to_step_up(found: &Found, http: &HttpRequest) -> HttpResponse {
    let asked = http
        .uri()
        .path_and_query()
        .map(|whole| found.site.url(whole.as_str()));
    let form = || {
        let referer = http.headers().get(header::REFERER)?.to_str().ok()?;
        let path = referer.strip_prefix(&found.site.origin)?;
        path.starts_with('/').then(|| path.to_owned())
    };
    let back = if http.method() == Method::GET {
        asked
    } else {
        form()
    };
    let back = back.unwrap_or_else(|| found.site.url("/console/"));
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let location = found.site.url(&format!("/sso/step-up?return={back}"));
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .finish()
}

fn show(problem: &Problem, found: &Found) -> ErrorShow {
    let advice: &[&str] = match problem.status {
        404 => &[
            "请检查地址是否输入完整。",
            "可以用页面上方的搜索框查找。",
            "也可以从首页或网站地图进入。",
        ],
        403 => &["如果您需要办理此事，请联系本站管理员开通权限。"],
        409 | 422 => &["请返回上一页，按提示修改后再提交。"],
        429 => &["请稍等片刻再试。"],
        500.. => &["请稍后再试；如果问题一直存在，请把下面的编号告诉我们。"],
        _ => &["可以从首页重新进入。"],
    };
    ErrorShow {
        status: problem.status,
        title: problem.title.clone(),
        message: problem.detail.clone(),
        advice: advice.iter().map(|line| (*line).to_owned()).collect(),
        request_id: found.request_id.to_string(),
    }
}

/// Where no route matches.
pub(crate) async fn not_found() -> Result<HttpResponse, HttpError> {
    Err(Error::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_the_address_is_nobodys_to_read() {
        let token = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            log_path(&format!("/oidc/invitation/{token}")),
            "/oidc/invitation/…"
        );
        assert_eq!(log_path("/news/2026/03/17.html"), "/news/2026/03/17.html");
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(
            log_path(&format!("/media/{hash}/a.jpg")),
            format!("/media/{hash}/a.jpg")
        );
    }

    #[test]
    fn a_kept_page_is_named_by_what_its_handler_reads() {
        let key = |query: &str| {
            let mut key = String::new();
            add_query(&mut key, query).map(|()| key)
        };
        assert_eq!(key("").as_deref(), Some(""));
        assert_eq!(key("page=2&x=1").as_deref(), Some("&page=2"));
        for disguised in ["%70age=2", "x=1&pag%65=2", "pa+ge=2", "%70age"] {
            assert_eq!(key(disguised), None, "{disguised}");
        }
        assert_eq!(key(&format!("page={}", "1".repeat(301))), None);
    }

    #[test]
    fn the_token_is_found_among_the_fields() {
        assert_eq!(token_in("title=%E7%B4%AB&csrf_token=abc&x=1".as_bytes()), "abc");
        assert_eq!(token_in(b"title=1"), "");
    }
}
