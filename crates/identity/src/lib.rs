//! People: accounts, sign-in, the group's OpenID provider and its relying parties, posts on sites.
//!
//! The portal says *who* somebody is ([`provider`]); the posts of each site ([`membership`]) say *what* the person may
//! do there. Sessions live on the server, one per host, and end together.

pub mod audit;
pub mod batch;
pub mod campaign;
pub mod chores;
pub mod citizen;
pub mod command;
pub mod delay;
pub mod door;
pub mod duty;
pub mod factor;
mod feature;
pub mod forgot;
pub mod handover;
pub mod identity;
pub mod invitation;
pub mod membership;
pub mod notice;
pub mod password;
pub mod permissions;
pub mod person;
pub mod profile;
pub mod provider;
mod quota;
pub mod refusals;
pub mod session;
pub mod settings;
pub mod sso;
pub mod step_up;
pub mod token;
pub mod upstream;

pub use feature::{HUB, feature, templates};
pub use identity::{Cookie, Identity};
pub use provider::IdentityProvider;
pub use settings::{PasswordCost, Settings};
pub use sso::RemoteIssuer;
