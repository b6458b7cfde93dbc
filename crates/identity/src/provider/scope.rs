//! Scopes: what a client may know and hold.

/// Every scope there is, with the words of the consent page.
pub const SCOPES: &[(&str, &str)] = &[
    ("openid", "确认您的身份（系统内部编号）"),
    ("profile", "您的姓名和账号"),
    ("email", "您的电子邮箱地址"),
    (
        "offline_access",
        "在您离开后继续保持登录，直至您退出登录或收回授权",
    ),
];

/// A refresh token goes with this one.
pub const OFFLINE: &str = "offline_access";

/// The scopes of a request that exist, each once, in our order.
#[must_use]
pub fn known(asked: &str) -> String {
    let asked: Vec<&str> = asked.split(' ').collect();
    let kept = SCOPES
        .iter()
        .map(|(scope, _)| *scope)
        .filter(|scope| asked.contains(scope));
    kept.collect::<Vec<_>>().join(" ")
}

/// Whether a list of scopes has one.
#[must_use]
pub fn has(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|held| held == scope)
}

/// Whether every scope of `asked` is in `held`.
#[must_use]
pub fn covers(held: &str, asked: &str) -> bool {
    asked
        .split(' ')
        .filter(|scope| !scope.is_empty())
        .all(|scope| has(held, scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_scopes_count() {
        assert_eq!(known("profile openid admin openid"), "openid profile");
        assert!(covers("openid profile", "openid") && covers("openid", ""));
        assert!(!covers("openid", "openid email") && !has("openid-x", "openid"));
    }
}
