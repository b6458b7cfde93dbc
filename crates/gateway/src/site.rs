//! Sites (站点): the register, the directory that answers a request's address, and `site.toml`.

pub mod apply;
mod directory;
pub mod elsewhere;
pub mod entity;
mod file;
#[expect(
    clippy::module_inception,
    reason = "the noun itself, as the directory hands it out"
)]
mod site;

pub use apply::{Applied, apply_site};
pub use directory::Directory;
pub(crate) use directory::mark_url as directory_mark_url;
pub use file::{Brand, FooterFile, FooterLink, HomeFile, SiteFile};
pub use site::{Site, SiteKind, SiteSettings};
