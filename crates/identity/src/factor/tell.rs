//! The owner hears by mail when a second factor comes or goes, whoever did it.

use crate::notice::{self, Letterhead};
use crate::person::entity::Model as Person;
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use kernel::Result;
use store::HubWrite;

/// Writes the letter in this transaction, if there is an address; `what` is a clause such as 已启用身份验证器.
///
/// # Errors
/// Faults.
pub async fn tell(
    tx: &mut HubWrite,
    settings: &Settings,
    person: &Person,
    what: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    if person.mail().is_none() {
        return Ok(());
    }
    let head = Letterhead::load(tx, settings, None).await?;
    mail::send(tx, &notice::factor_changed(&head, person, what, at)).await
}
