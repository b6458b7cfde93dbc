//! Text from the address → what is asked.

use crate::query::{Kind, MAX_CHARS, MAX_DEPTH, MAX_SIZE, Query, Sort};
use chrono::{Days, NaiveDate};
use gateway::{Site, SiteKind};
use kernel::{Error, FieldError, Result};
use std::sync::Arc;
use url::form_urlencoded;

/// Results a page.
const SIZE: u64 = 10;
/// The word for all sites in `site=`.
pub(crate) const ALL: &str = "all";

/// A search as asked on one site.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) q: String,
    /// The text was longer than is looked at.
    pub(crate) shortened: bool,
    /// Narrowed to this site.
    pub(crate) site: Option<Arc<Site>>,
    pub(crate) channel: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
    pub(crate) sort: Sort,
    pub(crate) page: u64,
    pub(crate) size: u64,
}

/// Reads one parameter after the other and remembers what was wrong.
struct Reading<'a> {
    pairs: Vec<(std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
    wrong: Vec<FieldError>,
}

impl<'a> Reading<'a> {
    fn new(query: &'a str) -> Self {
        Self {
            pairs: form_urlencoded::parse(query.as_bytes()).collect(),
            wrong: Vec::new(),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        let value = self
            .pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim().to_owned());
        value.filter(|value| !value.is_empty())
    }

    /// A parameter that `parse` understands, or a note of what it has to be.
    fn read<T>(&mut self, name: &str, must: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.wrong.push(FieldError::new(name, format!("{name} {must}。")));
        }
        value
    }
}

impl Form {
    /// For people: a text too long is shortened, a page too far is the last.
    pub(crate) fn page(
        query: &str,
        here: &Arc<Site>,
        find: impl Fn(&str) -> Option<Arc<Site>>,
    ) -> Result<Self> {
        let mut reading = Reading::new(query);
        let mut form = Self::read(&mut reading, here, find);
        form.shortened = form.q.chars().count() > MAX_CHARS;
        form.q = form.q.chars().take(MAX_CHARS).collect();
        form.size = SIZE;
        form.page = form.page.clamp(1, MAX_DEPTH / SIZE);
        form.unless(reading.wrong)
    }

    /// For programs: each wrong parameter is named.
    pub(crate) fn api(
        query: &str,
        here: &Arc<Site>,
        find: impl Fn(&str) -> Option<Arc<Site>>,
    ) -> Result<Self> {
        let mut reading = Reading::new(query);
        let form = Self::read(&mut reading, here, find);
        if form.q.chars().count() > MAX_CHARS {
            reading
                .wrong
                .push(FieldError::new("q", format!("q 最多 {MAX_CHARS} 个字符。")));
        }
        if form.page == 0 || form.page.saturating_mul(form.size) > MAX_DEPTH {
            reading.wrong.push(FieldError::new(
                "page",
                format!("page 从 1 开始，page × size 最多 {MAX_DEPTH}。"),
            ));
        }
        form.unless(reading.wrong)
    }

    fn read(reading: &mut Reading<'_>, here: &Arc<Site>, find: impl Fn(&str) -> Option<Arc<Site>>) -> Self {
        // On a site its own results come first, on the portal those of all.
        let home = (here.kind != SiteKind::Portal).then(|| here.clone());
        let site = reading.read("site", "须为站点标识，或 all", |slug| {
            if slug == ALL {
                Some(None)
            } else {
                find(slug).map(Some)
            }
        });
        let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let form = Self {
            q: reading.text("q").unwrap_or_default(),
            shortened: false,
            site: site.unwrap_or(home),
            channel: reading.read("channel", "须为栏目标识", slug),
            kind: reading
                .read("type", "须为 articles 或 letters", Kind::parse)
                .unwrap_or_default(),
            from: reading.read("from", "须为日期，如 2026-01-31", date),
            to: reading.read("to", "须为日期，如 2026-01-31", date),
            sort: reading
                .read("sort", "须为 relevance 或 newest", |word| match word {
                    "relevance" => Some(Sort::Relevance),
                    "newest" => Some(Sort::Newest),
                    _ => None,
                })
                .unwrap_or_default(),
            page: reading
                .read("page", "须为正整数", |text| text.parse().ok())
                .unwrap_or(1),
            size: reading
                .read("size", "须为 1 至 50 的整数", |text| {
                    text.parse().ok().filter(|n| (1..=MAX_SIZE).contains(n))
                })
                .unwrap_or(SIZE),
        };
        if form.from.zip(form.to).is_some_and(|(from, to)| from > to) {
            reading.wrong.push(FieldError::new("to", "to 不得早于 from。"));
        }
        form
    }

    fn unless(self, wrong: Vec<FieldError>) -> Result<Self> {
        if wrong.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    /// The question for the index. Days are Beijing's, both included.
    pub(crate) fn query(&self) -> Query {
        let midnight = |day: NaiveDate| kernel::beijing::parse(&day.format("%Y-%m-%d").to_string());
        Query {
            text: self.q.clone(),
            sites: self.site.iter().map(|site| site.id).collect(),
            section: self
                .channel
                .clone()
                .map(|slug| (self.site.as_ref().map(|site| site.id), slug)),
            kind: self.kind,
            from: self.from.and_then(midnight),
            until: self
                .to
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .and_then(midnight),
            sort: self.sort,
            page: self.page,
            size: self.size,
        }
    }

    /// The value of `site=` for this scope on the site `here`; empty when it is what the site does anyway.
    pub(crate) fn scope(&self, here: &Site) -> String {
        match &self.site {
            None if here.kind == SiteKind::Portal => String::new(),
            None => ALL.into(),
            Some(site) if site.id == here.id && here.kind != SiteKind::Portal => String::new(),
            Some(site) => site.slug.clone(),
        }
    }

    /// The address of this search from page 1 on the site `here`. The page is not part of it.
    pub(crate) fn url(&self, here: &Site) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.q);
        let scope = self.scope(here);
        let day =
            |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.format("%Y-%m-%d").to_string());
        let sort = if self.sort == Sort::Newest { "newest" } else { "" };
        let channel = self.channel.clone().unwrap_or_default();
        for (name, value) in [
            ("site", &*scope),
            ("channel", &channel),
            ("type", self.kind.key()),
            ("from", &day(self.from)),
            ("to", &day(self.to)),
            ("sort", sort),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{}?{}", here.url("/search"), query.finish())
    }

    /// The same words asked elsewhere. A channel belongs to its site and is dropped.
    pub(crate) fn elsewhere(&self, site: Option<Arc<Site>>) -> Self {
        Self {
            site,
            channel: None,
            page: 1,
            ..self.clone()
        }
    }

    /// The same words asked of another kind. A channel holds articles alone and is dropped.
    pub(crate) fn of(&self, kind: Kind) -> Self {
        Self {
            kind,
            channel: None,
            page: 1,
            ..self.clone()
        }
    }

    /// The same in another order.
    pub(crate) fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort,
            page: 1,
            ..self.clone()
        }
    }
}

fn slug(text: &str) -> Option<String> {
    kernel::Slug::parse(text).ok().map(|slug| slug.to_string())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use gateway::site::SiteSettings;
    use kernel::{SiteId, Uid};

    pub(crate) fn site(id: i64, slug: &str, kind: SiteKind, mount: &str) -> Arc<Site> {
        Arc::new(Site {
            id: SiteId(id),
            uid: Uid(uuid::Uuid::nil()),
            slug: slug.into(),
            kind,
            name: format!("{slug}网站"),
            short_name: slug.into(),
            theme: "base".into(),
            unit: String::new(),
            unit_short: String::new(),
            host: format!("{slug}.example.gov.cn"),
            mount: mount.into(),
            settings: SiteSettings::default(),
            origin: format!("https://{slug}.example.gov.cn"),
            tokens_url: String::new(),
            elsewhere: None,
        })
    }

    pub(crate) fn portal() -> Arc<Site> {
        site(1, "www", SiteKind::Portal, "/")
    }

    pub(crate) fn town() -> Arc<Site> {
        site(2, "taihua", SiteKind::Township, "/taihua/")
    }

    pub(crate) fn find(slug: &str) -> Option<Arc<Site>> {
        [portal(), town()].into_iter().find(|site| site.slug == slug)
    }

    fn wrong(query: &str) -> Vec<String> {
        match Form::api(query, &portal(), find) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            Err(error) => panic!("{error}"),
            Ok(_) => Vec::new(),
        }
    }

    #[test]
    fn a_site_searches_itself_and_the_portal_everything() {
        let sites = |query: &str, here: &Arc<Site>| Form::page(query, here, find).unwrap().query().sites;
        assert_eq!(sites("q=a", &portal()), []);
        assert_eq!(sites("q=a", &town()), [SiteId(2)]);
        assert_eq!(sites("q=a&site=all", &town()), []);
        assert_eq!(sites("q=a&site=www", &town()), [SiteId(1)]);
        assert_eq!(sites("q=a&site=taihua", &portal()), [SiteId(2)]);
    }

    #[test]
    fn the_address_gives_the_same_search_again() {
        for (here, query) in [
            (
                town(),
                "q=%E7%AA%91+%E5%9D%80&site=all&from=2026-01-01&to=2026-02-01&sort=newest",
            ),
            (town(), "q=a"),
            (portal(), "q=a%26b%3D%22&site=taihua&channel=dongtai"),
            (portal(), "q=a&site=www"),
            (town(), "q=a&type=letters&sort=newest"),
        ] {
            let form = Form::page(query, &here, find).unwrap();
            assert_eq!(form.url(&here), format!("{}?{query}", here.url("/search")));
        }
    }

    #[test]
    fn days_are_beijings_and_both_included() {
        let query = Form::page("q=a&from=2026-01-01&to=2026-01-01", &portal(), find)
            .unwrap()
            .query();
        assert_eq!(query.from, kernel::beijing::parse("2026-01-01 00:00"));
        assert_eq!(query.until, kernel::beijing::parse("2026-01-02 00:00"));
    }

    #[test]
    fn each_wrong_parameter_is_named() {
        assert_eq!(wrong("q=a&site=nirgends"), ["site"]);
        assert_eq!(wrong("q=a&from=gestern&to=2026-13-01"), ["from", "to"]);
        assert_eq!(wrong("q=a&from=2026-02-01&to=2026-01-01"), ["to"]);
        assert_eq!(wrong("q=a&sort=best"), ["sort"]);
        assert_eq!(wrong("q=a&type=mails"), ["type"]);
        assert_eq!(wrong("q=a&size=51"), ["size"]);
        assert_eq!(wrong("q=a&size=0"), ["size"]);
        assert_eq!(wrong("q=a&page=0"), ["page"]);
        assert_eq!(wrong("q=a&page=201&size=50"), ["page"]);
        assert_eq!(wrong("q=a&channel=../x"), ["channel"]);
        assert_eq!(wrong(&format!("q={}", "a".repeat(101))), ["q"]);
        assert_eq!(wrong("q=a&page=200&size=50&unknown=x&q=b"), Vec::<String>::new());
        assert_eq!(wrong(""), Vec::<String>::new());
    }

    #[test]
    fn people_are_not_refused_for_length_or_depth() {
        let form = Form::page(
            &format!("q={}&page=99999&size=50", "字".repeat(150)),
            &portal(),
            find,
        )
        .unwrap();
        assert_eq!(
            (form.q.chars().count(), form.shortened, form.page, form.size),
            (100, true, 1_000, 10)
        );
    }
}
