//! What a checked password leads to. The check itself takes long and stands in [`crate::Identity::sign_in`].

use super::entity::{ActiveModel, Model};
use crate::delay::{self, Attempt};
use crate::membership;
use crate::session::entity::Model as Session;
use crate::session::{self, NewSession, Proof, Visit};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::Set;
use serde::Serialize;
use store::HubWrite;

/// From where, as the audit keeps it (the law on network security asks for it).
#[derive(Serialize)]
struct From<'a> {
    from: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    methods: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    #[serde(skip_serializing_if = "is_zero")]
    wait_seconds: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_zero(seconds: &i64) -> bool {
    *seconds == 0
}

impl<'a> From<'a> {
    fn new(from: &'a str) -> Self {
        Self {
            from,
            methods: "",
            kind: "",
            wait_seconds: 0,
        }
    }
}

/// Somebody proved all that is asked: the portal's session begins. Answers the token for its cookie.
///
/// # Errors
/// Faults.
pub async fn let_in(
    tx: &mut HubWrite,
    settings: &Settings,
    person: &Model,
    methods: &str,
    (visit, host): (&Visit, &str),
    now: DateTime<Utc>,
) -> Result<(Session, String)> {
    delay::note_known(tx, &attempt(person, visit)?, now).await?;
    let row = ActiveModel {
        id: Set(person.id),
        signed_in_at: Set(Some(now)),
        ..Default::default()
    };
    tx.update(row).await?;
    let posts = membership::query::of_person(tx, person.person()).await?;
    let new = NewSession::provider(person.person(), host)?
        .proved(Proof::at(now, methods))
        .visited(visit)
        .holding(gateway::staff::rights(&posts));
    let opened = session::create(tx, settings, new, now).await?;
    let detail = From {
        methods,
        ..From::new(&visit.address)
    };
    tx.audit(None, "session.signed_in", &person.uid().to_string(), &detail);
    Ok(opened)
}

/// The password was right, but more is asked before the person is in.
pub fn note_half(tx: &mut HubWrite, person: &Model, visit: &Visit, methods: &str) {
    let detail = From {
        methods,
        ..From::new(&visit.address)
    };
    tx.audit(None, "session.half", &person.uid().to_string(), &detail);
}

/// The password was wrong, or nobody has this account. The words that were typed are not kept: people type their
/// password into the wrong field. `attempt` tells how long the next try has to wait.
///
/// # Errors
/// Faults.
pub async fn note_failure(
    tx: &mut HubWrite,
    person: Option<&Model>,
    attempt: &Attempt,
    (visit, kind): (&Visit, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let subject = person.map_or_else(|| "unknown".to_owned(), |person| person.uid().to_string());
    let wait = delay::current_wait(tx, attempt, now).await?;
    let detail = From {
        kind,
        wait_seconds: wait.num_seconds(),
        ..From::new(&visit.address)
    };
    tx.audit(None, "session.refused", &subject, &detail);
    Ok(())
}

fn attempt(person: &Model, visit: &Visit) -> Result<Attempt> {
    Ok(Attempt::new(&super::Account::parse(&person.account)?, visit.ip()))
}
