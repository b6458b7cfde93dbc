//! Small answers: cookies, ways on, queries.

use crate::provider::Authorization;
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header;
use actix_web::web::Query;
use gateway::{App, Site};
use kernel::{Error, Result};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use url::Url;

/// A cookie that scripts cannot read and other sites' forms do not carry. Without an age it ends with the browser.
#[must_use]
pub fn cookie(app: &App, name: String, value: String, age: Option<time::Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(app.settings.is_https())
        .same_site(SameSite::Lax)
        .finish();
    cookie.set_max_age(age);
    cookie
}

/// The same cookie, gone.
#[must_use]
pub fn clear_cookie(app: &App, name: String) -> Cookie<'static> {
    cookie(app, name, String::new(), Some(time::Duration::ZERO))
}

/// Leads on, after a form too (303).
#[must_use]
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .finish()
}

/// Reads a query string.
///
/// # Errors
/// [`Error::Invalid`] on `query`.
pub fn query<T: DeserializeOwned>(text: &str) -> Result<T> {
    let read = Query::<T>::from_query(text);
    read.map(Query::into_inner)
        .map_err(|error| Error::field("query", format!("地址中的参数无法读取：{error}。")))
}

/// The site whose look the pages of a sign-in have: the own one that asks. Other systems have none.
#[must_use]
pub fn look(app: &App, asked: &Authorization) -> Option<Arc<Site>> {
    let host = asked.client_id();
    let named = app
        .directory
        .by_slug(asked.site())
        .filter(|site| site.host == host);
    let site = named.or_else(|| app.directory.find(host, "/"));
    site.filter(|site| asked.is_own_site() && site.host == host)
}

/// Where to go after signing in: a path of `origin`, or `fallback`. What a browser would read as another origin, and
/// the doors themselves, are not taken.
#[must_use]
pub fn own_path(origin: &str, next: &str, fallback: &str) -> String {
    let joined = Url::parse(origin).ok().and_then(|base| {
        let url = base.join(next).ok()?;
        (next.starts_with('/') && next.len() <= 1000 && url.origin() == base.origin()).then_some(url)
    });
    let Some(url) = joined else {
        return fallback.to_owned();
    };
    let path = url.path();
    let door = ["/sso/", "/oidc/", "/console/login", "/console/logout"]
        .iter()
        .any(|door| path.contains(door));
    if door || path.starts_with("//") {
        return fallback.to_owned();
    }
    url.query()
        .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nothing_leads_elsewhere() {
        let own = |next| own_path("http://edu.localhost:8080", next, "/console/");
        assert_eq!(own("/console/articles?page=2"), "/console/articles?page=2");
        assert_eq!(own("/zhuhai/console/"), "/zhuhai/console/");
        for evil in [
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "https://evil.example/",
            "http:evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "evil",
            "",
            "/console/login?next=/console/",
            "/sso/start",
            "/zhuhai/sso/start",
        ] {
            let path = own(evil);
            assert_eq!(path, "/console/", "{evil}");
        }
    }
}
