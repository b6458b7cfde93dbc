//! Permissions are types. `Granted<P>` is the proof that somebody holds `P` on a site; only
//! [`policy::decide`](crate::policy::decide) makes one.

use crate::policy::Membership;
use crate::{Actor, ChannelId, Error, Result, Role, SiteId};
use std::marker::PhantomData;

/// A permission. Features declare one marker type each in `permissions.rs` by
/// [`permissions!`](crate::permissions); the declaration is the policy table's row.
pub trait Permission: Send + Sync + 'static {
    /// Stable, `<noun>.<verb>`.
    const KEY: &'static str;
    /// The words on screens.
    const TITLE: &'static str;
    /// The roles that hold it on their site.
    const ROLES: &'static [Role];
    /// The jobs that hold it, by name.
    const JOBS: &'static [&'static str];
    /// The commands that hold it, by name.
    const COMMANDS: &'static [&'static str];
    /// The scopes of tokens that hold it, by name.
    const SCOPES: &'static [&'static str] = &[];
    /// Whether anybody holds it, with or without an account: what a visitor may do, such as write a letter.
    const OPEN: bool = false;
}

/// `P` includes `Q`: whoever holds the first may do the second inside the same transaction.
pub trait Includes<Q: Permission>: Permission {}

impl<P: Permission> Includes<P> for P {}

/// A permission as data, for the policy table on screen and in tests.
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo {
    /// See [`Permission::KEY`].
    pub key: &'static str,
    /// See [`Permission::TITLE`].
    pub title: &'static str,
    /// See [`Permission::ROLES`].
    pub roles: &'static [Role],
    /// See [`Permission::JOBS`].
    pub jobs: &'static [&'static str],
    /// See [`Permission::COMMANDS`].
    pub commands: &'static [&'static str],
    /// See [`Permission::SCOPES`].
    pub scopes: &'static [&'static str],
    /// See [`Permission::OPEN`].
    pub open: bool,
    /// What [`policy::decide`](crate::policy::decide) says about it, for tests that go through every permission.
    pub allows: fn(&Actor, SiteId, &[Membership]) -> bool,
}

fn allows<P: Permission>(actor: &Actor, site: SiteId, posts: &[Membership]) -> bool {
    crate::policy::decide::<P>(actor, site, posts).is_ok()
}

impl PermissionInfo {
    /// The row of `P`.
    #[must_use]
    pub const fn of<P: Permission>() -> Self {
        Self {
            key: P::KEY,
            title: P::TITLE,
            roles: P::ROLES,
            jobs: P::JOBS,
            commands: P::COMMANDS,
            scopes: P::SCOPES,
            open: P::OPEN,
            allows: allows::<P>,
        }
    }
}

/// The proof: this actor holds `P` on this site (and, if scoped, on these channels).
pub struct Granted<P: Permission> {
    actor: Actor,
    site: SiteId,
    channels: Option<Vec<ChannelId>>,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Granted<P> {
    pub(crate) fn new(actor: Actor, site: SiteId, channels: Option<Vec<ChannelId>>) -> Self {
        Self {
            actor,
            site,
            channels,
            permission: PhantomData,
        }
    }

    /// Who holds it.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where.
    #[must_use]
    pub fn site(&self) -> SiteId {
        self.site
    }

    /// Refuses a channel outside the grant's scope.
    ///
    /// # Errors
    /// [`Error::Forbidden`] outside the scope.
    pub fn covers(&self, channel: ChannelId) -> Result<()> {
        match &self.channels {
            Some(channels) if !channels.contains(&channel) => Err(Error::Forbidden(P::KEY)),
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a grant for some channels alone: what concerns every visitor or every site is set by whoever works on all.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a grant with a scope.
    pub fn whole_site(&self) -> Result<()> {
        match &self.channels {
            Some(_) => Err(Error::Forbidden(P::KEY)),
            None => Ok(()),
        }
    }

    /// The channels it is limited to; nothing means all. For lists, which leave out what [`Self::covers`] would refuse.
    #[must_use]
    pub fn scope(&self) -> Option<&[ChannelId]> {
        self.channels.as_deref()
    }

    /// The same grant as an included permission.
    #[must_use]
    pub fn as_<Q: Permission>(&self) -> Granted<Q>
    where
        P: Includes<Q>,
    {
        Granted::new(self.actor.clone(), self.site, self.channels.clone())
    }
}

impl<P: Permission> Clone for Granted<P> {
    fn clone(&self) -> Self {
        Self::new(self.actor.clone(), self.site, self.channels.clone())
    }
}

/// Declares permissions as marker types and an `ALL` list.
///
/// ```
/// kernel::permissions! {
///     /// Write and save a draft.
///     WriteArticle = "article.write", "写稿",
///         roles [Contributor, Editor], jobs [], commands ["import"];
/// }
/// assert_eq!(ALL[0].key, "article.write");
/// ```
#[macro_export]
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $title:literal,
        roles [$($role:ident),* $(,)?], jobs [$($job:literal),* $(,)?], commands [$($command:literal),* $(,)?]
        $(, scopes [$($scope:literal),* $(,)?])? $(, open $open:literal)? $(, includes [$($included:ty),* $(,)?])?;)*) => {
        $(
            $(#[$doc])*
            pub struct $name;
            impl $crate::Permission for $name {
                const KEY: &'static str = $key;
                const TITLE: &'static str = $title;
                const ROLES: &'static [$crate::Role] = &[$($crate::Role::$role),*];
                const JOBS: &'static [&'static str] = &[$($job),*];
                const COMMANDS: &'static [&'static str] = &[$($command),*];
                $(const SCOPES: &'static [&'static str] = &[$($scope),*];)?
                $(const OPEN: bool = $open;)?
            }
            $($(impl $crate::Includes<$included> for $name {})*)?
        )*
        /// Every permission of this feature.
        pub const ALL: &[$crate::permission::PermissionInfo] =
            &[$($crate::permission::PermissionInfo::of::<$name>()),*];
    };
}
