//! 回调通知: systems elsewhere are told of what a site publishes and withdraws, signed, and told again until they hear.

mod create;
mod deliver;
mod end;
pub mod entity;
mod form;
mod reader;
mod resend;
mod sign;
pub mod staff;
pub mod view;

pub use create::create_webhook;
pub use deliver::{DeliverWebhook, Deliverer, WAITS};
pub use end::end_webhook;
pub(crate) use form::web_address;
pub use form::{NewWebhook, WebhookForm};
pub use reader::WebhookReader;
pub use resend::resend_delivery;
pub use sign::signature;
