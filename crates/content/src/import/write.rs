//! The second half of an import: a batch becomes rows, in one transaction and a dozen statements.

use super::render::Ready;
use super::report::ImportOptions;
use super::source::BATCH;
use crate::article::{edition, entity as article, insertable, open_channel};
use crate::permissions::ImportArticles;
use crate::redirect::entity as redirect;
use crate::{media, placement};
use kernel::event::{ArticleRef, EventBody};
use kernel::{ArticleId, ChannelId, EditionId, Error, Granted, Result, SiteId, Uid};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, FromQueryResult, Set};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::{OnUnique, SiteRead, SiteWrite, Store, Unique};
use uuid::Uuid;

const ARTICLE_IMPORT_KEY: Unique = Unique {
    name: "uq_article_site_id_import_key",
    columns: &["article.site_id", "article.import_key"],
};

/// The most values one statement of SQLite takes, and the columns of the widest row below.
const _: () = assert!(BATCH * 28 < 32_766);

/// Beside a busy server a batch waits its turn this often.
const TRIES: u32 = 20;
const SOON: Duration = Duration::from_millis(100);

/// Where a run writes and in whose name.
pub(super) struct Target {
    granted: Granted<ImportArticles>,
    channel: ChannelId,
    slug: String,
    /// The name of the site, 稿源 of what names none.
    pub(super) site_name: String,
    dry_run: bool,
    backfill: bool,
}

impl Target {
    /// Looks whether the channel may be written to.
    pub(super) async fn open(
        store: &Store,
        granted: Granted<ImportArticles>,
        options: ImportOptions,
    ) -> Result<Self> {
        granted.covers(options.channel)?;
        let read = store.read(granted.site());
        let slug = open_channel(&read, options.channel.0).await?.slug;
        let site_name = site_name(&read).await?;
        let (channel, dry_run, backfill) = (options.channel, options.dry_run, !options.syndicate);
        Ok(Self {
            granted,
            channel,
            slug,
            site_name,
            dry_run,
            backfill,
        })
    }

    /// A channel that a dry run would make: nothing is written into it.
    pub(super) fn planned(granted: &Granted<ImportArticles>, slug: &str, site_name: &str) -> Self {
        Self {
            granted: granted.clone(),
            channel: ChannelId(0),
            slug: slug.to_owned(),
            site_name: site_name.to_owned(),
            dry_run: true,
            backfill: true,
        }
    }

    pub(super) fn site(&self) -> SiteId {
        self.granted.site()
    }
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

pub(super) async fn site_name(read: &SiteRead) -> Result<String> {
    let names = read
        .report::<Name>("select name from site where id = $1", Vec::new())
        .await?;
    Ok(names.into_iter().next().ok_or(Error::NotFound)?.name)
}

/// What became of a batch.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) new: u64,
    /// Articles that another import brought in the meantime.
    pub(super) unchanged: u64,
}

/// Writes a batch: all of it or nothing.
pub(super) async fn write(store: &Store, target: &Target, ready: &[Ready]) -> Result<Written> {
    let all: Vec<&Ready> = ready.iter().collect();
    if target.dry_run || all.is_empty() {
        return Ok(Written {
            new: all.len() as u64,
            unchanged: 0,
        });
    }
    let mut done = write_once(store, target, all).await;
    for _ in 1..TRIES {
        let Err(Error::Busy(wait)) = done else { break };
        tokio::time::sleep(wait).await;
        // Somebody else may be importing the same keys.
        let known = known_keys(
            &store.read(target.site()),
            ready.iter().map(|item| item.key.as_str()).collect(),
        )
        .await?;
        let left: Vec<&Ready> = ready.iter().filter(|item| !known.contains(&item.key)).collect();
        done = write_once(store, target, left).await;
    }
    let new = done?;
    Ok(Written {
        new,
        unchanged: ready.len() as u64 - new,
    })
}

#[derive(FromQueryResult)]
struct Key {
    import_key: String,
}

/// Those of `keys` that the site has.
pub(super) async fn known_keys(read: &SiteRead, keys: Vec<&str>) -> Result<HashSet<String>> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let query = read.find::<article::Entity>().only([article::Column::ImportKey]);
    let rows = query
        .filter(article::Column::ImportKey.is_in(keys))
        .into::<Key>()
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.import_key).collect())
}

/// An article on its way: what was prepared and what its transaction gave it.
struct Row<'a> {
    ready: &'a Ready,
    uid: Uuid,
    number: i64,
    article: i64,
    edition: i64,
}

async fn write_once(store: &Store, target: &Target, ready: Vec<&Ready>) -> Result<u64> {
    let (Some(first), Some(last)) = (ready.first(), ready.last()) else {
        return Ok(0);
    };
    let lines = (first.line, last.line);
    let mut tx = store.write(target.granted.clone()).await?;
    open_channel(&tx, target.channel.0).await?;
    let mut rows = insert_articles(&mut tx, target, ready).await?;
    insert_editions(&mut tx, &mut rows).await?;
    set_live(&mut tx, &rows).await?;
    insert_placements(&mut tx, target, &rows).await?;
    insert_redirects(&mut tx, target, &rows).await?;
    show_media(&mut tx, &rows).await?;
    tell(&mut tx, target, &rows, lines);
    if rows.iter().any(|row| row.ready.live) {
        // Once for the batches of a run: it waits until they are in.
        let word = format!("import:{}", target.site());
        let soon = tx.now() + chrono::Duration::seconds(60);
        tx.enqueue(&crate::check::Rescan::at("历史导入", &word, soon))
            .await?;
    }
    tx.commit().await?;
    Ok(rows.len() as u64)
}

async fn insert_articles<'a>(
    tx: &mut SiteWrite<ImportArticles>,
    target: &Target,
    ready: Vec<&'a Ready>,
) -> Result<Vec<Row<'a>>> {
    let (now, person) = (tx.now(), tx.actor().person().map(|person| person.0));
    let count = i64::try_from(ready.len()).map_err(Error::fault)?;
    let first = tx.take_numbers("article", count).await?;
    let mut rows: Vec<Row<'a>> = (first..)
        .zip(ready)
        .map(|(number, ready)| Row {
            ready,
            uid: ready.uid.unwrap_or_else(|| Uid::at(now).0),
            number,
            article: 0,
            edition: 0,
        })
        .collect();
    let models = rows.iter().map(|row| article::ActiveModel {
        uid: Set(row.uid),
        channel_id: Set(target.channel.0),
        number: Set(row.number),
        version: Set(i64::from(row.ready.live)),
        revision: Set(1),
        first_published_at: Set(row.ready.live.then_some(row.ready.published_at)),
        import_key: Set(Some(row.ready.key.clone())),
        imported: Set(true),
        created_by: Set(person),
        created_at: Set(now),
        changed_at: Set(now),
        ..article::ActiveModel::default()
    });
    let stored = tx
        .insert_all(models.collect())
        .await
        .on_unique(ARTICLE_IMPORT_KEY, || Error::Busy(SOON))?;
    // Neither database promises the order of returned rows.
    let ids: HashMap<Uuid, i64> = stored
        .into_iter()
        .map(|article| (article.uid, article.id))
        .collect();
    for row in &mut rows {
        row.article = *ids
            .get(&row.uid)
            .ok_or_else(|| Error::fault("an inserted article did not come back"))?;
    }
    Ok(rows)
}

#[derive(FromQueryResult)]
struct EditionOf {
    id: i64,
    article_id: i64,
}

async fn insert_editions(tx: &mut SiteWrite<ImportArticles>, rows: &mut [Row<'_>]) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person().map(|person| person.0));
    let models = rows.iter().map(|row| edition::ActiveModel {
        article_id: Set(row.article),
        author_id: Set(person),
        changed_by: Set(person),
        created_at: Set(now),
        changed_at: Set(now),
        ..insertable(row.ready.edition.clone())
    });
    tx.insert_many(models.collect()).await?;
    // Asked for by the covering index instead of returned, which would bring every body back.
    let of_these = edition::Column::ArticleId.is_in(rows.iter().map(|row| row.article));
    let query = tx
        .find::<edition::Entity>()
        .only([edition::Column::Id, edition::Column::ArticleId]);
    let stored = query.filter(of_these).into::<EditionOf>().all().await?;
    let ids: HashMap<i64, i64> = stored
        .into_iter()
        .map(|edition| (edition.article_id, edition.id))
        .collect();
    for row in rows {
        row.edition = *ids
            .get(&row.article)
            .ok_or_else(|| Error::fault("an inserted edition did not come back"))?;
    }
    Ok(())
}

/// What the public sees is the live edition, what is still to be judged the draft.
async fn set_live(tx: &mut SiteWrite<ImportArticles>, rows: &[Row<'_>]) -> Result<()> {
    let own = Expr::col((edition::Entity, edition::Column::ArticleId))
        .equals((article::Entity, article::Column::Id));
    let only = tx
        .find::<edition::Entity>()
        .only([edition::Column::Id])
        .filter(own)
        .statement();
    let only = Expr::SubQuery(None, Box::new(only.into()));
    for (live, column) in [
        (true, article::Column::LiveEditionId),
        (false, article::Column::DraftEditionId),
    ] {
        let of_these: Vec<i64> = rows
            .iter()
            .filter(|row| row.ready.live == live)
            .map(|row| row.article)
            .collect();
        if !of_these.is_empty() {
            let of_these = article::Column::Id.is_in(of_these);
            tx.set_where::<article::Entity>(column, only.clone(), of_these)
                .await?;
        }
    }
    Ok(())
}

async fn insert_placements(
    tx: &mut SiteWrite<ImportArticles>,
    target: &Target,
    rows: &[Row<'_>],
) -> Result<()> {
    let live = rows.iter().filter(|row| row.ready.live);
    let models = live.map(|row| placement::entity::ActiveModel {
        channel_id: Set(target.channel.0),
        article_id: Set(Some(row.article)),
        uid: Set(row.uid),
        version: Set(1),
        number: Set(row.number),
        title: Set(row.ready.edition.title.clone()),
        summary: Set(row.ready.summary.clone()),
        unit: Set(String::new()),
        lead_media: Set(row.ready.edition.lead_media.clone()),
        lead_alt: Set(row.ready.lead_alt.clone()),
        state: Set(placement::entity::LIVE.to_owned()),
        published_at: Set(row.ready.published_at),
        sort_at: Set(row.ready.published_at),
        ..placement::entity::ActiveModel::default()
    });
    tx.insert_many(models.collect()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct From {
    from_path: String,
}

/// Of two that claim one old address the first keeps it.
async fn insert_redirects(
    tx: &mut SiteWrite<ImportArticles>,
    target: &Target,
    rows: &[Row<'_>],
) -> Result<()> {
    let claimed: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.ready.old_paths.iter().map(String::as_str))
        .collect();
    if claimed.is_empty() {
        return Ok(());
    }
    let query = tx.find::<redirect::Entity>().only([redirect::Column::FromPath]);
    let stored = query
        .filter(redirect::Column::FromPath.is_in(claimed))
        .into::<From>()
        .all()
        .await?;
    let mut taken: HashSet<String> = stored.into_iter().map(|row| row.from_path).collect();
    let now = tx.now();
    let mut models = Vec::new();
    for row in rows {
        let to = placement::path(&target.slug, row.ready.published_at, row.number);
        for from in &row.ready.old_paths {
            if *from != to && taken.insert(from.clone()) {
                models.push(crate::redirect::row(from.clone(), to.clone(), now));
            }
        }
    }
    tx.insert_many(models)
        .await
        .on_unique(redirect::REDIRECT_FROM, || Error::Busy(SOON))
}

/// What names files of this site's library makes them public, as any publication does.
async fn show_media(tx: &mut SiteWrite<ImportArticles>, rows: &[Row<'_>]) -> Result<()> {
    let names = |edition: &edition::Model| {
        edition.body_html.contains("=\"media:") || edition.lead_media.is_some() || edition.attachments != "[]"
    };
    for row in rows
        .iter()
        .filter(|row| row.ready.live && names(&row.ready.edition))
    {
        media::show(tx, row.uid, &row.ready.edition).await?;
    }
    Ok(())
}

fn tell(tx: &mut SiteWrite<ImportArticles>, target: &Target, rows: &[Row<'_>], lines: (u64, u64)) {
    for row in rows {
        let article = ArticleRef {
            id: ArticleId(row.article),
            uid: Uid(row.uid),
            edition: EditionId(row.edition),
            version: i64::from(row.ready.live),
            channels: vec![target.channel],
            backfill: target.backfill,
        };
        tx.emit(if row.ready.live {
            EventBody::ArticlePublished(article)
        } else {
            EventBody::ArticleSaved(article)
        });
    }
    let detail = serde_json::json!({ "count": rows.len(), "first_line": lines.0, "last_line": lines.1 });
    tx.audit(
        "article.imported",
        &format!("channel:{}", target.channel),
        &detail,
    );
}
