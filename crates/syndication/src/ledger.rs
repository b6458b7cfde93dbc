//! The ledger's figures (台账): who sent up what, what the portal used, and the points. Every figure is a sum over awards
//! that are computed from ledger lines at the moment of asking, so it ties with the list behind it by construction.

pub mod chart;
pub mod credit_view;
mod far;
mod fate;
mod form;
mod gather;
mod page;
mod scope;
pub mod staff;
mod terms;
mod total;
pub mod view;

pub(crate) use far::{Made, sent_from_afar, state};
pub use fate::Fate;
pub use gather::{Line, gather};
pub(crate) use page::pages;
pub use scope::Scope;
pub use terms::TermsPage;
pub use total::{Sum, by_person, by_unit, sum};
