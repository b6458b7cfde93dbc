//! What already stands somewhere follows its source: placements, desk, ledger.

use super::desk::{self, Arrival};
use super::news::News;
use super::{hold, media, submission};
use crate::place::Looks;
use crate::receipt::{self, Word};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, REMOVED, WITHDRAWN};
use kernel::event::EventBody;
use kernel::{ChannelId, Result, SiteId};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveValue, ColumnTrait, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use store::HubWrite;
use uuid::Uuid;

/// Rows of one statement.
pub(super) const CHUNK: usize = 1000;

/// Brings every place of the news up to their version. Answers submissions that wait again.
pub(super) async fn run(tx: &mut HubWrite, news: &[News]) -> Result<Vec<Arrival>> {
    let known: HashMap<Uuid, &News> = news
        .iter()
        .filter(|news| news.known)
        .map(|news| (news.item.uid, news))
        .collect();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    placements(tx, &known).await?;
    desk::follow(tx, &known).await?;
    submission::follow(tx, &known).await
}

async fn placements(tx: &mut HubWrite, known: &HashMap<Uuid, &News>) -> Result<()> {
    let rows = tx
        .find::<placement::Entity>()
        .filter(placement::Column::Uid.is_in(known.keys().copied()))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .asc(placement::Column::Id)
        .all()
        .await?;
    let mut by_article: HashMap<Uuid, Vec<placement::Model>> = HashMap::new();
    for row in rows {
        by_article.entry(row.uid).or_default().push(row);
    }
    for (uid, rows) in by_article {
        if let Some(news) = known.get(&uid) {
            follow_one(tx, news, &rows).await?;
        }
    }
    Ok(())
}

/// All places of one article. Places that shall look alike are written in one statement, however many they are.
async fn follow_one(tx: &mut HubWrite, news: &News, rows: &[placement::Model]) -> Result<()> {
    let item = &news.item;
    let mut places: BTreeMap<SiteId, Vec<ChannelId>> = BTreeMap::new();
    let holding = hold::holding(tx, news, rows).await?;
    let (held, following): (Vec<_>, Vec<_>) = rows.iter().partition(|row| holding.contains(&row.id));
    for row in following.iter().filter(|row| is_told(row)) {
        let channels = places.entry(SiteId(row.site_id)).or_default();
        channels.push(ChannelId(row.channel_id));
    }
    let states = following.iter().map(|row| (*row, state_after(row, news.live())));
    for ((looks, state), ids) in alike(states, item) {
        let change = placement::ActiveModel {
            version: Set(item.version),
            unit: Set(news.unit.clone()),
            state: Set(state.to_owned()),
            held_version: Set(None),
            ..looks.columns()
        };
        change_seen(tx, &change, &ids).await?;
    }
    hold::hold(tx, news, &held).await?;
    hold::forget(tx, following.iter().copied()).await?;
    let sites: BTreeSet<SiteId> = places.keys().copied().collect();
    let word = if news.live() {
        media::show_on(tx, &sites, item, &own_leads(rows)).await?;
        Word::Corrected
    } else {
        media::hide_on(tx, &sites, item.uid).await?;
        Word::Withdrawn
    };
    receipt::write(tx, item, &sites, word, news.at).await?;
    let waiting = held
        .iter()
        .map(|row| SiteId(row.site_id))
        .filter(|site| !sites.contains(site));
    receipt::write(tx, item, &waiting.collect(), Word::Held, news.at).await?;
    for (site, channels) in places {
        let changed = EventBody::PlacementChanged {
            uid: news.uid(),
            version: item.version,
            channels,
            live: news.live(),
        };
        tx.emit_derived(site, changed);
    }
    Ok(())
}

/// The places by what they shall show, and by what else the caller tells them apart.
pub(super) fn alike<'a, K: Eq + Hash>(
    rows: impl Iterator<Item = (&'a placement::Model, K)>,
    item: &library::Model,
) -> HashMap<(Looks, K), Vec<i64>> {
    let inherited = Looks::inherited(None, item);
    let mut alike: HashMap<(Looks, K), Vec<i64>> = HashMap::new();
    for (row, apart) in rows {
        let looks = match row.title_pattern {
            Some(_) => Looks::of(row, item),
            None => inherited.clone().with_own(row),
        };
        alike.entry((looks, apart)).or_default().push(row.id);
    }
    alike
}

/// Makes one change at many places.
pub(super) async fn change_all(
    tx: &mut HubWrite,
    change: &placement::ActiveModel,
    ids: &[i64],
) -> Result<()> {
    change_where(tx, change, ids, Condition::all()).await
}

/// The same, but where an editor took a place down or showed it again since it was read, the editor's word stands.
pub(super) async fn change_seen(
    tx: &mut HubWrite,
    change: &placement::ActiveModel,
    ids: &[i64],
) -> Result<()> {
    let as_seen = match &change.state {
        ActiveValue::Set(state) if state == REMOVED => placement::Column::State.eq(REMOVED),
        _ => placement::Column::State.ne(REMOVED),
    };
    change_where(tx, change, ids, Condition::all().add(as_seen)).await
}

async fn change_where(
    tx: &mut HubWrite,
    change: &placement::ActiveModel,
    ids: &[i64],
    also: Condition,
) -> Result<()> {
    for some in ids.chunks(CHUNK) {
        let these = also
            .clone()
            .add(placement::Column::Id.is_in(some.iter().copied()));
        tx.update_where(change.clone(), these).await?;
    }
    Ok(())
}

/// The site's own lead pictures: they are used by the article there as its own files are.
pub(super) fn own_leads(rows: &[placement::Model]) -> Vec<(SiteId, String)> {
    let own = |row: &placement::Model| row.own_lead.clone().filter(|lead| !lead.is_empty());
    rows.iter()
        .filter_map(|row| Some((SiteId(row.site_id), content::media::lead_hash(&own(row)?))))
        .collect()
}

/// Whether a place shows the article, or would if the source had not withdrawn it.
fn is_told(row: &placement::Model) -> bool {
    row.revoked_at.is_none() && matches!(row.state.as_str(), LIVE | WITHDRAWN)
}

/// The state after the news. What this site took down by itself, and what the source no longer allows it, does not come
/// back by itself.
fn state_after(row: &placement::Model, live: bool) -> &str {
    match row.state.as_str() {
        LIVE | WITHDRAWN if live && row.revoked_at.is_none() => LIVE,
        LIVE | WITHDRAWN => WITHDRAWN,
        other => other,
    }
}
