//! 搜索引擎推送: search engines and a hub are told which addresses of a site are new, changed or gone. Off unless set.

pub mod entity;
mod form;
mod key;
mod kind;
mod reader;
mod set;
pub mod staff;
mod tell;
pub mod view;

pub use form::{NewTarget, TargetForm};
pub use key::get_key;
pub use kind::Kind;
pub use reader::AnnounceReader;
pub use set::{clear_target, set_target};
pub use tell::{Announce, Announcer};
