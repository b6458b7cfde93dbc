//! Writes once a week to the editors of units that are behind with what they owe (报送任务).

use gateway::StaffDirectory;
use kernel::{Actor, PersonId, Result, Role, SiteId};
use mail::{Address, Message};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::HubStore;
use store::job::{Job, JobHandler, JobRow};
use syndication::quota::{Due, Light, Warning, due_warnings, note_warned, note_week};
use syndication::sender::Sender;

/// Write to the units that are behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WarnUnits {
    /// `2026-W47`.
    pub week: String,
}

impl Job for WarnUnits {
    const KIND: &'static str = "quota.warn";

    fn only_once(&self) -> Option<String> {
        Some(self.week.clone())
    }
}

/// Asks for the week's mails when they are due.
///
/// # Errors
/// Faults of the database.
pub async fn ask(hub: &HubStore) -> Result<()> {
    let Some(due) = due_warnings(&hub.read()).await? else {
        return Ok(());
    };
    let mut tx = hub.write(Actor::job(WarnUnits::KIND)).await?;
    tx.exempt("job")?;
    tx.enqueue(None, &WarnUnits { week: due.week }).await?;
    tx.commit().await
}

/// Runs [`WarnUnits`].
pub struct Warner {
    hub: HubStore,
    staff: Arc<dyn StaffDirectory>,
}

impl Warner {
    /// With the door to all sites, and who knows posts and addresses.
    #[must_use]
    pub fn new(hub: HubStore, staff: Arc<dyn StaffDirectory>) -> Self {
        Self { hub, staff }
    }

    /// The addresses of a unit: its editors', else its administrators'; of a unit without a site, those of its writers.
    async fn addresses(&self, warning: &Warning) -> Result<BTreeSet<String>> {
        let Sender::Site(site) = warning.sender else {
            return self.mails(warning.writers.iter().copied()).await;
        };
        let mut found = BTreeSet::new();
        for role in [Role::Editor, Role::SiteAdmin] {
            if found.is_empty() {
                let holders = self.staff.holders(SiteId(site), role).await?;
                found = self
                    .mails(holders.into_iter().map(|holder| holder.person))
                    .await?;
            }
        }
        Ok(found)
    }

    async fn mails(&self, people: impl Iterator<Item = PersonId>) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for person in people {
            let address = self.staff.mail(person).await?;
            found.extend(address.filter(|to| Address::parse(to).is_ok()));
        }
        Ok(found)
    }

    async fn warn(&self, due: &Due, warning: &Warning) -> Result<()> {
        let to = self.addresses(warning).await?;
        let mut tx = self.hub.write(Actor::job(WarnUnits::KIND)).await?;
        let mails = i64::try_from(to.len()).unwrap_or(i64::MAX);
        note_warned(&mut tx, due, warning, mails).await?;
        for to in to {
            mail::send(&mut tx, &message(to, due, warning)).await?;
        }
        tx.commit().await
    }
}

#[async_trait::async_trait]
impl JobHandler for Warner {
    fn kind(&self) -> &'static str {
        WarnUnits::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let asked: WarnUnits = job.read()?;
        // A job that comes after its week has nothing to say.
        let due = due_warnings(&self.hub.read()).await?;
        let Some(due) = due.filter(|due| due.week == asked.week) else {
            return Ok(());
        };
        for warning in &due.warnings {
            self.warn(&due, warning).await?;
        }
        let mut tx = self.hub.write(Actor::job(WarnUnits::KIND)).await?;
        note_week(&mut tx, &due).await?;
        tx.commit().await
    }
}

fn line(of: &str, (out, owed, light): (i64, i64, Light)) -> String {
    let missing = match owed - out {
        some @ 1.. => format!("，还差 {some} 篇"),
        _ => String::new(),
    };
    format!(
        "{of}任务 {owed} 篇，已发布 {out} 篇{missing}（{}）。\n",
        light.title()
    )
}

fn message(to: String, due: &Due, warning: &Warning) -> Message {
    let Warning { unit, light, .. } = warning;
    let (week, year) = (line("本周", warning.week), line("全年", warning.year));
    Message {
        to,
        subject: format!("报送任务{}：{unit}", light.title()),
        text: format!(
            "您好！\n\n{unit}的报送任务（{}）：\n\n{week}{year}\n请登录管理后台，在“工作台”或“报送任务”中查看。\n\n\
             本邮件由系统发出，每周一次，请勿回复。\n",
            due.week
        ),
    }
}
