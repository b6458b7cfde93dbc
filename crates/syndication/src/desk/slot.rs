//! What the desk of a site (工作台) shows of syndication: the unit against its quota, tasks that press, what the portal decided
//! since the last look, and what lies on the 采编台; and the count beside the 采编台 in the menu.

use super::query;
use crate::permissions::{AnswerTasks, ReadSubmissions, WorkDesk};
use crate::quota::view::{QuotaRow, quota_url};
use crate::quota::{Light, portal_of, standings};
use crate::sender::Sender;
use crate::submission::look::last_look;
use crate::submission::query::count_decided;
use crate::submission::view::decided_url;
use crate::task::query::{Reader, pressing};
use chrono::SubsecRound;
use content::permissions::ReadArticles;
use gateway::{Site, SiteKind, SlotFigure, SlotProvider, StaffSession};
use kernel::calendar::Calendar;
use kernel::policy::{self, Membership};
use kernel::{Permission, Result, beijing};
use store::{HubStore, SiteRead};

/// Fills `desk.figures`.
pub struct FiguresSlot(pub HubStore);

/// Who looks at which site.
struct Looker<'a> {
    read: &'a SiteRead,
    site: &'a Site,
    person: &'a StaffSession,
    posts: &'a [Membership],
}

impl Looker<'_> {
    fn may<P: Permission>(&self) -> bool {
        policy::decide::<P>(&self.person.actor(), self.site.id, self.posts).is_ok()
    }

    fn figure(&self, label: &str, count: u64, tone: &str, path: &str) -> SlotFigure {
        SlotFigure {
            label: label.into(),
            value: count.to_string(),
            url: self.site.url(path),
            tone: if count == 0 { "plain" } else { tone }.into(),
            note: String::new(),
        }
    }

    /// This unit's own week and year.
    async fn own_quota(&self, hub: &HubStore) -> Result<Vec<SlotFigure>> {
        let hub = hub.read();
        let Some(portal) = portal_of(&hub).await? else {
            return Ok(Vec::new());
        };
        let today = beijing::day(hub.now());
        let own = Sender::Site(self.site.id.0);
        let all = standings(&hub, portal, Some(own), today, 1).await?;
        let Some(standing) = all.first() else {
            return Ok(Vec::new());
        };
        let row = QuotaRow::of(self.site, standing, today);
        let missing = match row.missing {
            0 => String::new(),
            some => format!("，还差 {some} 篇"),
        };
        let week = SlotFigure {
            label: "本周发布".into(),
            value: format!("{} / {}", row.week, row.weekly),
            url: row.url,
            tone: row.week_chip.tone,
            note: format!("{}{missing}", row.week_chip.text),
        };
        let year = SlotFigure {
            label: "全年发布".into(),
            value: format!("{} / {}", row.year, row.yearly),
            url: row.year_url,
            tone: row.year_chip.tone,
            note: row.year_chip.text,
        };
        Ok(vec![week, year])
    }

    /// How many units are behind.
    async fn units(&self, hub: &HubStore) -> Result<Vec<SlotFigure>> {
        let hub = hub.read();
        let today = beijing::day(hub.now());
        let all = standings(&hub, self.site.id, None, today, 1).await?;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let units = |light: Light| {
            let of = all.iter().filter(|each| each.light(today) == light).count();
            let (label, count) = (format!("报送{}单位", light.title()), of as u64);
            SlotFigure {
                url: quota_url(self.site, light),
                ..self.figure(&label, count, light.tone(), "")
            }
        };
        Ok(vec![units(Light::Red), units(Light::Yellow)])
    }

    async fn decided(&self) -> Result<SlotFigure> {
        let since = last_look(self.read, self.person.person).await?.trunc_subsecs(0);
        let count = count_decided(self.read, since).await?;
        Ok(SlotFigure {
            url: decided_url(self.site, since),
            ..self.figure("新的采编结果", count, "ok", "")
        })
    }

    async fn tasks(&self) -> Result<SlotFigure> {
        let who = Reader::of(self.read, self.person.person, self.may::<ReadArticles>()).await?;
        let today = beijing::day(self.read.now());
        let (near, late) = pressing(self.read, &who, &Calendar::shipped()?, today).await?;
        let tone = if late > 0 { "late" } else { "warn" };
        let note = match (near, late) {
            (0, 0) => String::new(),
            (near, 0) => format!("临期 {near} 项"),
            (0, late) => format!("逾期 {late} 项"),
            (near, late) => format!("临期 {near} 项，逾期 {late} 项"),
        };
        Ok(SlotFigure {
            note,
            ..self.figure("约稿待交", near + late, tone, "/console/tasks?state=pressing")
        })
    }

    async fn unseen(&self) -> Result<SlotFigure> {
        let count = query::tally(self.read).await?.unseen;
        Ok(self.figure("采编台未阅", count, "warn", "/console/desk?seen=no"))
    }
}

#[async_trait::async_trait]
impl SlotProvider for FiguresSlot {
    async fn figures(
        &self,
        read: &SiteRead,
        site: &Site,
        person: &StaffSession,
        posts: &[Membership],
    ) -> Result<Vec<SlotFigure>> {
        let looker = Looker {
            read,
            site,
            person,
            posts,
        };
        let portal = site.kind == SiteKind::Portal;
        let mut figures = Vec::new();
        match looker.may::<ReadSubmissions>() {
            true if portal => figures.extend(looker.units(&self.0).await?),
            true => {
                figures.extend(looker.own_quota(&self.0).await?);
                figures.push(looker.decided().await?);
            }
            false => {}
        }
        if looker.may::<AnswerTasks>() {
            figures.push(looker.tasks().await?);
        }
        if looker.may::<WorkDesk>() {
            let unseen = looker.unseen().await?;
            // Most sites have no desk to speak of.
            if portal || unseen.value != "0" {
                figures.push(unseen);
            }
        }
        Ok(figures)
    }
}

/// Fills `menu.counts`.
pub struct CountSlot;

#[async_trait::async_trait]
impl SlotProvider for CountSlot {
    async fn figures(
        &self,
        read: &SiteRead,
        site: &Site,
        person: &StaffSession,
        posts: &[Membership],
    ) -> Result<Vec<SlotFigure>> {
        let looker = Looker {
            read,
            site,
            person,
            posts,
        };
        if !looker.may::<WorkDesk>() {
            return Ok(Vec::new());
        }
        let count = query::tally(read).await?.unseen;
        Ok(vec![looker.figure("采编台", count, "plain", "/console/desk")])
    }
}
