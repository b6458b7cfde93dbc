//! What templates see: plain data, every key always present, no queries (rule 18).
//!
//! A public page is rendered from one [`PublicRoot`] (`site`, `page`, `view`), a staff page from one
//! [`ConsoleRoot`], sign-in and similar pages from one [`BareRoot`]. Features build the structs below;
//! `docs/TEMPLATES.md` lists every field for designers. Each struct has `sample()` with realistic
//! Chinese data, which the theme tests render through every chain.

mod account;
mod article;
mod channel;
mod console;
mod duties;
mod error;
mod home;
mod item;
mod letter_form;
mod letters;
mod page;
mod pager;
mod reading;
mod search;
mod site;
mod topic;

pub use account::{
    AccountContact, AccountForm, AccountProvider, AccountSession, AccountShow, ButtonForm, Consent,
    FieldOption, FormField, Hidden, PrivacyShow,
};
pub use article::{ArticleShow, Attachment, Correction, Origin, Tombstone, Validity};
pub use channel::{ChannelHead, ChannelShow};
pub use console::{BareRoot, ConsolePage, ConsoleRoot, FieldError, Me, MenuGroup, MenuItem, SiteChoice};
pub use duties::{DutiesView, DutyLine};
pub use error::{ErrorShow, FeedRow, PreviewShow, SiteMapShow};
pub use home::{Block, HomeShow, LetterAnswered, LetterFigure, LettersStrip, ServiceGroup, SiteEntry, Tab};
pub use item::{Item, Link, NamedLink, NavItem, Picture};
pub use letter_form::{
    LetterFile, LetterFiles, LetterForm, LetterReceipt, LetterUnit, LetterUnits, LettersMine, ReceiptDay,
};
pub use letters::{
    FigureBar, FigureCell, FigureRow, FigureTable, LetterChoice, LetterCount, LetterDuty, LetterFilter,
    LetterFilters, LetterOwn, LetterReply, LetterRow, LetterShow, LetterStep, LetterWeek, LettersBehind,
    LettersCircular, LettersCirculars, LettersShow, LettersStats,
};
pub use page::{FeedLink, MetaTag, PageView};
pub use pager::{PageLink, Pager};
pub use reading::{ReadingChoice, ReadingShow};
pub use search::{Facet, Hit, Place, SearchShow};
pub use site::{Banner, Footer, ReadingView, SiteView};
pub use topic::{Topic, TopicBlock, TopicPicture, TopicShow, TopicsShow};

use serde::Serialize;

/// The root of every public page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PublicRoot<V> {
    /// Whose page it is.
    pub site: SiteView,
    /// Which page it is.
    pub page: PageView,
    /// What the page shows.
    pub view: V,
}

impl<V> PublicRoot<V> {
    /// A page of the portal with sample surroundings.
    pub fn sample(page: PageView, view: V) -> Self {
        Self {
            site: SiteView::sample(),
            page,
            view,
        }
    }
}
