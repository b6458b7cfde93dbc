//! What the provider's pages show.

use serde::Serialize;

/// `identity/consent.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsentShow {
    /// The system that asks.
    pub client: String,
    /// Where the person is sent then.
    pub host: String,
    /// Who is signed in.
    pub name: String,
    /// By which account.
    pub account: String,
    /// What the system will know.
    pub told: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// The request to go on with, as a query string.
    pub request: String,
}

impl ConsentShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            client: "市协同办公系统".into(),
            host: "oa.example.gov.cn".into(),
            name: "周若溪".into(),
            account: "edu.writer".into(),
            told: vec!["确认您的身份（系统内部编号）".into(), "您的姓名和账号".into()],
            action: "/oidc/consent".into(),
            request: "response_type=code".into(),
        }
    }
}

/// `identity/systems.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AllowedShow {
    /// To the account.
    pub back: String,
    /// Systems.
    pub systems: Vec<AllowedRow>,
}

/// A system that somebody allowed something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AllowedRow {
    /// Its name.
    pub name: String,
    /// What it knows.
    pub told: String,
    /// Since when.
    pub since: String,
    /// Where taking it back goes.
    pub withdraw_url: String,
}

impl AllowedShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            back: "/console/account".into(),
            systems: vec![AllowedRow {
                name: "市协同办公系统".into(),
                told: "确认您的身份（系统内部编号）；您的姓名和账号".into(),
                since: "2026-11-22 09:00".into(),
                withdraw_url: "/console/account/systems/1/withdraw".into(),
            }],
        }
    }
}

/// `identity/clients.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClientsShow {
    /// Where the form goes.
    pub url: String,
    /// Where systems read the provider's addresses.
    pub discovery: String,
    /// Outside systems.
    pub clients: Vec<ClientRow>,
    /// The group's own hosts.
    pub own: Vec<ClientRow>,
    /// What was typed.
    pub typed: TypedRow,
}

/// A registered system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClientRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it proves itself.
    pub method: String,
    /// Where codes may go.
    pub redirects: Vec<String>,
    /// Where a sign-out may lead back to.
    pub logouts: Vec<String>,
    /// Where log-out tokens go, or empty.
    pub backchannel: String,
    /// Whether it is a site of this group on another box.
    pub group_site: bool,
    /// Since when.
    pub since: String,
    /// Where a new secret is asked for, or empty.
    pub secret_url: String,
    /// Where it is changed, or empty.
    pub change_url: String,
    /// Where it is removed, or empty.
    pub remove_url: String,
}

/// `identity/client.html`: a registered system with the form that changes it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClientShow {
    /// Back to the list.
    pub back: String,
    /// Where the form goes.
    pub url: String,
    /// How it proves itself.
    pub method: String,
    /// Whether it has public keys.
    pub signs: bool,
    /// What is in the form.
    pub typed: TypedRow,
}

impl ClientShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            back: "/console/clients".into(),
            url: "/console/clients/1".into(),
            method: "密钥".into(),
            signs: true,
            typed: TypedRow {
                id: "oa".into(),
                name: "市协同办公系统".into(),
                redirect: "https://oa.example.gov.cn/callback".into(),
                ..TypedRow::default()
            },
        }
    }
}

/// What was typed into the form of a new system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypedRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where codes may go.
    pub redirect: String,
    /// Where a sign-out may lead back to.
    pub logout: String,
    /// Where log-out tokens go.
    pub backchannel: String,
    /// Whether it keeps no secret.
    pub public: bool,
    /// Whether it is a site of this group on another box.
    pub group_site: bool,
    /// Its public keys.
    pub jwks: String,
}

impl ClientsShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = |id: &str, name: &str| ClientRow {
            id: id.into(),
            name: name.into(),
            method: "密钥".into(),
            redirects: vec![format!("https://{id}.example.gov.cn/callback")],
            logouts: vec![format!("https://{id}.example.gov.cn/")],
            since: "2026-11-22 09:00".into(),
            ..ClientRow::default()
        };
        Self {
            url: "/console/clients".into(),
            discovery: "http://portal.localhost/.well-known/openid-configuration".into(),
            clients: vec![ClientRow {
                backchannel: "https://oa.example.gov.cn/backchannel".into(),
                secret_url: "/console/clients/1/secret".into(),
                change_url: "/console/clients/1".into(),
                remove_url: "/console/clients/1/remove".into(),
                ..row("oa", "市协同办公系统")
            }],
            own: vec![row("edu.localhost", "陶都市教育局")],
            typed: TypedRow::default(),
        }
    }
}

/// `identity/client_secret.html`: shown once.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecretShow {
    /// Back to the list.
    pub back: String,
    /// The system.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret, or empty for a system without.
    pub secret: String,
}

impl SecretShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            back: "/console/clients".into(),
            id: "oa".into(),
            name: "市协同办公系统".into(),
            secret: "x".repeat(43),
        }
    }
}

/// `identity/keys.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KeysShow {
    /// Where the forms go.
    pub rotate_url: String,
    /// How often a key is replaced by itself, days.
    pub days: i64,
    /// How long a new key is published before it signs, minutes.
    pub lead: i64,
    /// Keys, newest first.
    pub keys: Vec<KeyRow>,
}

/// A key.
#[derive(Clone, Debug, Default, Serialize)]
pub struct KeyRow {
    /// Its name.
    pub kid: String,
    /// Algorithm.
    pub algorithm: String,
    /// State in words.
    pub state: String,
    /// Tone of the state.
    pub tone: String,
    /// Signs from.
    pub from: String,
    /// Signs until, or empty.
    pub until: String,
}

impl KeysShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rotate_url: "/console/keys/rotate".into(),
            days: 90,
            lead: 60,
            keys: vec![KeyRow {
                kid: "k".repeat(43),
                algorithm: "EdDSA".into(),
                state: "正在签名".into(),
                tone: "ok".into(),
                from: "2026-11-22 09:00".into(),
                until: String::new(),
            }],
        }
    }
}
