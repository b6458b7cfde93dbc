//! The portal as OpenID provider: authorization code with PKCE, refresh tokens, userinfo, introspection, revocation,
//! EdDSA keys that rotate, log-out in the browser and behind it. For the group's own hosts and for other systems that
//! an administrator registered. Nothing here but [`public`], [`ask`], [`own`] and [`staff`] knows HTTP.

pub mod ask;
mod authenticate;
mod authorize;
mod change;
mod claims;
mod client;
mod code;
pub mod consent;
mod end_session;
pub mod entity;
mod grant;
mod inspect;
mod key;
mod logout;
pub mod own;
mod proof;
#[expect(
    clippy::module_inception,
    reason = "the noun itself, with its settings and doors"
)]
mod provider;
pub mod public;
mod redeem;
mod refresh;
mod register;
mod rotate;
mod scope;
pub mod staff;
mod tokens;
mod uri;
pub mod view;

pub(crate) use authenticate::spend;
pub use authenticate::{ClientFields, ClientProof, Proof};
pub use authorize::{Authorization, AuthorizationRequest, Checked, Need};
pub use change::change_client;
pub(crate) use claims::LEEWAY;
pub use claims::{
    AccessClaims, IdClaims, LOGOUT_EVENT, LogoutClaims, key_of, verify_access_token, verify_id_token,
    verify_logout_token,
};
pub use client::{OwnClient, register_own};
pub use code::issue_code;
pub use end_session::{EndSession, EndSessionRequest};
pub(crate) use grant::is_signed_in;
pub use grant::{end_of_person, end_of_sign_in};
pub use inspect::PresentedToken;
pub use key::{Keys, signing_key};
pub use logout::{LogOutTeller, TellLogOut};
pub use provider::IdentityProvider;
pub use redeem::{Redeemed, TokenRequest, redeem_code};
pub use refresh::refresh;
pub use register::{
    Method, NewClient, TypedClient, client_by_number, list_clients, register_client, remove_client,
    renew_secret,
};
pub use rotate::{KeyInfo, KeyRotation, list_keys, rotate_keys};
pub use tokens::TokenAnswer;
