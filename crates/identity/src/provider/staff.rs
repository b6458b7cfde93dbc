//! 接入系统 and 签名密钥: a system administrator's pages on the portal.

use super::entity::client::Model as Client;
use super::rotate::{KeyInfo, list_keys, rotate_keys};
use super::view::{ClientRow, ClientShow, ClientsShow, KeyRow, KeysShow, SecretShow, TypedRow};
use super::{
    Method, NewClient, TypedClient, change_client, client_by_number, list_clients, register_client,
    remove_client, renew_secret,
};
use crate::door::Door;
use crate::permissions::{ManageClients, ManageKeys};
use actix_web::web::{Data, Path};
use gateway::{By, Form, Reply, StaffPage};
use kernel::beijing::minute;
use kernel::{Error, Result};
use serde::Deserialize;

/// A new system, as the form comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ClientForm {
    id: String,
    name: String,
    redirect: String,
    logout: String,
    backchannel: String,
    public: String,
    group_site: String,
    jwks: String,
}

/// The list.
pub async fn get_clients(by: By<ManageClients>, door: Data<Door>) -> Reply {
    let page = list(&by, &door, TypedRow::default()).await?;
    by.page(page).await
}

async fn list(by: &By<ManageClients>, door: &Door, typed: TypedRow) -> Result<StaffPage<ClientsShow>> {
    door.register_hosts(&by.app).await?;
    let rows = list_clients(&door.identity.hub.read()).await?;
    let (own, outside): (Vec<_>, Vec<_>) = rows.into_iter().partition(|client| client.own_site);
    let view = ClientsShow {
        url: by.site.url("/console/clients"),
        discovery: by.site.absolute("/.well-known/openid-configuration"),
        clients: outside.into_iter().map(|client| row(by, client)).collect(),
        own: own.into_iter().map(|client| row(by, client)).collect(),
        typed,
    };
    Ok(StaffPage::new("identity/clients.html", view).title("接入系统"))
}

fn row(by: &By<ManageClients>, client: Client) -> ClientRow {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let method = Method::of(&client);
    let at = |act: &str| by.site.url(&format!("/console/clients/{}/{act}", client.id));
    let secret_url = if method == Some(Method::Secret) {
        at("secret")
    } else {
        String::new()
    };
    let (remove_url, change_url) = if client.own_site {
        (String::new(), String::new())
    } else {
        (at("remove"), here(by, client.id))
    };
    ClientRow {
        redirects: lines(&client.redirect_uri),
        logouts: lines(&client.logout_uri),
        method: method.map_or("", Method::title).to_owned(),
        since: minute(client.created_at),
        secret_url,
        remove_url,
        change_url,
        group_site: client.group_site,
        id: client.client_id,
        name: client.name,
        backchannel: client.backchannel_uri,
    }
}

/// Registers a system; shows its secret once.
pub async fn post_client(by: By<ManageClients>, door: Data<Door>, Form(form): Form<ClientForm>) -> Reply {
    match register(&by, &door, &form).await {
        Ok(view) => by.page(secret_page(view)).await,
        Err(error) => {
            let page = list(&by, &door, typed(form)).await?;
            by.form(page, error).await
        }
    }
}

async fn register(by: &By<ManageClients>, door: &Door, form: &ClientForm) -> Result<SecretShow> {
    let new = NewClient::parse(TypedClient {
        id: &form.id,
        name: &form.name,
        redirect: &form.redirect,
        logout: &form.logout,
        backchannel: &form.backchannel,
        public: !form.public.is_empty(),
        jwks: &form.jwks,
        group_site: !form.group_site.is_empty(),
    })?;
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let (client, secret) = register_client(&mut tx, &by.granted(), new).await?;
    tx.commit().await?;
    Ok(shown(by, client, secret.unwrap_or_default()))
}

fn typed(form: ClientForm) -> TypedRow {
    TypedRow {
        public: !form.public.is_empty(),
        group_site: !form.group_site.is_empty(),
        id: form.id,
        name: form.name,
        redirect: form.redirect,
        logout: form.logout,
        backchannel: form.backchannel,
        jwks: form.jwks,
    }
}

fn shown(by: &By<ManageClients>, client: Client, secret: String) -> SecretShow {
    SecretShow {
        back: by.site.url("/console/clients"),
        id: client.client_id,
        name: client.name,
        secret,
    }
}

fn secret_page(view: SecretShow) -> StaffPage<SecretShow> {
    StaffPage::new("identity/client_secret.html", view).title("系统已登记")
}

/// Gives a system another secret; shows it once.
pub async fn post_renew_secret(by: By<ManageClients>, door: Data<Door>, path: Path<i64>) -> Reply {
    match renew(&by, &door, path.into_inner()).await {
        Ok(view) => by.page(secret_page(view).title("新的密钥")).await,
        Err(error) => {
            let page = list(&by, &door, TypedRow::default()).await?;
            by.form(page, error).await
        }
    }
}

async fn renew(by: &By<ManageClients>, door: &Door, client: i64) -> Result<SecretShow> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let client = client_by_number(&tx, client).await?;
    let (client, secret) = renew_secret(&mut tx, &by.granted(), &client.client_id).await?;
    tx.commit().await?;
    Ok(shown(by, client, secret))
}

fn here(by: &By<ManageClients>, client: i64) -> String {
    by.site.url(&format!("/console/clients/{client}"))
}

/// A system with the form that changes it.
pub async fn get_client(by: By<ManageClients>, door: Data<Door>, path: Path<i64>) -> Reply {
    let client = outside(&door, path.into_inner()).await?;
    let typed = as_typed(&client);
    by.page(client_page(&by, &client, typed)).await
}

async fn outside(door: &Door, client: i64) -> Result<Client> {
    let client = client_by_number(&door.identity.hub.read(), client).await?;
    if client.own_site {
        return Err(Error::NotFound);
    }
    Ok(client)
}

fn as_typed(client: &Client) -> TypedRow {
    TypedRow {
        public: Method::of(client) == Some(Method::Public),
        group_site: client.group_site,
        id: client.client_id.clone(),
        name: client.name.clone(),
        redirect: client.redirect_uri.clone(),
        logout: client.logout_uri.clone(),
        backchannel: client.backchannel_uri.clone(),
        jwks: client.jwks.clone().unwrap_or_default(),
    }
}

fn client_page(by: &By<ManageClients>, client: &Client, typed: TypedRow) -> StaffPage<ClientShow> {
    let method = Method::of(client);
    let view = ClientShow {
        back: by.site.url("/console/clients"),
        url: here(by, client.id),
        method: method.map_or("", Method::title).to_owned(),
        signs: method == Some(Method::PrivateKey),
        typed,
    };
    StaffPage::new("identity/client.html", view).title(client.name.clone())
}

/// Changes a system.
pub async fn post_change_client(
    by: By<ManageClients>,
    door: Data<Door>,
    path: Path<i64>,
    Form(form): Form<ClientForm>,
) -> Reply {
    let client = outside(&door, path.into_inner()).await?;
    match change(&by, &door, &client, &form).await {
        Ok(()) => by.saved("/console/clients", "系统的登记已修改。").await,
        Err(error) => {
            let typed = TypedRow {
                id: client.client_id.clone(),
                ..typed(form)
            };
            by.form(client_page(&by, &client, typed), error).await
        }
    }
}

async fn change(by: &By<ManageClients>, door: &Door, client: &Client, form: &ClientForm) -> Result<()> {
    let new = NewClient::parse(TypedClient {
        id: &client.client_id,
        name: &form.name,
        redirect: &form.redirect,
        logout: &form.logout,
        backchannel: &form.backchannel,
        public: Method::of(client) == Some(Method::Public),
        jwks: &form.jwks,
        group_site: !form.group_site.is_empty(),
    })?;
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    change_client(&mut tx, &by.granted(), client.id, new).await?;
    tx.commit().await
}

/// Takes a system off the register.
pub async fn post_remove_client(by: By<ManageClients>, door: Data<Door>, path: Path<i64>) -> Reply {
    match remove(&by, &door, path.into_inner()).await {
        Ok(()) => {
            by.saved("/console/clients", "系统已移除，它的登录凭据全部失效。")
                .await
        }
        Err(error) => {
            let page = list(&by, &door, TypedRow::default()).await?;
            by.form(page, error).await
        }
    }
}

async fn remove(by: &By<ManageClients>, door: &Door, client: i64) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let client = client_by_number(&tx, client).await?;
    remove_client(&mut tx, &by.granted(), &client.client_id).await?;
    tx.commit().await
}

/// The keys.
pub async fn get_signing_keys(by: By<ManageKeys>, door: Data<Door>) -> Reply {
    let identity = &door.identity;
    // Shows a key also before the first sign-in.
    door.provider(&by.app)?.jwks().await?;
    let keys = list_keys(&identity.hub.read(), identity.now()).await?;
    let view = KeysShow {
        rotate_url: by.site.url("/console/keys/rotate"),
        days: identity.settings.key_rotation.num_days(),
        lead: identity.settings.key_lead.num_minutes(),
        keys: keys.into_iter().map(key_row).collect(),
    };
    by.page(StaffPage::new("identity/keys.html", view).title("签名密钥"))
        .await
}

fn key_row(key: KeyInfo) -> KeyRow {
    let (state, tone) = match key.state {
        "signing" => ("正在签名", "ok"),
        "next" => ("已公布，尚未启用", "wait"),
        _ => ("仅用于验证", "plain"),
    };
    KeyRow {
        kid: key.kid,
        algorithm: key.algorithm,
        state: state.into(),
        tone: tone.into(),
        from: minute(key.signs_from),
        until: key.signs_until.map_or_else(String::new, minute),
    }
}

/// How to rotate.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RotateForm {
    at_once: String,
}

/// Makes another key.
pub async fn post_rotate_keys(by: By<ManageKeys>, door: Data<Door>, Form(form): Form<RotateForm>) -> Reply {
    let identity = &door.identity;
    let at_once = !form.at_once.is_empty();
    let mut tx = identity.hub.write(by.me.actor()).await?;
    rotate_keys(
        &mut tx,
        &by.granted(),
        (&identity.settings, identity.sealer()?),
        identity.now(),
        at_once,
    )
    .await?;
    tx.commit().await?;
    let words = if at_once {
        "新密钥已启用，原密钥签发的凭据全部失效。"
    } else {
        "新密钥已生成并公布，到时自动启用。"
    };
    by.saved("/console/keys", words).await
}
