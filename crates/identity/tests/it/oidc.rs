//! The provider's addresses over HTTP, as other systems use them.

use crate::browser::{Answer, Browser, Served, serve, serve_town};
use crate::rp::claims;
use crate::town::{EDU, PASSWORD, PORTAL, Town, site};
use base64::Engine;
use gateway::outbound;
use identity::command::client_add;
use identity::factor::Sealer;
use identity::provider::{LogOutTeller, NewClient, TypedClient};
use identity::{RemoteIssuer, token};
use reqwest::Response;
use serde_json::Value;
use std::sync::Arc;
use store::job::JobRunner;
use url::Url;

const CALLBACK: &str = "http://127.0.0.1:9/callback";

/// A confidential system registered at a served portal, and somebody's browser.
struct World {
    served: Served,
    browser: Browser,
    secret: String,
    verifier: String,
}

impl World {
    async fn new() -> Self {
        let served = serve(None).await;
        served.town.person("edu.writer").await;
        let new = NewClient::parse(TypedClient {
            id: "oa",
            name: "市协同办公系统",
            redirect: CALLBACK,
            logout: "http://127.0.0.1:9/bye",
            ..TypedClient::default()
        });
        let (_, secret) = client_add(&served.town.identity, new.unwrap()).await.unwrap();
        let browser = Browser::new(served.port);
        Self {
            served,
            browser,
            secret: secret.unwrap(),
            verifier: token::random().unwrap(),
        }
    }

    fn authorize(&self, more: &[(&str, &str)]) -> Url {
        let challenge = token::challenge(&self.verifier);
        let mut url = self.browser.at(PORTAL, "/oidc/authorize");
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", "oa"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid profile offline_access"),
            ("state", "mine"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        url.query_pairs_mut().extend_pairs(more);
        url
    }

    /// Opens an address of the portal as far as the portal leads.
    async fn open(&self, mut url: Url) -> Answer {
        for _ in 0..8 {
            let answer = self.browser.once(url.clone()).await;
            let Some(next) = &answer.location else {
                return answer;
            };
            let next = url.join(next).unwrap();
            if next.host_str() != Some(PORTAL) {
                return answer;
            }
            url = next;
        }
        panic!("in circles at {url}")
    }

    async fn sign_in(&self, form: &Answer) -> Answer {
        let (csrf, request) = (form.field("csrf_token"), form.field("request"));
        let fields = [
            ("account", "edu.writer"),
            ("password", PASSWORD),
            ("request", request.as_str()),
            ("csrf_token", csrf.as_str()),
        ];
        let answer = self.browser.post_once(form, "/oidc/login", &fields).await;
        let next = form
            .url
            .join(answer.location.as_ref().unwrap_or_else(|| panic!("{answer:?}")))
            .unwrap();
        self.open(next).await
    }

    async fn decide(&self, page: &Answer, decision: &str) -> Url {
        let (csrf, request) = (page.field("csrf_token"), page.field("request"));
        let fields = [
            ("decision", decision),
            ("request", request.as_str()),
            ("csrf_token", csrf.as_str()),
        ];
        let answer = self.browser.post_once(page, "/oidc/consent", &fields).await;
        let back: Url = answer
            .location
            .clone()
            .unwrap_or_else(|| panic!("{answer:?}"))
            .parse()
            .unwrap();
        assert!(
            page.form_action.contains(&back.origin().ascii_serialization()),
            "Chromium would not follow: {}",
            page.form_action
        );
        back
    }

    async fn code(&self) -> String {
        let form = self.open(self.authorize(&[])).await;
        assert_eq!(form.url.path(), "/oidc/login");
        let page = self.sign_in(&form).await;
        assert_eq!(page.url.path(), "/oidc/consent", "{page:?}");
        value(&self.decide(&page, "allow").await, "code").unwrap()
    }

    async fn post(&self, path: &str, auth: Option<(&str, &str)>, fields: &[(&str, &str)]) -> Response {
        let url = format!("http://127.0.0.1:{}{path}", self.served.port);
        let mut request = outbound::trusted()
            .unwrap()
            .post(url)
            .header("host", format!("{PORTAL}:{}", self.served.port))
            .form(fields);
        if let Some((id, secret)) = auth {
            request = request.basic_auth(id, Some(secret));
        }
        request.send().await.unwrap()
    }

    async fn exchange(&self, code: &str) -> Value {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", &self.verifier),
        ];
        let answer = self
            .post("/oidc/token", Some(("oa", &self.secret)), &fields)
            .await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        answer.json().await.unwrap()
    }

    async fn get(&self, path: &str, bearer: Option<&str>) -> Response {
        let url = format!("http://127.0.0.1:{}{path}", self.served.port);
        let mut request = outbound::trusted()
            .unwrap()
            .get(url)
            .header("host", format!("{PORTAL}:{}", self.served.port));
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_system_asks_once_and_then_goes_all_the_way() {
    let world = World::new().await;
    let form = world.open(world.authorize(&[("login_hint", "edu.writer")])).await;
    assert!(
        form.body.contains("市协同办公系统") && form.body.contains("value=\"edu.writer\""),
        "{}",
        form.body
    );
    let page = world.sign_in(&form).await;
    for words in [
        "市协同办公系统",
        "127.0.0.1",
        "您的姓名和账号",
        "周若溪",
        "不同意",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let back = world.decide(&page, "allow").await;
    assert_eq!(value(&back, "state").as_deref(), Some("mine"));
    let issuer = format!("http://{PORTAL}:{}", world.served.port);
    assert_eq!(value(&back, "iss"), Some(issuer));
    let answer = world.exchange(&value(&back, "code").unwrap()).await;
    let access = answer["access_token"].as_str().unwrap();
    let about: Value = world
        .get("/oidc/userinfo", Some(access))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(about["preferred_username"], "edu.writer");
    let posted: Value = world
        .post("/oidc/userinfo", None, &[("access_token", access)])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(posted, about);
    // A second time nobody is asked.
    let again = world.browser.once(world.authorize(&[("prompt", "none")])).await;
    assert!(again.location.unwrap().contains("code="));
    let asked = world.open(world.authorize(&[("prompt", "consent")])).await;
    assert_eq!(asked.url.path(), "/oidc/consent");
    let refresh = answer["refresh_token"].as_str().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let renewed = world
        .post("/oidc/token", Some(("oa", &world.secret)), &fields)
        .await;
    assert_eq!(renewed.status(), 200);
    let worth = world
        .post(
            "/oidc/introspect",
            Some(("oa", &world.secret)),
            &[("token", access)],
        )
        .await;
    assert_eq!(worth.json::<Value>().await.unwrap()["active"], true);
    let given = world
        .post("/oidc/revoke", Some(("oa", &world.secret)), &[("token", access)])
        .await;
    assert_eq!(given.status(), 200);
    assert_eq!(world.get("/oidc/userinfo", Some(access)).await.status(), 401);
    // The person's page of systems.
    let list = world
        .browser
        .get(world.browser.at(PORTAL, "/console/account/systems"))
        .await;
    assert!(list.body.contains("市协同办公系统"), "{}", list.body);
    let path = list
        .body
        .split("action=\"")
        .find_map(|rest| rest.split('"').next().filter(|path| path.ends_with("/withdraw")));
    let csrf = list.field("csrf_token");
    let gone = world
        .browser
        .post(&list, path.unwrap(), &[("csrf_token", &csrf)])
        .await;
    assert!(gone.body.contains("没有已授权的系统"), "{}", gone.body);
    let asked = world.open(world.authorize(&[])).await;
    assert_eq!(asked.url.path(), "/oidc/consent", "it has to ask again");
}

#[tokio::test]
async fn who_says_no_is_sent_back_without_a_code() {
    let world = World::new().await;
    let form = world.open(world.authorize(&[])).await;
    let page = world.sign_in(&form).await;
    let back = world.decide(&page, "deny").await;
    assert_eq!(
        (value(&back, "error").as_deref(), value(&back, "code")),
        (Some("access_denied"), None)
    );
    let silent = world.browser.once(world.authorize(&[("prompt", "none")])).await;
    assert!(silent.location.unwrap().contains("error=consent_required"));
    // A decision that was not made on our page counts for nothing.
    let request = page.field("request");
    let fields = [
        ("decision", "allow"),
        ("request", request.as_str()),
        ("csrf_token", "forged"),
    ];
    assert_eq!(
        world
            .browser
            .post_once(&page, "/oidc/consent", &fields)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn silent_questions_never_show_a_page() {
    let world = World::new().await;
    let answer = world.browser.once(world.authorize(&[("prompt", "none")])).await;
    assert!(answer.location.unwrap().contains("error=login_required"));
    let answer = world
        .browser
        .once(world.authorize(&[("prompt", "none login")]))
        .await;
    assert!(answer.location.unwrap().contains("error=invalid_request"));
    let answer = world.browser.once(world.authorize(&[("state", "twice")])).await;
    assert_eq!(
        (answer.status, answer.location),
        (422, None),
        "a parameter that stands there twice"
    );
}

#[tokio::test]
async fn a_client_that_does_not_prove_itself_gets_nothing() {
    let world = World::new().await;
    let code = world.code().await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", &world.verifier),
    ];
    let wrong = world.post("/oidc/token", Some(("oa", "guessed")), &fields).await;
    assert_eq!(wrong.status(), 401);
    assert!(
        wrong.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Basic")
    );
    assert_eq!(wrong.json::<Value>().await.unwrap()["error"], "invalid_client");
    let public: Vec<_> = fields.iter().copied().chain([("client_id", "oa")]).collect();
    assert_eq!(world.post("/oidc/token", None, &public).await.status(), 401);
    let twice: Vec<_> = public
        .iter()
        .copied()
        .chain([("client_secret", world.secret.as_str())])
        .collect();
    let both = world
        .post("/oidc/token", Some(("oa", &world.secret)), &twice)
        .await;
    assert_eq!(both.status(), 400, "two proofs at once");
    let doubled: Vec<_> = twice.iter().copied().chain([("code", "another")]).collect();
    assert_eq!(world.post("/oidc/token", None, &doubled).await.status(), 400);
    assert_eq!(
        world
            .post("/oidc/introspect", None, &[("token", "x"), ("client_id", "oa")])
            .await
            .status(),
        401
    );
    assert_eq!(
        world
            .post("/oidc/revoke", None, &[("token", "x"), ("client_id", "oa")])
            .await
            .status(),
        401
    );
    let posted = world.post("/oidc/token", None, &twice).await;
    assert_eq!(posted.status(), 200, "the secret in the form");
    let bare = world.get("/oidc/userinfo", None).await;
    assert_eq!(
        (bare.status().as_u16(), &bare.headers()["www-authenticate"]),
        (401, &"Bearer".parse().unwrap())
    );
    let none = format!(
        "{}.{}.",
        b64(r#"{"alg":"none","typ":"at+jwt"}"#),
        b64(r#"{"sub":"x"}"#)
    );
    for bad in ["", "x", "a.b.c", &none] {
        let answer = world.get("/oidc/userinfo", Some(bad)).await;
        assert_eq!(answer.status(), 401, "{bad}");
    }
}

fn b64(text: &str) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

#[tokio::test]
async fn discovery_says_what_is_there() {
    let world = World::new().await;
    let found: Value = world
        .get("/.well-known/openid-configuration", None)
        .await
        .json()
        .await
        .unwrap();
    let issuer = format!("http://{PORTAL}:{}", world.served.port);
    assert_eq!(found["issuer"], issuer.as_str());
    for (name, address) in found
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri")
    {
        let path = address
            .as_str()
            .unwrap()
            .strip_prefix(&issuer)
            .unwrap()
            .to_owned();
        let (get, post) = (world.get(&path, None).await, world.post(&path, None, &[]).await);
        assert!(get.status() != 404 || post.status() != 404, "{name} {address}");
    }
    let keys = world.get("/oidc/jwks", None).await;
    assert_eq!(keys.headers()["cache-control"], "public, max-age=300");
    assert!(keys.json::<Value>().await.unwrap()["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn the_way_out_leads_to_registered_addresses_with_the_clients_word() {
    let world = World::new().await;
    let answer = world.exchange(&world.code().await).await;
    let hint = answer["id_token"].as_str().unwrap();
    let ask = |back: &str, hint: &str| {
        let mut url = world.browser.at(PORTAL, "/oidc/logout");
        url.query_pairs_mut().extend_pairs([
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", back),
            ("state", "s"),
        ]);
        url
    };
    for (back, hint) in [
        ("http://evil.example/", hint),
        ("http://127.0.0.1:9/bye/", hint),
        ("http://127.0.0.1:9/bye?x", hint),
        ("http://127.0.0.1:9/bye", "forged"),
        ("http://127.0.0.1:9/bye", ""),
    ] {
        let page = world.browser.once(ask(back, hint)).await;
        assert_eq!((page.status, page.location), (200, None), "{back}");
    }
    let page = world.browser.once(ask("http://127.0.0.1:9/bye", hint)).await;
    assert_eq!(page.location.as_deref(), Some("http://127.0.0.1:9/bye?state=s"));
}

#[tokio::test]
async fn the_sign_in_page_looks_like_the_site_that_asks() {
    let world = World::new().await;
    let own = world.browser.get(world.browser.at(EDU, "/console/login")).await;
    let other = world.open(world.authorize(&[])).await;
    let tokens = |page: &Answer| {
        let rest = page
            .body
            .split("href=\"")
            .find(|rest| rest.contains("/tokens.css\""))
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    assert!(tokens(&own).contains(&format!("/site/{EDU}/")), "{}", own.body);
    assert!(
        tokens(&other).contains(&format!("/site/{PORTAL}/")),
        "{}",
        other.body
    );
    let styles = world.browser.get(own.url.join(&tokens(&own)).unwrap()).await;
    assert_eq!(styles.status, 200, "the portal serves them");
    assert!(
        own.body.contains("action=\"/oidc/login\""),
        "the form stays at home"
    );
}

/// A township on its own box: signing out on the portal ends its session there.
#[tokio::test]
async fn a_site_on_another_box_is_told_of_a_sign_out() {
    let host = "longyao.localhost";
    let portal = serve(None).await;
    portal.town.person("longyao.editor").await;
    let name = format!("http://{PORTAL}:{}", portal.port);
    let far = Town::new().await;
    site(&far.test, "township", host).await;
    let port = serve_town(&far, Some(RemoteIssuer::new(&name, knows(PORTAL, portal.port)))).await;
    let new = NewClient::parse(TypedClient {
        id: host,
        name: "龙窑镇",
        redirect: &format!("http://{host}:{port}/sso/callback"),
        logout: &format!("http://{host}:{port}/"),
        backchannel: &format!("http://{host}:{port}/sso/backchannel"),
        public: true,
        group_site: true,
        ..TypedClient::default()
    });
    client_add(&portal.town.identity, new.unwrap()).await.unwrap();
    let browser = Browser::new(port);
    let form = browser
        .get(browser.at(host, "/console/login?next=/console/account"))
        .await;
    // A site of the group: nobody is asked whether it may know.
    let page = browser.submit(&form, "longyao.editor", PASSWORD).await;
    assert_eq!((page.status, page.url.port()), (200, Some(port)), "{page:?}");
    // Out, on the portal.
    let staff = browser.cookie(PORTAL, "op").unwrap();
    let cookie = identity::Cookie {
        token: &staff,
        realm: identity::session::Realm::Provider,
        host: PORTAL,
    };
    let live = portal.town.identity.who(cookie).await.unwrap().unwrap();
    let begun = std::time::Instant::now();
    portal.town.identity.sign_out(&live).await.unwrap();
    let clocks = portal.town.test.store.clocks().clone();
    let teller = LogOutTeller::with_client(
        portal.town.test.hub(),
        clocks,
        Some(Sealer::new(&[7; 32]).unwrap()),
        knows(host, port),
    );
    JobRunner::new(portal.town.test.hub(), vec![Arc::new(teller)])
        .settle()
        .await
        .unwrap();
    assert!(begun.elapsed() < std::time::Duration::from_secs(2));
    let after = browser.get(browser.at(host, "/console/account")).await;
    assert_eq!(after.url.path(), "/oidc/login", "the session there has ended");
    let audit = far.audit().await;
    assert!(
        audit.iter().any(|(action, _)| action == "session.signed_out"),
        "{audit:?}"
    );
    // Nobody else's word counts there.
    for forged in ["", "nonsense", "a.b.c"] {
        let url = format!("http://127.0.0.1:{port}/sso/backchannel");
        let answer = outbound::trusted()
            .unwrap()
            .post(url)
            .header("host", format!("{host}:{port}"))
            .form(&[("logout_token", forged)])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 400, "{forged}");
    }
}

/// A client for a machine whose resolver does not know `*.localhost`.
#[expect(
    clippy::disallowed_methods,
    reason = "the trusted client resolves names as the machine does"
)]
fn knows(host: &str, port: u16) -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client
        .resolve(host, ([127, 0, 0, 1], port).into())
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_id_token_of_a_system_says_who_and_when() {
    let world = World::new().await;
    let answer = world.exchange(&world.code().await).await;
    let said = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(
        (said["aud"].as_str(), said["name"].as_str()),
        (Some("oa"), Some("周若溪"))
    );
    assert_eq!(
        said["auth_time"].as_i64(),
        Some(world.served.town.identity.now().timestamp())
    );
    assert!(said.get("nonce").is_none(), "the system sent none");
}
