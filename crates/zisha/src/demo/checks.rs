//! `leaders.csv`: who leads the city, as the checks before publishing know them; then every stock is read once.

use super::portal_id;
use super::staff::People;
use crate::sites::Sites;
use crate::wire::Town;
use content::check::list::{Change, Kind, keep_group_list};
use kernel::{Error, FieldError, Result, SiteId};
use proof::List;

const FILE: &str = "leaders.csv";

pub(super) async fn set_up(town: &Town, sites: &Sites, people: &People) -> Result<()> {
    let entries = proof::file::read(List::Leader, &sites.bytes(FILE)?).map_err(|wrong| {
        let told = wrong.into_iter();
        Error::Invalid(
            told.map(|wrong| FieldError::new(FILE, format!("第 {} 行：{}", wrong.line, wrong.why)))
                .collect(),
        )
    })?;
    let admin = people
        .get("portal.admin")
        .ok_or_else(|| Error::fault("the demo has no portal.admin"))?;
    let portal = portal_id(&town.base).await?;
    let all: Vec<SiteId> = town.app.directory.all().iter().map(|site| site.id).collect();
    let mut tx = town.base.hub.write(admin.actor.clone()).await?;
    // A changed list of the group has the stock of every site read again.
    keep_group_list(
        &mut tx,
        (portal, &all),
        Kind::Words(List::Leader),
        0,
        Change::Put(entries),
        "本届市领导名单",
    )
    .await?;
    tx.commit().await
}
