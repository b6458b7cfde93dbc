//! Who is on the other end.

use crate::settings::Settings;
use actix_web::http::header::HeaderMap;
use std::net::IpAddr;

/// The client's address: the nearest one in `X-Forwarded-For` that is not a proxy of ours.
#[must_use]
pub fn client(settings: &Settings, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let trusted = |address: IpAddr| {
        settings
            .trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    };
    // A socket for both families writes IPv4 as `::ffff:a.b.c.d`.
    let mut nearest = peer?.to_canonical();
    if !trusted(nearest) {
        return Some(nearest);
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !trusted(nearest) {
            break;
        }
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Network;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(value: &'static str) -> HeaderMap {
        let mut map = HeaderMap::new();
        map.insert(
            HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(value),
        );
        map
    }

    #[test]
    fn only_our_proxies_are_believed() {
        let mut settings = Settings::new("http://portal.localhost".parse().unwrap(), [0; 32]);
        let peer = Some("127.0.0.1".parse().unwrap());
        let forged = headers("9.9.9.9, 203.0.113.7");
        assert_eq!(client(&settings, peer, &forged), peer);
        settings.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()];
        assert_eq!(
            client(&settings, peer, &forged),
            Some("203.0.113.7".parse().unwrap())
        );
        assert_eq!(client(&settings, peer, &headers("not an address")), peer);
        let mapped = Some("::ffff:127.0.0.1".parse().unwrap());
        assert_eq!(
            client(&settings, mapped, &headers("::ffff:203.0.113.7")),
            client(&settings, peer, &forged)
        );
    }
}
