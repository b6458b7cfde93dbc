//! What content offers, as data.

use crate::channel::ChannelNavigation;
use crate::staff::{menu, staff_routes, templates};
use crate::{article, channel, media, permissions, redirect, refusals, sitemap};
use gateway::{Feature, Route};
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
        navigation: Some(Arc::new(ChannelNavigation)),
        ..Feature::default()
    }
}

fn public_routes() -> Vec<Route> {
    vec![
        Route::get("/robots.txt", sitemap::get_robots),
        Route::get("/sitemap.xml", sitemap::get_sitemap),
        Route::get("/sitemap", sitemap::get_sitemap_page),
        Route::get("/sitemap/", sitemap::get_sitemap_page),
        Route::get("/media/{hash}/{name}", media::get_media),
        Route::get("/{channel}/", channel::get_channel),
        Route::get("/{channel}/{year}/{month}/{n}.html", article::get_public_article),
        // Stands last: what no page owns may be an address of former years.
        Route::get("/{path:.*}", redirect::get_old_address),
    ]
}
