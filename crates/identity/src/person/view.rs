//! What the pages about people show.

use super::entity::Model as Person;
use crate::membership::view::{Choice, PostView, choices, state_of};
use crate::session::entity::Model as Session;
use gateway::Site;
use kernel::{Role, beijing};
use serde::Serialize;
use std::sync::Arc;
use theme::view::Pager;

/// A live session.
#[derive(Clone, Debug, Serialize)]
pub struct SessionRow {
    /// Host.
    pub host: String,
    /// Begun.
    pub since: String,
    /// Last request.
    pub seen: String,
    /// The one of this page.
    pub current: bool,
    /// Where the form posts to; empty for the current one.
    pub end_url: String,
}

/// `identity/account.html`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountShow {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Post in words.
    pub title: String,
    /// Shortest password.
    pub minimum: usize,
    /// Where the password form posts to; empty when the portal elsewhere keeps the password.
    pub password_url: String,
    /// Live sessions.
    pub sessions: Vec<SessionRow>,
}

impl AccountShow {
    /// The page of a person who sits in the sign-in `group`.
    #[must_use]
    pub fn new(site: &Site, person: &Person, sessions: Vec<Session>, group: &str) -> Self {
        let row = |session: Session| {
            let current = session.group_session == group;
            let end = site.url(&format!("/console/account/sessions/{}/end", session.id));
            SessionRow {
                host: session.host,
                since: beijing::minute(session.created_at),
                seen: beijing::minute(session.seen_at),
                current,
                end_url: if current { String::new() } else { end },
            }
        };
        let has_password = person.password_hash.is_some();
        Self {
            account: person.account.clone(),
            name: person.name.clone(),
            title: person.title.clone(),
            minimum: crate::password::MINIMUM,
            password_url: if has_password {
                site.url("/console/account/password")
            } else {
                String::new()
            },
            sessions: sessions.into_iter().map(row).collect(),
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = |host: &str, current, end_url: &str| SessionRow {
            host: host.into(),
            since: "2026-11-22 08:31".into(),
            seen: "2026-11-22 09:30".into(),
            current,
            end_url: end_url.into(),
        };
        Self {
            account: "edu.editor".into(),
            name: "周若溪".into(),
            title: "科员".into(),
            minimum: 10,
            password_url: "/console/account/password".into(),
            sessions: vec![
                row("edu.localhost", true, ""),
                row("portal.localhost", false, "/console/account/sessions/3/end"),
            ],
        }
    }
}

/// A line of the list of all people.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// The person's page.
    pub url: String,
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Post in words.
    pub title: String,
    /// Posts in words.
    pub posts: String,
    /// State in words.
    pub state: String,
    /// Tone of the state's chip.
    pub tone: String,
    /// Last sign-in, or empty.
    pub signed_in: String,
}

/// What was typed into the form of a new person, shown again after an error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypedPerson {
    /// Account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Post in words.
    pub title: String,
}

/// `identity/people.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleShow {
    /// Words searched for.
    pub q: String,
    /// The page's own address.
    pub url: String,
    /// The people.
    pub people: Vec<PersonRow>,
    /// Pages.
    pub pager: Pager,
    /// What was typed.
    pub typed: TypedPerson,
}

impl PeopleShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = PersonRow {
            url: "/console/people/3".into(),
            name: "周若溪".into(),
            account: "edu.editor".into(),
            title: "科员".into(),
            posts: "教育局 编辑".into(),
            state: "在用".into(),
            tone: "ok".into(),
            signed_in: "2026-11-22 09:30".into(),
        };
        Self {
            q: String::new(),
            url: "/console/people".into(),
            people: vec![row],
            pager: Pager::for_total(1, 30, 1, "/console/people?q="),
            typed: TypedPerson::default(),
        }
    }
}

/// `identity/person.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PersonShow {
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Post in words.
    pub title: String,
    /// State in words.
    pub state: String,
    /// Tone of the state's chip.
    pub tone: String,
    /// Last sign-in, or empty.
    pub signed_in: String,
    /// Whether the account is closed.
    pub suspended: bool,
    /// Oneself: nothing to be done here.
    pub own: bool,
    /// Posts on all sites.
    pub posts: Vec<PostView>,
    /// Sites.
    pub sites: Vec<Choice>,
    /// Roles.
    pub roles: Vec<Choice>,
    /// The page's own address; the forms post below it.
    pub url: String,
    /// The list.
    pub back: String,
}

impl PersonShow {
    /// The page of a person.
    #[must_use]
    pub fn new(
        here: &Site,
        sites: &[Arc<Site>],
        person: &Person,
        posts: &[(i64, i64, Role)],
        own: bool,
    ) -> Self {
        let url = here.url(&format!("/console/people/{}", person.id));
        let post = |(id, site, role): &(i64, i64, Role)| PostView {
            role: role.title().into(),
            site: sites
                .iter()
                .find(|s| s.id.0 == *site)
                .map_or_else(String::new, |s| s.short_name.clone()),
            remove_url: format!("{url}/posts/{id}/remove"),
        };
        let (state, tone) = state_of(person);
        let site = |site: &Arc<Site>| Choice {
            value: site.slug.clone(),
            label: site.name.clone(),
        };
        Self {
            name: person.name.clone(),
            account: person.account.clone(),
            title: person.title.clone(),
            state: state.into(),
            tone: tone.into(),
            signed_in: person.signed_in_at.map_or_else(String::new, beijing::minute),
            suspended: !person.is_active(),
            own,
            posts: posts.iter().map(post).collect(),
            sites: sites.iter().map(site).collect(),
            roles: choices(Role::ALL),
            back: here.url("/console/people"),
            url,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            title: "科员".into(),
            state: "在用".into(),
            tone: "ok".into(),
            signed_in: "2026-11-22 09:30".into(),
            suspended: false,
            own: false,
            posts: vec![PostView {
                role: "编辑".into(),
                site: "教育局".into(),
                remove_url: "/x".into(),
            }],
            sites: vec![Choice {
                value: "edu".into(),
                label: "陶都市教育局".into(),
            }],
            roles: choices(Role::ALL),
            url: "/console/people/3".into(),
            back: "/console/people".into(),
        }
    }
}
