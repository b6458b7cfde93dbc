//! HTTP ↔ (site, person, view).
//!
//! One request passes through [`front`](http::front): health, host and mount to a [`Site`], page cache, proof of
//! origin for unsafe methods, time limit, the feature's handler, security headers, error pages.

pub mod app;
pub mod citizen;
pub mod feature;
pub mod feed;
pub mod herald;
pub mod http;
pub mod outbound;
pub mod page;
pub mod reading;
pub mod settings;
pub mod site;
pub mod staff;
pub mod unit;
pub mod views;

pub use app::App;
pub use citizen::{Citizen, CitizenDirectory, CitizenSession};
pub use feature::{
    Duty, Feature, Health, MenuEntry, Navigation, Route, Slot, SlotAction, SlotFigure, SlotProvider, State,
};
pub use herald::Herald;
pub use http::context::Ctx;
pub use http::error::{HttpError, Problem, Reply};
pub use http::form::{Form, Upload, UploadedFile, Uploading};
pub use http::front::wants_json;
pub use http::pre_session::PreSession;
pub use http::sent::{Bounds, LeftOut, Sending, Sent};
pub use page::overlay::{Look, Overlay, OverlaySource};
pub use page::{Page, PageCache};
pub use reading::{Colours, Reading, Script};
pub use settings::Settings;
pub use site::{Directory, Site, SiteKind};
pub use staff::{By, StaffDirectory, StaffPage, StaffSession};
pub use views::{Shown, View, Views};
