//! The run: the file is surveyed, channels are found or made, then batch after batch is written.

use super::account::{Entry, WxrReport};
use super::channels::{Channels, Wishes, plan};
use super::files;
use super::markup::{file_urls, plain, settle};
use super::post::Post;
use super::survey::{Survey, survey};
use super::xml::Elements;
use crate::import::line::asked_path;
use crate::import::piece::{Piece, clip, render_piece};
use crate::import::render::Ready;
use crate::import::report::ImportOptions;
use crate::import::shelf::{Shelf, Stored};
use crate::import::write::{Target, known_keys, site_name, write};
use crate::permissions::ImportArticles;
use chrono::{DateTime, Utc};
use kernel::{ChannelId, Error, Granted, Result, beijing};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use store::Store;

/// Articles a transaction.
const BATCH: usize = 200;
/// A batch also ends here.
const BATCH_BYTES: usize = 8 << 20;

/// What to do with a file.
#[derive(Clone, Debug, Default)]
pub struct WxrOptions {
    /// The folder with the files of the old site (`wp-content/uploads`).
    pub media: Option<PathBuf>,
    /// The channel of pages and of posts without a category, by its word; one is made where nothing is said.
    pub channel: Option<String>,
    /// Channels by the short names of categories.
    pub map: Vec<(String, String)>,
    /// Read, check and render everything, write nothing.
    pub dry_run: bool,
}

/// Imports a WordPress export into the grant's site.
///
/// What an earlier run brought is left as it is, so a run may be repeated at any time and goes on where the last one
/// stopped.
///
/// # Errors
/// [`Error::Invalid`] on `file` for a malformed file, before anything is written; `channel` or `media` for what is not
/// there; `channel.closed`; faults of disk and database.
pub async fn import_wxr(
    store: &Store,
    granted: Granted<ImportArticles>,
    file: &Path,
    options: &WxrOptions,
    mut progress: impl FnMut(u64, u64),
) -> Result<WxrReport> {
    let path = file.to_owned();
    let survey = blocking(move || survey(open(&path)?)).await?;
    let wishes = Wishes {
        default: options.channel.as_deref(),
        map: &options.map,
    };
    let shelf = Shelf::new(store, &granted, options.media.as_deref(), options.dry_run)?;
    let channels = plan(store, &granted, &survey, &wishes, options.dry_run).await?;
    let report = WxrReport {
        dry_run: options.dry_run,
        tags: survey.tags,
        categories: channels.account(&survey),
        channels: channels.made.clone(),
        ..WxrReport::default()
    };
    let mut run = Run {
        site_name: site_name(&store.read(granted.site())).await?,
        now: store.clocks().domain.now(),
        store,
        granted,
        survey,
        channels,
        shelf,
        seen: HashSet::new(),
        report,
    };
    let mut elements = Elements::new(open(file)?);
    let mut at = 0;
    loop {
        let (back, posts) = blocking(move || batch(elements, at)).await?;
        elements = back;
        let Some(last) = posts.last().map(|post| post.at) else {
            break;
        };
        at = last;
        run.batch(posts).await?;
        progress(at, run.survey.items);
    }
    run.report.entries.sort_by_key(|entry| entry.at);
    Ok(run.report)
}

/// Whether a file is a whole WordPress export.
///
/// # Errors
/// [`Error::Invalid`] on `file`.
pub async fn check_wxr(file: &Path) -> Result<()> {
    let path = file.to_owned();
    blocking(move || survey(open(&path)?).map(|_| ())).await
}

fn open(path: &Path) -> Result<BufReader<File>> {
    let told = |error| Error::field("file", format!("{}：{error}", path.display()));
    Ok(BufReader::with_capacity(1 << 20, File::open(path).map_err(told)?))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)?
}

type Source = Elements<BufReader<File>>;

fn batch(mut elements: Source, mut at: u64) -> Result<(Source, Vec<Post>)> {
    let (mut posts, mut size) = (Vec::new(), 0);
    while posts.len() < BATCH && size < BATCH_BYTES {
        let Some(element) = elements.next()? else { break };
        if element.name == "item" {
            at += 1;
            let post = Post::of(at, &element);
            size += post.content.len();
            posts.push(post);
        }
    }
    Ok((elements, posts))
}

/// What happens to a post by what it was.
enum Fate {
    Live(DateTime<Utc>),
    Draft(&'static str),
    Left(&'static str),
}

struct Run<'a> {
    store: &'a Store,
    granted: Granted<ImportArticles>,
    survey: Survey,
    channels: Channels,
    shelf: Shelf,
    site_name: String,
    now: DateTime<Utc>,
    /// Keys of this file.
    seen: HashSet<String>,
    report: WxrReport,
}

impl Run<'_> {
    async fn batch(&mut self, posts: Vec<Post>) -> Result<()> {
        let keys: Vec<String> = posts.iter().map(|post| self.key(post)).collect();
        let read = self.store.read(self.granted.site());
        let known = known_keys(&read, keys.iter().map(String::as_str).collect()).await?;
        let mut groups: BTreeMap<i64, (String, Vec<(Ready, Entry)>)> = BTreeMap::new();
        for (post, key) in posts.into_iter().zip(keys) {
            match post.kind.as_str() {
                "post" => self.report.articles += 1,
                "page" => self.report.pages += 1,
                "attachment" => {
                    self.attachment(&post).await?;
                    continue;
                }
                _ => {
                    self.report.other += 1;
                    self.tell(&post, "不导入", "不是文章、页面或附件".to_owned());
                    continue;
                }
            }
            self.report.comments += post.comments;
            if let Some((ready, entry)) = self.article(&post, key, &known).await? {
                let aim = self.channels.of(&self.survey, &post)?;
                // A dry run has no numbers for channels it would make, and writes nothing.
                let group = groups
                    .entry(aim.id.0)
                    .or_insert_with(|| (aim.slug.clone(), Vec::new()));
                group.1.push((ready, entry));
            }
        }
        for (channel, (slug, made)) in groups {
            self.write(ChannelId(channel), &slug, made).await?;
        }
        Ok(())
    }

    /// One article ready to be written; none where it is left out.
    async fn article(
        &mut self,
        post: &Post,
        key: String,
        known: &HashSet<String>,
    ) -> Result<Option<(Ready, Entry)>> {
        let left = if !self.seen.insert(key.clone()) {
            Some(("未导入", "编号与前面的一条重复".to_owned()))
        } else if known.contains(&key) {
            self.report.unchanged += 1;
            Some(("已有", "以前导入过，未改动".to_owned()))
        } else {
            match fate(post, self.now) {
                Fate::Left(why) => Some(("未导入", why.to_owned())),
                Fate::Live(_) | Fate::Draft(_) => None,
            }
        };
        if let Some((outcome, note)) = left {
            self.report.skipped += 1;
            self.tell(post, outcome, note);
            return Ok(None);
        }
        let (piece, pictures, notes) = self.piece(post, key).await?;
        match render_piece(piece, &pictures, self.now) {
            Ok(ready) => {
                let outcome = if ready.live { "发布" } else { "草稿" };
                let entry = entry(post, outcome, notes.join("；"));
                Ok(Some((ready, entry)))
            }
            Err(why) => {
                self.report.skipped += 1;
                self.tell(post, "未导入", why.to_owned());
                Ok(None)
            }
        }
    }

    async fn piece(&mut self, post: &Post, key: String) -> Result<(Piece, Vec<Stored>, Vec<String>)> {
        let mut notes = Vec::new();
        let plain = plain(&post.content, &|ids| self.gallery(post.id, ids));
        let mut stored = HashMap::new();
        for url in file_urls(&plain.html) {
            match self.file(&url).await? {
                Ok(file) => drop(stored.insert(url, file)),
                Err(why) => notes.push(format!("图片或附件 {} 未保留（{why}）", clip(&url, 120))),
            }
        }
        let lead = self.lead(post, &mut notes).await?;
        let html = settle(&plain.html, &stored, &self.survey.base);
        if !plain.unknown.is_empty() {
            notes.push(format!("插件短代码保留为文字：{}", plain.unknown.join("、")));
        }
        if post.title.is_empty() {
            notes.push("没有标题，取正文开头".to_owned());
        }
        if post.content.trim().is_empty() {
            notes.push("没有正文".to_owned());
        }
        let published_at = match fate(post, self.now) {
            Fate::Live(at) => Some(at),
            Fate::Draft(why) => {
                notes.push(why.to_owned());
                None
            }
            Fate::Left(_) => None,
        };
        if post.comments > 0 {
            notes.push(format!("评论 {} 条未导入", post.comments));
        }
        let summary = match post.excerpt.as_str() {
            "" => plain
                .teaser
                .as_deref()
                .map(crate::body::plain_text)
                .unwrap_or_default(),
            given => crate::body::plain_text(given),
        };
        let author = self
            .survey
            .authors
            .get(&post.creator)
            .unwrap_or(&post.creator)
            .clone();
        let piece = Piece {
            at: post.at,
            key,
            uid: None,
            title: post.title.clone(),
            summary: clip(&summary, 200),
            html,
            source: self.site_name.clone(),
            author,
            keywords: keywords(post, self.survey.main_category(post)),
            lead,
            published_at,
            old_paths: if published_at.is_some() {
                old_paths(post)
            } else {
                Vec::new()
            },
        };
        Ok((piece, stored.into_values().collect(), notes))
    }

    fn gallery(&self, post: i64, ids: Option<&str>) -> Vec<String> {
        let url = |id: i64| self.survey.attachments.get(&id).map(|file| file.url.clone());
        match ids {
            Some(ids) => ids
                .split(',')
                .filter_map(|id| url(id.trim().parse().ok()?))
                .collect(),
            None => {
                let own = self
                    .survey
                    .attachments
                    .iter()
                    .filter(|(_, file)| file.parent == post);
                let mut own: Vec<i64> = own.map(|(id, _)| *id).collect();
                own.sort_unstable();
                own.into_iter()
                    .filter_map(url)
                    .filter(|url| files::is_file(url))
                    .collect()
            }
        }
    }

    async fn lead(&mut self, post: &Post, notes: &mut Vec<String>) -> Result<Option<Stored>> {
        let Some(id) = post.thumbnail else { return Ok(None) };
        let Some(url) = self.survey.attachments.get(&id).map(|file| file.url.clone()) else {
            notes.push(format!("题图 #{id} 不在文件中"));
            return Ok(None);
        };
        match self.file(&url).await? {
            Ok(file) if file.is_picture() => Ok(Some(file)),
            Ok(_) => Ok(None),
            Err(why) => {
                notes.push(format!("题图未保留（{why}）"));
                Ok(None)
            }
        }
    }

    async fn file(&mut self, url: &str) -> Result<std::result::Result<Stored, String>> {
        let known = self
            .survey
            .by_stem
            .get(&files::stem(url))
            .and_then(|id| self.survey.attachments.get(id));
        let alt = known.map(|file| file.alt.clone()).unwrap_or_default();
        self.shelf.take(&files::places(url), &alt).await
    }

    async fn attachment(&mut self, post: &Post) -> Result<()> {
        self.report.attachments += 1;
        let Some(url) = self.survey.attachments.get(&post.id).map(|file| file.url.clone()) else {
            self.report.missing += 1;
            self.tell(post, "缺文件", "没有网址".to_owned());
            return Ok(());
        };
        match self.file(&url).await? {
            Ok(file) => {
                self.report.stored += 1;
                self.tell(post, "入库", file.name);
            }
            Err(why) => {
                self.report.missing += 1;
                self.tell(post, "缺文件", format!("{}：{why}", clip(&url, 200)));
            }
        }
        Ok(())
    }

    async fn write(&mut self, channel: ChannelId, slug: &str, made: Vec<(Ready, Entry)>) -> Result<()> {
        let (ready, entries): (Vec<Ready>, Vec<Entry>) = made.into_iter().unzip();
        let drafts = ready.iter().filter(|item| !item.live).count() as u64;
        let redirects = ready.iter().map(|item| item.old_paths.len() as u64).sum::<u64>();
        let target = if channel.0 == 0 {
            Target::planned(&self.granted, slug, &self.site_name)
        } else {
            let options = ImportOptions {
                channel,
                dry_run: self.report.dry_run,
                syndicate: false,
            };
            Target::open(self.store, self.granted.clone(), options).await?
        };
        let written = write(self.store, &target, &ready).await?;
        self.report.new += written.new;
        self.report.skipped += written.unchanged;
        self.report.unchanged += written.unchanged;
        self.report.drafts += drafts;
        self.report.redirects += redirects;
        self.report.entries.extend(entries);
        Ok(())
    }

    fn tell(&mut self, post: &Post, outcome: &'static str, note: String) {
        self.report.entries.push(entry(post, outcome, note));
    }

    fn key(&self, post: &Post) -> String {
        let own = if post.id == 0 {
            post.guid.clone()
        } else {
            post.id.to_string()
        };
        let key = format!("wxr:{}:{own}", self.survey.base);
        if key.len() <= 200 {
            return key;
        }
        let hash = Sha256::digest(key.as_bytes());
        format!(
            "wxr:{}",
            hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        )
    }
}

/// A time to come was promised by the old site; here somebody has to approve the text first.
fn fate(post: &Post, now: DateTime<Utc>) -> Fate {
    match (post.status.as_str(), post.date) {
        ("publish", _) if post.protected => Fate::Draft("原文有密码，不公开"),
        ("publish", Some(at)) if at <= now => Fate::Live(at),
        ("publish" | "future", Some(_)) => Fate::Draft("原定时间未到或未发布"),
        ("publish" | "future", None) => Fate::Draft("没有可用的日期"),
        ("draft" | "auto-draft", _) => Fate::Draft("原为草稿"),
        ("pending", _) => Fate::Draft("原为待审"),
        ("private", _) => Fate::Draft("原为私密，不公开"),
        ("trash", _) => Fate::Left("在原网站的回收站中"),
        _ => Fate::Left("状态不明"),
    }
}

fn entry(post: &Post, outcome: &'static str, note: String) -> Entry {
    let taken = post.date.map(beijing::minute).unwrap_or_default();
    let date = if post.written_date.starts_with(&taken) {
        post.written_date.clone()
    } else {
        format!("{}（北京时间 {taken}）", post.written_date)
    };
    Entry {
        at: post.at,
        id: post.id,
        kind: post.kind.clone(),
        title: clip(&crate::body::plain_text(&post.title), 100),
        date,
        status: post.status.clone(),
        outcome,
        note,
    }
}

/// Tags, and the categories that did not become the channel.
fn keywords(post: &Post, main: Option<&str>) -> String {
    let wanted = post.terms.iter().filter(|term| {
        term.domain == "post_tag" || (term.domain == "category" && Some(term.nicename.as_str()) != main)
    });
    let words: Vec<String> = wanted.map(|term| crate::body::plain_text(&term.name)).collect();
    words.join("，")
}

fn old_paths(post: &Post) -> Vec<String> {
    let mut paths: Vec<String> = [post.link.as_str(), post.guid.as_str()]
        .into_iter()
        .filter_map(asked_path)
        .collect();
    // Short addresses work on every WordPress site, whatever the guid says.
    let word = if post.kind == "page" { "page_id" } else { "p" };
    if post.id > 0 {
        paths.push(format!("/?{word}={}", post.id));
    }
    paths.sort();
    paths.dedup();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_post_are_its_own_and_the_short_one() {
        let post = Post::of(1, &super::super::xml::Element::default());
        let post = Post {
            id: 7,
            kind: "page".into(),
            link: "http://old.example/about/".into(),
            guid: "http://old.example/?page_id=7".into(),
            ..post
        };
        assert_eq!(old_paths(&post), ["/?page_id=7", "/about/"]);
    }
}
