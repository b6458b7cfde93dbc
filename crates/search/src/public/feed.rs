//! Feeds of a search: what `/search` finds for the same parameters, newest first, with marks of what was withdrawn.

use super::desk::{Answered, Desk};
use super::form::Form;
use super::view::{known, shown};
use crate::query::{MAX_DEPTH, Sort};
use crate::snippet::Markup;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use gateway::feed::{Entry, Feed, Format, Gone, urn};
use gateway::{Ctx, Reply, Site};
use kernel::document::{Change, Documents};
use kernel::{Error, Result, SiteId, Uid};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Entries of a page of a feed, and marks of what was withdrawn.
const SIZE: u64 = 50;

/// `GET /search/feed.xml`, `/search/feed.atom`, `/search/feed.json`: never kept and bounded like the page.
///
/// # Errors
/// [`Error::NotFound`] when nothing is asked; [`Error::Invalid`] names what is wrong with the question.
pub(crate) async fn get_search_feed(
    (desk, documents, format): (Desk, Arc<dyn Documents>, Format),
    ctx: Ctx,
    request: HttpRequest,
) -> Reply {
    let form = Form::page(request.query_string(), &ctx.site, |slug| {
        ctx.app.directory.by_slug(slug)
    })?;
    if form.q.is_empty() {
        return Err(Error::NotFound.into());
    }
    let form = form.for_feed(SIZE, MAX_DEPTH);
    let answered = desk.ask(form.query(), Markup::Em).await?;
    let find = |id: SiteId| ctx.app.directory.get(id);
    let told = Told::load(documents.as_ref(), &form, &answered).await?;
    let bytes = format.write(&feed(&form, &answered, &ctx.site, (format, find), told))?;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// The feeds of a search, for the head of its page; none while nothing is asked.
pub(super) fn links(form: &Form, here: &Site) -> Vec<(String, Format, String)> {
    if form.q.is_empty() {
        return Vec::new();
    }
    let link = |format: Format| {
        let title = format!("“{}”的搜索结果 {}", form.q, format.title());
        let url = here.url(&form.feed_path(here, format.file(), 1));
        (title, format, url)
    };
    vec![link(Format::Rss), link(Format::Atom), link(Format::Json)]
}

/// What the index does not hold.
struct Told {
    changes: HashMap<Uid, Change>,
    gone: Vec<Gone>,
}

impl Told {
    async fn load(documents: &dyn Documents, form: &Form, answered: &Answered) -> Result<Self> {
        let site = form.site.as_ref().map(|site| site.id);
        let uids: Vec<Uid> = answered.found.hits.iter().map(|hit| hit.uid).collect();
        let changes = documents.changes(&uids).await?;
        // On the first page alone, and never of what is found.
        let gone = if form.page == 1 {
            documents.withdrawn(site, SIZE).await?
        } else {
            Vec::new()
        };
        let found: HashSet<Uid> = uids.into_iter().collect();
        let gone = gone.into_iter().filter(|(uid, _)| !found.contains(uid));
        Ok(Self {
            changes: changes.into_iter().map(|change| (change.uid, change)).collect(),
            gone: gone.map(|(uid, at)| Gone { id: urn(uid), at }).collect(),
        })
    }
}

fn feed(
    form: &Form,
    answered: &Answered,
    here: &Site,
    (format, find): (Format, impl Fn(SiteId) -> Option<Arc<Site>>),
    told: Told,
) -> Feed {
    // An article that places show in different words is found once for each; a feed names it once.
    let mut named = HashSet::new();
    let entries = answered.found.hits.iter().filter_map(|hit| {
        let places = known(&hit.places, &find);
        let (place, at) = shown(&places, form.site.as_deref())?;
        let change = told.changes.get(&hit.uid)?;
        if !named.insert(hit.uid) {
            return None;
        }
        Some(Entry {
            uid: hit.uid,
            id: urn(hit.uid),
            via: None,
            version: change.version,
            title: hit.title.clone(),
            url: at.absolute(&place.path),
            summary: hit.summary.clone(),
            unit: change.unit.clone(),
            channel: place.channel_name.clone(),
            picture: None,
            published: hit.published_at,
            updated: change.changed_at.max(hit.published_at),
        })
    });
    let more = form.page * form.size < answered.found.total && (form.page + 1) * form.size <= MAX_DEPTH;
    let own = |page: u64| here.absolute(&form.feed_path(here, format.file(), page));
    Feed {
        title: format!("{}：{}", here.name, form.q),
        description: format!("“{}”的搜索结果，按发布时间排列", form.q),
        home: format!("{}{}", here.origin, form.url(here)),
        own: own(form.page),
        next: more.then(|| own(form.page + 1)),
        hub: None,
        entries: entries.collect(),
        gone: told.gone,
    }
}

impl Form {
    /// The same for a feed: newest first, a page of it larger.
    fn for_feed(mut self, size: u64, deep: u64) -> Self {
        self.sort = Sort::Newest;
        self.size = size;
        self.page = self.page.clamp(1, deep / size);
        self
    }

    /// A page of the feed of this search, without the site's mount.
    fn feed_path(&self, here: &Site, file: &str, page: u64) -> String {
        let url = self.url(here);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.trim_end_matches("&sort=newest");
        let next = if page > 1 {
            format!("&page={page}")
        } else {
            String::new()
        };
        format!("/search/{file}?{query}{next}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::tests::{find, town};
    use super::*;

    #[test]
    fn a_feed_is_asked_for_by_the_parameters_of_its_page() {
        let here = town();
        let asked = "q=a%26b&site=all&from=2026-01-01";
        let form = Form::page(&format!("{asked}&page=900"), &here, find).unwrap();
        let links = links(&form, &here);
        assert_eq!(links[0].2, format!("/taihua/search/feed.xml?{asked}"));
        let form = form.for_feed(SIZE, MAX_DEPTH);
        assert_eq!(form.sort, Sort::Newest);
        assert!(form.page * form.size <= MAX_DEPTH, "no deeper than the page");
        assert_eq!(
            form.feed_path(&here, "feed.json", 3),
            format!("/search/feed.json?{asked}&page=3")
        );
        let nothing = Form::page("", &here, find).unwrap();
        assert!(super::links(&nothing, &here).is_empty());
    }
}
