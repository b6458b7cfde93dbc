//! The feature as the program puts it together.

use crate::public::{Desk, get_api_search, get_search, get_search_feed};
use crate::{Index, Reader};
use actix_web::HttpRequest;
use gateway::feed::Format;
use gateway::{Ctx, Feature, Route};
use kernel::document::Documents;
use std::sync::Arc;

/// Search over `index`, kept true by asking `documents`.
#[must_use]
pub fn feature(index: Arc<Index>, documents: Arc<dyn Documents>) -> Feature {
    let page = Desk::new(index.clone());
    let api = page.clone();
    let feed = |path, format| {
        let (desk, documents) = (page.clone(), documents.clone());
        Route::get(path, move |ctx: Ctx, request: HttpRequest| {
            get_search_feed((desk.clone(), documents.clone(), format), ctx, request)
        })
    };
    let feeds = [
        feed("/search/feed.xml", Format::Rss),
        feed("/search/feed.atom", Format::Atom),
        feed("/search/feed.json", Format::Json),
    ];
    Feature {
        name: "search",
        routes: [
            Route::get("/search", move |ctx: Ctx, request: HttpRequest| {
                get_search(page.clone(), ctx, request)
            }),
            Route::get("/api/v1/search", move |ctx: Ctx, request: HttpRequest| {
                get_api_search(api.clone(), ctx, request)
            }),
        ]
        .into_iter()
        .chain(feeds)
        .collect(),
        api: Some(crate::public::doc::describe),
        external_readers: vec![Arc::new(Reader::new(index, documents))],
        ..Feature::default()
    }
}
