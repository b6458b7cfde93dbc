//! Reading people.

use super::entity::{Column, Entity, Model};
use super::{Account, State};
use crate::factor::entity::{passkey, totp};
use crate::membership::entity as membership;
use kernel::{PersonId, Result, Role, SiteId, Uid};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ExprTrait};
use std::collections::HashSet;
use store::HubRead;

/// The person of an account, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn by_account(db: &HubRead, account: &Account) -> Result<Option<Model>> {
    db.find::<Entity>()
        .filter(Column::Account.eq(account.as_str()))
        .one()
        .await
}

/// A person by number.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database.
pub async fn by_id(db: &HubRead, person: PersonId) -> Result<Model> {
    db.find::<Entity>().filter(Column::Id.eq(person.0)).found().await
}

/// A person by uid, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn by_uid(db: &HubRead, person: Uid) -> Result<Option<Model>> {
    db.find::<Entity>().filter(Column::Uid.eq(person.0)).one().await
}

/// Which people are looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In account, name or mail address.
    pub words: String,
    /// With a post on this site.
    pub site: Option<SiteId>,
    /// With this role (on that site, if one is named).
    pub role: Option<Role>,
    /// In this condition.
    pub condition: Option<Condition>,
}

/// The condition of an account, as people ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// May sign in and did.
    Active,
    /// Has no password yet.
    Invited,
    /// Closed.
    Suspended,
    /// Has no post.
    Idle,
}

impl Condition {
    /// All, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Active, Self::Invited, Self::Suspended, Self::Idle];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Suspended => "suspended",
            Self::Idle => "idle",
        }
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Active => "在用",
            Self::Invited => "未设置密码",
            Self::Suspended => "停用",
            Self::Idle => "没有岗位",
        }
    }

    /// Reads the word of [`Condition::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.key() == key)
    }
}

/// A page of all people, by account.
///
/// # Errors
/// Faults of the database.
pub async fn list(db: &HubRead, filter: &Filter, page: u64, size: u64) -> Result<(Vec<Model>, u64)> {
    let words = Some(filter.words.trim()).filter(|words| !words.is_empty());
    db.find::<Entity>()
        .filter_some(words, |words| {
            Column::Account
                .contains(words)
                .or(Column::Name.contains(words))
                .or(Column::EmailKey.contains(words.to_lowercase()))
        })
        .filter_some(posts(filter), |posts| Column::Id.in_subquery(posts))
        .filter_some(filter.condition, |condition| match condition {
            Condition::Active => Column::State
                .eq(State::Active.key())
                .and(Column::PasswordHash.is_not_null().or(Column::Directory.eq(true))),
            Condition::Invited => Column::State
                .eq(State::Active.key())
                .and(Column::PasswordHash.is_null())
                .and(Column::Directory.eq(false)),
            Condition::Suspended => Column::State.eq(State::Suspended.key()),
            Condition::Idle => Column::Id.not_in_subquery(all_posts()),
        })
        .asc(Column::Account)
        .page(page, size)
        .await
}

fn all_posts() -> SelectStatement {
    Query::select()
        .column(membership::Column::PersonId)
        .from(membership::Entity)
        .to_owned()
}

fn posts(filter: &Filter) -> Option<SelectStatement> {
    if filter.site.is_none() && filter.role.is_none() {
        return None;
    }
    let mut posts = all_posts();
    if let Some(site) = filter.site {
        posts.and_where(membership::Column::SiteId.eq(site.0));
    }
    if let Some(role) = filter.role {
        posts.and_where(membership::Column::Role.eq(role.key()));
    }
    Some(posts)
}

/// Which of these people have a second factor.
///
/// # Errors
/// Faults of the database.
pub async fn with_second_factor(db: &HubRead, people: &[i64]) -> Result<HashSet<i64>> {
    let apps = db
        .find::<totp::Entity>()
        .filter(totp::Column::PersonId.is_in(people.iter().copied()))
        .filter(totp::Column::ConfirmedAt.is_not_null())
        .all()
        .await?;
    let keys = db
        .find::<passkey::Entity>()
        .filter(passkey::Column::PersonId.is_in(people.iter().copied()))
        .all()
        .await?;
    let apps = apps.into_iter().map(|row| row.person_id);
    Ok(apps.chain(keys.into_iter().map(|row| row.person_id)).collect())
}
