//! `staff.toml`: accounts with their posts.

use crate::config::Config;
use crate::demo::site_id;
use crate::sites::Sites;
use crate::wire::Base;
use identity::Identity;
use identity::command::DemoPerson;
use identity::person::NewPerson;
use kernel::policy::Membership;
use kernel::{Actor, Error, Result, Role};
use serde::Deserialize;
use std::collections::HashMap;

/// `sites/staff.toml`.
#[derive(Debug, Deserialize)]
pub struct StaffFile {
    /// The people.
    pub person: Vec<Entry>,
    /// Who answers for which website.
    #[serde(default)]
    pub duty: Vec<Duty>,
}

/// A duty of the file; the holder's name and post in words are those of the account.
#[derive(Debug, Deserialize)]
pub struct Duty {
    /// Site, by its word.
    pub site: String,
    /// [`identity::duty::Kind`], by its key.
    pub kind: String,
    /// Who holds it.
    pub account: String,
}

/// A person of the file.
#[derive(Debug, Deserialize)]
pub struct Entry {
    /// Account name: `<site>.<role>`.
    pub account: String,
    /// Name.
    pub name: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Posts.
    #[serde(default)]
    pub membership: Vec<Post>,
}

/// A post of the file.
#[derive(Debug, Deserialize)]
pub struct Post {
    /// Site, by its word.
    pub site: String,
    /// Role, by its key.
    pub role: String,
}

/// Somebody of the city, as the demo acts for them.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// As the one who acts.
    pub actor: Actor,
    /// All posts.
    pub posts: Vec<Membership>,
}

/// Everybody, by account name.
pub type People = HashMap<String, Somebody>;

pub(super) async fn set_up(config: &Config, base: &Base, sites: &Sites, password: &str) -> Result<People> {
    let file: StaffFile = toml::from_str(&sites.text("staff.toml")?)
        .map_err(|error| Error::field("staff.toml", format!("无法读取：{}", error.message())))?;
    let identity = base.identity(config)?;
    let mut people = People::new();
    for entry in &file.person {
        let somebody = add(base, &identity, entry, password).await?;
        people.insert(entry.account.clone(), somebody);
    }
    super::duties::set_up(base, &file).await?;
    Ok(people)
}

async fn add(base: &Base, identity: &Identity, entry: &Entry, password: &str) -> Result<Somebody> {
    let mut wanted = Vec::new();
    for post in &entry.membership {
        let role = Role::parse(&post.role);
        let role = role.ok_or_else(|| Error::field("role", format!("没有角色 {}。", post.role)))?;
        wanted.push(Membership {
            site: site_id(base, &post.site).await?,
            role,
            channels: None,
        });
    }
    let new = NewPerson::parse(&entry.account, &entry.name, &entry.title)?;
    let posts = wanted.iter().map(|post| (post.site, post.role)).collect();
    let person = identity::command::demo_person(identity, DemoPerson { new, posts }, password).await?;
    Ok(Somebody {
        actor: person.actor(),
        posts: wanted,
    })
}
