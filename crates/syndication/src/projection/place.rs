//! What rules make of a publication: placements, or lines on a desk.

use super::desk::Arrival;
use super::far_share;
use super::follow::CHUNK;
use super::later::PlaceLater;
use super::media;
use super::news::{News, by_id};
use super::stories::{self, Stories};
use crate::authorization::{entity as revocation, query as authorization};
use crate::place::Looks;
use crate::receipt::{self, Word};
use crate::rule::entity as rule;
use crate::rule::{Mode, Terms};
use crate::share::State;
use crate::share::entity::consent;
use chrono::{DateTime, Utc};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, Set};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// The row of an item in a channel; `site_id`, unit and rule are for the caller to say.
pub(crate) fn placement_row(
    item: &library::Model,
    channel: ChannelId,
    number: i64,
    at: DateTime<Utc>,
) -> placement::ActiveModel {
    placement::ActiveModel {
        channel_id: Set(channel.0),
        article_id: Set(None),
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        number: Set(number),
        own_title: Set(None),
        unit: Set(String::new()),
        rule_id: Set(None),
        push_id: Set(None),
        state: Set(LIVE.into()),
        published_at: Set(at),
        sort_at: Set(at),
        ..Looks::inherited(None, item).columns()
    }
}

/// Applies the rules to what was published now (not to imported history). Answers what goes to a desk.
pub(super) async fn by_rules(tx: &mut HubWrite, news: &[News]) -> Result<Vec<Arrival>> {
    let fresh: Vec<&News> = news
        .iter()
        .filter(|news| news.live() && !news.item.backfill)
        .collect();
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    far_share::give(tx, &fresh).await?;
    let sources = fresh
        .iter()
        .flat_map(|news| news.channels.iter().map(|channel| channel.0));
    let rules = tx
        .find::<rule::Entity>()
        .filter(rule::Column::State.eq(rule::ACTIVE))
        .filter(rule::Column::SourceChannelId.is_in(sources.collect::<HashSet<_>>()))
        .asc(rule::Column::Id)
        .all()
        .await?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    by_these(tx, &rules, fresh).await
}

/// Applies these rules alone.
pub(super) async fn by(tx: &mut HubWrite, rules: &[rule::Model], news: &[News]) -> Result<Vec<Arrival>> {
    by_these(tx, rules, news.iter().collect()).await
}

async fn by_these(tx: &mut HubWrite, rules: &[rule::Model], fresh: Vec<&News>) -> Result<Vec<Arrival>> {
    let mut targets = Targets::load(tx, rules, &fresh).await?;
    let mut arrivals = Vec::new();
    let mut placed: BTreeMap<SiteId, Vec<(&News, &rule::Model)>> = BTreeMap::new();
    let mut taken: HashSet<(i64, Uuid)> = targets.placed.clone();
    for news in fresh {
        for rule in rules.iter().filter(|rule| concerns(rule, news)) {
            let terms = Terms::of(rule);
            if !terms.valid_at(news.at) || !targets.takes(rule, news)? {
                continue;
            }
            if let Some(at) = terms.held_until(news.at).filter(|at| *at > tx.now()) {
                let later = PlaceLater {
                    rule: rule.id,
                    uid: news.item.uid,
                    at,
                };
                tx.enqueue(Some(SiteId(rule.site_id)), &later).await?;
                continue;
            }
            match Mode::parse(&rule.mode)? {
                Mode::Automatic if taken.insert((rule.channel_id, news.item.uid)) => {
                    targets.stories.add(rule.site_id, &news.item);
                    placed.entry(SiteId(rule.site_id)).or_default().push((news, rule));
                }
                Mode::Automatic => {}
                Mode::Desk => arrivals.push(Arrival::by_rule(news, rule)),
            }
        }
    }
    place(tx, &placed).await?;
    Ok(arrivals)
}

fn concerns(rule: &rule::Model, news: &News) -> bool {
    rule.source_site_id == news.origin.0 && news.channels.contains(&ChannelId(rule.source_channel_id))
}

/// Whether a rule may still take an article after an embargo: nothing forbids it and it does not stand there.
pub(super) async fn may_take(tx: &HubWrite, rule: &rule::Model, news: &News) -> Result<bool> {
    let targets = Targets::load(tx, std::slice::from_ref(rule), &[news]).await?;
    Ok(targets.takes(rule, news)? && !targets.placed.contains(&(rule.channel_id, news.item.uid)))
}

/// What of these items of the library the rule would place, or has placed: the newest come first.
pub(crate) async fn would_take(
    read: &HubRead,
    rule: &rule::Model,
    items: Vec<library::Model>,
) -> Result<Vec<library::Model>> {
    let news: Vec<News> = items
        .into_iter()
        .map(|item| News {
            known: true,
            origin: SiteId(rule.source_site_id),
            unit: String::new(),
            channels: Vec::new(),
            at: item.published_at,
            before: None,
            item,
        })
        .collect();
    let fresh: Vec<&News> = news.iter().collect();
    let mut targets = Targets::load(read, std::slice::from_ref(rule), &fresh).await?;
    let own = read
        .find::<placement::Entity>()
        .filter(placement::Column::RuleId.eq(rule.id))
        .filter(placement::Column::Uid.is_in(news.iter().map(|news| news.item.uid)))
        .all()
        .await?;
    let own: HashSet<Uuid> = own.into_iter().map(|row| row.uid).collect();
    let mut taken = Vec::new();
    // The older came first.
    for news in news.into_iter().rev() {
        let there = targets.placed.contains(&(rule.channel_id, news.item.uid));
        let fits = own.contains(&news.item.uid) || !there;
        if fits && targets.takes(rule, &news)? {
            targets.stories.add(rule.site_id, &news.item);
            taken.push(news.item);
        }
    }
    taken.reverse();
    Ok(taken)
}

/// What must be known of the receiving sites.
struct Targets {
    sites: std::collections::HashMap<i64, site::Model>,
    open: HashSet<i64>,
    /// Channel and article of every placement, tombstones too.
    placed: HashSet<(i64, Uuid)>,
    /// What the sources no longer allow.
    revoked: Vec<revocation::Model>,
    /// What these sites show already, by story.
    stories: Stories,
    /// Consents by which a rule of another site than the portal works.
    agreed: HashSet<i64>,
}

impl Targets {
    async fn load(tx: &HubRead, rules: &[rule::Model], fresh: &[&News]) -> Result<Self> {
        let sites = rules.iter().map(|rule| rule.site_id).collect();
        let sites = by_id::<site::Entity>(tx, site::Column::Id, sites, |row| row.id).await?;
        let channels = rules.iter().map(|rule| rule.channel_id).collect();
        let channels = by_id::<channel::Entity>(tx, channel::Column::Id, channels, |row| row.id).await?;
        // Nobody has placed what the library did not know before this batch.
        let known: Vec<Uuid> = fresh
            .iter()
            .filter(|news| news.known)
            .map(|news| news.item.uid)
            .collect();
        let sources = fresh.iter().filter_map(|news| stories::source(&news.item));
        let revoked = authorization::of_uids(tx, known.iter().copied().chain(sources)).await?;
        let stories = Stories::load(tx, rules, fresh).await?;
        let agreed = consents(tx, rules).await?;
        let placed = if known.is_empty() {
            Vec::new()
        } else {
            tx.find::<placement::Entity>()
                .filter(placement::Column::Uid.is_in(known))
                .all()
                .await?
        };
        Ok(Self {
            sites,
            open: channels
                .values()
                .filter(|row| row.state == "open")
                .map(|row| row.id)
                .collect(),
            placed: placed
                .into_iter()
                // What a site moved to another channel does not come again to the first.
                .flat_map(|row| [Some(row.channel_id), row.base_channel_id].map(|id| Some((id?, row.uid))))
                .flatten()
                .collect(),
            revoked,
            stories,
            agreed,
        })
    }

    /// Whether the rule's site may take the item: it is open, the item has not passed it, and its story does not stand
    /// there in another article.
    fn takes(&self, rule: &rule::Model, news: &News) -> Result<bool> {
        let Some(site) = self.sites.get(&rule.site_id).filter(|site| site.state == "open") else {
            return Ok(false);
        };
        // A consent that was taken back counts at once, also before its event is read.
        if rule.consent_id.is_some_and(|id| !self.agreed.contains(&id)) {
            return Ok(false);
        }
        // What a source forbids a site comes by no detour either.
        let mut names = [Some(news.item.uid), stories::source(&news.item)]
            .into_iter()
            .flatten();
        if names.any(|uid| authorization::against(&self.revoked, uid, rule.site_id).is_some()) {
            return Ok(false);
        }
        if self.stories.stands_in_another(rule.site_id, &news.item) {
            return Ok(false);
        }
        let passed: Vec<Uid> = serde_json::from_str(&news.item.passed).map_err(Error::fault)?;
        Ok(self.open.contains(&rule.channel_id) && !passed.contains(&Uid(site.uid)))
    }
}

/// The consents of these rules that stand.
async fn consents(tx: &HubRead, rules: &[rule::Model]) -> Result<HashSet<i64>> {
    let ids: Vec<i64> = rules.iter().filter_map(|rule| rule.consent_id).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = tx
        .find::<consent::Entity>()
        .filter(consent::Column::Id.is_in(ids))
        .filter(consent::Column::State.eq(State::Agreed.key()))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Places what the rules took: all rows of all sites in few statements.
pub(super) async fn place(
    tx: &mut HubWrite,
    placed: &BTreeMap<SiteId, Vec<(&News, &rule::Model)>>,
) -> Result<()> {
    let mut made = Vec::new();
    let mut sites_of: BTreeMap<Uuid, (&News, BTreeSet<SiteId>)> = BTreeMap::new();
    let count = |rows: &Vec<_>| i64::try_from(rows.len()).map_err(Error::fault);
    let wanted = placed.iter().map(|(site, rows)| Ok((*site, count(rows)?)));
    let numbers = tx
        .take_all_numbers("article", &wanted.collect::<Result<Vec<_>>>()?)
        .await?;
    for (site, rows) in placed {
        let first = *numbers
            .get(site)
            .ok_or_else(|| Error::fault("no numbers for places"))?;
        for ((news, rule), number) in rows.iter().zip(first..) {
            let channel = ChannelId(rule.channel_id);
            let item = &news.item;
            let at = |of_arrival: bool| if of_arrival { tx.now() } else { item.published_at };
            let looks = Looks::inherited(rule.title_pattern.as_deref(), item);
            made.push(placement::ActiveModel {
                site_id: Set(site.0),
                unit: Set(news.unit.clone()),
                rule_id: Set(Some(rule.id)),
                title: Set(looks.title),
                title_pattern: Set(rule.title_pattern.clone()),
                sort_at: Set(at(rule.order_of_arrival)),
                ..placement_row(item, channel, number, at(rule.time_of_arrival))
            });
            let changed = EventBody::PlacementChanged {
                uid: news.uid(),
                version: item.version,
                channels: vec![channel],
                live: true,
            };
            tx.emit_derived(*site, changed);
            let (_, sites) = sites_of.entry(item.uid).or_insert((news, BTreeSet::new()));
            sites.insert(*site);
        }
    }
    for some in made.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    for (news, sites) in sites_of.into_values() {
        media::show_on(tx, &sites, &news.item, &[]).await?;
        receipt::write(tx, &news.item, &sites, Word::Placed, news.at).await?;
    }
    Ok(())
}
