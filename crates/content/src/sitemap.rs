//! What is here, for machines (`/robots.txt`, `/sitemap.xml`) and for people (`/sitemap/`).

mod public;

pub use public::{get_robots, get_sitemap, get_sitemap_page};
