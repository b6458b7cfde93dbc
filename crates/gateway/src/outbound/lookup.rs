//! Names to addresses, with those of internal networks left out.

use super::address::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Finds the addresses of a name. Tests bring their own.
#[async_trait::async_trait]
pub trait Lookup: Send + Sync {
    /// Every address of `name`, also internal ones.
    ///
    /// # Errors
    /// When nobody knows the name.
    async fn lookup(&self, name: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The machine's own resolver.
pub struct System;

#[async_trait::async_trait]
impl Lookup for System {
    async fn lookup(&self, name: &str) -> std::io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// A name leads to no public address.
#[derive(Debug)]
pub(super) struct Private;

impl std::fmt::Display for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name leads to no public address")
    }
}

impl std::error::Error for Private {}

/// What the HTTP client asks: it connects to exactly the addresses answered here.
pub(super) struct Names {
    pub lookup: Arc<dyn Lookup>,
    pub public_only: bool,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, public_only) = (self.lookup.clone(), self.public_only);
        Box::pin(async move {
            let mut found = lookup.lookup(name.as_str()).await?;
            let known = !found.is_empty();
            found.retain(|address| !public_only || is_public(*address));
            if known && found.is_empty() {
                return Err(Private.into());
            }
            let found: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(found)
        })
    }
}
