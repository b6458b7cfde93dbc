//! Giving somebody with an account a post on this site.

use super::give::{NewPost, give};
use crate::permissions::ManageMembers;
use crate::person::entity as person;
use crate::person::{Account, query};
use crate::refusals::NO_SUCH_ACCOUNT;
use chrono::{DateTime, Utc};
use kernel::{ChannelId, Granted, Result, Role};
use store::HubWrite;

/// What a post is to be, without whose.
#[derive(Clone, Debug)]
pub struct Post {
    /// As what.
    pub role: Role,
    /// Only these channels, or all.
    pub channels: Option<Vec<ChannelId>>,
    /// Until when, or for good.
    pub until: Option<DateTime<Utc>>,
}

impl Post {
    /// Without scope or term.
    #[must_use]
    pub fn plain(role: Role) -> Self {
        Self {
            role,
            channels: None,
            until: None,
        }
    }
}

/// Gives the post on the grant's site. The hub's door is needed to see what the person holds elsewhere.
///
/// # Errors
/// [`NO_SUCH_ACCOUNT`]; as [`give`].
pub async fn add_member(
    tx: &mut HubWrite,
    by: &Granted<ManageMembers>,
    account: &Account,
    post: Post,
) -> Result<person::Model> {
    let found = query::by_account(tx, account).await?;
    let person = found.filter(person::Model::is_active).ok_or(NO_SUCH_ACCOUNT)?;
    let Post {
        role,
        channels,
        until,
    } = post;
    let post = NewPost {
        site: by.site(),
        person: person.person(),
        role,
        channels,
        until,
    };
    give(tx, by, &post).await
}
