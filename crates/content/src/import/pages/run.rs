//! The run: pages are found, given their names, and written batch after batch.

use super::decode::text;
use super::find::{find, is_page};
use super::links::{Links, addresses};
use super::page::{Page, page};
use super::report::{PagesReport, PagesRow};
use crate::article::entity as article;
use crate::import::piece::{Piece, clip, render_piece};
use crate::import::render::Ready;
use crate::import::report::ImportOptions;
use crate::import::shelf::{Shelf, Stored};
use crate::import::write::{Target, write};
use crate::permissions::ImportArticles;
use kernel::{ChannelId, Error, Granted, Result};
use sea_orm::{ColumnTrait, FromQueryResult};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use store::{SiteRead, Store};
use uuid::Uuid;

const BATCH: usize = 100;
const PAGE_MAX: u64 = 4 << 20;

/// What to do with a folder.
#[derive(Clone, Debug)]
pub struct PagesOptions {
    /// Where the articles will stand.
    pub channel: ChannelId,
    /// The address that the folder had; its pages lead on from there.
    pub base: Option<String>,
    /// Read and check everything, write nothing.
    pub dry_run: bool,
}

/// Imports the pages of a folder. What an earlier run brought is left as it is; a bad page stops nothing.
///
/// # Errors
/// [`Error::Invalid`] on `folder` or `base`; `channel.closed`; faults of disk and database.
pub async fn import_pages(
    store: &Store,
    granted: Granted<ImportArticles>,
    folder: &Path,
    options: &PagesOptions,
    mut progress: impl FnMut(u64, u64),
) -> Result<PagesReport> {
    let aim = ImportOptions {
        channel: options.channel,
        dry_run: options.dry_run,
        syndicate: false,
    };
    let target = Target::open(store, granted.clone(), aim).await?;
    let base = options.base.as_deref().map(base).transpose()?;
    let root = folder.to_owned();
    let files = tokio::task::spawn_blocking(move || find(&root))
        .await
        .map_err(Error::fault)??;
    let name = folder
        .canonicalize()?
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let from = base.clone().unwrap_or_else(|| name.unwrap_or_default());
    let (uids, known) = names(store, &target, &from, &files).await?;
    let mut run = Run {
        store,
        shelf: Shelf::new(store, &granted, Some(folder), options.dry_run)?,
        target,
        root: folder.to_owned(),
        from,
        links: Links { base, uids },
        report: PagesReport {
            dry_run: options.dry_run,
            pages: files.len() as u64,
            ..PagesReport::default()
        },
    };
    for (at, chunk) in files.chunks(BATCH).enumerate() {
        let before = (at * BATCH) as u64;
        run.batch(chunk, &known, before).await?;
        progress(before + chunk.len() as u64, run.report.pages);
    }
    run.report.files = run.shelf.taken;
    Ok(run.report)
}

/// Host and path without a slash at the end.
fn base(text: &str) -> Result<String> {
    let wrong = || Error::field("base", "原网址应以 http:// 或 https:// 开头。");
    let url = url::Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(wrong)?;
    let host = url.host_str().ok_or_else(wrong)?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{host}{port}{}", url.path().trim_end_matches('/')))
}

fn key(from: &str, file: &str) -> String {
    let key = format!("html:{from}:{file}");
    if key.chars().count() <= 200 {
        key
    } else {
        format!("html:{}", store::Files::hash(key.as_bytes()))
    }
}

#[derive(FromQueryResult)]
struct Known {
    import_key: String,
    uid: Uuid,
}

/// The names all pages have or will have, so that they can link to one another; and those that are here already.
async fn names(
    store: &Store,
    target: &Target,
    from: &str,
    files: &[String],
) -> Result<(BTreeMap<String, Uuid>, HashMap<String, Uuid>)> {
    let (read, mut known) = (store.read(target.site()), HashMap::new());
    for chunk in files.chunks(500) {
        let keys: Vec<String> = chunk.iter().map(|file| key(from, file)).collect();
        let query = read
            .find::<article::Entity>()
            .filter(article::Column::ImportKey.is_in(keys));
        let rows = query
            .only([article::Column::ImportKey, article::Column::Uid])
            .into::<Known>()
            .all()
            .await?;
        known.extend(rows.into_iter().map(|row| (row.import_key, row.uid)));
    }
    // A name is made of site and key, so that a run that was stopped goes on with the names it gave.
    let site = site_uid(&read).await?;
    let name = |file: &String| {
        let key = key(from, file);
        let uid = known.get(&key).copied().unwrap_or_else(|| named(site, &key));
        (file.clone(), uid)
    };
    let uids = files.iter().map(name).collect();
    Ok((uids, known))
}

#[derive(FromQueryResult)]
struct SiteUid {
    uid: Uuid,
}

async fn site_uid(read: &SiteRead) -> Result<Uuid> {
    let rows = read
        .report::<SiteUid>("select uid from site where id = $1", Vec::new())
        .await?;
    Ok(rows.into_iter().next().ok_or(Error::NotFound)?.uid)
}

fn named(site: Uuid, key: &str) -> Uuid {
    let hash = Sha256::new()
        .chain_update(site.as_bytes())
        .chain_update(key.as_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

struct Run<'a> {
    store: &'a Store,
    target: Target,
    shelf: Shelf,
    root: PathBuf,
    /// What keys begin with.
    from: String,
    links: Links,
    report: PagesReport,
}

impl Run<'_> {
    async fn batch(&mut self, files: &[String], known: &HashMap<String, Uuid>, before: u64) -> Result<()> {
        let mut ready = Vec::new();
        for (at, file) in (before + 1..).zip(files) {
            let key = key(&self.from, file);
            if known.contains_key(&key) {
                self.report.unchanged += 1;
                self.tell(file, "", "已有", String::new());
                continue;
            }
            match self.read(file).await? {
                Ok(page) => ready.extend(self.made(at, key, file, page).await?),
                Err(why) => {
                    self.report.rejected += 1;
                    self.tell(file, "", "未导入", why);
                }
            }
        }
        let drafts = ready.iter().filter(|item| !item.live).count() as u64;
        let written = write(self.store, &self.target, &ready).await?;
        self.report.new += written.new;
        self.report.unchanged += written.unchanged;
        self.report.drafts += drafts;
        Ok(())
    }

    async fn read(&self, file: &str) -> Result<std::result::Result<Page, String>> {
        let path = self.root.join(file);
        let reading = tokio::task::spawn_blocking(move || {
            if std::fs::metadata(&path)?.len() > PAGE_MAX {
                return Ok(Err("网页超过 4 MB".to_owned()));
            }
            Ok(Ok(page(&text(&std::fs::read(&path)?))))
        });
        reading.await.map_err(Error::fault)?
    }

    async fn made(&mut self, at: u64, key: String, file: &str, page: Page) -> Result<Option<Ready>> {
        let (html, pictures, mut notes) = self.settled(file, &page.body).await?;
        if page.published_at.is_none() {
            notes.push("网页没有标明日期".to_owned());
        }
        let now = self.store.clocks().domain.now();
        let published_at = page.published_at.filter(|at| *at <= now);
        let piece = Piece {
            at,
            key,
            uid: self.links.uids.get(file).copied(),
            title: if page.title.is_empty() {
                file.to_owned()
            } else {
                page.title
            },
            html,
            source: if page.source.is_empty() {
                self.target.site_name.clone()
            } else {
                page.source
            },
            author: page.author,
            keywords: page.keywords,
            published_at,
            old_paths: if published_at.is_some() {
                self.links.old_paths(file)
            } else {
                Vec::new()
            },
            ..Piece::default()
        };
        let title = clip(&piece.title, 100);
        match render_piece(piece, &pictures, now) {
            Ok(ready) if ready.edition.body_html.trim().is_empty() => {
                self.report.rejected += 1;
                self.tell(file, &title, "未导入", "清理后没有正文".to_owned());
                Ok(None)
            }
            Ok(ready) => {
                let outcome = if ready.live { "发布" } else { "草稿" };
                self.tell(file, &title, outcome, notes.join("；"));
                Ok(Some(ready))
            }
            Err(why) => {
                self.report.rejected += 1;
                self.tell(file, &title, "未导入", why.to_owned());
                Ok(None)
            }
        }
    }

    /// The body with pictures and files of the library, and links to the other articles.
    async fn settled(&mut self, file: &str, body: &str) -> Result<(String, Vec<Stored>, Vec<String>)> {
        let (mut stored, mut notes) = (HashMap::new(), Vec::new());
        for (address, picture) in addresses(body) {
            let Some(place) = self.links.place(file, &address) else {
                continue;
            };
            if self.links.uids.contains_key(&place) || (!picture && is_page(&place)) {
                continue;
            }
            match self.shelf.take(&[place], "").await? {
                Ok(found) => drop(stored.insert(address, found)),
                Err(why) if picture => notes.push(format!("图片 {} 未保留（{why}）", clip(&address, 120))),
                Err(_) => {}
            }
        }
        let html = self.links.rewritten(file, body, &stored);
        Ok((html, stored.into_values().collect(), notes))
    }

    fn tell(&mut self, file: &str, title: &str, outcome: &'static str, note: String) {
        self.report.rows.push(PagesRow {
            file: file.to_owned(),
            title: title.to_owned(),
            outcome,
            note,
        });
    }
}
