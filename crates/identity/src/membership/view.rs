//! What the member pages show.

use super::form::{AddForm, InviteForm};
use super::query::Member;
use crate::person::State;
use chrono::{DateTime, Utc};
use gateway::Site;
use kernel::{ChannelId, PersonId, Role, beijing};
use serde::Serialize;
use std::collections::HashSet;

/// A choice of a select.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Sent.
    pub value: String,
    /// Shown.
    pub label: String,
}

/// A post with the address that ends it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PostView {
    /// Role in words.
    pub role: String,
    /// Site in words; empty where it is this one.
    pub site: String,
    /// Names of the channels it is limited to; empty for all.
    pub channels: String,
    /// By whom and when it was given.
    pub given: String,
    /// Last day, or empty.
    pub until: String,
    /// Whether its term is over.
    pub over: bool,
    /// Where the form posts to; empty when it cannot be ended here.
    pub remove_url: String,
}

impl PostView {
    /// Adds who gave the post, when, and until when.
    pub fn detail(&mut self, row: &super::entity::Model) {
        let day = beijing::date(row.created_at);
        self.given = if row.granted_by_name.is_empty() {
            day
        } else {
            format!("{} {day}", row.granted_by_name)
        };
        // The end is the midnight after the last day.
        self.until = row.expires_at.map_or_else(String::new, |end| {
            beijing::date(end - chrono::Duration::seconds(1))
        });
    }
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
    /// Whether there is a second factor.
    pub second_factor: bool,
    /// Last sign-in, or empty.
    pub signed_in: String,
    /// Where the reset form posts to; empty for oneself.
    pub reset_url: String,
}

/// A channel to tick.
#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    /// Sent.
    pub value: String,
    /// Shown.
    pub label: String,
    /// Ticked.
    pub checked: bool,
}

/// `identity/members.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MembersShow {
    /// The members.
    pub members: Vec<MemberRow>,
    /// Roles to give.
    pub roles: Vec<Choice>,
    /// Channels of the add form.
    pub channels: Vec<Tick>,
    /// Channels of the invite form.
    pub new_channels: Vec<Tick>,
    /// The first day that may be a post's last.
    pub today: String,
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
    /// Of the add form.
    pub until: String,
    /// Of the invite form.
    pub new_account: String,
    /// Of the invite form.
    pub name: String,
    /// Of the invite form.
    pub title: String,
    /// Of the invite form.
    pub email: String,
    /// Of the invite form.
    pub new_role: String,
    /// Of the invite form.
    pub new_until: String,
    #[serde(skip)]
    channels: Vec<String>,
    #[serde(skip)]
    new_channels: Vec<String>,
}

impl Typed {
    /// Of the add form.
    #[must_use]
    pub fn add(form: AddForm) -> Self {
        Self {
            account: form.account,
            role: form.role,
            until: form.until,
            channels: form.channels,
            ..Self::default()
        }
    }

    /// Of the invite form.
    #[must_use]
    pub fn invite(form: InviteForm) -> Self {
        Self {
            new_account: form.new_account,
            name: form.name,
            title: form.title,
            email: form.email,
            new_role: form.new_role,
            new_until: form.new_until,
            new_channels: form.new_channels,
            ..Self::default()
        }
    }
}

/// Where the list is looked at, and by whom.
pub struct Here<'a> {
    /// The site.
    pub site: &'a Site,
    /// Who looks.
    pub me: PersonId,
    /// The site's channels.
    pub channels: Vec<(ChannelId, String)>,
    /// What who looks may give and end.
    pub grants: Vec<Role>,
    /// Who has a second factor.
    pub second: HashSet<i64>,
    /// Now.
    pub now: DateTime<Utc>,
    /// Whether accounts are opened here.
    pub can_invite: bool,
}

impl MembersShow {
    /// The list as somebody sees it.
    #[must_use]
    pub fn new(here: &Here<'_>, members: Vec<Member>, typed: Typed) -> Self {
        let ticks = |ticked: &[String]| {
            let tick = |(id, name): &(ChannelId, String)| Tick {
                value: id.0.to_string(),
                label: name.clone(),
                checked: ticked.contains(&id.0.to_string()),
            };
            here.channels.iter().map(tick).collect()
        };
        Self {
            members: members.into_iter().map(|member| row(here, member)).collect(),
            roles: choices(here.grants.iter().copied()),
            channels: ticks(&typed.channels),
            new_channels: ticks(&typed.new_channels),
            today: beijing::date(here.now),
            add_url: here.site.url("/console/members"),
            invite_url: if here.can_invite {
                here.site.url("/console/members/invite")
            } else {
                String::new()
            },
            typed,
        }
    }

    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let post = PostView {
            role: "编辑".into(),
            channels: "工作动态、通知公告".into(),
            given: "甄仕安 2026-03-02".into(),
            until: "2027-03-01".into(),
            remove_url: "/console/members/3/remove".into(),
            ..PostView::default()
        };
        let row = MemberRow {
            name: "周若溪".into(),
            account: "edu.editor".into(),
            title: "科员".into(),
            posts: vec![post],
            state: "在用".into(),
            tone: "ok".into(),
            second_factor: true,
            signed_in: "2026-11-22 09:30".into(),
            reset_url: "/console/members/3/reset".into(),
        };
        let tick = |value: &str, label: &str| Tick {
            value: value.into(),
            label: label.into(),
            checked: false,
        };
        Self {
            members: vec![row],
            roles: choices(Role::SiteAdmin.grants().iter().copied()),
            channels: vec![tick("3", "工作动态")],
            new_channels: vec![tick("3", "工作动态")],
            today: "2026-11-22".into(),
            add_url: "/console/members".into(),
            invite_url: "/console/members/invite".into(),
            typed: Typed::default(),
        }
    }
}

fn row(here: &Here<'_>, member: Member) -> MemberRow {
    let person = member.person;
    let own = person.person() == here.me;
    let first = member.posts.first().map(|(post, _)| post.id);
    let given_here = member
        .posts
        .iter()
        .all(|(_, role)| Role::SiteAdmin.grants().contains(role));
    let reset_url = first
        .filter(|_| !own && given_here && person.is_active())
        .map(|id| here.site.url(&format!("/console/members/{id}/reset")));
    let post = |(row, role): (super::entity::Model, Role)| {
        let mut view = PostView {
            role: role.title().to_owned(),
            channels: names(here, &row),
            over: row.is_over(here.now),
            remove_url: if own || !here.grants.contains(&role) {
                String::new()
            } else {
                here.site.url(&format!("/console/members/{}/remove", row.id))
            },
            ..PostView::default()
        };
        view.detail(&row);
        view
    };
    let (state, tone) = state_of(&person);
    MemberRow {
        posts: member.posts.into_iter().map(post).collect(),
        state: state.into(),
        tone: tone.into(),
        second_factor: here.second.contains(&person.id),
        signed_in: person.signed_in_at.map_or_else(String::new, beijing::minute),
        reset_url: reset_url.unwrap_or_default(),
        name: person.name,
        account: person.account,
        title: person.title,
    }
}

/// Names of the channels that a post is limited to. One that was closed since is still named by its number.
fn names(here: &Here<'_>, row: &super::entity::Model) -> String {
    let Some(channels) = row.post().and_then(|post| post.channels) else {
        return String::new();
    };
    let name = |id: &ChannelId| {
        let found = here.channels.iter().find(|(channel, _)| channel == id);
        found.map_or_else(|| format!("已关闭的栏目 {}", id.0), |(_, name)| name.clone())
    };
    channels.iter().map(name).collect::<Vec<_>>().join("、")
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
