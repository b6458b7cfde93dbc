//! `topics.toml`: the city's topics, made by the administrators of their sites. What the city's today does not have yet is
//! left out; a topic that is there stays as its editors left it.

use super::site_id;
use super::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use content::article::{edition, entity as article};
use content::media::lead_hash;
use content::permissions::ManageTopics;
use content::placement::entity as placement;
use content::topic::{BlockForm, TopicForm, create_topic, entity};
use kernel::{Error, Result, SiteId, Uid, policy};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    slug: String,
    title: String,
    summary: String,
    /// Key of the article whose picture it shows.
    #[serde(default)]
    picture: String,
    starts_on: String,
    ends_on: String,
    state: String,
    block: Vec<Block>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    kind: String,
    heading: String,
    #[serde(default)]
    body: String,
    /// Keys of articles: those of the block, or those whose pictures it shows.
    #[serde(default)]
    articles: Vec<String>,
}

/// Headlines by the keys of the article files, with the words of their sites.
type Keys = HashMap<String, (String, String)>;

/// Makes the topics of every site that has a file of them.
pub(super) async fn set_up(town: &Town, sites: &Sites, people: &People) -> Result<()> {
    let mut keys = Keys::new();
    let slugs = sites.slugs()?;
    for slug in &slugs {
        for path in sites.list(&format!("{slug}/articles"), ".md")? {
            let (key, title) = super::articles::called(&path, &sites.text(&path)?)?;
            keys.insert(key, (slug.clone(), title));
        }
    }
    for slug in slugs {
        if !sites.list(&slug, "topics.toml")?.is_empty() {
            let path = format!("{slug}/topics.toml");
            let file: File = toml::from_str(&sites.text(&path)?)
                .map_err(|error| Error::field(path.as_str(), error.message().to_owned()))?;
            for entry in file.topic {
                make(town, people, &keys, &slug, entry).await?;
            }
        }
    }
    Ok(())
}

async fn make(town: &Town, people: &People, keys: &Keys, slug: &str, entry: Entry) -> Result<()> {
    let site = site_id(&town.base, slug).await?;
    let here = entity::Column::Slug.eq(entry.slug.as_str());
    if town
        .base
        .store
        .read(site)
        .find::<entity::Entity>()
        .filter(here)
        .exists()
        .await?
    {
        return Ok(());
    }
    let account = format!("{slug}.admin");
    let admin = people
        .get(&account)
        .ok_or_else(|| Error::fault(format!("the demo has no {account}")))?;
    let lead = pictures(town, keys, site, &[entry.picture]).await?;
    let mut form = TopicForm {
        title: entry.title,
        slug: entry.slug,
        summary: entry.summary,
        lead: lead.into_iter().next().unwrap_or_default(),
        starts_on: entry.starts_on,
        ends_on: entry.ends_on,
        state: entry.state,
        ..TopicForm::default()
    };
    for block in entry.block {
        let items = match block.kind.as_str() {
            "articles" => placed(town, keys, site, &block.articles).await?,
            "pictures" => pictures(town, keys, site, &block.articles).await?,
            _ => Vec::new(),
        };
        form.blocks.push(BlockForm {
            kind: block.kind,
            heading: block.heading,
            body: block.body,
            items,
            ..BlockForm::default()
        });
    }
    let by = policy::decide::<ManageTopics>(&admin.actor, site, &admin.posts)?;
    let mut tx = town.base.store.write(by).await?;
    create_topic(&mut tx, &form.wanted()?).await?;
    tx.commit().await
}

/// The article of a key on its own site; none before its day.
async fn article_of(town: &Town, keys: &Keys, key: &str) -> Result<Option<(SiteId, article::Model)>> {
    let (slug, title) = keys
        .get(key)
        .ok_or_else(|| Error::field("topic", format!("没有稿件 {key}。")))?;
    let site = site_id(&town.base, slug).await?;
    let read = town.base.store.read(site);
    let text = read
        .find::<edition::Entity>()
        .filter(edition::Column::Title.eq(title.as_str()))
        .one()
        .await?;
    let Some(text) = text else { return Ok(None) };
    let own = article::Column::Id.eq(text.article_id);
    let row = read.find::<article::Entity>().filter(own).one().await?;
    Ok(row.map(|row| (site, row)))
}

/// The uids of those that visitors of the site see.
async fn placed(town: &Town, keys: &Keys, site: SiteId, wanted: &[String]) -> Result<Vec<String>> {
    let mut items = Vec::new();
    for key in wanted {
        let Some((_, row)) = article_of(town, keys, key).await? else {
            continue;
        };
        let live = town
            .base
            .store
            .read(site)
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.eq(row.uid))
            .filter(placement::Column::State.eq(placement::LIVE))
            .exists()
            .await?;
        if live {
            items.push(Uid(row.uid).to_string());
        }
    }
    Ok(items)
}

/// The lead pictures of the site's own articles, each once.
async fn pictures(town: &Town, keys: &Keys, site: SiteId, wanted: &[String]) -> Result<Vec<String>> {
    let mut hashes = Vec::new();
    for key in wanted.iter().filter(|key| !key.is_empty()) {
        let Some((home, row)) = article_of(town, keys, key).await? else {
            continue;
        };
        let live = edition::Column::Id.eq(row.live_edition_id);
        let read = town.base.store.read(home);
        let text = read.find::<edition::Entity>().filter(live).one().await?;
        let lead = text.and_then(|text| text.lead_media);
        hashes.extend(lead.filter(|_| home == site).as_deref().map(lead_hash));
    }
    Ok(hashes)
}
