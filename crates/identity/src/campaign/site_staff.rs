//! `/console/registration`: a site's own part of a re-registration.

use super::decide::{Decision, decide};
use super::query;
use super::view::RegistrationShow;
use crate::permissions::ManageMembers;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result};
use std::collections::HashMap;

/// The form: `decision_<line>`, `note_<line>`, `signed`.
pub(super) type Typed = HashMap<String, String>;

/// The list.
pub async fn get_registration(by: By<ManageMembers>) -> Reply {
    let page = page(&by).await?;
    by.page(page).await
}

/// Confirms and ends what was ticked, with the signature.
pub async fn post_registration(by: By<ManageMembers>, Form(typed): Form<Typed>) -> Reply {
    match done(&by, &typed).await {
        Ok(notice) => by.saved("/console/registration", &notice).await,
        Err(error) => {
            let page = page(&by).await?;
            by.form(page, error).await
        }
    }
}

async fn done(by: &By<ManageMembers>, typed: &Typed) -> Result<String> {
    let decisions = decisions(typed)?;
    let signed = typed.get("signed").map_or("", String::as_str);
    let mut tx = by.write().await?;
    let (confirmed, ended) = decide(&mut tx, &decisions, signed).await?;
    tx.commit().await?;
    Ok(words(confirmed, ended))
}

pub(super) fn words(confirmed: usize, ended: usize) -> String {
    format!("已确认 {confirmed} 个岗位，终止 {ended} 个岗位。")
}

/// What was decided; lines without decision are left for later.
pub(super) fn decisions(typed: &Typed) -> Result<Vec<Decision>> {
    let decision = |(field, value): (&String, &String)| {
        let line: i64 = field.strip_prefix("decision_")?.parse().ok()?;
        let confirm = match value.as_str() {
            "confirm" => true,
            "end" => false,
            _ => return None,
        };
        Some(Decision {
            line,
            confirm,
            note: typed.get(&format!("note_{line}")).cloned().unwrap_or_default(),
        })
    };
    let mut decisions: Vec<Decision> = typed.iter().filter_map(decision).collect();
    decisions.sort_by_key(|decision| decision.line);
    if decisions.is_empty() {
        return Err(Error::field("", "请至少对一个岗位选择“确认”或“终止”。"));
    }
    Ok(decisions)
}

async fn page(by: &By<ManageMembers>) -> Result<StaffPage<RegistrationShow>> {
    let read = by.read();
    let found = query::on_site(&read).await?;
    let me = (by.me.person, by.me.name.as_str());
    let url = by.site.url("/console/registration");
    let view = RegistrationShow::new(found, me, url, read.now());
    Ok(StaffPage::new("identity/registration.html", view).title("人员重新登记"))
}
