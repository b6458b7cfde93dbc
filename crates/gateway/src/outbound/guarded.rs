//! The guarded client: no private address (also not after a redirect or by a name that resolves to one), limits on
//! time and size.

use bytes::{Bytes, BytesMut};
use kernel::{Error, Result};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

const REDIRECTS: usize = 5;

/// Fetches what somebody else's words point at.
#[derive(Clone)]
pub struct Guarded {
    client: reqwest::Client,
    limit: usize,
}

impl Guarded {
    /// A client that takes at most `limit` bytes of a body.
    ///
    /// # Errors
    /// A fault when the TLS roots cannot be read.
    #[expect(clippy::disallowed_methods, reason = "the one home of the guarded client")]
    pub fn new(limit: usize) -> Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(PublicOnly))
            .user_agent("Zisha")
            .build()
            .map_err(Error::fault)?;
        Ok(Self { client, limit })
    }

    /// The body at an address.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `url` for an address that may not be asked, does not answer, or answers too much.
    pub async fn get(&self, url: &str) -> Result<Bytes> {
        let wrong = |why: String| Error::field("url", why);
        let mut url = Url::parse(url).map_err(|error| wrong(format!("地址无法识别：{error}")))?;
        for _ in 0..=REDIRECTS {
            check(&url)?;
            let answer = self.client.get(url.clone()).send().await;
            let answer = answer.map_err(|error| wrong(format!("无法访问：{}", error.without_url())))?;
            if answer.status().is_redirection() {
                let to = answer
                    .headers()
                    .get(reqwest::header::LOCATION)
                    .and_then(|value| value.to_str().ok());
                let to = to.ok_or_else(|| wrong("对方转向了不明地址。".into()))?;
                url = url
                    .join(to)
                    .map_err(|error| wrong(format!("对方转向的地址无法识别：{error}")))?;
                continue;
            }
            if !answer.status().is_success() {
                return Err(wrong(format!("对方答复 {}。", answer.status().as_u16())));
            }
            return self.body(answer).await;
        }
        Err(wrong("转向次数过多。".into()))
    }

    /// Posts to an address; answers the status and the body. A redirect is an answer like any other.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `url` for an address that may not be asked or does not answer.
    pub async fn post(&self, url: &str, headers: &[(&str, String)], body: Bytes) -> Result<(u16, Bytes)> {
        let wrong = |why: String| Error::field("url", why);
        let url = Url::parse(url).map_err(|error| wrong(format!("地址无法识别：{error}")))?;
        check(&url)?;
        let mut request = self.client.post(url).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await;
        let answer = answer.map_err(|error| wrong(format!("无法访问：{}", error.without_url())))?;
        let status = answer.status().as_u16();
        Ok((status, self.body(answer).await?))
    }

    async fn body(&self, mut answer: reqwest::Response) -> Result<Bytes> {
        let broken =
            |error: reqwest::Error| Error::field("url", format!("读取中断：{}", error.without_url()));
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.limit {
                return Err(Error::TooLarge(self.limit.try_into().unwrap_or(u64::MAX)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

/// Refuses what is no web address or names a private one outright; names are checked when they resolve.
fn check(url: &Url) -> Result<()> {
    let wrong = |why: &str| Err(Error::field("url", why));
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return wrong("只能使用 http 或 https 地址。");
    }
    match url.host() {
        Some(Host::Ipv4(address)) if !is_public(address.into()) => wrong("不能访问内部网络的地址。"),
        Some(Host::Ipv6(address)) if !is_public(address.into()) => wrong("不能访问内部网络的地址。"),
        Some(_) => Ok(()),
        None => wrong("地址缺少主机名。"),
    }
}

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is out on the public Internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    !(v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    if let Some(v4) = v6.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let [first, second, ..] = v6.segments();
    // Global unicast is 2000::/3; inside it Teredo, 6to4 and documentation can hide a private address.
    first & 0xe000 == 0x2000 && !(first == 0x2001 && (second == 0 || second == 0x0db8)) && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_dress() {
        for private in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fc00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "2002:a00:1::",
            "2001::1",
            "64:ff9b::a00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "223.5.5.5", "2400:3200::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn addresses_from_outside_never_reach_inside() {
        let guarded = Guarded::new(1000).unwrap();
        for url in [
            "http://127.0.0.1:9/",
            "http://[::1]/",
            "http://localhost:9/",
            "http://0x7f.1/",
            "http://2130706433/",
            "file:///etc/passwd",
            "ftp://example.com/",
            "http://user:pw@example.com/",
            "nonsense",
        ] {
            assert!(guarded.get(url).await.is_err(), "{url}");
        }
    }
}
