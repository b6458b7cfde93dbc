//! Handlers staff reach: the list, the form, the page with its deeds, preview and history, the reviews.

mod compare;
mod edit;
mod flow;
mod list;
mod moves;
mod preview;
mod review;
mod rules;
#[cfg(test)]
mod sample;
mod show;
mod versions;
mod view;
mod word;

pub use compare::compare;
pub(crate) use edit::editable;
pub use edit::{get_edit_article, get_new_article, post_article, post_articles};
pub use flow::{post_clear, post_hurry, post_review_hurry, post_schedule};
pub use list::get_articles;
pub(crate) use moves::may_edit;
pub use moves::{
    post_approve_article, post_correct_article, post_discard_draft, post_publish_article,
    post_recall_article, post_return_article, post_submit_article, post_withdraw_article,
};
pub use preview::get_preview;
pub use review::get_reviews;
#[cfg(test)]
pub(crate) use rules::RuleList;
pub use rules::{get_rules, post_rules};
pub(crate) use show::{again, article, newest};
pub use show::{get_article, get_edition};
pub use versions::{get_compare, post_restore};
pub use view::*;
#[cfg(test)]
pub(crate) use word::WordForm;
pub use word::{get_word, post_word};
