//! What a token may do, as the administrator ticks it.

/// A scope. Its key is what permissions name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// See the state of the unit's own deliveries.
    Read,
    /// Deliver and update: drafts and submissions.
    Create,
    /// Publish what a person approved, or what the channel lets pass.
    Publish,
    /// Withdraw.
    Withdraw,
}

impl Scope {
    /// Every scope, as the form offers them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Create, Self::Publish, Self::Withdraw];

    /// The word in the database, in permissions and on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Read => "article.read",
            Self::Create => "article.create",
            Self::Publish => "article.publish",
            Self::Withdraw => "article.withdraw",
        }
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "查询稿件状态",
            Self::Create => "新建和更新稿件",
            Self::Publish => "发布稿件",
            Self::Withdraw => "撤回稿件",
        }
    }

    /// Reads [`Scope::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions;

    #[test]
    fn every_scope_opens_something_and_permissions_name_no_other() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.key()), Some(scope));
            assert!(
                permissions::ALL
                    .iter()
                    .any(|row| row.scopes.contains(&scope.key())),
                "{scope:?}"
            );
        }
        for row in permissions::ALL {
            for scope in row.scopes {
                assert!(Scope::parse(scope).is_some(), "{}: {scope}", row.key);
            }
        }
    }

    #[test]
    fn no_scope_opens_the_review() {
        let judged = ["article.review", "article.edit", "channel.manage", "token.manage"];
        for row in permissions::ALL.iter().filter(|row| judged.contains(&row.key)) {
            assert!(row.scopes.is_empty(), "{}", row.key);
        }
    }
}
