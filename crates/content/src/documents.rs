//! What search sees: every live library item with all its places.

use crate::channel::entity as channel;
use crate::library::entity as library;
use crate::placement::{entity as placement, kept};
use chrono::{DateTime, Utc};
use kernel::document::{Change, Document, Documents, Place};
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Query;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use store::{HubRead, HubStore};
use uuid::Uuid;

/// The documents of this box. `hub` reads the places of all sites.
#[must_use]
pub fn documents(hub: HubStore) -> Arc<dyn Documents> {
    Arc::new(Library(hub))
}

struct Library(HubStore);

#[async_trait::async_trait]
impl Documents for Library {
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        let read = self.0.read();
        let items = read
            .find::<library::Entity>()
            .filter(library::Column::Id.gt(after.unwrap_or(0)))
            .asc(library::Column::Id)
            .limit(limit.max(1))
            .all()
            .await?;
        // Withdrawn items are passed over after the limit was counted, so that a page is empty only at the end.
        let last = items.last().map(|item| item.id);
        let live = items
            .into_iter()
            .filter(|item| item.state == placement::LIVE)
            .collect();
        Ok((with_places(&read, live).await?, last))
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        let read = self.0.read();
        let mut documents = Vec::with_capacity(uids.len());
        for some in uids.chunks(1000) {
            let items = read
                .find::<library::Entity>()
                .filter(library::Column::Uid.is_in(some.iter().map(|uid| uid.0)))
                .filter(library::Column::State.eq(placement::LIVE))
                .all()
                .await?;
            documents.extend(with_places(&read, items).await?);
        }
        Ok(documents)
    }

    async fn changes(&self, uids: &[Uid]) -> Result<Vec<Change>> {
        let items = self
            .0
            .read()
            .find::<library::Entity>()
            .filter(library::Column::Uid.is_in(uids.iter().map(|uid| uid.0)))
            .filter(library::Column::State.eq(placement::LIVE))
            .all()
            .await?;
        let change = |item: library::Model| Change {
            uid: Uid(item.uid),
            version: item.version,
            changed_at: item.changed_at,
            unit: item.origin_site_name,
        };
        Ok(items.into_iter().map(change).collect())
    }

    async fn withdrawn(&self, site: Option<SiteId>, limit: u64) -> Result<Vec<(Uid, DateTime<Utc>)>> {
        let read = self.0.read();
        let there = site.map(|site| {
            Query::select()
                .column(placement::Column::Uid)
                .from(placement::Entity)
                .and_where(placement::Column::SiteId.eq(site.0))
                .and_where(placement::Column::State.eq(placement::WITHDRAWN))
                .to_owned()
        });
        let rows = read
            .find::<library::Entity>()
            .filter(library::Column::State.eq(placement::WITHDRAWN))
            .filter_some(there, |there| library::Column::Uid.in_subquery(there))
            .desc(library::Column::WithdrawnAt)
            .desc(library::Column::Id)
            .limit(limit)
            .all()
            .await?;
        let gone = |item: library::Model| (Uid(item.uid), item.withdrawn_at.unwrap_or(item.changed_at));
        Ok(rows.into_iter().map(gone).collect())
    }
}

async fn with_places(read: &HubRead, items: Vec<library::Model>) -> Result<Vec<Document>> {
    let mut placed: HashMap<Uuid, Vec<placement::Model>> = HashMap::new();
    for some in items.chunks(1000) {
        let rows = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(some.iter().map(|item| item.uid)))
            .filter(placement::Column::State.eq(placement::LIVE))
            .asc(placement::Column::Id)
            .all()
            .await?;
        for row in rows {
            placed.entry(row.uid).or_default().push(row);
        }
    }
    let mut kept = kept_texts(read, placed.values().flatten()).await?;
    let used: BTreeSet<i64> = placed.values().flatten().map(|row| row.channel_id).collect();
    let used: Vec<i64> = used.into_iter().collect();
    let mut channels: HashMap<i64, channel::Model> = HashMap::with_capacity(used.len());
    for some in used.chunks(1000) {
        let rows = read
            .find::<channel::Entity>()
            .filter(channel::Column::Id.is_in(some.iter().copied()))
            .all()
            .await?;
        channels.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let mut documents = Vec::with_capacity(items.len());
    for item in items {
        let mut rows = placed.remove(&item.uid).unwrap_or_default();
        rows.sort_by_key(|row| Some(row.site_id) != item.origin_site_id);
        // Places that show the same words are found by one document, the source's first.
        let mut texts: Vec<(library::Model, Vec<Place>)> = vec![(item.clone(), Vec::new())];
        for row in &rows {
            let Some(place) = channels
                .get(&row.channel_id)
                .and_then(|channel| place(row, channel, &item))
            else {
                continue;
            };
            let shown = shown(row, kept.remove(&row.id), &item);
            match texts.iter_mut().find(|(text, _)| *text == shown) {
                Some((_, places)) => places.push(place),
                None => texts.push((shown, vec![place])),
            }
        }
        let texts = texts.into_iter().filter(|(_, places)| !places.is_empty());
        documents.extend(texts.map(|(item, places)| document(item, places)));
    }
    Ok(documents)
}

/// What places show that have not agreed to a correction yet, by the place.
async fn kept_texts(
    read: &HubRead,
    rows: impl Iterator<Item = &placement::Model>,
) -> Result<HashMap<i64, kept::Model>> {
    let held: Vec<i64> = rows
        .filter(|row| row.held_version.is_some())
        .map(|row| row.id)
        .collect();
    let mut found = HashMap::new();
    for some in held.chunks(1000) {
        let texts = read
            .find::<kept::Entity>()
            .filter(kept::Column::PlacementId.is_in(some.iter().copied()))
            .all()
            .await?;
        found.extend(texts.into_iter().map(|text| (text.placement_id, text)));
    }
    Ok(found)
}

/// The item as a place shows it: the text it kept, its own headline and abstract.
fn shown(row: &placement::Model, kept: Option<kept::Model>, item: &library::Model) -> library::Model {
    let mut shown = match kept {
        Some(kept) => library::Model {
            version: kept.version,
            ..kept.over(item.clone())
        },
        None => item.clone(),
    };
    // An own article's row may be a moment ahead of the library.
    if row.library_item_id.is_some() {
        shown.title.clone_from(&row.title);
        if let Some(summary) = &row.own_summary {
            shown.summary.clone_from(summary);
        }
    }
    shown
}

fn place(row: &placement::Model, channel: &channel::Model, item: &library::Model) -> Option<Place> {
    // At home on another box the article has the address that box gave it.
    let away = Some(row.site_id) == item.origin_site_id && !item.origin_path.starts_with('/');
    (channel.site_id == row.site_id).then(|| Place {
        site: SiteId(row.site_id),
        channel: ChannelId(row.channel_id),
        channel_name: channel.name.clone(),
        path: if away {
            item.origin_path.clone()
        } else {
            crate::placement::path(&channel.slug, row.published_at, row.number)
        },
    })
}

fn document(item: library::Model, places: Vec<Place>) -> Document {
    Document {
        uid: Uid(item.uid),
        text: crate::body::plain_text(&item.body_html),
        title: item.title,
        summary: item.summary,
        keywords: item
            .keywords
            .split(',')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        published_at: item.published_at,
        version: item.version,
        places,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gateway::site::entity as site;
    use kernel::Actor;
    use kernel::beijing::parse;
    use sea_orm::Set;
    use store::testing::TestStore;

    struct Town {
        test: TestStore,
        edu: i64,
        portal: i64,
    }

    impl Town {
        async fn new() -> Self {
            let test = TestStore::new::<migrations::Migrator>().await.unwrap();
            let portal = Self::site(&test, "portal").await;
            let edu = Self::site(&test, "edu").await;
            Self { test, edu, portal }
        }

        async fn site(test: &TestStore, slug: &str) -> i64 {
            let mut tx = test.hub().write(Actor::operator("init")).await.unwrap();
            let now = tx.now();
            let row = site::ActiveModel {
                uid: Set(Uid::at(now).0),
                slug: Set(slug.into()),
                kind: Set("department".into()),
                name: Set(slug.into()),
                short_name: Set(slug.into()),
                theme: Set("department".into()),
                host: Set(format!("{slug}.localhost")),
                mount: Set("/".into()),
                state: Set("open".into()),
                settings: Set("{}".into()),
                edited_fields: Set("[]".into()),
                revision: Set(0),
                created_at: Set(now),
                ..Default::default()
            };
            let site = tx.insert(row).await.unwrap().id;
            let channel = channel::ActiveModel {
                site_id: Set(site),
                uid: Set(Uid::at(now).0),
                slug: Set("news".into()),
                name: Set(format!("{slug} 要闻")),
                description: Set(String::new()),
                keywords: Set(String::new()),
                kind: Set(String::new()),
                function_group: Set("news".into()),
                in_nav: Set(true),
                position: Set(1),
                state: Set("open".into()),
                revision: Set(0),
                ..Default::default()
            };
            tx.insert(channel).await.unwrap();
            tx.audit(None, "test", slug, &());
            tx.commit().await.unwrap();
            site
        }

        /// An item of edu, live or not, that stands on these sites.
        async fn item(&self, title: &str, state: &str, places: &[(i64, &str)]) -> Uid {
            let mut tx = self.test.hub().write(Actor::job("projection")).await.unwrap();
            let now = tx.now();
            let uid = Uid::at(now);
            let text = |text: &str| Set(text.to_owned());
            let row = library::ActiveModel {
                uid: Set(uid.0),
                version: Set(3),
                origin_site_id: Set(Some(self.edu)),
                origin_site_uid: text("x"),
                origin_site_name: text("教育局"),
                origin_path: text("/news/2026/01/7.html"),
                origin_channel: text("要闻"),
                title: text(title),
                subtitle: text(""),
                summary: text("摘要"),
                body_html: text("<p>甲</p><p>乙</p>"),
                source: text("教育局"),
                origin_class: text("own"),
                author: text(""),
                keywords: text("学区,招生"),
                lead_alt: text(""),
                attachments: text("[]"),
                passed: text("[]"),
                state: text(state),
                withdraw_reason: text(""),
                backfill: Set(false),
                published_at: Set(now),
                changed_at: Set(now),
                ..Default::default()
            };
            tx.insert(row).await.unwrap();
            for (site, state) in places {
                let here = channel::Column::SiteId.eq(*site);
                let channel = tx.find::<channel::Entity>().filter(here).found().await.unwrap();
                let number = tx.take_numbers(SiteId(*site), "article", 1).await.unwrap();
                let row = placement::ActiveModel {
                    site_id: Set(*site),
                    channel_id: Set(channel.id),
                    uid: Set(uid.0),
                    version: Set(3),
                    number: Set(number),
                    title: text(title),
                    summary: text(""),
                    unit: text(""),
                    lead_alt: text(""),
                    state: text(state),
                    published_at: Set(parse("2025-12-31T16:30:00Z").unwrap()),
                    sort_at: Set(now),
                    ..Default::default()
                };
                tx.insert(row).await.unwrap();
            }
            tx.audit(None, "test", title, &());
            tx.commit().await.unwrap();
            uid
        }
    }

    #[tokio::test]
    async fn a_document_has_every_live_place_the_origin_first() {
        let town = Town::new().await;
        let both = town
            .item("两处", "live", &[(town.portal, "live"), (town.edu, "live")])
            .await;
        let one = town
            .item("一处", "live", &[(town.portal, "withdrawn"), (town.edu, "live")])
            .await;
        let gone = town.item("撤了", "withdrawn", &[(town.edu, "withdrawn")]).await;
        let nowhere = town.item("无处", "live", &[]).await;
        let documents = documents(town.test.hub());
        let found = documents.load(&[both, one, gone, nowhere]).await.unwrap();
        assert_eq!(
            found.iter().map(|found| found.uid).collect::<Vec<_>>(),
            [both, one]
        );
        let first = &found[0];
        assert_eq!((first.text.as_str(), first.version), ("甲\n乙", 3));
        assert_eq!(first.keywords, ["学区", "招生"]);
        let sites: Vec<_> = first.places.iter().map(|place| place.site.0).collect();
        assert_eq!(sites, [town.edu, town.portal]);
        assert_eq!(
            first.places[0].path, "/news/2026/01/1.html",
            "the month is Beijing's"
        );
        assert_eq!(first.places[0].channel_name, "edu 要闻");
        assert_eq!(found[1].places.len(), 1);
    }

    #[tokio::test]
    async fn what_a_place_shows_is_what_is_found_there() {
        let town = Town::new().await;
        let uid = town
            .item(
                "来源的新标题",
                "live",
                &[(town.portal, "live"), (town.edu, "live")],
            )
            .await;
        let mut tx = town.test.hub().write(Actor::job("projection")).await.unwrap();
        let item = tx.find::<library::Entity>().found().await.unwrap();
        let here = placement::Column::SiteId.eq(town.portal);
        let place = tx.find::<placement::Entity>().filter(here).found().await.unwrap();
        let held = placement::ActiveModel {
            id: Set(place.id),
            library_item_id: Set(Some(item.id)),
            title: Set("原来的标题".into()),
            held_version: Set(Some(3)),
            ..Default::default()
        };
        tx.update(held).await.unwrap();
        let text = |text: &str| Set(text.to_owned());
        let before = kept::ActiveModel {
            site_id: Set(town.portal),
            placement_id: Set(place.id),
            version: Set(2),
            title: text("原来的标题"),
            subtitle: text(""),
            summary: text("原来的摘要"),
            body_html: text("<p>原来的话</p>"),
            source: text("教育局"),
            origin_class: text("own"),
            author: text(""),
            keywords: text(""),
            attachments: text("[]"),
            kept_at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert(before).await.unwrap();
        tx.audit(None, "test", "held", &());
        tx.commit().await.unwrap();
        let found = documents(town.test.hub()).load(&[uid]).await.unwrap();
        let words: Vec<_> = found
            .iter()
            .map(|found| {
                let sites: Vec<_> = found.places.iter().map(|place| place.site.0).collect();
                (found.title.as_str(), found.text.as_str(), found.version, sites)
            })
            .collect();
        assert_eq!(
            words,
            [
                ("来源的新标题", "甲\n乙", 3, vec![town.edu]),
                ("原来的标题", "原来的话", 2, vec![town.portal]),
            ]
        );
    }

    #[tokio::test]
    async fn a_stream_ends_after_everything_also_over_pages_of_withdrawn_items() {
        let town = Town::new().await;
        let mut live = Vec::new();
        for n in 0..9 {
            let state = if (3..6).contains(&n) { "withdrawn" } else { "live" };
            let uid = town.item(&format!("第{n}篇"), state, &[(town.edu, state)]).await;
            live.extend((state == "live").then_some(uid));
        }
        let documents = documents(town.test.hub());
        let (mut after, mut streamed) = (None, Vec::new());
        loop {
            let (page, next) = documents.stream(after, 3).await.unwrap();
            streamed.extend(page.into_iter().map(|document| document.uid));
            match next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(streamed, live);
    }
}
