//! Themes: layer chains of templates, design tokens, hashed assets. Knows no database and no HTTP.
//!
//! ```
//! use theme::{Source, Themes, view};
//! # fn main() -> Result<(), theme::ThemeError> {
//! let themes = Themes::load(Source::Embedded, &[])?;
//! let portal = themes.theme("portal").ok_or(theme::ThemeError::UnknownTheme { theme: "portal".into() })?;
//! let page = view::PublicRoot::sample(view::PageView::sample("home"), view::HomeShow::sample());
//! assert!(portal.render("home.html", &page)?.contains("政务要闻"));
//! # Ok(()) }
//! ```

mod asset;
mod check;
mod colour;
mod error;
mod manifest;
mod source;
mod template;
mod themes;
mod tokens;
pub mod view;

pub use asset::Asset;
pub use check::{Finding, check};
pub use colour::{Colour, contrast};
pub use error::ThemeError;
pub use source::Source;
pub use template::StaffTemplate;
pub use themes::{Theme, Themes};
pub use tokens::{TOKENS, tokens_css};
