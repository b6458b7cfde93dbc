//! Probes, answered before host dispatch.

use crate::App;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

/// The process lives.
pub async fn get_live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The process can do its work; names the reason when it cannot. How its parts are, and who its partners are, hears only
/// this machine.
pub async fn get_ready(app: Data<App>, request: HttpRequest) -> HttpResponse {
    if let Err(error) = app.store.ping().await {
        tracing::warn!(%error, "Not ready");
        return HttpResponse::ServiceUnavailable()
            .json(json!({ "status": "unavailable", "reason": "数据库不可用" }));
    }
    app.store.try_again().await;
    if let Some(reason) = app.store.trouble() {
        return HttpResponse::ServiceUnavailable()
            .json(json!({ "status": "read_only", "reason": reason, "reading": true }));
    }
    if app.directory.all().is_empty() {
        return HttpResponse::ServiceUnavailable()
            .json(json!({ "status": "unavailable", "reason": "没有网站" }));
    }
    let mut answer = serde_json::Map::from_iter([("status".to_owned(), json!("ok"))]);
    for part in app.health.iter().filter(|_| is_of_this_machine(&request)) {
        match part.state().await {
            Ok(state) => {
                answer.insert(part.name().to_owned(), state);
            }
            Err(error) => tracing::warn!(%error, "Part of the probe could not be read"),
        }
    }
    HttpResponse::Ok().json(answer)
}

/// Whether somebody on this machine asks, and not a proxy on it for somebody else.
fn is_of_this_machine(request: &HttpRequest) -> bool {
    let near = request
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let passed_on = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];
    near && !passed_on
        .iter()
        .any(|header| request.headers().contains_key(*header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_this_machine_hears_of_the_partners() {
        let from = |peer: &str| TestRequest::get().peer_addr(peer.parse().unwrap());
        for near in ["127.0.0.1:40000", "[::1]:40000", "[::ffff:127.0.0.1]:40000"] {
            assert!(is_of_this_machine(&from(near).to_http_request()), "{near}");
        }
        assert!(!is_of_this_machine(&from("10.0.0.7:40000").to_http_request()));
        let proxied = from("127.0.0.1:40000").insert_header(("x-forwarded-for", "203.0.113.5"));
        assert!(!is_of_this_machine(&proxied.to_http_request()));
        assert!(
            !is_of_this_machine(&TestRequest::get().to_http_request()),
            "unknown"
        );
    }
}
