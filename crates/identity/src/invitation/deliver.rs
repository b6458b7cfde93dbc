//! Sending a link by mail, where the person has an address.

use super::Purpose;
use super::entity::{ActiveModel, Column};
use crate::notice::{self, Letterhead};
use crate::person::entity::Model as Person;
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// Which link, for what, until when, and who asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Delivered<'a> {
    /// The link's token.
    pub token: &'a str,
    /// Why it was made.
    pub purpose: Purpose,
    /// Until when it works.
    pub until: DateTime<Utc>,
    /// The site whose administrator asked for it.
    pub site: Option<SiteId>,
}

/// Mails the link in this transaction; answers whether there was an address.
///
/// # Errors
/// Faults.
pub async fn deliver(
    tx: &mut HubWrite,
    settings: &Settings,
    person: &Person,
    link: Delivered<'_>,
) -> Result<bool> {
    let mailed = person.mail().is_some();
    let row = ActiveModel {
        site_id: Set(link.site.map(|site| site.0)),
        mailed: Set(mailed),
        ..Default::default()
    };
    tx.update_where(row, Column::TokenHash.eq(token::hash(link.token)))
        .await?;
    if mailed {
        let head = Letterhead::load(tx, settings, link.site).await?;
        let url = format!("{}{}", settings.public_url, super::path(link.token));
        mail::send(tx, &notice::link(&head, person, link.purpose, &url, link.until)).await?;
    }
    Ok(mailed)
}
