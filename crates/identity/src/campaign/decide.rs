//! Confirming posts or ending them, with one's name.

use super::State;
use super::entity::{self, Model as Campaign, post};
use crate::membership::{entity as membership, query as posts};
use crate::permissions::{ManageMembers, ManagePolicy};
use crate::person::entity as person;
use crate::refusals::{CAMPAIGN_CLOSED, CAMPAIGN_DECIDED, CAMPAIGN_OWN_POST, NOT_GRANTABLE, NOT_YOURSELF};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::policy::Membership;
use kernel::{Actor, Error, Granted, Permission, PersonId, Result, Role, SiteId, Uid};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubWrite, SiteWrite};

/// What is decided about a post.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The line.
    pub line: i64,
    /// Confirmed, or ended.
    pub confirm: bool,
    /// A word about it.
    pub note: String,
}

/// A site administrator decides about posts of the own site; answers how many were confirmed and ended.
///
/// # Errors
/// [`CAMPAIGN_CLOSED`], [`CAMPAIGN_DECIDED`], [`CAMPAIGN_OWN_POST`], [`NOT_YOURSELF`]; [`NOT_GRANTABLE`] for a post that a site
/// administrator does not give; [`Error::Invalid`] on `signed` for another name than the own; [`Error::Forbidden`] when the
/// own post ended meanwhile; [`Error::NotFound`]; faults.
pub async fn decide(
    tx: &mut SiteWrite<ManageMembers>,
    decisions: &[Decision],
    signed: &str,
) -> Result<(usize, usize)> {
    let by = signature(tx.actor(), signed)?;
    let mine = posts::on_site(tx, PersonId(by.0)).await?;
    holds::<ManageMembers>(&mine)?;
    let mut done = (0, 0);
    for decision in decisions {
        let row = tx
            .find::<post::Entity>()
            .filter(post::Column::Id.eq(decision.line))
            .found()
            .await?;
        let campaign = tx
            .shared::<entity::Entity>()
            .filter(entity::Column::Id.eq(row.campaign_id))
            .found()
            .await?;
        allowed(&campaign, &row, &by, decision, tx.now())?;
        if !is_decidable(&row.role) {
            return Err(NOT_GRANTABLE.into());
        }
        let line = decided(&row, &by, decision, tx.now())?;
        if tx.update_where(line, still_open(&row)).await? == 0 {
            return Err(CAMPAIGN_DECIDED.into());
        }
        if !decision.confirm {
            let ended = tx
                .delete_where::<membership::Entity>(membership::Column::Id.eq(row.membership_id))
                .await?;
            let uid = person_uid(
                tx.shared::<person::Entity>()
                    .filter(person::Column::Id.eq(row.person_id))
                    .found()
                    .await?,
            );
            if let (true, Some(role)) = (ended > 0, Role::parse(&row.role)) {
                tx.emit(EventBody::MembershipChanged { person: uid, role });
            }
        }
        let deed = if decision.confirm {
            "campaign.confirmed"
        } else {
            "campaign.ended"
        };
        tx.audit(deed, &format!("{}/{}", campaign.uid, row.id), &decision.note);
        count(&mut done, decision);
    }
    Ok(done)
}

/// The security administrator decides about site administrators, who cannot confirm themselves.
///
/// # Errors
/// As [`decide`]; [`Error::NotFound`] for other posts.
pub async fn decide_administrators(
    tx: &mut HubWrite,
    by: &Granted<ManagePolicy>,
    campaign: i64,
    decisions: &[Decision],
    signed: &str,
) -> Result<(usize, usize)> {
    let signature = signature(by.actor(), signed)?;
    let mine = posts::of_person(tx, PersonId(signature.0)).await?;
    let here: Vec<Membership> = mine.into_iter().filter(|post| post.site == by.site()).collect();
    holds::<ManagePolicy>(&here)?;
    let campaign = super::query::by_id(tx, campaign).await?;
    let mut done = (0, 0);
    for decision in decisions {
        let which = Condition::all()
            .add(post::Column::Id.eq(decision.line))
            .add(post::Column::CampaignId.eq(campaign.id))
            .add(post::Column::Role.eq(Role::SiteAdmin.key()));
        let row = tx.find::<post::Entity>().filter(which).found().await?;
        let site = SiteId(row.site_id);
        allowed(&campaign, &row, &signature, decision, tx.now())?;
        let line = decided(&row, &signature, decision, tx.now())?;
        if tx.update_where(line, still_open(&row)).await? == 0 {
            return Err(CAMPAIGN_DECIDED.into());
        }
        if !decision.confirm {
            end(tx, &row).await?;
        }
        let deed = if decision.confirm {
            "campaign.confirmed"
        } else {
            "campaign.ended"
        };
        let subject = format!("{}/{}", Uid(campaign.uid), row.id);
        tx.audit(Some(site), deed, &subject, &decision.note);
        count(&mut done, decision);
    }
    Ok(done)
}

/// Whether a site administrator decides about posts of this role: those that he gives. The posts of administrators, the own
/// among them, are the security administrator's.
pub(super) fn is_decidable(role: &str) -> bool {
    Role::parse(role).is_some_and(|role| Role::SiteAdmin.grants().contains(&role))
}

/// The page was opened with this post; the decision needs it still.
fn holds<P: Permission>(posts: &[Membership]) -> Result<()> {
    if posts.iter().any(|post| P::ROLES.contains(&post.role)) {
        return Ok(());
    }
    Err(Error::Forbidden(P::KEY))
}

/// The line as it was read: somebody who decided in between is not written over.
pub(super) fn still_open(row: &post::Model) -> Condition {
    Condition::all()
        .add(post::Column::Id.eq(row.id))
        .add(post::Column::State.eq(State::Open.key()))
}

/// Ends the post of a line, if it is still there.
pub(super) async fn end(tx: &mut HubWrite, row: &post::Model) -> Result<bool> {
    let ended = tx
        .delete_where::<membership::Entity>(membership::Column::Id.eq(row.membership_id))
        .await?;
    let person = tx
        .find::<person::Entity>()
        .filter(person::Column::Id.eq(row.person_id))
        .found()
        .await?;
    if let (true, Some(role)) = (ended > 0, Role::parse(&row.role)) {
        let person = person_uid(person);
        tx.emit(SiteId(row.site_id), EventBody::MembershipChanged { person, role });
    }
    Ok(ended > 0)
}

fn person_uid(person: person::Model) -> Uid {
    person.uid()
}

/// Who answers: the name typed must be the own, as on paper.
fn signature(actor: &Actor, signed: &str) -> Result<(i64, String)> {
    let Actor::Person { id, name } = actor else {
        return Err(Error::Unauthenticated);
    };
    if signed.trim() != name {
        return Err(Error::field("signed", "请填写您本人的姓名，以示负责。"));
    }
    Ok((id.0, name.clone()))
}

fn allowed(
    campaign: &Campaign,
    row: &post::Model,
    by: &(i64, String),
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<()> {
    if !campaign.is_open(now) {
        return Err(CAMPAIGN_CLOSED.into());
    }
    if row.state() != State::Open {
        return Err(CAMPAIGN_DECIDED.into());
    }
    if row.person_id == by.0 {
        return Err(if decision.confirm {
            CAMPAIGN_OWN_POST
        } else {
            NOT_YOURSELF
        }
        .into());
    }
    Ok(())
}

fn decided(
    row: &post::Model,
    by: &(i64, String),
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<post::ActiveModel> {
    if decision.note.chars().count() > 200 {
        return Err(Error::field(format!("note_{}", row.id), "备注最多 200 字。"));
    }
    let state = if decision.confirm {
        State::Confirmed
    } else {
        State::Ended
    };
    Ok(post::ActiveModel {
        state: Set(state.key().to_owned()),
        decided_by: Set(Some(by.0)),
        decided_by_name: Set(by.1.clone()),
        decided_at: Set(Some(now)),
        note: Set(decision.note.trim().to_owned()),
        ..Default::default()
    })
}

fn count(done: &mut (usize, usize), decision: &Decision) {
    if decision.confirm {
        done.0 += 1;
    } else {
        done.1 += 1;
    }
}
