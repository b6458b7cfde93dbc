//! What a person proved and from where.

use super::entity::Model;
use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use gateway::Ctx;
use std::net::{IpAddr, Ipv4Addr};

/// When and by what somebody proved who sits there. `methods` are words of RFC 8176 with spaces between: `pwd`, `otp`
/// (a code of an app or a recovery code), `hwk` (a passkey), `mfa` (two of them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The sign-in.
    pub authenticated_at: DateTime<Utc>,
    /// The last proof: sign-in, second factor or step-up.
    pub proved_at: DateTime<Utc>,
    /// By what.
    pub methods: String,
}

impl Proof {
    /// A sign-in at this moment.
    #[must_use]
    pub fn at(now: DateTime<Utc>, methods: &str) -> Self {
        Self {
            authenticated_at: now,
            proved_at: now,
            methods: methods.to_owned(),
        }
    }

    /// What the session proved.
    #[must_use]
    pub fn of(session: &Model) -> Self {
        Self {
            authenticated_at: session.authenticated(),
            proved_at: session.proved(),
            methods: session.methods.clone(),
        }
    }
}

/// Adds a method to a list of them; a code or a passkey beside another one makes `mfa`.
#[must_use]
pub fn with_method(methods: &str, method: &str) -> String {
    let mut words: Vec<&str> = methods.split_whitespace().collect();
    if !words.contains(&method) {
        words.push(method);
    }
    // A password after a word of somebody else's is no second factor.
    if words.len() > 1 && matches!(method, "otp" | "hwk") && !words.contains(&"mfa") {
        words.push("mfa");
    }
    words.join(" ")
}

/// Whether these methods hold a second factor, here or at an upstream that says so.
#[must_use]
pub fn is_two_factor(methods: &str) -> bool {
    methods.split_whitespace().any(|word| word == "mfa")
}

/// From where somebody comes, as the list of sessions keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The client's address.
    pub address: String,
    /// The browser, as it calls itself.
    pub agent: String,
}

impl Visit {
    /// The visit of a request.
    #[must_use]
    pub fn of(ctx: &Ctx, request: &HttpRequest) -> Self {
        let agent = request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self {
            address: ctx.client.map_or_else(String::new, |address| address.to_string()),
            agent: agent.chars().filter(|c| !c.is_control()).take(300).collect(),
        }
    }

    /// A visit from an address by a program.
    #[must_use]
    pub fn from(address: IpAddr) -> Self {
        Self {
            address: address.to_string(),
            agent: String::new(),
        }
    }

    /// The address, for counting tries; without one, all are one.
    #[must_use]
    pub fn ip(&self) -> IpAddr {
        self.address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    /// The browser and its system in a few words (Chrome 130，Windows), or the beginning of what it says.
    #[must_use]
    pub fn browser(agent: &str) -> String {
        let version = |name: &str| {
            let (_, rest) = agent.split_once(name)?;
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            Some(number)
        };
        let browsers = [
            ("Edg/", "Edge"),
            ("MicroMessenger/", "微信"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Version/", "Safari"),
        ];
        let systems = [
            ("Windows", "Windows"),
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ];
        let browser = browsers
            .iter()
            .find_map(|(mark, name)| version(mark).map(|number| format!("{name} {number}")));
        let system = systems.iter().find(|(mark, _)| agent.contains(mark));
        match (browser, system) {
            (Some(browser), Some((_, system))) => format!("{browser}，{system}"),
            (Some(browser), None) => browser,
            (None, Some((_, system))) => (*system).to_owned(),
            (None, None) if agent.is_empty() => "未知".to_owned(),
            (None, None) => agent.chars().take(40).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_methods_make_two_factors_and_one_twice_does_not() {
        assert_eq!(with_method("", "pwd"), "pwd");
        assert_eq!(with_method("pwd", "pwd"), "pwd");
        assert_eq!(with_method("pwd", "otp"), "pwd otp mfa");
        assert_eq!(with_method("pwd otp mfa", "hwk"), "pwd otp mfa hwk");
        assert!(is_two_factor("pwd otp mfa") && !is_two_factor("pwd") && !is_two_factor(""));
    }

    #[test]
    fn a_browser_is_told_in_a_few_words() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36",
                "Chrome 130，Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge 130，Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.4 Safari/605",
                "Safari 17，macOS",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "未知"),
        ] {
            assert_eq!(Visit::browser(agent), words);
        }
    }
}
