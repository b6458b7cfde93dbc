//! Staff pages: the console's frame around a feature's template.

use super::by::{Signed, clear_notice};
use crate::feature::Duty;
use crate::http::context::Ctx;
use crate::http::error::Reply;
use crate::page::chrome;
use crate::site::Site;
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use kernel::{Error, FieldError};
use serde::Serialize;
use std::sync::Arc;
use theme::view::{
    BareRoot, ConsolePage, ConsoleRoot, FieldError as ViewError, Me, MenuGroup, MenuItem, SiteChoice,
    SiteView,
};

/// A staff page to be rendered with the console's design.
#[must_use]
pub struct StaffPage<V> {
    template: &'static str,
    view: V,
    title: String,
    errors: Vec<FieldError>,
    look: Option<Arc<Site>>,
}

impl<V: Serialize> StaffPage<V> {
    /// A page from a feature's template and its view.
    pub fn new(template: &'static str, view: V) -> Self {
        Self {
            template,
            view,
            title: String::new(),
            errors: Vec::new(),
            look: None,
        }
    }

    /// The title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// What is wrong with the form, by field.
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors.extend(errors);
        self
    }

    /// Another site's name, mark and colours on a page without rail: the sign-in page looks like the site that asks.
    pub fn look(mut self, site: Option<Arc<Site>>) -> Self {
        self.look = site;
        self
    }

    /// Shows it without rail and person: sign-in and similar pages. `csrf` is the proof for its form.
    ///
    /// # Errors
    /// Faults of the template.
    pub async fn bare(self, ctx: &Ctx, csrf: String, status: StatusCode) -> Reply {
        let root = BareRoot {
            site: dressed(ctx, self.look.as_deref()).await?,
            page: ConsolePage { title: self.title },
            csrf,
            notice: None,
            errors: view_errors(self.errors),
            view: self.view,
        };
        answer(ctx, self.template, &root, status)
    }
}

async fn frame(ctx: &Ctx) -> kernel::Result<Arc<SiteView>> {
    chrome::of(&ctx.app, &ctx.site).await
}

/// The own frame in the look of another site; addresses stay the own ones.
async fn dressed(ctx: &Ctx, look: Option<&Site>) -> kernel::Result<SiteView> {
    let own = SiteView::clone(&*frame(ctx).await?);
    let Some(site) = look.filter(|site| site.id != ctx.site.id) else {
        return Ok(own);
    };
    let theirs = SiteView::clone(&*chrome::of(&ctx.app, site).await?);
    Ok(SiteView {
        name: theirs.name,
        short_name: theirs.short_name,
        mark_url: theirs.mark_url,
        tokens_url: theirs.tokens_url,
        footer: theirs.footer,
        ..own
    })
}

fn view_errors(errors: Vec<FieldError>) -> Vec<ViewError> {
    errors
        .into_iter()
        .map(|error| ViewError::new(error.field, error.text))
        .collect()
}

fn answer(ctx: &Ctx, template: &str, root: &impl Serialize, status: StatusCode) -> Reply {
    let console = ctx
        .app
        .themes
        .theme("console")
        .ok_or_else(|| Error::fault("no console theme"))?;
    let html = console.render(template, root).map_err(Error::fault)?;
    let mut response = HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    Ok(response)
}

pub(super) async fn render<V: Serialize>(signed: &Signed, page: StaffPage<V>, status: StatusCode) -> Reply {
    let ctx = &signed.ctx;
    let here = |post: &&kernel::policy::Membership| post.site == ctx.site.id;
    let root = ConsoleRoot {
        site: SiteView::clone(&*frame(ctx).await?),
        page: ConsolePage { title: page.title },
        me: Me {
            name: signed.me.name.clone(),
            account: signed.me.account.clone(),
            roles: signed
                .posts
                .iter()
                .filter(here)
                .map(|post| post.role.title().to_owned())
                .collect(),
            csrf: signed.csrf.clone(),
        },
        menu: counted(signed, menu(signed)).await?,
        sites: sites(signed),
        notice: signed.notice.clone(),
        errors: view_errors(page.errors),
        view: page.view,
    };
    let mut response = answer(ctx, page.template, &root, status)?;
    if signed.notice.is_some() {
        clear_notice(&signed.ctx, &mut response);
    }
    Ok(response)
}

fn menu(signed: &Signed) -> Vec<MenuGroup> {
    let site = &signed.ctx.site;
    let path = &signed.ctx.path;
    // What only the portal has (the desk) is no entry elsewhere.
    let elsewhere = |path: &str| {
        let mut routes = signed.ctx.app.routes().iter().map(|(_, route)| route);
        routes.any(|route| {
            route.method == Method::GET
                && route.path == path
                && !route.kinds.is_empty()
                && !route.kinds.contains(&site.kind)
        })
    };
    let entries = signed.ctx.app.menu.iter().filter(|(feature, entry)| {
        site.has(feature) && (entry.roles.is_empty() || signed.holds(entry.roles)) && !elsewhere(entry.path)
    });
    let best = entries
        .clone()
        .map(|(_, entry)| entry.path)
        // Every page is below the overview's; only its own is in it.
        .filter(|entry| path == entry || path.starts_with(entry) && !entry.ends_with('/'))
        .max_by_key(|entry| entry.len());
    let mut groups: Vec<(Duty, MenuGroup)> = Vec::new();
    for (_, entry) in entries {
        let current = best == Some(entry.path);
        let item = MenuItem::new(entry.title, site.url(entry.path), entry.icon, current);
        match groups.last_mut().filter(|(duty, _)| *duty == entry.duty) {
            Some((_, group)) => group.items.push(item),
            None => groups.push((
                entry.duty,
                MenuGroup {
                    title: entry.duty.title().into(),
                    items: vec![item],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// With what waits behind the entries, where a feature counts it.
async fn counted(signed: &Signed, mut menu: Vec<MenuGroup>) -> kernel::Result<Vec<MenuGroup>> {
    let ctx = &signed.ctx;
    for slot in ctx.app.slot("menu.counts", &ctx.site) {
        let read = ctx.read();
        let counts = slot.provider.figures(&read, &ctx.site, &signed.me, &signed.posts);
        for figure in counts.await? {
            let items = menu.iter_mut().flat_map(|group| &mut group.items);
            for item in items.filter(|item| item.url == figure.url) {
                item.count = figure.value.parse().ok();
            }
        }
    }
    Ok(menu)
}

fn sites(signed: &Signed) -> Vec<SiteChoice> {
    let here = &signed.ctx.site;
    let mine = |id| signed.posts.iter().any(|post| post.site == id);
    let all = signed.ctx.app.directory.all();
    all.iter()
        .filter(|site| mine(site.id))
        .map(|site| SiteChoice {
            name: site.short_name.clone(),
            url: if site.host == here.host {
                site.url("/console/")
            } else {
                site.absolute("/console/")
            },
            current: site.id == here.id,
        })
        .collect()
}
