//! What the portal lays over sites on other boxes, and what such a box takes in. There the rows are the portal's, as in the
//! portal's own box; begin and end follow the clock, whether or not the line stands.

use super::entity::{self, Column, ENDED, Entity, Model, RELEASED, place};
use super::{Kind, Level, Reach, TurnNotice, query};
use chrono::{DateTime, Duration, Utc};
use gateway::herald::{Herald, Told};
use kernel::event::EventBody;
use kernel::wire::Notice;
use kernel::{Result, SiteId, Uid, beijing};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::HashSet;
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// Notices of one hub over one site. Nobody warns of so many things at once.
const MOST: usize = 20;
/// Nothing lies over pages for longer.
const LONGEST: Duration = Duration::days(366);
/// Letters of a headline, of a text, of a link and of its words; forms here allow less.
const LETTERS: [usize; 4] = [100, 1000, 1000, 60];

/// Carries notices between boxes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Criers;

#[async_trait::async_trait]
impl Herald for Criers {
    async fn tell(&self, read: &HubRead, site: SiteId) -> Result<Vec<Told>> {
        let reaches = |row: &Model, sites: &[SiteId]| match Reach::parse(&row.reach) {
            Some(Reach::Group) => row.site_id != site.0,
            Some(Reach::Chosen) => sites.contains(&site),
            Some(Reach::Own) | None => false,
        };
        let running = query::running(read).await?.into_iter();
        let told = running.filter(|(row, sites)| reaches(row, sites));
        Ok(told.take(MOST).map(|(row, _)| tell(row)).collect())
    }

    async fn take(&self, tx: &mut HubWrite, owner: SiteId, over: SiteId, told: &[Notice]) -> Result<()> {
        let now = tx.now();
        let wanted: Vec<Wanted> = told
            .iter()
            .take(MOST)
            .filter_map(|told| read(told, now))
            .collect();
        let known = tx
            .find::<Entity>()
            .filter(Column::SiteId.eq(owner.0))
            .filter(
                Column::State
                    .eq(RELEASED)
                    .or(Column::Uid.is_in(wanted.iter().map(|wanted| wanted.uid))),
            )
            .all()
            .await?;
        let laid = tx
            .find::<place::Entity>()
            .filter(place::Column::NoticeId.is_in(known.iter().map(|row| row.id)))
            .all()
            .await?;
        for wanted in &wanted {
            let old = known.iter().find(|row| row.uid == wanted.uid);
            let here = old.is_some_and(|old| laid.iter().any(|row| row.is(old, over)));
            lay(tx, (owner, over), wanted, (old, here)).await?;
        }
        let said: HashSet<Uuid> = wanted.iter().map(|wanted| wanted.uid).collect();
        for gone in known
            .iter()
            .filter(|row| row.runs(now) && !said.contains(&row.uid))
        {
            let (here, others): (Vec<_>, Vec<_>) = laid
                .iter()
                .filter(|row| row.notice_id == gone.id)
                .partition(|row| row.place_site_id == over.0);
            if !here.is_empty() {
                lift(tx, gone, over, others.is_empty()).await?;
            }
        }
        Ok(())
    }
}

impl place::Model {
    fn is(&self, notice: &Model, site: SiteId) -> bool {
        self.notice_id == notice.id && self.place_site_id == site.0
    }
}

fn tell(row: Model) -> Told {
    let begins = row.begins_at.unwrap_or(row.drafted_at);
    Told {
        owner: SiteId(row.site_id),
        notice: Notice {
            uid: Uid(row.uid),
            revision: row.revision,
            kind: row.kind,
            level: row.level,
            title: row.title,
            body: row.body,
            link_url: row.link_url,
            link_title: row.link_title,
            begins_at: beijing::rfc3339(begins),
            ends_at: beijing::rfc3339(row.ends_at),
        },
    }
}

/// A notice of another box that can be shown here.
struct Wanted {
    uid: Uuid,
    kind: Kind,
    level: Option<Level>,
    title: String,
    body: String,
    link: (String, String),
    begins: DateTime<Utc>,
    ends: DateTime<Utc>,
}

fn read(told: &Notice, now: DateTime<Utc>) -> Option<Wanted> {
    let at = |text: &str| Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc));
    let kind = Kind::parse(&told.kind).ok()?;
    let level = Level::parse(&told.level);
    let (begins, ends) = (at(&told.begins_at)?, at(&told.ends_at)?);
    let texts = [&told.title, &told.body, &told.link_url, &told.link_title];
    let short = texts
        .into_iter()
        .zip(LETTERS)
        .all(|(text, most)| text.chars().count() <= most);
    let url: Option<url::Url> = told.link_url.parse().ok();
    let web = url.is_some_and(|url| matches!(url.scheme(), "http" | "https"));
    let linked = web && !told.link_title.is_empty();
    let good = short
        && !told.title.trim().is_empty()
        && (kind == Kind::Grey) == level.is_none()
        && (linked || told.link_url.is_empty())
        && begins < ends
        && now < ends
        && ends <= now + LONGEST;
    good.then(|| Wanted {
        uid: told.uid.0,
        kind,
        level,
        title: told.title.clone(),
        body: told.body.clone(),
        link: if linked {
            (told.link_url.clone(), told.link_title.clone())
        } else {
            Default::default()
        },
        begins,
        ends,
    })
}

impl Wanted {
    fn is(&self, row: &Model) -> bool {
        row.state == RELEASED
            && row.kind == self.kind.key()
            && row.level == self.level.map_or("", Level::key)
            && row.title == self.title
            && row.body == self.body
            && (&row.link_url, &row.link_title) == (&self.link.0, &self.link.1)
            && row.begins_at == Some(self.begins)
            && row.ends_at == self.ends
    }

    fn columns(&self) -> entity::ActiveModel {
        entity::ActiveModel {
            kind: Set(self.kind.key().to_owned()),
            level: Set(self.level.map_or("", Level::key).to_owned()),
            title: Set(self.title.clone()),
            body: Set(self.body.clone()),
            link_url: Set(self.link.0.clone()),
            link_title: Set(self.link.1.clone()),
            reach: Set(Reach::Chosen.key().to_owned()),
            state: Set(RELEASED.to_owned()),
            begins_at: Set(Some(self.begins)),
            ends_at: Set(self.ends),
            ended_at: Set(None),
            ..entity::ActiveModel::default()
        }
    }
}

/// Lays it over the site, as it is now.
async fn lay(
    tx: &mut HubWrite,
    (owner, over): (SiteId, SiteId),
    wanted: &Wanted,
    (old, here): (Option<&Model>, bool),
) -> Result<()> {
    if here && old.is_some_and(|old| wanted.is(old)) {
        return Ok(());
    }
    let row = match old {
        Some(old) => {
            let change = entity::ActiveModel {
                id: Set(old.id),
                revision: Set(old.revision + 1),
                ..wanted.columns()
            };
            tx.update(change).await?
        }
        None => {
            let change = entity::ActiveModel {
                site_id: Set(owner.0),
                uid: Set(wanted.uid),
                revision: Set(1),
                drafted_by: Set(0),
                drafted_by_name: Set(String::new()),
                drafted_at: Set(tx.now()),
                changed_by: Set(0),
                released_at: Set(Some(tx.now())),
                ..wanted.columns()
            };
            tx.insert(change).await?
        }
    };
    if !here {
        let laid = place::ActiveModel {
            site_id: Set(owner.0),
            notice_id: Set(row.id),
            place_site_id: Set(over.0),
            ..place::ActiveModel::default()
        };
        tx.insert(laid).await?;
    }
    for at in [wanted.begins, wanted.ends] {
        let turn = TurnNotice { notice: row.id, at };
        tx.enqueue(Some(owner), &turn).await?;
    }
    let detail = serde_json::json!({ "begins": wanted.begins, "ends": wanted.ends });
    tx.audit(Some(over), "notice.received", &Uid(row.uid).to_string(), &detail);
    let notice = Uid(row.uid);
    tx.emit_derived(owner, EventBody::NoticeReleased { notice });
    Ok(())
}

/// The hub ended it before its time, or for this site.
async fn lift(tx: &mut HubWrite, row: &Model, over: SiteId, everywhere: bool) -> Result<()> {
    let here = place::Column::NoticeId
        .eq(row.id)
        .and(place::Column::PlaceSiteId.eq(over.0));
    let mut change = entity::ActiveModel {
        id: Set(row.id),
        revision: Set(row.revision + 1),
        ..entity::ActiveModel::default()
    };
    if everywhere {
        // Its place stays: the site's staff see what lay there.
        change.state = Set(ENDED.to_owned());
        change.ended_at = Set(Some(tx.now()));
    } else {
        tx.delete_where::<place::Entity>(here).await?;
    }
    tx.update(change).await?;
    let notice = Uid(row.uid);
    tx.audit(Some(over), "notice.lifted", &notice.to_string(), &());
    tx.emit_derived(SiteId(row.site_id), EventBody::NoticeEnded { notice });
    Ok(())
}
