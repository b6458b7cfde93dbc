//! Probes, answered before host dispatch.

use crate::App;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

/// The process lives.
pub async fn get_live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The process can do its work; names the reason when it cannot.
pub async fn get_ready(app: Data<App>) -> HttpResponse {
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
    for part in &app.health {
        match part.state().await {
            Ok(state) => {
                answer.insert(part.name().to_owned(), state);
            }
            Err(error) => tracing::warn!(%error, "Part of the probe could not be read"),
        }
    }
    HttpResponse::Ok().json(answer)
}
