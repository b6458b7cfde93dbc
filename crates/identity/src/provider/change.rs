//! A system moves to other addresses, or gets another name: without being taken off the register, which would end what it holds
//! and forget what people allowed it.

use super::client_by_number;
use super::entity::client::{ActiveModel, Model};
use super::register::{Method, NewClient};
use crate::permissions::ManageClients;
use crate::refusals::OWN_CLIENT;
use kernel::{Error, Granted, Result};
use sea_orm::Set;
use serde_json::json;
use store::HubWrite;

/// Changes name, addresses and public keys. Its id and how it proves itself stay: another system would be another one.
///
/// # Errors
/// [`OWN_CLIENT`]; [`Error::Invalid`] on `id` or `jwks` for what stays; [`Error::NotFound`]; faults.
pub async fn change_client(
    tx: &mut HubWrite,
    _by: &Granted<ManageClients>,
    client: i64,
    new: NewClient,
) -> Result<Model> {
    let client = client_by_number(tx, client).await?;
    if client.own_site {
        return Err(OWN_CLIENT.into());
    }
    if new.id != client.client_id {
        return Err(Error::field("id", "系统标识登记后不能修改。"));
    }
    if Method::of(&client) != Some(new.method) {
        return Err(Error::field("jwks", "认证方式登记后不能修改。"));
    }
    let detail = json!({
        "redirect": new.redirect_uris,
        "logout": new.logout_uris,
        "backchannel": new.backchannel_uri,
        "group_site": new.group_site,
        "keys_changed": new.jwks != client.jwks,
    });
    let row = ActiveModel {
        id: Set(client.id),
        name: Set(new.name),
        redirect_uri: Set(new.redirect_uris),
        logout_uri: Set(new.logout_uris),
        backchannel_uri: Set(new.backchannel_uri),
        jwks: Set(new.jwks),
        group_site: Set(new.group_site),
        ..Default::default()
    };
    let client = tx.update(row).await?;
    tx.audit(None, "client.changed", &client.client_id, &detail);
    Ok(client)
}
