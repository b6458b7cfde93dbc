//! From where the work of this task comes, so that audit rows say it without any operation being told.

use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address, as far as trusted proxies say.
    pub address: Option<IpAddr>,
    /// The request's id.
    pub request: Option<Arc<str>>,
}

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Runs `work`; audit rows made in it (not in tasks it spawns) name this origin.
pub async fn within<F: Future>(origin: Origin, work: F) -> F::Output {
    ORIGIN.scope(origin, work).await
}

/// The origin of this task; empty for jobs and commands.
pub(crate) fn current() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or_default()
}
