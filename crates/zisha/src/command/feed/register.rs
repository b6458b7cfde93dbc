//! `zisha feed add|list|poll|remove`: the register of outside sources.

use super::AddArgs;
use crate::command::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Base;
use kernel::{Result, SiteId, beijing};
use serde_json::{Value, json};
use syndication::source::{Polled, Poller, Reading, State, command, entity, query};

pub(super) async fn add(config: &Config, args: &AddArgs, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let site = site_id(&base, &args.site).await?;
    let wanted = command::Wanted {
        channel: &args.channel,
        url: &args.url,
        name: args.name.as_deref(),
        licence: args.licence.as_deref(),
        granted_by: args.granted_by.as_deref(),
        reference: args.reference.as_deref(),
        until: args.until.as_deref(),
        automatic: args.auto,
        every: args.every,
        first: args.first,
    };
    let source = command::add(&base.store, site, &config.outbound, wanted).await?;
    answer(json, &row(&source), || {
        let way = if source.automatic {
            "自动发布"
        } else {
            "进入外部来稿"
        };
        format!("已登记稿源 {}（{way}）：{}", source.id, source.url)
    })?;
    Ok(End::Done)
}

pub(super) async fn list(config: &Config, site: Option<&str>, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let site = of(&base, site).await?;
    let sources = query::list_all(&base.hub.read(), site).await?;
    let rows: Vec<Value> = sources.iter().map(row).collect();
    let line = |source: &entity::Model| {
        let way = if source.automatic { "自动" } else { "待选" };
        let mut words = format!(
            "{}\t{}\t{way}\t{}\t{}",
            source.id,
            State::parse(&source.state).title(),
            source.title(),
            source.url
        );
        if source.failures > 0 {
            words.push_str(&format!(
                "\n    连续失败 {} 次：{}",
                source.failures, source.finding
            ));
        }
        words
    };
    answer(json, &rows, || {
        sources.iter().map(line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(End::Done)
}

/// Asks one after another. A source that fails stops no other; the command tells by its exit status.
pub(super) async fn poll(config: &Config, id: Option<i64>, site: Option<&str>, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let site = of(&base, site).await?;
    let poller = Poller::new(&base.store, base.hub.clone(), &config.outbound)?;
    let mut done = Vec::new();
    for source in command::to_poll(&base.hub, site, id).await? {
        done.push(poller.poll(&source).await?);
    }
    let good = done.iter().all(Polled::is_good);
    answer(json, &done, || {
        if done.is_empty() {
            return "没有要抓取的稿源。".to_owned();
        }
        done.iter().map(words).collect::<Vec<_>>().join("\n")
    })?;
    Ok(if good { End::Done } else { End::Failed })
}

pub(super) async fn remove(config: &Config, id: i64, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let source = command::remove(&base.store, &base.hub, id).await?;
    answer(json, &json!({ "removed": source.id }), || {
        format!("已移除稿源“{}”，已收到的内容保留。", source.title())
    })?;
    Ok(End::Done)
}

async fn of(base: &Base, site: Option<&str>) -> Result<Option<SiteId>> {
    match site {
        Some(word) => Ok(Some(site_id(base, word).await?)),
        None => Ok(None),
    }
}

fn words(polled: &Polled) -> String {
    let mut words = format!(
        "{}\t{}\t新 {}（发布 {}，待处理 {}），更新 {}，未变 {}，失败 {}",
        polled.id,
        polled.name,
        polled.new,
        polled.published,
        polled.waiting,
        polled.changed,
        polled.unchanged,
        polled.failed
    );
    if polled.older > 0 {
        words.push_str(&format!("，早于首次抓取 {}", polled.older));
    }
    if polled.later > 0 {
        words.push_str(&format!("，今日已达上限、留待明日 {}", polled.later));
    }
    match polled.reading {
        Reading::Read => {}
        Reading::Stopped => words.push_str("，稿源已暂停或移除"),
        Reading::Unchanged => words.push_str("，来源没有变化"),
        Reading::Later => words.push_str("，对方请求稍后再来"),
        Reading::Failed => {
            let code = polled.error.as_deref().unwrap_or_default();
            let message = polled.message.as_deref().unwrap_or_default();
            words.push_str(&format!("\n    未能抓取：{message}（{code}）"));
        }
    }
    words
}

fn row(source: &entity::Model) -> Value {
    json!({
        "id": source.id,
        "site": source.site_id,
        "channel": source.channel_id,
        "url": source.url,
        "name": source.title(),
        "auto": source.automatic,
        "licence": source.licence,
        "granted_by": source.granted_by,
        "reference": source.reference,
        "granted_until": source.granted_until.map(beijing::rfc3339),
        "interval_minutes": source.interval_minutes,
        "state": source.state,
        "asked_at": source.asked_at.map(beijing::rfc3339),
        "read_at": source.read_at.map(beijing::rfc3339),
        "next_at": beijing::rfc3339(source.next_at),
        "failures": source.failures,
        "finding": source.finding,
    })
}
