//! A banner or a mourning, and everything staff may do with it.

mod act;
mod draft;
mod drop_draft;
mod edit;
mod end;
pub mod entity;
mod extend;
mod form;
mod herald;
mod overlay;
pub mod query;
mod release;
mod rows;
pub mod staff;
mod turn;
pub mod view;
mod wanted;
mod words;

pub use draft::draft_notice;
pub use drop_draft::drop_notice;
pub use edit::edit_notice;
pub use end::end_notice;
pub use extend::{ask_extension, decline_extension, release_extension};
pub use form::NoticeForm;
pub use herald::Criers;
pub use overlay::Overlays;
pub use release::release_notice;
pub use turn::{TurnNotice, Turner};
pub use wanted::Wanted;
pub use words::{Kind, Level, Reach};
