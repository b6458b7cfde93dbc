//! What content offers, as data.

use crate::channel::ChannelNavigation;
use crate::staff::{menu, staff_routes, templates};
use crate::{api, article, channel, media, permissions, redirect, refusals, sitemap, topic};
use gateway::{Feature, Route, State};
use std::sync::Arc;

/// Content as a feature.
#[must_use]
pub fn feature() -> Feature {
    let mut routes = public_routes();
    routes.extend(staff_routes());
    Feature {
        name: "content",
        permissions: permissions::ALL,
        refusals: refusals::ALL,
        routes,
        menu: menu(),
        templates: templates(),
        hub: Some("search sees the published articles of all sites"),
        state: vec![State::new(api::Limits::default())],
        api: Some(api::doc::describe),
        navigation: Some(Arc::new(ChannelNavigation)),
        ..Feature::default()
    }
}

fn public_routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/articles", api::post_articles).machine(),
        Route::get("/api/v1/articles", api::get_articles).machine(),
        Route::get("/api/v1/articles/{article}", api::get_article).machine(),
        Route::post("/api/v1/articles/{article}", api::post_article).machine(),
        Route::post("/api/v1/articles/{article}/publish", api::post_publish).machine(),
        Route::post("/api/v1/articles/{article}/withdraw", api::post_withdraw).machine(),
        Route::post("/api/v1/media", api::post_media).machine(),
        Route::get("/robots.txt", sitemap::get_robots),
        Route::get("/sitemap.xml", sitemap::get_sitemap),
        Route::get("/sitemap", sitemap::get_sitemap_page),
        Route::get("/sitemap/", sitemap::get_sitemap_page),
        Route::get("/media/{hash}/{name}", media::get_media),
        Route::get("/topics", topic::get_bare_area),
        Route::get("/topics/", topic::get_topics),
        Route::get("/topics/{topic}", topic::get_bare_topic),
        Route::get("/topics/{topic}/", topic::get_topic),
        Route::get("/{channel}/", channel::get_channel),
        Route::get("/{channel}/{year}/{month}/{n}.html", article::get_public_article),
        // Stands last: what no page owns may be an address of former years.
        Route::get("/{path:.*}", redirect::get_old_address),
    ]
}
