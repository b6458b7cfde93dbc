//! Applies a site's `redirects.csv` (`from,to`).

use super::entity;
use crate::channel::Applied;
use crate::permissions::ApplySite;
use crate::refusals::REDIRECT_LOOP;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::{Set, Unchanged};
use serde::Deserialize;
use std::collections::HashMap;
use store::SiteWrite;

#[derive(Deserialize)]
struct Line {
    from: String,
    to: String,
}

/// Makes the site's redirects what the file says; others stay. Idempotent.
///
/// # Errors
/// [`Error::Invalid`] naming the line; `redirect.loop`; nothing is applied then.
pub async fn apply_redirects(tx: &mut SiteWrite<ApplySite>, csv: &str) -> Result<Applied> {
    let mut wanted: Vec<(String, String)> = Vec::new();
    for (at, line) in csv::Reader::from_reader(csv.as_bytes())
        .deserialize::<Line>()
        .enumerate()
    {
        let wrong = |text: &str| Error::field("redirects.csv", format!("第 {} 行：{text}", at + 2));
        let line = line.map_err(|error| wrong(&error.to_string()))?;
        let from = super::local_path(&line.from).ok_or_else(|| wrong("起点应是以 / 开头的路径。"))?;
        let to = line.to.trim().to_owned();
        if !(to.starts_with('/') && !to.starts_with("//")
            || to.starts_with("https://")
            || to.starts_with("http://"))
        {
            return Err(wrong("终点应是路径或完整网址。"));
        }
        if from == to {
            return Err(REDIRECT_LOOP.into());
        }
        wanted.retain(|(known, _)| *known != from);
        wanted.push((from, to));
    }
    let known = tx.find::<entity::Entity>().all().await?;
    let known: HashMap<&str, &entity::Model> =
        known.iter().map(|row| (row.from_path.as_str(), row)).collect();
    let (mut applied, mut fresh, now) = (Applied::default(), Vec::new(), tx.now());
    for (from, to) in wanted {
        match known.get(from.as_str()) {
            None => {
                applied.created += 1;
                fresh.push(row(from, to, now));
            }
            Some(old) if old.to_path == to => applied.unchanged += 1,
            Some(old) => {
                applied.changed += 1;
                let change = entity::ActiveModel {
                    id: Unchanged(old.id),
                    to_path: Set(to),
                    ..entity::ActiveModel::default()
                };
                tx.update(change).await?;
            }
        }
    }
    for chunk in fresh.chunks(1000) {
        tx.insert_many(chunk.to_vec()).await?;
    }
    if applied.created + applied.changed > 0 {
        tx.emit_with(EventBody::RedirectChanged, &applied);
    }
    Ok(applied)
}

pub(crate) fn row(from: String, to: String, now: chrono::DateTime<chrono::Utc>) -> entity::ActiveModel {
    entity::ActiveModel {
        from_path: Set(from),
        to_path: Set(to),
        created_at: Set(now),
        ..entity::ActiveModel::default()
    }
}
