//! Every site as relying party: to the portal, back with a code, a session of the own host.

pub mod backchannel;
mod issuer;
mod pending;
pub mod public;
mod remote;

pub use issuer::Issuer;
pub use pending::Pending;
pub use remote::RemoteIssuer;
