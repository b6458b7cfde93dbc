//! The citizens' realm: accounts, sessions and verification codes of residents, apart from staff in tables, cookies and
//! types. Later features (letters, services) take [`gateway::Citizen`] and keep its uid.

mod change_contact;
mod cipher;
mod code;
mod contact;
mod delete;
mod directory;
pub mod entity;
mod open;
pub mod public;
pub mod query;
mod quota;
mod realm;
pub mod session;
mod settings;
mod sign_in;
pub mod verifier;

pub use change_contact::change_contact;
pub use cipher::{Cipher, contact_key};
pub use code::{Code, Issued, Purpose, Redeemed};
pub use contact::{Contact, Kind};
pub use delete::delete_citizen;
pub use open::{CONSENT, NewCitizen, open_citizen};
pub use realm::{Proof, Realm, SignedIn};
pub use settings::{Settings, Sms};
pub use sign_in::welcome_citizen;
