//! A small browser: real HTTP, cookies by host, redirects by hand.

use crate::town::{EDU, PORTAL, Town};
use gateway::outbound;
use identity::RemoteIssuer;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use url::Url;

/// The town's sites on a port.
pub struct Served {
    pub town: Town,
    pub port: u16,
}

pub async fn serve(remote: Option<RemoteIssuer>) -> Served {
    let town = Town::new().await;
    let port = serve_town(&town, remote).await;
    Served { town, port }
}

pub async fn serve_town(town: &Town, remote: Option<RemoteIssuer>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    serve_on(town, remote, listener).await
}

/// The same at an address that is known before.
pub async fn serve_on(town: &Town, remote: Option<RemoteIssuer>, listener: TcpListener) -> u16 {
    let port = listener.local_addr().unwrap().port();
    let feature = identity::feature(&town.identity, remote);
    let themes = theme::Themes::load(theme::Source::Embedded, &feature.templates).unwrap();
    let public_url = format!("http://{PORTAL}:{port}").parse().unwrap();
    let settings = gateway::Settings::new(public_url, [7; 32]);
    let staff = Arc::new(town.identity.clone());
    let features = [feature];
    let app = gateway::App::new(
        town.test.store.clone(),
        town.test.hub(),
        themes,
        settings,
        staff,
        &features,
    )
    .await
    .unwrap();
    std::thread::spawn(move || {
        actix_web::rt::System::new()
            .block_on(gateway::App::serve(app, listener, 1))
            .unwrap();
    });
    port
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub url: Url,
    pub status: u16,
    pub location: Option<String>,
    pub form_action: String,
    pub cookies: Vec<String>,
    pub body: String,
}

impl Answer {
    /// The value of a field with this name.
    pub fn field(&self, name: &str) -> String {
        let (_, rest) = self
            .body
            .split_once(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("{self:?}"));
        rest.split('"').next().unwrap().replace("&amp;", "&")
    }
}

pub struct Browser {
    client: reqwest::Client,
    port: u16,
    jar: RefCell<BTreeMap<(String, String), String>>,
}

impl Browser {
    pub fn new(port: u16) -> Self {
        Self {
            client: outbound::trusted().unwrap(),
            port,
            jar: RefCell::default(),
        }
    }

    pub fn at(&self, host: &str, path: &str) -> Url {
        format!("http://{host}:{}{path}", self.port).parse().unwrap()
    }

    pub fn cookie(&self, host: &str, name: &str) -> Option<String> {
        self.jar.borrow().get(&(host.into(), name.into())).cloned()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts a cookie into the jar, as a thief would.
    pub fn put(&self, host: &str, name: &str, value: &str) {
        self.jar
            .borrow_mut()
            .insert((host.into(), name.into()), value.into());
    }

    async fn send(&self, url: Url, form: Option<&[(&str, &str)]>) -> Answer {
        let host = url.host_str().unwrap().to_owned();
        let mut to = url.clone();
        to.set_host(Some("127.0.0.1")).unwrap();
        let jar = self.jar.borrow().clone();
        let cookies: Vec<String> = jar
            .iter()
            .filter(|((at, _), _)| *at == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let mut request = match form {
            Some(form) => self
                .client
                .post(to)
                .form(form)
                .header("origin", url.origin().ascii_serialization()),
            None => self.client.get(to),
        };
        request = request
            .header("host", format!("{host}:{}", url.port().unwrap()))
            .header("accept", "text/html");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let set: Vec<String> = response
            .headers()
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        for cookie in &set {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let key = (host.clone(), name.to_owned());
            if value.is_empty() || cookie.contains("Max-Age=0") {
                self.jar.borrow_mut().remove(&key);
            } else {
                self.jar.borrow_mut().insert(key, value.to_owned());
            }
        }
        let policy = header("content-security-policy").unwrap_or_default();
        Answer {
            status: response.status().as_u16(),
            location: header("location"),
            form_action: policy.split("form-action").nth(1).unwrap_or_default().to_owned(),
            cookies: set,
            body: response.text().await.unwrap(),
            url,
        }
    }

    /// One request.
    pub async fn once(&self, url: Url) -> Answer {
        self.send(url, None).await
    }

    /// As a browser goes: along every redirect. After a form, each step must be allowed by the form's page, as in
    /// Chromium.
    async fn go(&self, url: Url, form: Option<&[(&str, &str)]>, allowed: Option<&str>) -> Answer {
        let own = url.origin();
        let mut answer = self.send(url, form).await;
        for _ in 0..12 {
            let Some(location) = answer.location.clone() else {
                return answer;
            };
            let next = answer.url.join(&location).unwrap();
            if let Some(allowed) = allowed {
                let to = next.origin();
                let listed = allowed.split(' ').any(|word| word == to.ascii_serialization());
                assert!(to == own || listed, "form-action {allowed} does not allow {next}");
            }
            answer = self.send(next, None).await;
        }
        panic!("too many redirects: {answer:?}");
    }

    pub async fn get(&self, url: Url) -> Answer {
        self.go(url, None, None).await
    }

    pub async fn post(&self, page: &Answer, path: &str, form: &[(&str, &str)]) -> Answer {
        self.go(page.url.join(path).unwrap(), Some(form), Some(&page.form_action))
            .await
    }

    /// One form, without following where it leads.
    pub async fn post_once(&self, page: &Answer, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(page.url.join(path).unwrap(), Some(form)).await
    }

    /// From `/console/login` of a site through the form.
    pub async fn sign_in(&self, host: &str, next: &str, account: &str, password: &str) -> Answer {
        let form = self
            .get(self.at(host, &format!("/console/login?next={next}")))
            .await;
        assert_eq!((form.status, form.url.path()), (200, "/oidc/login"), "{form:?}");
        self.submit(&form, account, password).await
    }

    pub async fn submit(&self, form: &Answer, account: &str, password: &str) -> Answer {
        let (csrf, request) = (form.field("csrf_token"), form.field("request"));
        let fields = [
            ("account", account),
            ("password", password),
            ("request", &request),
            ("csrf_token", &csrf),
        ];
        self.post(form, "/oidc/login", &fields).await
    }
}

pub const HOSTS: [&str; 2] = [PORTAL, EDU];
