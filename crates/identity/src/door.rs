//! The face of sign-in: what handlers of this feature share, the form on the portal, and the way out.

mod answer;
#[expect(clippy::module_inception, reason = "the noun itself, as handlers take it")]
mod door;
pub mod enrol;
mod half;
pub mod new_password;
pub mod second;
pub mod sign_in;
pub mod sign_out;
pub mod view;
mod welcome;

pub use answer::{clear_cookie, cookie, look, own_path, query, see_other};
pub use door::Door;
pub(crate) use door::{address, cookie_name};
pub use gateway::PreSession;
pub(crate) use half::show_bare;
pub use welcome::{Step, Verdict, welcome};
