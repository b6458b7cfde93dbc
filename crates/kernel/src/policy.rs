//! Who may do what, as a pure function over data. There is no god permission: a role, a job or a
//! command holds exactly the permissions whose declaration names it.

use crate::{Actor, ChannelId, Error, Granted, Permission, Result, Role, SiteId};

/// A person's post (岗位) on a site, as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub site: SiteId,
    /// As what.
    pub role: Role,
    /// Only these channels, or all.
    pub channels: Option<Vec<ChannelId>>,
}

/// Decides whether `actor`, who holds `memberships`, may do `P` on `site`.
///
/// The scopes of several memberships that allow `P` add up; one without scope allows all channels. What is open is open to
/// visitors and citizens only: staff act by their posts.
///
/// # Errors
/// [`Error::Unauthenticated`] for the public, [`Error::Forbidden`] for everybody else who may not.
pub fn decide<P: Permission>(actor: &Actor, site: SiteId, memberships: &[Membership]) -> Result<Granted<P>> {
    let forbidden = || Error::Forbidden(P::KEY);
    match actor {
        Actor::Person { .. } => {
            let mut allowed = memberships
                .iter()
                .filter(|post| post.site == site && P::ROLES.contains(&post.role))
                .peekable();
            if allowed.peek().is_none() {
                return Err(forbidden());
            }
            let scope = allowed.try_fold(Vec::new(), |mut scope, post| {
                scope.extend_from_slice(post.channels.as_deref()?);
                Some(scope)
            });
            Ok(Granted::new(actor.clone(), site, scope))
        }
        Actor::Job { name } if P::JOBS.contains(&name.as_str()) => {
            Ok(Granted::new(actor.clone(), site, None))
        }
        Actor::Operator { command } if P::COMMANDS.contains(&command.as_str()) => {
            Ok(Granted::new(actor.clone(), site, None))
        }
        Actor::Public | Actor::Citizen { .. } if P::OPEN => Ok(Granted::new(actor.clone(), site, None)),
        Actor::Public => Err(Error::Unauthenticated),
        Actor::Citizen { .. }
        | Actor::Peer { .. }
        | Actor::Token { .. }
        | Actor::Job { .. }
        | Actor::Operator { .. } => Err(forbidden()),
    }
}

/// What a token of a site was given, as the policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRights {
    /// Where.
    pub site: SiteId,
    /// Names that declarations of permissions list as scopes.
    pub scopes: Vec<String>,
    /// Only these channels, or all.
    pub channels: Option<Vec<ChannelId>>,
}

/// Decides whether the token `actor`, which was given `rights`, may do `P` on `site`. A token holds no post and a person
/// no scope: each is asked at the own door.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn decide_token<P: Permission>(actor: &Actor, site: SiteId, rights: &TokenRights) -> Result<Granted<P>> {
    let given = || {
        P::SCOPES
            .iter()
            .any(|scope| rights.scopes.iter().any(|held| held == scope))
    };
    if matches!(actor, Actor::Token { .. }) && rights.site == site && given() {
        return Ok(Granted::new(actor.clone(), site, rights.channels.clone()));
    }
    Err(Error::Forbidden(P::KEY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;

    crate::permissions! {
        /// For the tests below.
        Review = "test.review", "审核", roles [Reviewer, SiteAdmin], jobs ["expire"], commands ["demo"];
        /// What a token may do.
        Deliver = "test.deliver", "供稿", roles [], jobs [], commands [], scopes ["deliver"];
        /// What a visitor may do.
        Write = "test.write", "写信", roles [], jobs [], commands [], open true;
    }

    fn person() -> Actor {
        Actor::Person {
            id: PersonId(1),
            name: "周若溪".into(),
        }
    }

    fn post(site: i64, role: Role, channels: Option<Vec<ChannelId>>) -> Membership {
        Membership {
            site: SiteId(site),
            role,
            channels,
        }
    }

    #[test]
    fn a_role_counts_on_its_own_site_only() {
        for role in Role::ALL {
            let posts = [post(1, role, None)];
            let may = matches!(role, Role::Reviewer | Role::SiteAdmin);
            assert_eq!(
                decide::<Review>(&person(), SiteId(1), &posts).is_ok(),
                may,
                "{role:?}"
            );
            assert!(
                decide::<Review>(&person(), SiteId(2), &posts).is_err(),
                "{role:?}"
            );
        }
    }

    #[test]
    fn scopes_add_up_and_a_post_without_scope_covers_all() {
        let posts = [
            post(1, Role::Reviewer, Some(vec![ChannelId(3)])),
            post(1, Role::SiteAdmin, Some(vec![ChannelId(4)])),
            post(1, Role::Editor, Some(vec![ChannelId(5)])),
        ];
        let granted = decide::<Review>(&person(), SiteId(1), &posts).unwrap();
        assert!(granted.covers(ChannelId(3)).is_ok() && granted.covers(ChannelId(4)).is_ok());
        assert!(granted.covers(ChannelId(5)).is_err() && granted.whole_site().is_err());
        let posts = [
            post(1, Role::Reviewer, Some(vec![ChannelId(3)])),
            post(1, Role::SiteAdmin, None),
        ];
        let granted = decide::<Review>(&person(), SiteId(1), &posts).unwrap();
        assert!(granted.covers(ChannelId(9)).is_ok() && granted.whole_site().is_ok());
    }

    #[test]
    fn a_token_holds_its_scopes_on_its_site_and_nothing_else() {
        let token = Actor::Token {
            uid: "0190a000-0000-7000-8000-000000000001".parse().unwrap(),
            name: "招生系统".into(),
        };
        let rights = |site, scope: &str| TokenRights {
            site: SiteId(site),
            scopes: vec![scope.into()],
            channels: Some(vec![ChannelId(3)]),
        };
        let granted = decide_token::<Deliver>(&token, SiteId(1), &rights(1, "deliver")).unwrap();
        assert!(granted.covers(ChannelId(3)).is_ok() && granted.covers(ChannelId(4)).is_err());
        for (actor, site, scope) in [
            (&token, 2, "deliver"),
            (&token, 1, "other"),
            (&person(), 1, "deliver"),
            (&Actor::Public, 1, "deliver"),
            (&Actor::job("deliver"), 1, "deliver"),
        ] {
            assert!(decide_token::<Deliver>(actor, SiteId(1), &rights(site, scope)).is_err());
        }
        // A permission without scopes is held by no token, and a token has no posts.
        assert!(decide_token::<Review>(&token, SiteId(1), &rights(1, "deliver")).is_err());
        let posts = [post(1, Role::SiteAdmin, None)];
        assert!(decide::<Review>(&token, SiteId(1), &posts).is_err());
    }

    #[test]
    fn what_is_open_is_open_to_visitors_and_to_nobody_else() {
        let citizen = Actor::Citizen {
            uid: "0190a000-0000-7000-8000-000000000001".parse().unwrap(),
        };
        for visitor in [&Actor::Public, &citizen] {
            assert!(decide::<Write>(visitor, SiteId(1), &[]).is_ok());
            assert!(decide::<Review>(visitor, SiteId(1), &[]).is_err());
        }
        let posts = Role::ALL.map(|role| post(1, role, None));
        for other in [&person(), &Actor::job("expire"), &Actor::operator("demo")] {
            assert!(decide::<Write>(other, SiteId(1), &posts).is_err());
        }
    }

    #[test]
    fn a_declaration_is_a_row_of_the_table() {
        let row = ALL.first().unwrap();
        assert_eq!((ALL.len(), row.key, row.title), (3, "test.review", "审核"));
        assert_eq!((row.jobs, row.commands), (&["expire"][..], &["demo"][..]));
    }

    #[test]
    fn jobs_and_commands_hold_only_what_names_them() {
        assert!(decide::<Review>(&Actor::job("expire"), SiteId(1), &[]).is_ok());
        assert!(decide::<Review>(&Actor::job("other"), SiteId(1), &[]).is_err());
        assert!(decide::<Review>(&Actor::operator("demo"), SiteId(1), &[]).is_ok());
        assert!(decide::<Review>(&Actor::operator("expire"), SiteId(1), &[]).is_err());
        assert!(matches!(
            decide::<Review>(&Actor::Public, SiteId(1), &[]),
            Err(Error::Unauthenticated)
        ));
    }
}
