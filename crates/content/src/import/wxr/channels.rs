//! Categories become channels: by the word that names both, or by what the operator says; missing ones are made.

use super::account::CategoryEntry;
use super::files::decode;
use super::post::Post;
use super::survey::Survey;
use crate::channel::{self, Description, RawChannel, create_channel};
use crate::import::piece::clip;
use crate::permissions::ImportArticles;
use crate::refusals::CHANNEL_CLOSED;
use kernel::{ChannelId, Error, Granted, Result, Slug};
use std::collections::HashMap;
use store::Store;

/// Where pages stand, and posts without a category, unless the operator says otherwise.
const PAGES: (&str, &str) = ("wp-pages", "网站单页");
const LOOSE: (&str, &str) = ("wp-posts", "未分类文章");

/// A channel to write into.
#[derive(Clone, Debug)]
pub(super) struct Aim {
    /// 0 where a dry run would make it.
    pub(super) id: ChannelId,
    pub(super) slug: String,
}

/// Channels by the short names of categories.
pub(super) struct Channels {
    by_category: HashMap<String, Aim>,
    pages: Option<Aim>,
    loose: Option<Aim>,
    /// Words of those that were made.
    pub(super) made: Vec<String>,
}

impl Channels {
    pub(super) fn of(&self, survey: &Survey, post: &Post) -> Result<&Aim> {
        let aim = match survey.main_category(post) {
            _ if post.kind == "page" => self.pages.as_ref(),
            Some(nicename) => self.by_category.get(nicename),
            None => self.loose.as_ref(),
        };
        aim.ok_or_else(|| Error::fault("a post whose channel was not planned"))
    }

    pub(super) fn account(&self, survey: &Survey) -> Vec<CategoryEntry> {
        let entry = |(nicename, category): &(String, super::survey::Category)| CategoryEntry {
            name: words(&category.name, nicename),
            above: above(survey, &category.parent),
            channel: self
                .by_category
                .get(nicename)
                .map(|aim| aim.slug.clone())
                .unwrap_or_default(),
        };
        survey.categories.iter().map(entry).collect()
    }
}

/// What the operator says about channels: by short name of a category; `page` and nothing for pages and the rest.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes<'a> {
    pub(super) default: Option<&'a str>,
    pub(super) map: &'a [(String, String)],
}

/// Finds or makes every channel the file needs, all of them in one transaction.
pub(super) async fn plan(
    store: &Store,
    granted: &Granted<ImportArticles>,
    survey: &Survey,
    wishes: &Wishes<'_>,
    dry_run: bool,
) -> Result<Channels> {
    let known = channel::query::all(&store.read(granted.site())).await?;
    let mut planner = Planner {
        known,
        wanted: Vec::new(),
    };
    let mut places = Vec::new();
    for (nicename, category) in survey
        .categories
        .iter()
        .filter(|(name, _)| survey.used.contains(name))
    {
        let mapped = wishes
            .map
            .iter()
            .find(|(from, _)| from == nicename || decode(from) == decode(nicename));
        let slug = match mapped {
            Some((_, to)) => planner.there(to)?,
            None => planner.category(nicename, category, survey)?,
        };
        places.push((nicename.clone(), slug));
    }
    let mut other = |wanted: bool, (slug, name): (&str, &str)| {
        let slug = match (wanted, wishes.default) {
            (false, _) => return Ok(None),
            (true, Some(given)) => planner.there(given)?,
            (true, None) => planner.made(slug, name, "从原网站导入。")?,
        };
        Ok::<_, Error>(Some(slug))
    };
    let (pages, loose) = (other(survey.pages, PAGES)?, other(survey.loose_posts, LOOSE)?);
    let made = planner
        .wanted
        .iter()
        .map(|channel| channel.slug.to_string())
        .collect();
    let ids = planner.settle(store, granted, dry_run).await?;
    let aim = |slug: String| Aim {
        id: ids.get(&slug).copied().unwrap_or(ChannelId(0)),
        slug,
    };
    Ok(Channels {
        by_category: places.into_iter().map(|(name, slug)| (name, aim(slug))).collect(),
        pages: pages.map(aim),
        loose: loose.map(aim),
        made,
    })
}

struct Planner {
    known: Vec<channel::entity::Model>,
    wanted: Vec<Description>,
}

impl Planner {
    /// A channel that the operator names has to be there.
    fn there(&self, slug: &str) -> Result<String> {
        let found = self.known.iter().find(|row| row.slug == slug);
        let row = found.ok_or_else(|| Error::field("channel", format!("没有栏目 {slug}。")))?;
        if row.state == channel::OPEN {
            Ok(row.slug.clone())
        } else {
            Err(CHANNEL_CLOSED.into())
        }
    }

    fn category(
        &mut self,
        nicename: &str,
        category: &super::survey::Category,
        survey: &Survey,
    ) -> Result<String> {
        let slug = slug_of(nicename, category.id, survey);
        let name = words(&category.name, nicename);
        let above = above(survey, &category.parent);
        let from = if above.is_empty() {
            name.clone()
        } else {
            format!("{above} / {name}")
        };
        let said = match clip(&category.description, 200) {
            text if text.is_empty() => format!("原网站分类：{from}"),
            text => text,
        };
        self.made(&slug, &name, &said)
    }

    fn made(&mut self, slug: &str, name: &str, description: &str) -> Result<String> {
        if self.known.iter().any(|row| row.slug == slug) {
            return self.there(slug);
        }
        if !self.wanted.iter().any(|channel| channel.slug.as_str() == slug) {
            let name = clip(name, 30);
            let raw = RawChannel {
                slug: slug.to_owned(),
                // A channel's name has two characters at least.
                name: if name.chars().count() < 2 {
                    format!("栏目{name}")
                } else {
                    name
                },
                description: clip(description, 300),
                nav: false,
                order: 900,
                ..RawChannel::default()
            };
            self.wanted.push(Description::parse(raw)?);
        }
        Ok(slug.to_owned())
    }

    async fn settle(
        self,
        store: &Store,
        granted: &Granted<ImportArticles>,
        dry_run: bool,
    ) -> Result<HashMap<String, ChannelId>> {
        let mut ids: HashMap<String, ChannelId> = self
            .known
            .into_iter()
            .map(|row| (row.slug, ChannelId(row.id)))
            .collect();
        if dry_run || self.wanted.is_empty() {
            return Ok(ids);
        }
        let mut tx = store.write(granted.clone()).await?;
        tx.whole_site()?;
        for channel in &self.wanted {
            let row = create_channel(&mut tx, channel).await?;
            ids.insert(row.slug, ChannelId(row.id));
        }
        tx.commit().await?;
        Ok(ids)
    }
}

/// The word of a category's channel: its own short name where that is one, else a word made of its number.
fn slug_of(nicename: &str, id: i64, survey: &Survey) -> String {
    if Slug::parse(nicename).is_ok() {
        return nicename.to_owned();
    }
    let prefixed = format!("wp-{nicename}");
    if Slug::parse(&prefixed).is_ok() {
        return prefixed;
    }
    let place = survey.categories.iter().position(|(name, _)| name == nicename);
    match id {
        0 => format!("wp-category-n{}", place.unwrap_or_default()),
        id => format!("wp-category-{id}"),
    }
}

/// A name without the escapes that WordPress keeps in it.
fn words(name: &str, nicename: &str) -> String {
    let name = crate::body::plain_text(name);
    if name.trim().is_empty() {
        decode(nicename).into_owned()
    } else {
        name.trim().to_owned()
    }
}

fn above(survey: &Survey, parent: &str) -> String {
    let (mut names, mut at) = (Vec::new(), parent);
    while let Some(category) = survey.category_of(at).filter(|_| names.len() < 8) {
        names.push(words(&category.name, at));
        at = &category.parent;
    }
    names.reverse();
    names.join(" / ")
}
