//! Public pages: what a handler says of one, the frame around it, and the cache that keeps its bytes.

mod cache;
pub(crate) mod chrome;
pub mod encoding;
pub mod overlay;
#[expect(clippy::module_inception, reason = "the noun itself")]
mod page;
pub(crate) mod render;

pub use cache::{Kept, PageCache};
pub use page::Page;
