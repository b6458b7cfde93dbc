//! Second factors: codes of an authenticator app (TOTP), passkeys (WebAuthn), recovery codes. They stand on the portal's
//! host alone; a person proves them there at sign-in and at step-up.

pub mod entity;
mod given;
pub mod passkey;
mod prove;
pub mod query;
pub mod recovery;
mod remove;
mod seal;
mod set_up;
mod tell;
pub mod totp;
pub mod view;

pub use given::{Given, Kind};
pub use query::Factors;
pub use remove::{remove_all, remove_passkey, remove_totp};
pub use seal::Sealer;
pub use tell::tell;

/// No secret of the box was given, so nothing can be sealed.
pub(crate) fn no_secret() -> kernel::Error {
    kernel::Error::fault("no secret was given to seal with")
}
