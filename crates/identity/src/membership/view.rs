//! What the member pages show.

use super::query::Member;
use crate::person::State;
use gateway::Site;
use kernel::{PersonId, Role, beijing};
use serde::Serialize;

/// A choice of a select.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Sent.
    pub value: String,
    /// Shown.
    pub label: String,
}

/// A post with the address that ends it.
#[derive(Clone, Debug, Serialize)]
pub struct PostView {
    /// Role in words.
    pub role: String,
    /// Site in words; empty where it is this one.
    pub site: String,
    /// Where the form posts to; empty when it cannot be ended here.
    pub remove_url: String,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRow {
    /// Name.
    pub name: String,
    /// Account.
    pub account: String,
    /// Post in words.
    pub title: String,
    /// Posts here.
    pub posts: Vec<PostView>,
    /// State in words.
    pub state: String,
    /// Tone of the state's chip.
    pub tone: String,
    /// Last sign-in, or empty.
    pub signed_in: String,
    /// Where the reset form posts to; empty for oneself.
    pub reset_url: String,
}

/// `identity/members.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MembersShow {
    /// The members.
    pub members: Vec<MemberRow>,
    /// Roles to give.
    pub roles: Vec<Choice>,
    /// Where the add form posts to.
    pub add_url: String,
    /// Where the invite form posts to; empty when accounts belong to a portal elsewhere.
    pub invite_url: String,
    /// What was typed into the forms.
    pub typed: Typed,
}

/// What was typed, shown again after an error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Typed {
    /// Of the add form.
    pub account: String,
    /// Of the add form.
    pub role: String,
    /// Of the invite form.
    pub new_account: String,
    /// Of the invite form.
    pub name: String,
    /// Of the invite form.
    pub title: String,
    /// Of the invite form.
    pub new_role: String,
}

impl MembersShow {
    /// The list as `me` sees it.
    #[must_use]
    pub fn new(site: &Site, me: PersonId, members: Vec<Member>, can_invite: bool) -> Self {
        Self {
            members: members.into_iter().map(|member| row(site, me, member)).collect(),
            roles: site_roles(),
            add_url: site.url("/console/members"),
            invite_url: if can_invite {
                site.url("/console/members/invite")
            } else {
                String::new()
            },
            typed: Typed::default(),
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let post = PostView {
            role: "编辑".into(),
            site: String::new(),
            remove_url: "/console/members/3/remove".into(),
        };
        let row = MemberRow {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            title: "科员".into(),
            posts: vec![post],
            state: "在用".into(),
            tone: "ok".into(),
            signed_in: "2026-11-22 09:30".into(),
            reset_url: "/console/members/3/reset".into(),
        };
        Self {
            members: vec![row],
            roles: site_roles(),
            add_url: "/console/members".into(),
            invite_url: "/console/members/invite".into(),
            typed: Typed::default(),
        }
    }
}

fn row(site: &Site, me: PersonId, member: Member) -> MemberRow {
    let person = member.person;
    let own = person.person() == me;
    let first = member.posts.first().map(|(post, _)| post.id);
    let reset_url = first
        .filter(|_| !own && person.is_active())
        .map(|id| site.url(&format!("/console/members/{id}/reset")));
    let post = |(post, role): (super::entity::Model, Role)| PostView {
        role: role.title().to_owned(),
        site: String::new(),
        remove_url: if role == Role::PlatformAdmin || (own && role == Role::SiteAdmin) {
            String::new()
        } else {
            site.url(&format!("/console/members/{}/remove", post.id))
        },
    };
    let (state, tone) = state_of(&person);
    MemberRow {
        posts: member.posts.into_iter().map(post).collect(),
        state: state.into(),
        tone: tone.into(),
        signed_in: person.signed_in_at.map_or_else(String::new, beijing::minute),
        reset_url: reset_url.unwrap_or_default(),
        name: person.name,
        account: person.account,
        title: person.title,
    }
}

/// State of an account in words, with the tone of its chip.
#[must_use]
pub fn state_of(person: &crate::person::entity::Model) -> (&'static str, &'static str) {
    if person.state == State::Suspended.key() {
        ("停用", "late")
    } else if person.signed_in_at.is_none() {
        ("未登录过", "wait")
    } else {
        ("在用", "ok")
    }
}

/// The roles that a site gives itself.
#[must_use]
pub fn site_roles() -> Vec<Choice> {
    choices(Role::ALL.into_iter().filter(|role| *role != Role::PlatformAdmin))
}

/// Roles as choices.
#[must_use]
pub fn choices(roles: impl IntoIterator<Item = Role>) -> Vec<Choice> {
    roles
        .into_iter()
        .map(|role| Choice {
            value: role.key().into(),
            label: role.title().into(),
        })
        .collect()
}
