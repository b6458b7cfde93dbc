//! Everything that can be wrong with a theme: closed, and each variant has a broken theme that provokes it
//! (`tests/it/broken.rs`).

/// Why themes do not load or a page does not render.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ThemeError {
    /// A folder or file cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// File or folder.
        path: String,
        /// The operating system's words.
        reason: String,
    },
    /// There is no theme at all.
    #[error("no theme in {path}: expected <name>/theme.toml")]
    NoThemes {
        /// Where was looked.
        path: String,
    },
    /// A theme folder lacks `theme.toml`.
    #[error("theme {theme} has no theme.toml")]
    NoManifest {
        /// Folder name.
        theme: String,
    },
    /// `theme.toml` does not parse.
    #[error("{theme}/theme.toml: {reason}")]
    BadManifest {
        /// Theme.
        theme: String,
        /// The parser's words.
        reason: String,
    },
    /// The parent named is no theme.
    #[error("theme {theme} names the parent {parent}, which does not exist")]
    UnknownParent {
        /// Theme.
        theme: String,
        /// Parent.
        parent: String,
    },
    /// Parents lead back to the theme.
    #[error("theme {theme} is its own ancestor")]
    ParentLoop {
        /// Theme.
        theme: String,
    },
    /// A token nobody uses.
    #[error("{at}: there is no token {token}")]
    UnknownToken {
        /// Theme or site.
        at: String,
        /// Token.
        token: String,
    },
    /// A token is not set anywhere along the chain.
    #[error("{at}: the token {token} has no value")]
    MissingToken {
        /// Theme or site.
        at: String,
        /// Token.
        token: String,
    },
    /// A value is not `#rrggbb`.
    #[error("{at}: {token} must be a colour like #9b3a2c, not {value:?}")]
    BadColour {
        /// Theme or site.
        at: String,
        /// Token.
        token: String,
        /// Value.
        value: String,
    },
    /// A text could not be read on its ground.
    #[error("{at}: {text} on {ground} has a contrast of {ratio}, at least 4.5 is needed")]
    LowContrast {
        /// Theme or site.
        at: String,
        /// Token of the text.
        text: String,
        /// Token of the ground.
        ground: String,
        /// Ratio, two decimals.
        ratio: String,
    },
    /// A template is not UTF-8.
    #[error("{path} is not UTF-8 text")]
    NotText {
        /// File.
        path: String,
    },
    /// Templates do not parse or do not fit together.
    #[error("templates of theme {theme}: {reason}")]
    BadTemplate {
        /// Theme.
        theme: String,
        /// Tera's report with file and line.
        reason: String,
    },
    /// Two features brought a staff template of the same name.
    #[error("the staff template {name} is registered twice")]
    StaffTemplateTwice {
        /// Name.
        name: String,
    },
    /// Staff templates came, but there is no `console` theme to dress them.
    #[error("staff templates need the theme console, which does not exist")]
    NoConsole,
    /// A template asks for an asset that no layer has.
    #[error("{template} asks for the asset {path}, which theme {theme} and its parents do not have")]
    UnknownAsset {
        /// Theme.
        theme: String,
        /// Template.
        template: String,
        /// Path.
        path: String,
    },
    /// A template asks for a built asset that was not built.
    #[error("{template} asks for {path}, which is not built: run `cargo xtask assets`")]
    AssetsNotBuilt {
        /// Template.
        template: String,
        /// Path.
        path: String,
    },
    /// An asset with an ending that has no content type here.
    #[error("{path}: assets of this type are not served")]
    UnknownAssetType {
        /// File.
        path: String,
    },
    /// No theme of that name.
    #[error("there is no theme {theme}")]
    UnknownTheme {
        /// Theme.
        theme: String,
    },
    /// No layer has the template.
    #[error("theme {theme} has no template {template}")]
    UnknownTemplate {
        /// Theme.
        theme: String,
        /// Template.
        template: String,
    },
    /// The view does not fit the template.
    #[error("{template} of theme {theme}: {reason}")]
    Render {
        /// Theme.
        theme: String,
        /// Template.
        template: String,
        /// Tera's report with file and line.
        reason: String,
    },
}
