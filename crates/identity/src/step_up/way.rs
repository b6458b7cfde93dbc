//! The way to the portal's page and back.

use crate::door::{Door, own_path, query, see_other};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{App, Ctx, Reply, Site};
use serde::Deserialize;
use std::sync::Arc;
use url::Url;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    #[serde(rename = "return")]
    pub(super) back: String,
}

/// `/sso/step-up` on every site: leads to the portal.
pub async fn get_way(ctx: Ctx, request: HttpRequest, door: Data<Door>) -> Reply {
    let Wish { back } = query(request.query_string())?;
    let console = ctx.site.url("/console/");
    let back = format!(
        "{}{}",
        ctx.site.origin,
        own_path(&ctx.site.origin, &back, &console)
    );
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let issuer = door.issuer(&ctx.app)?;
    Ok(see_other(&format!(
        "{}/oidc/step-up?return={back}",
        issuer.name()
    )))
}

/// The site and path of a way back; nothing for what is no page of one of the group's own sites.
pub(super) fn back(app: &App, wanted: &str) -> Option<(Arc<Site>, String)> {
    let url = Url::parse(wanted).ok()?;
    let site = app.directory.find(url.host_str()?, url.path())?;
    if url.origin().ascii_serialization() != site.origin || !url.username().is_empty() {
        return None;
    }
    let whole = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let path = own_path(&site.origin, &whole, "");
    let bare = site.mount.trim_end_matches('/');
    let below = path.strip_prefix(bare)?;
    below.starts_with('/').then(|| (site.clone(), below.to_owned()))
}

/// The address that brings somebody back with a new token.
pub(super) fn home(site: &Site, path: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    site.absolute(&format!("/sso/start?next={next}"))
}
