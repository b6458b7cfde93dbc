//! Addresses of clients. They are compared character by character; only the port of a program on the person's own
//! machine is free (RFC 8252, 7.3).

use kernel::{Error, Result};
use url::{Host, Url};

/// Reads addresses, one a line or by spaces; each is https, or http on the own machine, without fragment and user.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub fn parse_list(field: &'static str, text: &str) -> Result<String> {
    let uris: Vec<&str> = text.split_ascii_whitespace().collect();
    for uri in &uris {
        check(uri).ok_or_else(|| {
            let words =
                format!("地址不符合要求：{uri}。应为 https 地址（本机地址可用 http），不含 # 和用户名。");
            Error::field(field, words)
        })?;
    }
    if uris.len() > 10 {
        return Err(Error::field(field, "最多登记 10 个地址。"));
    }
    Ok(uris.join("\n"))
}

fn check(uri: &str) -> Option<()> {
    let url = Url::parse(uri).ok()?;
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let safe = match url.scheme() {
        "https" => true,
        "http" => is_own_machine(&url),
        _ => false,
    };
    // A wildcard or a dot segment is no exact address.
    let exact = uri.len() <= 1000 && !uri.contains(['*', '\\']) && uri.is_ascii() && !uri.contains("/..");
    (plain && safe && exact && url.has_host()).then_some(())
}

fn is_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether `asked` is one of the registered addresses. A public client on the person's own machine (registered with a
/// loopback *address*, not a name) takes whatever port it got.
#[must_use]
pub fn is_registered(registered: &str, asked: &str, public: bool) -> bool {
    !asked.is_empty()
        && registered
            .lines()
            .any(|uri| uri == asked || (public && same_but_port(uri, asked)))
}

fn same_but_port(uri: &str, asked: &str) -> bool {
    let (Ok(uri), Ok(mut other)) = (Url::parse(uri), Url::parse(asked)) else {
        return false;
    };
    let loopback = match uri.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    // What the browser would read differently from what stands there is not taken.
    loopback
        && uri.scheme() == "http"
        && other.as_str() == asked
        && other.set_port(uri.port()).is_ok()
        && other == uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_safe_addresses_are_registered() {
        for good in [
            "https://oa.example.gov.cn/callback?x=1",
            "http://127.0.0.1/cb",
            "http://app.localhost:9/cb",
        ] {
            assert_eq!(parse_list("redirect", good).unwrap(), good);
        }
        assert_eq!(
            parse_list("redirect", " https://a.cn/1\r\nhttps://a.cn/2 ").unwrap(),
            "https://a.cn/1\nhttps://a.cn/2"
        );
        for bad in [
            "http://oa.example.gov.cn/cb",
            "https://oa.example.gov.cn/cb#x",
            "https://user@oa.example.gov.cn/",
            "https://*.example.gov.cn/",
            "https://oa.example.gov.cn/a/../b",
            "javascript:alert(1)",
            "com.example.app:/cb",
            "data:text/html,x",
            "oa.example.gov.cn",
            "https://",
        ] {
            assert!(parse_list("redirect", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_but_the_port_of_the_own_machine_is_free() {
        let is = |asked| is_registered("http://127.0.0.1/cb", asked, true);
        assert!(is("http://127.0.0.1/cb") && is("http://127.0.0.1:49152/cb"));
        for other in [
            "http://127.0.0.1:49152/cb/",
            "http://127.0.0.1:49152/cb?x=1",
            "http://127.0.0.1:49152/cb#x",
            "http://127.0.0.1:49152@evil.example/cb",
            "http://127.0.0.2:49152/cb",
            "https://127.0.0.1:49152/cb",
            "http://127.0.0.1:49152/x/../cb",
            "http://2130706433:49152/cb",
            "",
        ] {
            assert!(!is(other), "{other}");
        }
        assert!(!is_registered(
            "http://127.0.0.1/cb",
            "http://127.0.0.1:9/cb",
            false
        ));
        assert!(!is_registered("https://a.cn/cb", "https://a.cn:444/cb", true));
        assert!(!is_registered(
            "https://a.cn/cb\nhttps://a.cn/x",
            "https://a.cn/",
            true
        ));
    }
}
