//! Opening the accounts of a file in one transaction, or saying why not.

use super::check::{self, Authority, LineError, Planned};
use super::{Line, check::check as check_lines};
use crate::Identity;
use crate::invitation::{self, Delivered, Purpose};
use crate::membership::entity as membership;
use crate::person::create_person;
use kernel::event::EventBody;
use kernel::{Actor, Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: only checked.
    Check,
    /// Everything, if no line is wrong.
    All,
    /// The lines without errors.
    Good,
}

/// Somebody whose account was opened.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Created {
    /// Line.
    pub line: usize,
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Whether the link went out by mail.
    pub mailed: bool,
    /// The one-time link's path on the portal, where it did not.
    pub link: Option<String>,
}

/// What came of a file.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Report {
    /// Lines read.
    pub lines: usize,
    /// People that can be opened.
    pub people: usize,
    /// What is wrong.
    pub errors: Vec<LineError>,
    /// Who was opened.
    pub created: Vec<Created>,
}

/// Checks the lines and, as `mode` says, opens the accounts, all in one transaction. `site` is where it is asked for.
///
/// # Errors
/// Faults, and refusals of the database when somebody else took an account meanwhile; then nothing happened.
pub async fn import(
    identity: &Identity,
    actor: Actor,
    (site, authority): (SiteId, Authority),
    lines: &[Line],
    mode: Mode,
) -> Result<Report> {
    let mut tx = identity.hub.write(actor).await?;
    let (people, errors) = check_lines(&tx, authority, lines).await?;
    let mut report = Report {
        lines: lines.len(),
        people: people.len(),
        errors,
        created: Vec::new(),
    };
    let goes = match mode {
        Mode::Check => false,
        Mode::All => report.errors.is_empty(),
        Mode::Good => true,
    };
    if !goes || people.is_empty() {
        return Ok(report);
    }
    for planned in people {
        report.created.push(open(&mut tx, identity, site, planned).await?);
    }
    let detail = serde_json::json!({
        "people": report.created.len(),
        "lines": report.lines,
        "errors": report.errors.len(),
    });
    tx.audit(Some(site), "person.imported", "batch", &detail);
    tx.commit().await?;
    Ok(report)
}

async fn open(tx: &mut HubWrite, identity: &Identity, site: SiteId, planned: Planned) -> Result<Created> {
    let check::Planned { line, new, posts } = planned;
    let person = create_person(tx, site, new).await?;
    for (site, role) in posts {
        let row = membership::ActiveModel {
            site_id: Set(site.0),
            person_id: Set(person.id),
            role: Set(role.key().to_owned()),
            channels: Set(None),
            created_at: Set(tx.now()),
            granted_by: Set(tx.actor().person().map(|person| person.0)),
            granted_by_name: Set(tx.actor().label()),
            ..Default::default()
        };
        tx.insert(row).await?;
        let person = person.uid();
        tx.emit(site, EventBody::MembershipChanged { person, role });
    }
    let until = identity.now() + identity.settings.invitation;
    let token = invitation::issue(tx, &person, Purpose::Invite, until).await?;
    let link = Delivered {
        token: &token,
        purpose: Purpose::Invite,
        until,
        site: Some(site),
    };
    let mailed = invitation::deliver(tx, &identity.settings, &person, link).await?;
    Ok(Created {
        line,
        account: person.account,
        name: person.name,
        mailed,
        link: (!mailed).then(|| invitation::path(&token)),
    })
}
