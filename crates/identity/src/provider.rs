//! The portal as OpenID provider for the group's own hosts: authorization code with PKCE, EdDSA, JWKS, end of session.
//! Nothing here knows HTTP; [`crate::door`] is its face.

mod authorize;
mod claims;
mod client;
mod code;
mod end_session;
pub mod entity;
mod key;
#[expect(
    clippy::module_inception,
    reason = "the noun itself, with its settings and doors"
)]
mod provider;
pub mod public;
mod redeem;

pub use authorize::{Authorization, AuthorizationRequest, Checked};
pub use claims::{AccessClaims, IdClaims, verify_access_token, verify_id_token};
pub use client::{OwnClient, register_own};
pub use code::issue_code;
pub use end_session::{EndSession, EndSessionRequest};
pub use key::{Keys, signing_key};
pub use provider::IdentityProvider;
pub use redeem::{Redeemed, TokenAnswer, TokenRequest, redeem_code};
