//! The face of sign-in: what handlers of this feature share, the form on the portal, and the way out.

mod answer;
#[expect(clippy::module_inception, reason = "the noun itself, as handlers take it")]
mod door;
mod pre_session;
pub mod sign_in;
pub mod sign_out;
pub mod view;

pub use answer::{clear_cookie, cookie, own_path, query, see_other};
pub use door::Door;
pub(crate) use door::address;
pub use pre_session::PreSession;
