//! The staff side of the checks: findings beside a text with their cures, findings of the stock, lists and levels.

mod cure;
mod door;
mod lists;
mod panel;
mod stock;

pub(crate) use cure::cured;
pub use cure::post_cure;
pub use door::{Group, WHY};
pub use lists::{ListPage, get_list_file, get_lists, post_import, post_levels, post_lists};
pub use panel::{Panel, PanelRow};
pub use stock::{CheckList, get_checks, get_findings_csv, post_scan};
