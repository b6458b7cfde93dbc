//! Requests that leave this box. *Trusted* is for addresses in the operator's configuration; *guarded* for every
//! address that came from an editor, a feed or content.

mod address;
mod guarded;
mod lookup;
pub mod refusals;
mod settings;

pub use address::is_public;
pub use guarded::{Fetched, Guarded, Known};
pub use lookup::{Lookup, System};
pub use settings::Settings;

use kernel::{Error, Result};
use std::time::Duration;

/// The client for addresses of the operator's configuration (issuer, peers). Private networks are allowed.
///
/// # Errors
/// A fault when the TLS roots cannot be read.
#[expect(clippy::disallowed_methods, reason = "the one home of the trusted client")]
pub fn trusted() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("Zisha")
        .build()
        .map_err(Error::fault)
}
