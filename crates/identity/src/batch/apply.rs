//! Opening the accounts of a file in one transaction, or saying why not.

use super::check::{Authority, LineError, Planned};
use super::{Line, check::check as check_lines};
use crate::Identity;
use crate::invitation::{self, Delivered, Purpose};
use crate::membership::{self, GivesPosts, NewPost};
use crate::permissions::{ManageMembers, ManagePeople};
use crate::person::{create_account, create_person};
use kernel::{Actor, Granted, Result, SiteId, policy};
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
/// Faults; refusals of the database when somebody else took an account meanwhile, and of the rules about posts when they changed
/// meanwhile; then nothing happened.
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
    let me = tx.actor().clone();
    let posts = match me.person() {
        Some(person) => membership::query::of_person(&tx, person).await?,
        None => Vec::new(),
    };
    match authority {
        Authority::Site(own) => {
            let by = policy::decide::<ManageMembers>(&me, own, &posts)?;
            for planned in people {
                report
                    .created
                    .push(open(&mut tx, identity, &by, authority, planned).await?);
            }
        }
        Authority::Platform | Authority::Operator => {
            let by = policy::decide::<ManagePeople>(&me, site, &posts)?;
            for planned in people {
                report
                    .created
                    .push(open(&mut tx, identity, &by, authority, planned).await?);
            }
        }
    }
    let whose = match authority {
        Authority::Site(own) => Some(own),
        Authority::Platform | Authority::Operator => None,
    };
    let detail = serde_json::json!({
        "people": report.created.len(),
        "lines": report.lines,
        "errors": report.errors.len(),
    });
    tx.audit(whose, "person.imported", "batch", &detail);
    tx.commit().await?;
    Ok(report)
}

async fn open<P: GivesPosts>(
    tx: &mut HubWrite,
    identity: &Identity,
    by: &Granted<P>,
    authority: Authority,
    planned: Planned,
) -> Result<Created> {
    let Planned { line, new, posts } = planned;
    let site = by.site();
    let person = match authority {
        Authority::Site(own) => create_person(tx, own, new).await?,
        Authority::Platform | Authority::Operator => create_account(tx, site, new).await?,
    };
    for (site, role) in posts {
        membership::give(tx, by, &NewPost::new(site, person.person(), role)).await?;
    }
    let until = identity.now() + identity.settings.invitation;
    let token = match authority {
        Authority::Site(own) => invitation::issue_on_site(tx, own, &person, Purpose::Invite, until).await?,
        Authority::Platform | Authority::Operator => {
            invitation::issue(tx, &person, Purpose::Invite, until).await?
        }
    };
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
