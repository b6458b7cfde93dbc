//! 人员重新登记: once a year each post of a site is confirmed by somebody who answers for it with his name, or it ends.

mod close;
mod decide;
pub mod entity;
mod open;
pub mod query;
mod remind;
pub mod site_staff;
pub mod staff;
mod state;
pub mod view;

pub use close::close_due;
pub use decide::{Decision, decide, decide_administrators};
pub use open::{NewCampaign, open_campaign, open_yearly};
pub use remind::remind;
pub use state::State;
