//! What a handler says of a page.

use actix_web::http::StatusCode;
use kernel::Tag;
use theme::view::{FeedLink, Link, MetaTag, PageView};

/// A page to be rendered through the site's theme. Private (never kept) unless [`Page::public`] names its tags.
#[must_use]
pub struct Page<V> {
    pub(crate) template: &'static str,
    pub(crate) view: V,
    pub(crate) page: PageView,
    pub(crate) status: StatusCode,
    pub(crate) tags: Option<Vec<Tag>>,
}

impl<V> Page<V> {
    /// A page from a template of the theme and its view.
    pub fn new(template: &'static str, view: V) -> Self {
        let page = PageView {
            lang: "zh-CN".into(),
            ..PageView::default()
        };
        Self {
            template,
            view,
            page,
            status: StatusCode::OK,
            tags: None,
        }
    }

    /// The title, without the site's name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.page.title = title.into();
        self
    }

    /// The abstract for machines.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.page.description = text.into();
        self
    }

    /// The canonical address, absolute.
    pub fn canonical(mut self, url: impl Into<String>) -> Self {
        self.page.canonical = Some(url.into());
        self
    }

    /// A mandated page tag beside the site's own; empty ones are left out.
    pub fn meta(mut self, name: &str, content: impl Into<String>) -> Self {
        self.page.meta.extend(MetaTag::new(name, content));
        self
    }

    /// A step of the way here.
    pub fn crumb(mut self, title: impl Into<String>, url: impl Into<String>) -> Self {
        self.page.breadcrumb.push(Link::new(title, url));
        self
    }

    /// A feed of this page.
    pub fn feed(mut self, title: impl Into<String>, kind: &str, url: impl Into<String>) -> Self {
        self.page.feeds.push(FeedLink::new(title, kind, url));
        self
    }

    /// What kind of page: home, list, article, search, error …
    pub fn kind(mut self, kind: &str) -> Self {
        self.page.kind = kind.into();
        self
    }

    /// Another status than 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// May be kept; whoever adds data to the page adds its tag here.
    pub fn public(mut self, tags: impl Into<Vec<Tag>>) -> Self {
        let mut tags = tags.into();
        tags.push(Tag::Chrome);
        self.tags = Some(tags);
        self
    }
}
