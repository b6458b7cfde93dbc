//! A site administrator opens an account and gives it its first post, all or nothing.

use super::add::Post;
use super::give::{NewPost, give};
use crate::invitation::{self, Purpose};
use crate::permissions::ManageMembers;
use crate::person::entity::Model as Person;
use crate::person::{NewPerson, create_person};
use chrono::{DateTime, Utc};
use kernel::{Granted, Result};
use store::HubWrite;

/// Answers the person and the one-time token. Accounts belong to the whole group, so the hub's door is needed; the
/// grant says on which site the post may stand.
///
/// # Errors
/// [`crate::refusals::ACCOUNT_TAKEN`]; as [`give`]; faults.
pub async fn invite_member(
    tx: &mut HubWrite,
    by: &Granted<ManageMembers>,
    new: NewPerson,
    post: Post,
    expires_at: DateTime<Utc>,
) -> Result<(Person, String)> {
    let person = create_person(tx, by.site(), new).await?;
    let post = NewPost {
        site: by.site(),
        person: person.person(),
        role: post.role,
        channels: post.channels,
        until: post.until,
    };
    give(tx, by, &post).await?;
    let token = invitation::issue_on_site(tx, by.site(), &person, Purpose::Invite, expires_at).await?;
    Ok((person, token))
}
