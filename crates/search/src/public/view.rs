//! What the page's template sees.

use super::desk::{Answered, Texts};
use super::form::Form;
use crate::index::Hit;
use crate::query::{Kind, MAX_DEPTH, Sort};
use crate::suggest::hint;
use gateway::{Site, SiteKind};
use kernel::SiteId;
use kernel::document::Place;
use std::sync::Arc;
use theme::view::{Facet, Link, NavItem, Pager, SearchShow};

/// Sites in the list; a group may have a thousand.
const LISTED: usize = 30;

/// The page for what was asked and found, as seen on the site `here`.
pub(crate) fn show(
    form: &Form,
    answered: &Answered,
    here: &Arc<Site>,
    site: impl Fn(SiteId) -> Option<Arc<Site>>,
) -> SearchShow {
    let found = &answered.found;
    let asked = !form.q.is_empty();
    let hits = found.hits.iter().zip(&answered.texts);
    SearchShow {
        q: form.q.clone(),
        scope: form.scope(here),
        kind: form.kind.key().into(),
        kinds: if asked {
            Kind::ALL
                .into_iter()
                .map(|kind| NavItem::new(kind.title(), form.of(kind).url(here), form.kind == kind))
                .collect()
        } else {
            Vec::new()
        },
        sites: if asked {
            sites(form, answered, here, &site)
        } else {
            Vec::new()
        },
        sorts: [("按相关度", Sort::Relevance), ("按时间", Sort::Newest)]
            .into_iter()
            .map(|(words, sort)| NavItem::new(words, form.sorted(sort).url(here), form.sort == sort))
            .collect(),
        items: hits
            .filter_map(|(hit, texts)| item(hit, texts, form, here, &site))
            .collect(),
        total: found.total,
        took_ms: u64::try_from(found.took.as_millis()).unwrap_or(u64::MAX).max(1),
        pager: Pager::for_total(form.page, form.size, found.total.min(MAX_DEPTH), &form.url(here)),
        other_scope: asked.then(|| other_scope(form, answered, here)).flatten(),
        hint: if form.shortened {
            Some("输入的文字较长，只查找了前一百个字。".into())
        } else {
            hint(&form.query(), found)
        },
    }
}

/// All sites first, then those with most hits. A site that searches itself offers only the two.
fn sites(
    form: &Form,
    answered: &Answered,
    here: &Arc<Site>,
    site: &impl Fn(SiteId) -> Option<Arc<Site>>,
) -> Vec<Facet> {
    let current = form.site.as_ref().map(|site| site.id);
    let at_home = here.kind != SiteKind::Portal && current == Some(here.id);
    let facet = |title: &str, count: u64, of: Option<Arc<Site>>| Facet {
        title: title.into(),
        count,
        current: of.as_ref().map(|site| site.id) == current,
        url: form.elsewhere(of).url(here),
    };
    let all = facet("全部站点", answered.found.everywhere, None);
    let counted = answered
        .found
        .sites
        .iter()
        .filter(|(id, _)| !at_home || *id == here.id);
    let mut each: Vec<Facet> = counted
        .filter_map(|(id, count)| site(*id).map(|site| facet(&site.short_name.clone(), *count, Some(site))))
        .collect();
    // The one chosen stays in sight, however few it has.
    let chosen = each.iter().skip(LISTED).find(|facet| facet.current).cloned();
    each.truncate(LISTED);
    std::iter::once(all).chain(each).chain(chosen).collect()
}

fn other_scope(form: &Form, answered: &Answered, here: &Arc<Site>) -> Option<Link> {
    let (words, other) = match &form.site {
        Some(_) if answered.found.everywhere == answered.found.total => return None,
        Some(_) => (
            format!("在全部站点中搜索“{}”（{} 条）", form.q, answered.found.everywhere),
            None,
        ),
        None if here.kind == SiteKind::Portal => return None,
        None => (
            format!("只在{}中搜索“{}”", here.short_name, form.q),
            Some(here.clone()),
        ),
    };
    Some(Link::new(words, form.elsewhere(other).url(here)))
}

fn item(
    hit: &Hit,
    texts: &Texts,
    form: &Form,
    here: &Site,
    site: &impl Fn(SiteId) -> Option<Arc<Site>>,
) -> Option<theme::view::Hit> {
    let places = known(&hit.places, site);
    let (first, at) = shown(&places, form.site.as_deref())?;
    let address = |site: &Site, place: &Place| {
        if site.id == here.id && place.path.starts_with('/') {
            site.url(&place.path)
        } else {
            site.absolute(&place.path)
        }
    };
    let mut elsewhere = vec![at.id];
    let mut others = Vec::new();
    for (place, site) in &places {
        if !elsewhere.contains(&site.id) {
            elsewhere.push(site.id);
            others.push(theme::view::Place {
                site: site.short_name.clone(),
                url: address(site, place),
            });
        }
    }
    Some(theme::view::Hit {
        title_html: texts.title.clone(),
        url: address(at, first),
        site: at.short_name.clone(),
        channel: first.channel_name.clone(),
        time: kernel::beijing::minute(hit.published_at),
        snippet_html: texts.excerpt.clone(),
        places: others,
    })
}

/// The places whose site is open here, the origin first.
pub(crate) fn known<'a>(
    places: &'a [Place],
    site: &impl Fn(SiteId) -> Option<Arc<Site>>,
) -> Vec<(&'a Place, Arc<Site>)> {
    places
        .iter()
        .filter_map(|place| site(place.site).map(|site| (place, site)))
        .collect()
}

/// The place a result leads to: on the site asked for, else the origin.
pub(crate) fn shown<'a>(
    places: &'a [(&'a Place, Arc<Site>)],
    wanted: Option<&Site>,
) -> Option<(&'a Place, &'a Arc<Site>)> {
    let there = wanted.and_then(|wanted| places.iter().find(|(_, site)| site.id == wanted.id));
    there
        .or_else(|| places.first())
        .map(|(place, site)| (*place, site))
}

#[cfg(test)]
mod tests {
    use super::super::form::tests::{find, portal, town};
    use super::*;
    use crate::index::Found;
    use crate::query::parse;
    use kernel::{ChannelId, Uid};

    fn by_id(id: SiteId) -> Option<Arc<Site>> {
        [portal(), town()].into_iter().find(|site| site.id == id)
    }

    fn place(site: i64, slug: &str) -> Place {
        Place {
            site: SiteId(site),
            channel: ChannelId(site * 10),
            channel_name: format!("{slug}栏目"),
            path: format!("/{slug}/2026/01/5.html"),
        }
    }

    fn answered(total: u64, everywhere: u64) -> Answered {
        let hit = Hit {
            uid: Uid(uuid::Uuid::nil()),
            title: "老窑址".into(),
            summary: String::new(),
            body: String::new(),
            published_at: kernel::beijing::parse("2026-01-05 09:30").unwrap(),
            places: vec![
                place(2, "dongtai"),
                place(9, "closed"),
                place(1, "yaowen"),
                place(1, "tupian"),
            ],
        };
        let sites = vec![(SiteId(1), everywhere), (SiteId(9), 4), (SiteId(2), total)];
        let found = Found {
            total,
            everywhere,
            sites,
            hits: vec![hit],
            parsed: parse("窑址"),
            ..Found::default()
        };
        Answered {
            found,
            texts: vec![Texts {
                title: "老<mark>窑址</mark>".into(),
                excerpt: String::new(),
            }],
        }
    }

    fn shown_on(here: &Arc<Site>, query: &str) -> SearchShow {
        let form = Form::page(query, here, find).unwrap();
        show(&form, &answered(3, 7), here, by_id)
    }

    #[test]
    fn the_portal_shows_all_with_the_origin_first() {
        let view = shown_on(&portal(), "q=窑址");
        let facets: Vec<_> = view
            .sites
            .iter()
            .map(|f| (f.title.as_str(), f.count, f.current))
            .collect();
        assert_eq!(
            facets,
            [("全部站点", 7, true), ("www", 7, false), ("taihua", 3, false)]
        );
        assert_eq!(view.sites[2].url, "/search?q=%E7%AA%91%E5%9D%80&site=taihua");
        let hit = &view.items[0];
        assert_eq!(
            (hit.site.as_str(), hit.channel.as_str()),
            ("taihua", "dongtai栏目")
        );
        assert_eq!(
            hit.url,
            "https://taihua.example.gov.cn/taihua/dongtai/2026/01/5.html"
        );
        assert_eq!(hit.places.len(), 1, "each open site once");
        assert_eq!(hit.places[0].url, "/yaowen/2026/01/5.html");
        assert_eq!(hit.time, "2026-01-05 09:30");
        assert!(view.other_scope.is_none());
    }

    #[test]
    fn narrowed_to_a_site_the_place_there_is_shown() {
        let view = shown_on(&portal(), "q=窑址&site=www");
        assert_eq!(view.scope, "www");
        assert_eq!(view.items[0].url, "/yaowen/2026/01/5.html");
        assert_eq!(view.other_scope.unwrap().url, "/search?q=%E7%AA%91%E5%9D%80");
    }

    #[test]
    fn a_site_shows_its_own_with_all_sites_one_step_away() {
        let view = shown_on(&town(), "q=窑址");
        assert_eq!(view.scope, "");
        let facets: Vec<_> = view.sites.iter().map(|f| (f.title.as_str(), f.current)).collect();
        assert_eq!(facets, [("全部站点", false), ("taihua", true)]);
        let other = view.other_scope.unwrap();
        assert_eq!(other.url, "/taihua/search?q=%E7%AA%91%E5%9D%80&site=all");
        assert!(other.title.contains("7 条"));
        let all = shown_on(&town(), "q=窑址&site=all");
        assert_eq!((all.scope.as_str(), all.sites.len()), ("all", 3));
        assert_eq!(
            all.other_scope.unwrap().url,
            "/taihua/search?q=%E7%AA%91%E5%9D%80"
        );
    }

    #[test]
    fn with_nothing_asked_there_is_only_the_form() {
        let here = portal();
        let form = Form::page("", &here, find).unwrap();
        let nothing = Answered {
            found: Found::default(),
            texts: Vec::new(),
        };
        let view = show(&form, &nothing, &here, by_id);
        assert!(
            view.sites.is_empty()
                && view.items.is_empty()
                && view.hint.is_none()
                && view.other_scope.is_none()
        );
    }

    #[test]
    fn the_template_gets_the_fields_of_its_sample() {
        let keys = |view: &SearchShow| {
            let value = serde_json::to_value(view).unwrap();
            value.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(keys(&shown_on(&portal(), "q=窑址")), keys(&SearchShow::sample()));
    }
}
