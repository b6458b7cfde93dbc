//! What the pages about people show.

use super::Reason;
use super::entity::Model as Person;
use super::query::Condition;
use crate::invitation::{Purpose, entity::Model as Invitation};
use crate::membership::view::{Choice, PostView, choices, state_of};
use chrono::{DateTime, Utc};
use gateway::Site;
use kernel::{Role, beijing};
use serde::Serialize;
use std::sync::Arc;
use theme::view::Pager;

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
    /// Whether there is a second factor.
    pub second_factor: bool,
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
    /// Mail address.
    pub email: String,
}

/// What is looked for, as it stands in the form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Wanted {
    /// Words.
    pub q: String,
    /// Site by its word.
    pub site: String,
    /// Role's key.
    pub role: String,
    /// Condition's key.
    pub state: String,
}

/// `identity/people.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleShow {
    /// What is looked for.
    pub wanted: Wanted,
    /// The page's own address.
    pub url: String,
    /// Sites to choose from.
    pub sites: Vec<Choice>,
    /// Roles to choose from.
    pub roles: Vec<Choice>,
    /// Conditions to choose from.
    pub states: Vec<Choice>,
    /// The people.
    pub people: Vec<PersonRow>,
    /// Pages.
    pub pager: Pager,
    /// Whether accounts may be opened by who looks.
    pub may_create: bool,
    /// What was typed.
    pub typed: TypedPerson,
}

impl PeopleShow {
    /// Choices of conditions.
    #[must_use]
    pub fn states() -> Vec<Choice> {
        let choice = |condition: Condition| Choice {
            value: condition.key().into(),
            label: condition.title().into(),
        };
        Condition::ALL.into_iter().map(choice).collect()
    }

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
            second_factor: true,
            signed_in: "2026-11-22 09:30".into(),
        };
        Self {
            wanted: Wanted::default(),
            url: "/console/people".into(),
            sites: vec![Choice {
                value: "edu".into(),
                label: "陶都市教育局".into(),
            }],
            roles: choices(Role::ALL),
            states: Self::states(),
            people: vec![row],
            pager: Pager::for_total(1, 30, 1, "/console/people?q="),
            may_create: true,
            typed: TypedPerson::default(),
        }
    }
}

/// An unused one-time link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkRow {
    /// Why it was made, in words.
    pub purpose: String,
    /// When.
    pub made: String,
    /// Until when it works.
    pub until: String,
    /// Whether its time is over.
    pub over: bool,
    /// Whether it went out by mail.
    pub mailed: bool,
}

impl LinkRow {
    /// In words.
    #[must_use]
    pub fn new(link: &Invitation, now: DateTime<Utc>) -> Self {
        Self {
            purpose: Purpose::parse(&link.purpose).map_or("", Purpose::title).into(),
            made: beijing::minute(link.created_at),
            until: beijing::minute(link.expires_at),
            over: link.expires_at <= now,
            mailed: link.mailed,
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
    /// Mail address, or empty.
    pub email: String,
    /// Unit, or empty.
    pub unit: String,
    /// State in words.
    pub state: String,
    /// Tone of the state's chip.
    pub tone: String,
    /// Why and since when the account is closed, or empty.
    pub reason: String,
    /// Last sign-in, or empty.
    pub signed_in: String,
    /// Opened.
    pub created: String,
    /// When the password was last changed, or empty.
    pub password_changed: String,
    /// Whether there is a second factor.
    pub second_factor: bool,
    /// Whether the owner was warned that the unused account will be closed.
    pub warned: String,
    /// Whether the account is closed.
    pub suspended: bool,
    /// Oneself: nothing to be done here.
    pub own: bool,
    /// Whether who looks may change the account.
    pub may_change: bool,
    /// Whether a link may be sent again.
    pub may_renew: bool,
    /// Unused links.
    pub links: Vec<LinkRow>,
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

/// What the page of a person is made of.
pub struct Parts<'a> {
    /// Who.
    pub person: &'a Person,
    /// Number, site and role of each post.
    pub posts: Vec<(i64, i64, Role)>,
    /// Unused links.
    pub links: &'a [Invitation],
    /// The unit's name.
    pub unit: String,
    /// Whether there is a second factor.
    pub second_factor: bool,
    /// Whether it is who looks.
    pub own: bool,
    /// Whether who looks may change the account.
    pub may_change: bool,
}

impl PersonShow {
    /// The page of a person.
    #[must_use]
    pub fn new(here: &Site, sites: &[Arc<Site>], parts: Parts<'_>, now: DateTime<Utc>) -> Self {
        let person = parts.person;
        let url = here.url(&format!("/console/people/{}", person.id));
        let post = |(id, site, role): &(i64, i64, Role)| PostView {
            role: role.title().into(),
            site: sites
                .iter()
                .find(|s| s.id.0 == *site)
                .map_or_else(String::new, |s| s.short_name.clone()),
            remove_url: format!("{url}/posts/{id}/remove"),
            ..PostView::default()
        };
        let (state, tone) = state_of(person);
        let site = |site: &Arc<Site>| Choice {
            value: site.slug.clone(),
            label: site.name.clone(),
        };
        let minute = |at: Option<DateTime<Utc>>| at.map_or_else(String::new, beijing::minute);
        Self {
            name: person.name.clone(),
            account: person.account.clone(),
            title: person.title.clone(),
            email: person.email.clone(),
            unit: parts.unit,
            state: state.into(),
            tone: tone.into(),
            reason: reason(person),
            signed_in: minute(person.signed_in_at),
            created: beijing::minute(person.created_at),
            password_changed: minute(person.password_changed_at),
            second_factor: parts.second_factor,
            warned: minute(person.warned_at.filter(|at| *at > person.last_used())),
            suspended: !person.is_active(),
            own: parts.own,
            may_change: parts.may_change,
            may_renew: parts.may_change
                && person.is_active()
                && person.password_hash.is_none()
                && !person.directory,
            links: parts.links.iter().map(|link| LinkRow::new(link, now)).collect(),
            posts: parts.posts.iter().map(post).collect(),
            sites: sites.iter().map(site).collect(),
            roles: choices(Role::ALL),
            back: here.url("/console/people"),
            url,
        }
    }

    /// Leaves what who looks may give and end; nobody does it to himself.
    #[must_use]
    pub fn with_grants(mut self, rows: &[crate::membership::entity::Model], grants: &[Role]) -> Self {
        let grants = if self.own { &[] } else { grants };
        let held = rows.iter().filter_map(|row| Some((row, row.post()?.role)));
        for (post, (row, role)) in self.posts.iter_mut().zip(held) {
            post.detail(row);
            if !grants.contains(&role) {
                post.remove_url = String::new();
            }
        }
        self.roles = choices(grants.iter().copied());
        self
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            title: "科员".into(),
            email: "zhou@edu.example".into(),
            unit: "陶都市教育局".into(),
            state: "在用".into(),
            tone: "ok".into(),
            reason: String::new(),
            signed_in: "2026-11-22 09:30".into(),
            created: "2026-01-05 09:00".into(),
            password_changed: "2026-01-05 10:12".into(),
            second_factor: true,
            warned: String::new(),
            suspended: false,
            own: false,
            may_change: true,
            may_renew: true,
            links: vec![LinkRow {
                purpose: "开通账号".into(),
                made: "2026-11-20 09:30".into(),
                until: "2026-11-27 09:30".into(),
                over: false,
                mailed: true,
            }],
            posts: vec![PostView {
                role: "编辑".into(),
                site: "教育局".into(),
                remove_url: "/x".into(),
                ..PostView::default()
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

fn reason(person: &Person) -> String {
    if person.is_active() {
        return String::new();
    }
    let why = Reason::parse(&person.state_reason).map_or("", Reason::title);
    let since = person.state_at.map_or_else(String::new, beijing::minute);
    format!("{why} {since}").trim().to_owned()
}
