//! Reminding site administrators by mail, once, a week before the end.

use super::State;
use super::entity::{ActiveModel, Column, Entity, Model, OPEN};
use super::query::{counts, lines};
use crate::membership::entity as membership;
use crate::membership::query::current;
use crate::notice::{self, Letterhead};
use crate::person::State as Account;
use crate::person::entity as person;
use crate::settings::Settings;
use chrono::Duration;
use kernel::{Result, Role, SiteId, Uid};
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// How long before the end.
const BEFORE: Duration = Duration::days(7);

/// Reminds; answers how many mails were written.
///
/// # Errors
/// Faults.
pub async fn remind(tx: &mut HubWrite, settings: &Settings) -> Result<usize> {
    let now = tx.now();
    let near = Condition::all()
        .add(Column::State.eq(OPEN))
        .add(Column::RemindedAt.is_null())
        .add(Column::DueAt.gt(now))
        .add(Column::DueAt.lte(now + BEFORE));
    let mut mails = 0;
    for campaign in tx.find::<Entity>().filter(near).all().await? {
        mails += remind_sites(tx, settings, &campaign).await?;
        let row = ActiveModel {
            id: Set(campaign.id),
            reminded_at: Set(Some(now)),
            ..Default::default()
        };
        tx.update(row).await?;
        let detail = serde_json::json!({ "mails": mails });
        tx.audit(None, "campaign.reminded", &Uid(campaign.uid).to_string(), &detail);
    }
    Ok(mails)
}

async fn remind_sites(tx: &mut HubWrite, settings: &Settings, campaign: &Model) -> Result<usize> {
    let mut mails = 0;
    for (site, states) in counts(&lines(tx, campaign.id).await?) {
        let Some(open) = states.get(&State::Open).copied() else {
            continue;
        };
        let head = Letterhead::load(tx, settings, Some(SiteId(site))).await?;
        for person in administrators(tx, site).await? {
            let about = (campaign.name.as_str(), campaign.due_at);
            mail::send(tx, &notice::reminder(&head, &person, about, open)).await?;
            mails += 1;
        }
    }
    Ok(mails)
}

async fn administrators(tx: &HubWrite, site: i64) -> Result<Vec<person::Model>> {
    let posts = tx
        .find::<membership::Entity>()
        .filter(membership::Column::SiteId.eq(site))
        .filter(membership::Column::Role.eq(Role::SiteAdmin.key()))
        .filter(current(tx.now()))
        .all()
        .await?;
    tx.find::<person::Entity>()
        .filter(person::Column::Id.is_in(posts.iter().map(|row| row.person_id)))
        .filter(person::Column::State.eq(Account::Active.key()))
        .filter(person::Column::EmailKey.ne(""))
        .all()
        .await
}
