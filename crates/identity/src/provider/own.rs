//! 已授权的系统: what a person allowed outside systems, on the portal.

use super::consent::{of_person, withdraw};
use super::scope::{self, SCOPES};
use super::view::{AllowedRow, AllowedShow};
use crate::door::Door;
use actix_web::web::{Data, Path};
use gateway::staff::Signed;
use gateway::{Reply, StaffPage};

/// The list.
pub async fn get_systems(signed: Signed, door: Data<Door>) -> Reply {
    let allowed = of_person(&door.identity.hub.read(), signed.me.person).await?;
    let row = |allowed: super::consent::Allowed| AllowedRow {
        told: SCOPES
            .iter()
            .filter(|(scope, _)| scope::has(&allowed.scope, scope))
            .map(|(_, words)| (*words).to_owned())
            .collect::<Vec<_>>()
            .join("；"),
        since: kernel::beijing::minute(allowed.since),
        withdraw_url: signed
            .site
            .url(&format!("/console/account/systems/{}/withdraw", allowed.id)),
        name: allowed.name,
    };
    let view = AllowedShow {
        back: signed.site.url("/console/account"),
        systems: allowed.into_iter().map(row).collect(),
    };
    signed
        .page(StaffPage::new("identity/systems.html", view).title("已授权的系统"))
        .await
}

/// Takes a permission back.
pub async fn post_withdraw(signed: Signed, door: Data<Door>, path: Path<i64>) -> Reply {
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    withdraw(&mut tx, (signed.me.person, signed.me.uid), path.into_inner()).await?;
    tx.commit().await?;
    signed
        .saved(
            "/console/account/systems",
            "授权已收回，该系统再次登录时会重新询问您。",
        )
        .await
}
