//! `zisha feed read`: what would be read, without a database.

use crate::command::{End, answer};
use crate::config::Config;
use chrono::{DateTime, SecondsFormat, Utc};
use feed::Feed;
use futures_util::{StreamExt, stream};
use gateway::outbound::refusals::STATUS;
use gateway::outbound::{Guarded, Known};
use kernel::{Error, Result};
use serde::Serialize;
use std::io::BufRead;
use syndication::source::{self, Answer, FEED_LIMIT};

/// Addresses of standard input that are asked at the same time.
const AT_ONCE: usize = 8;

#[derive(Serialize)]
struct Shown {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: String,
    entries: Vec<ShownEntry>,
}

#[derive(Serialize)]
struct ShownEntry {
    id: String,
    title: String,
    link: Option<String>,
    /// When it was published, else when it was changed.
    published: Option<String>,
    summary: Option<String>,
}

#[derive(Serialize)]
struct Failed<'a> {
    url: &'a str,
    error: String,
    message: String,
}

/// One address fails as a command does; of many each has its own line, and the command itself is done.
pub(super) async fn run(config: &Config, url: &str, json: bool) -> Result<End> {
    let guarded = Guarded::new(FEED_LIMIT, &config.outbound)?;
    if url != "-" {
        let shown = Shown::of(None, fetch(&guarded, url).await?);
        answer(json, &shown, || shown.words())?;
        return Ok(End::Done);
    }
    let lines = std::io::stdin().lock().lines();
    let addresses = lines.filter_map(|line| match line {
        Ok(line) if line.trim().is_empty() => None,
        line => Some(line.map(|line| line.trim().to_owned())),
    });
    let guarded = &guarded;
    let asked = stream::iter(addresses).map(|line| async move {
        let url = line?;
        let feed = fetch(guarded, &url).await;
        Ok::<_, Error>((url, feed))
    });
    let mut answers = std::pin::pin!(asked.buffered(AT_ONCE));
    while let Some(one) = answers.next().await {
        let (url, feed) = one?;
        match feed {
            Ok(feed) => {
                let shown = Shown::of(Some(url), feed);
                answer(json, &shown, || shown.words())?;
            }
            Err(error) => {
                let problem = gateway::Problem::of(&error);
                let failed = Failed {
                    url: &url,
                    error: problem.code,
                    message: problem.detail,
                };
                answer(json, &failed, || {
                    format!("{url}\t{}\t{}", failed.error, failed.message)
                })?;
            }
        }
    }
    Ok(End::Done)
}

async fn fetch(guarded: &Guarded, url: &str) -> Result<Feed> {
    match source::fetch(guarded, url, &Known::default()).await? {
        Answer::Feed { feed, .. } => Ok(feed),
        Answer::Unchanged | Answer::Later { .. } => Err(STATUS.into()),
    }
}

impl Shown {
    fn of(url: Option<String>, feed: Feed) -> Self {
        let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let entries = feed.entries.into_iter().map(|entry| ShownEntry {
            id: entry.id,
            title: entry.title,
            link: entry.link,
            published: entry.published.or(entry.updated).map(moment),
            summary: entry.summary.or(entry.content),
        });
        Self {
            url,
            title: feed.title,
            entries: entries.collect(),
        }
    }

    fn words(&self) -> String {
        let mut lines = vec![format!("{}：{} 条", self.title, self.entries.len())];
        lines.extend(self.entries.iter().map(|entry| {
            let published = entry.published.as_deref().unwrap_or("—");
            format!(
                "{published}  {}  {}",
                entry.title,
                entry.link.as_deref().unwrap_or("—")
            )
        }));
        lines.join("\n")
    }
}
