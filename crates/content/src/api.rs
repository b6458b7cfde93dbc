//! The interface by which business systems publish (供稿接口): `/api/v1/articles`, with a token of a site's unit.
//!
//! It calls the operations that staff's pages call, so every rule of the house holds; what it adds is who asks
//! ([`bearer`]), which articles are whose ([`entity`]), and that a request sent twice is one ([`answer`]).

mod answer;
mod bearer;
mod deliver;
pub mod doc;
pub mod entity;
mod files;
mod limit;
mod parse;
mod places;
mod public;
mod release;
pub mod shape;
mod status;

pub use limit::Limits;
pub use places::{Places, WHY as PLACES_WHY};
pub use public::{
    get_article, get_articles, post_article, post_articles, post_media, post_publish, post_withdraw,
};
