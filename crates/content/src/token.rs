//! A token (接口令牌) by which a business system of a unit delivers articles to a site.

pub mod command;
mod direct;
pub mod entity;
mod form;
mod issue;
pub mod query;
mod revoke;
mod scope;
mod secret;
pub mod staff;
mod view;

pub use direct::{set_direct, voucher};
pub use form::TokenForm;
pub use issue::{Issued, NewToken, issue_token};
pub use revoke::revoke_token;
pub use scope::Scope;
pub use secret::{Given, hash, read_given};
pub use view::{TokenIssued, TokenList, TokenRow};
