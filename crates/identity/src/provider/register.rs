//! Outside systems as clients, registered by an administrator.

use super::client;
use super::entity::client::{ActiveModel, Column, Entity, Model};
use super::grant;
use super::uri;
use crate::permissions::ManageClients;
use crate::refusals::{CLIENT_TAKEN, NO_SECRET, OWN_CLIENT};
use crate::token;
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet};
use kernel::{Error, Granted, Result};
use sea_orm::{ColumnTrait, Set};
use serde_json::{Value, json};
use store::{HubRead, HubWrite, OnUnique, Unique};

const CLIENT_ID: Unique = Unique {
    name: "uq_oidc_client_client_id",
    columns: &["oidc_client.client_id"],
};

/// How a client proves that it is itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It cannot keep a secret: PKCE alone.
    Public,
    /// A secret, in the `Authorization` header or in the form.
    Secret,
    /// It signs with a key whose public half is registered.
    PrivateKey,
}

impl Method {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Public => "none",
            Self::Secret => "client_secret",
            Self::PrivateKey => "private_key_jwt",
        }
    }

    /// Of a row; what is not known proves nothing and is never taken for public.
    #[must_use]
    pub fn of(client: &Model) -> Option<Self> {
        [Self::Public, Self::Secret, Self::PrivateKey]
            .into_iter()
            .find(|method| method.key() == client.auth_method)
    }

    /// On screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Public => "公开客户端（仅 PKCE）",
            Self::Secret => "密钥",
            Self::PrivateKey => "私钥签名",
        }
    }
}

/// A system to be registered.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) redirect_uris: String,
    pub(super) logout_uris: String,
    pub(super) backchannel_uri: String,
    pub(super) method: Method,
    pub(super) jwks: Option<String>,
    pub(super) group_site: bool,
}

/// What is typed into the form or the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct TypedClient<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name, as people see it.
    pub name: &'a str,
    /// Where codes may go.
    pub redirect: &'a str,
    /// Where a sign-out may lead back to.
    pub logout: &'a str,
    /// Where log-out tokens go.
    pub backchannel: &'a str,
    /// Whether it keeps no secret.
    pub public: bool,
    /// Its public keys, or empty.
    pub jwks: &'a str,
    /// Whether it is a site of this group on another box.
    pub group_site: bool,
}

impl NewClient {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field.
    pub fn parse(typed: TypedClient<'_>) -> Result<Self> {
        let (id, name) = (typed.id.trim(), typed.name.trim());
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        if !(2..=80).contains(&id.len()) || !id.chars().all(word) {
            return Err(Error::field(
                "id",
                "系统标识用小写字母、数字、点、连字符，2 至 80 个字符。",
            ));
        }
        if !(1..=40).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(Error::field("name", "请填写系统名称，最多 40 个字。"));
        }
        let redirect_uris = uri::parse_list("redirect", typed.redirect)?;
        if redirect_uris.is_empty() {
            return Err(Error::field("redirect", "请填写登录后的返回地址。"));
        }
        let backchannel_uri = uri::parse_list("backchannel", typed.backchannel)?;
        if backchannel_uri.contains('\n') {
            return Err(Error::field("backchannel", "退出通知地址只能填一个。"));
        }
        let jwks = Some(typed.jwks.trim()).filter(|keys| !keys.is_empty());
        if typed.public && jwks.is_some() {
            return Err(Error::field("jwks", "公开客户端不使用密钥。"));
        }
        let method = match (typed.public, &jwks) {
            (true, _) => Method::Public,
            (false, Some(_)) => Method::PrivateKey,
            (false, None) => Method::Secret,
        };
        Ok(Self {
            id: id.to_owned(),
            name: name.to_owned(),
            logout_uris: uri::parse_list("logout", typed.logout)?,
            redirect_uris,
            backchannel_uri,
            method,
            jwks: jwks.map(public_keys).transpose()?,
            group_site: typed.group_site,
        })
    }
}

/// Public keys only: a private one that somebody pasted is not kept, and a shared secret is none.
fn public_keys(text: &str) -> Result<String> {
    let wrong = |why: &str| Error::field("jwks", format!("公钥集（JWKS）不正确：{why}。"));
    let value: Value = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
    let private = ["d", "p", "q", "dp", "dq", "qi", "k"];
    let keys = value
        .get("keys")
        .and_then(Value::as_array)
        .ok_or_else(|| wrong("缺少 keys"))?;
    if keys
        .iter()
        .any(|key| private.iter().any(|part| key.get(part).is_some()))
    {
        return Err(wrong("含有私钥，请只提交公钥"));
    }
    let set: JwkSet = serde_json::from_value(value.clone()).map_err(|error| wrong(&error.to_string()))?;
    let asymmetric = |jwk: &jsonwebtoken::jwk::Jwk| {
        use AlgorithmParameters::{EllipticCurve, OctetKeyPair, RSA};
        matches!(jwk.algorithm, EllipticCurve(_) | OctetKeyPair(_) | RSA(_))
    };
    if set.keys.is_empty() || set.keys.len() > 10 || !set.keys.iter().all(asymmetric) {
        return Err(wrong("应有 1 至 10 个非对称公钥"));
    }
    serde_json::to_string(&set).map_err(Error::fault)
}

/// Registers a system. Answers its secret, which is shown once and kept as a hash.
///
/// # Errors
/// [`CLIENT_TAKEN`]; faults.
pub async fn register_client(
    tx: &mut HubWrite,
    _by: &Granted<ManageClients>,
    new: NewClient,
) -> Result<(Model, Option<String>)> {
    let secret = match new.method {
        Method::Secret => Some(token::random()?),
        Method::Public | Method::PrivateKey => None,
    };
    let detail = json!({
        "method": new.method.key(),
        "redirect": new.redirect_uris,
        "group_site": new.group_site,
    });
    let row = ActiveModel {
        client_id: Set(new.id),
        name: Set(new.name),
        redirect_uri: Set(new.redirect_uris),
        logout_uri: Set(new.logout_uris),
        secret_hash: Set(secret.as_deref().map(token::hash)),
        own_site: Set(false),
        created_at: Set(tx.now()),
        backchannel_uri: Set(new.backchannel_uri),
        auth_method: Set(new.method.key().to_owned()),
        jwks: Set(new.jwks),
        group_site: Set(new.group_site),
        ..Default::default()
    };
    let client = tx.insert(row).await.on_unique(CLIENT_ID, || CLIENT_TAKEN)?;
    tx.audit(None, "client.registered", &client.client_id, &detail);
    Ok((client, secret))
}

/// Gives a system another secret; the old one ends at once.
///
/// # Errors
/// [`Error::NotFound`], [`OWN_CLIENT`], [`NO_SECRET`]; faults.
pub async fn renew_secret(
    tx: &mut HubWrite,
    _by: &Granted<ManageClients>,
    client_id: &str,
) -> Result<(Model, String)> {
    let client = outside(tx, client_id).await?;
    if Method::of(&client) != Some(Method::Secret) {
        return Err(NO_SECRET.into());
    }
    let secret = token::random()?;
    let row = ActiveModel {
        id: Set(client.id),
        secret_hash: Set(Some(token::hash(&secret))),
        ..Default::default()
    };
    let client = tx.update(row).await?;
    tx.audit(None, "client.secret_renewed", client_id, &Value::Null);
    Ok((client, secret))
}

/// Takes a system off the register: what it holds ends, what people allowed it is forgotten.
///
/// # Errors
/// [`Error::NotFound`], [`OWN_CLIENT`]; faults.
pub async fn remove_client(tx: &mut HubWrite, _by: &Granted<ManageClients>, client_id: &str) -> Result<()> {
    use super::entity::{code, consent};
    let client = outside(tx, client_id).await?;
    grant::end_of_client(tx, client_id).await?;
    tx.delete_where::<code::Entity>(code::Column::ClientId.eq(client_id))
        .await?;
    tx.delete_where::<consent::Entity>(consent::Column::ClientId.eq(client_id))
        .await?;
    tx.delete_where::<Entity>(Column::Id.eq(client.id)).await?;
    tx.audit(None, "client.removed", client_id, &json!({ "own": false }));
    Ok(())
}

async fn outside(db: &HubRead, client_id: &str) -> Result<Model> {
    let client = client::find(db, client_id).await?.ok_or(Error::NotFound)?;
    if client.own_site {
        return Err(OWN_CLIENT.into());
    }
    Ok(client)
}

/// Every client, outside systems first.
///
/// # Errors
/// Faults.
pub async fn list_clients(db: &HubRead) -> Result<Vec<Model>> {
    db.find::<Entity>()
        .asc(Column::OwnSite)
        .asc(Column::ClientId)
        .all()
        .await
}

/// A client by its number.
///
/// # Errors
/// [`Error::NotFound`]; faults.
pub async fn client_by_number(db: &HubRead, id: i64) -> Result<Model> {
    db.find::<Entity>().filter(Column::Id.eq(id)).found().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>() -> TypedClient<'a> {
        TypedClient {
            id: "oa",
            name: "办公系统",
            redirect: "https://oa.example.gov.cn/cb",
            ..TypedClient::default()
        }
    }

    #[test]
    fn what_is_registered_is_read_with_care() {
        assert_eq!(NewClient::parse(typed()).unwrap().method, Method::Secret);
        let bad = [
            TypedClient { id: "O A", ..typed() },
            TypedClient { name: " ", ..typed() },
            TypedClient {
                redirect: " ",
                ..typed()
            },
            TypedClient {
                redirect: "http://oa.example.gov.cn/",
                ..typed()
            },
            TypedClient {
                logout: "javascript:alert(1)",
                ..typed()
            },
            TypedClient {
                backchannel: "https://a.cn/ https://b.cn/",
                ..typed()
            },
            TypedClient {
                jwks: "{}",
                ..typed()
            },
            TypedClient {
                jwks: r#"{"keys":[]}"#,
                ..typed()
            },
            TypedClient {
                jwks: r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#,
                ..typed()
            },
            TypedClient {
                jwks: r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}"#,
                ..typed()
            },
        ];
        for typed in bad {
            assert!(NewClient::parse(typed).is_err(), "{typed:?}");
        }
        let key = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        assert_eq!(
            NewClient::parse(TypedClient { jwks: key, ..typed() })
                .unwrap()
                .method,
            Method::PrivateKey
        );
        assert!(
            NewClient::parse(TypedClient {
                jwks: key,
                public: true,
                ..typed()
            })
            .is_err()
        );
    }
}
