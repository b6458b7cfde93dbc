//! The group's own clients: one per host, kept as the directory of sites says.

use super::entity::client::{ActiveModel, Column, Entity, Model};
use super::register::Method;
use kernel::Result;
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// A host of this group as relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClient {
    /// The host, which is also the client's id.
    pub host: String,
    /// The name of the site at the host's root.
    pub name: String,
    /// `scheme://host[:port]`.
    pub origin: String,
    /// Another box serves it: its sessions do not end with those of this one by themselves.
    pub elsewhere: bool,
}

impl OwnClient {
    /// Where codes go.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}/sso/callback", self.origin)
    }

    /// Where a box is told that a sign-in is over; empty for hosts of this one.
    #[must_use]
    pub fn backchannel_uri(&self) -> String {
        if self.elsewhere {
            format!("{}/sso/backchannel", self.origin)
        } else {
            String::new()
        }
    }

    /// Where a sign-out ends.
    #[must_use]
    pub fn logout_uri(&self) -> String {
        format!("{}/", self.origin)
    }
}

/// Makes the register of own clients equal to `hosts`. Answers whether anything changed.
///
/// # Errors
/// Faults.
pub async fn register_own(tx: &mut HubWrite, hosts: &[OwnClient]) -> Result<bool> {
    let ids = hosts.iter().map(|host| host.host.as_str());
    let ours = Condition::any()
        .add(Column::OwnSite.eq(true))
        .add(Column::ClientId.is_in(ids));
    let rows = tx.find::<Entity>().filter(ours).all().await?;
    let mut changed = false;
    for host in hosts {
        let row = rows.iter().find(|row| row.client_id == host.host);
        let same = |row: &Model| {
            row.own_site
                && row.redirect_uri == host.redirect_uri()
                && row.backchannel_uri == host.backchannel_uri()
                && row.name == host.name
        };
        if row.is_some_and(same) {
            continue;
        }
        changed = true;
        put(tx, host, row).await?;
        tx.audit(
            None,
            "client.registered",
            &host.host,
            &serde_json::json!({ "own": true }),
        );
    }
    for row in rows
        .iter()
        .filter(|row| !hosts.iter().any(|host| host.host == row.client_id))
    {
        changed = true;
        tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
        tx.audit(
            None,
            "client.removed",
            &row.client_id,
            &serde_json::json!({ "own": true }),
        );
    }
    Ok(changed)
}

async fn put(tx: &mut HubWrite, host: &OwnClient, row: Option<&Model>) -> Result<()> {
    let filled = ActiveModel {
        client_id: Set(host.host.clone()),
        name: Set(host.name.clone()),
        redirect_uri: Set(host.redirect_uri()),
        logout_uri: Set(host.logout_uri()),
        own_site: Set(true),
        secret_hash: Set(None),
        backchannel_uri: Set(host.backchannel_uri()),
        auth_method: Set(Method::Public.key().to_owned()),
        jwks: Set(None),
        group_site: Set(false),
        ..Default::default()
    };
    if let Some(row) = row {
        tx.update(ActiveModel {
            id: Set(row.id),
            ..filled
        })
        .await?;
    } else {
        tx.insert(ActiveModel {
            created_at: Set(tx.now()),
            ..filled
        })
        .await?;
    }
    Ok(())
}

pub(super) async fn find(db: &HubRead, client_id: &str) -> Result<Option<Model>> {
    db.find::<Entity>()
        .filter(Column::ClientId.eq(client_id))
        .one()
        .await
}
