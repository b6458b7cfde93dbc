//! A topic (专题) of a site: articles and other matter on one occasion, with a first and a last day. When the last day is
//! over it moves to the archive of the topic area and stays readable.

pub mod block;
pub mod entity;
mod fill;
mod form;
mod keep;
pub mod member;
mod public;
pub mod query;
mod save;
mod show;
pub mod staff;
mod state;

pub use block::Kind;
pub use fill::add_to_topic;
pub use form::{BlockForm, TopicForm, Wanted, WantedBlock};
pub use keep::TopicKeeper;
pub use public::{get_bare_area, get_bare_topic, get_topic, get_topics};
pub use save::{create_topic, save_topic};
pub(crate) use show::banner;
pub use state::{Standing, State};
