//! Other systems of the city sign people in at the portal: with the libraries they really use (npm openid-client, which
//! is certified, and PyPI Authlib), and every way in which the portal must say no.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use tests::people::{Answer, Staff, Visitor};
use tests::program::{PASSWORD, Program};
use tests::tools::tool;
use url::Url;

const ACCOUNT: &str = "edu.writer";
const CALLBACK: &str = "http://127.0.0.1:9/callback";
const GOODBYE: &str = "http://127.0.0.1:9/goodbye";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A system outside as a process of its own; it asks on standard output and is answered on standard input.
struct Party {
    child: Child,
    lines: BufReader<ChildStdout>,
    input: ChildStdin,
}

impl Party {
    fn start(program: PathBuf, script: &str, args: &[&str]) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("web");
        let mut child = Command::new(program)
            .arg(folder.join(script))
            .args(args)
            .current_dir(&folder)
            // oauthlib and its kin refuse plain http otherwise; here it is loopback.
            .env("AUTHLIB_INSECURE_TRANSPORT", "1")
            .env("NO_PROXY", "*")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let input = child.stdin.take().unwrap();
        Self { child, lines, input }
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the relying party said {line:?}: {error}"))
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }
}

impl Drop for Party {
    fn drop(&mut self) {
        // It has ended by itself, or the test failed; either way nothing is left.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody's browser goes where a system sends it, signs in and agrees when asked, until it is sent back.
async fn through_the_portal(visitor: &Visitor, url: &str, back: &str) -> (Url, Vec<String>) {
    let mut answer = visitor.get(url).await;
    let mut asked = Vec::new();
    for _ in 0..16 {
        if answer.status.is_redirection() {
            let next = answer.location();
            if next.as_str().starts_with(back) {
                return (next, asked);
            }
            assert_eq!(next.host_str(), Some("portal.localhost"), "{url} led to {next}");
            answer = visitor.get(next.as_str()).await;
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
        answer = answer_page(visitor, &answer, &mut asked).await;
    }
    panic!("in circles: {}", answer.summary())
}

async fn answer_page(visitor: &Visitor, answer: &Answer, asked: &mut Vec<String>) -> Answer {
    let page = answer.page();
    if page.find_form("同意并继续").is_some() {
        asked.push(page.main());
        let (form, button) = page.form_with("同意并继续");
        return visitor.submit(&form, Some(&button)).await;
    }
    let (mut form, button) = page.form_with("登录");
    form.fill("账号", ACCOUNT);
    form.fill("密码", PASSWORD);
    visitor.submit(&form, Some(&button)).await
}

async fn register(town: &Program, id: &str, public: bool, more: &[&str]) -> String {
    let mut args = vec!["client", "add", "--id", id, "--name", "市协同办公系统"];
    args.extend([
        "--redirect",
        if public {
            "http://127.0.0.1/callback"
        } else {
            CALLBACK
        },
    ]);
    args.extend(["--logout", GOODBYE]);
    if public {
        args.push("--public");
    }
    args.extend(more);
    let made = town.run_json(&args).await;
    assert_eq!(made["client_id"], id);
    made["client_secret"].as_str().unwrap_or_default().to_owned()
}

async fn whole_journey(program: PathBuf, script: &str, public: bool) -> Value {
    let town = Program::demo().await;
    let secret = register(&town, "oa", public, &[]).await;
    assert_eq!(secret.is_empty(), public);
    let issuer = town.url("portal", "");
    // A program on the person's own machine takes whatever port it got.
    let callback = if public {
        "http://127.0.0.1:49152/callback"
    } else {
        CALLBACK
    };
    let mut party = Party::start(program, script, &[&issuer, "oa", &secret, callback, GOODBYE]);
    let visitor = Visitor::new();
    let authorize = party.hear()["authorize"].as_str().unwrap().to_owned();
    let (back, asked) = through_the_portal(&visitor, &authorize, callback).await;
    assert_eq!(asked.len(), 1, "asked once for consent");
    assert!(
        asked[0].contains("市协同办公系统") && asked[0].contains("您的姓名和账号"),
        "{}",
        asked[0]
    );
    party.tell(back.as_str());
    let result = party.hear();
    assert_eq!(result["claims"]["preferred_username"], ACCOUNT, "{result:#}");
    assert_eq!(result["claims"]["sub"], result["about"]["sub"]);
    assert_eq!(result["claims"]["name"], result["about"]["name"]);
    assert_eq!(
        (&result["rotated"], &result["again"]),
        (&Value::Bool(true), &Value::Bool(true)),
        "{result:#}"
    );
    if !public {
        assert_eq!(result["worth"]["active"], true, "{result:#}");
    }
    let logout = party.hear()["logout"].as_str().unwrap().to_owned();
    let (bye, _) = through_the_portal(&visitor, &logout, GOODBYE).await;
    assert_eq!(bye.query(), Some("state=good-bye"));
    party.tell(bye.as_str());
    let dead = party.hear();
    assert_eq!(dead["dead"], "invalid_token", "{dead}");
    // The sign-in is over: the next system asks for the password again.
    let again = visitor.get(&authorize).await;
    assert!(
        again.location().path().ends_with("/oidc/login"),
        "{}",
        again.summary()
    );
    result
}

#[tokio::test]
async fn openid_client_with_a_secret_goes_all_the_way() {
    let result = whole_journey(tool("ZISHA_NODE"), "relying_party.mjs", false).await;
    assert_eq!(
        (&result["reuse"], &result["family"]),
        (&"invalid_grant".into(), &"invalid_grant".into()),
        "{result:#}"
    );
}

#[tokio::test]
async fn openid_client_without_a_secret_goes_all_the_way() {
    let result = whole_journey(tool("ZISHA_NODE"), "relying_party.mjs", true).await;
    assert_eq!(
        (&result["reuse"], &result["family"]),
        (&"invalid_grant".into(), &"invalid_grant".into()),
        "{result:#}"
    );
}

#[tokio::test]
async fn authlib_with_a_secret_goes_all_the_way() {
    whole_journey(tool("ZISHA_PYTHON"), "relying_party.py", false).await;
}

#[tokio::test]
async fn authlib_without_a_secret_goes_all_the_way() {
    whole_journey(tool("ZISHA_PYTHON"), "relying_party.py", true).await;
}

/// A system written by hand, which can do what no library would.
struct System {
    town: Program,
    visitor: Visitor,
    secret: String,
}

impl System {
    async fn new(variables: &[(&str, &str)]) -> Self {
        let town = Program::demo_with(variables).await;
        let secret = register(&town, "oa", false, &[]).await;
        Self {
            town,
            visitor: Visitor::new(),
            secret,
        }
    }

    fn authorize(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", "oa"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid profile"),
            ("state", "mine"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value));
        }
        let mut url: Url = self.town.url("portal", "/oidc/authorize").parse().unwrap();
        url.query_pairs_mut().extend_pairs(pairs);
        url.into()
    }

    async fn code(&self) -> String {
        let (back, _) = through_the_portal(&self.visitor, &self.authorize(&[]), CALLBACK).await;
        let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
        code.into_owned()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let own = [("client_id", "oa"), ("client_secret", self.secret.as_str())];
        let fields: Vec<_> = own
            .iter()
            .chain(fields)
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let answer = Visitor::new()
            .try_post(&self.town.url("portal", path), &fields)
            .await
            .unwrap();
        (
            answer.status,
            serde_json::from_slice(&answer.body).unwrap_or_default(),
        )
    }

    async fn exchange(&self, code: &str, verifier: Option<&str>) -> (StatusCode, Value) {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
        ];
        fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        self.post("/oidc/token", &fields).await
    }

    async fn userinfo(&self, token: &str) -> StatusCode {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        self.visitor
            .ask(
                Method::GET,
                &self.town.url("portal", "/oidc/userinfo"),
                &headers,
                None,
            )
            .await
            .status
    }
}

fn refused(answer: (StatusCode, Value), error: &str) {
    assert_eq!(
        (answer.0, &answer.1["error"]),
        (StatusCode::BAD_REQUEST, &Value::from(error)),
        "{}",
        answer.1
    );
}

#[tokio::test]
async fn a_wrong_redirect_uri_is_answered_on_the_portal() {
    let system = System::new(&[]).await;
    for wrong in [
        "http://evil.example/callback",
        "http://127.0.0.1:9/callback/",
        "http://127.0.0.1:9/callback?x=1",
        "http://127.0.0.1:10/callback",
        "http://127.0.0.1:9/callback#x",
        "",
    ] {
        let answer = system
            .visitor
            .get(&system.authorize(&[("redirect_uri", wrong)]))
            .await;
        assert!(
            answer.status.is_client_error() && answer.header("location").is_empty(),
            "{wrong}: {}",
            answer.summary()
        );
    }
    let answer = system
        .visitor
        .get(&system.authorize(&[("client_id", "nobody")]))
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.summary());
}

#[tokio::test]
async fn a_code_works_once_with_its_verifier_alone() {
    let system = System::new(&[]).await;
    let code = system.code().await;
    let (status, tokens) = system.exchange(&code, Some(VERIFIER)).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(system.userinfo(access).await, StatusCode::OK);
    refused(system.exchange(&code, Some(VERIFIER)).await, "invalid_grant");
    assert_eq!(
        system.userinfo(access).await,
        StatusCode::UNAUTHORIZED,
        "what came of it has ended"
    );
    let wrong = "w".repeat(43);
    for verifier in [Some(wrong.as_str()), Some(""), Some(CHALLENGE), None] {
        let code = system.code().await;
        refused(system.exchange(&code, verifier).await, "invalid_grant");
        refused(system.exchange(&code, Some(VERIFIER)).await, "invalid_grant");
    }
    for (name, value) in [
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
        ("code_challenge", ""),
    ] {
        let (back, _) =
            through_the_portal(&system.visitor, &system.authorize(&[(name, value)]), CALLBACK).await;
        assert!(back.query().unwrap().contains("error=invalid_request"), "{back}");
    }
}

#[tokio::test]
async fn forged_foreign_and_expired_tokens_open_nothing() {
    let system = System::new(&[("ZISHA_IDENTITY__TOKEN_MINUTES", "1")]).await;
    let (_, tokens) = system.exchange(&system.code().await, Some(VERIFIER)).await;
    let (access, id) = (
        tokens["access_token"].as_str().unwrap(),
        tokens["id_token"].as_str().unwrap(),
    );
    let parts: Vec<&str> = access.split('.').collect();
    // {"alg":"none","typ":"at+jwt"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    assert_eq!(system.userinfo(access).await, StatusCode::OK);
    for forged in [
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        // Made for the client, not for the portal.
        id.to_owned(),
    ] {
        assert_eq!(
            system.userinfo(&forged).await,
            StatusCode::UNAUTHORIZED,
            "{forged}"
        );
        let (_, worth) = system.post("/oidc/introspect", &[("token", &forged)]).await;
        assert_eq!(worth["active"], false, "{forged}");
    }
    // A hint made for the portal, or by nobody, leads nowhere.
    for hint in [
        access.to_owned(),
        format!("{none}.{}.", id.split('.').nth(1).unwrap()),
    ] {
        let mut url: Url = system.town.url("portal", "/oidc/logout").parse().unwrap();
        url.query_pairs_mut()
            .append_pair("id_token_hint", &hint)
            .append_pair("post_logout_redirect_uri", GOODBYE);
        let answer = system.visitor.get(url.as_str()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
        assert!(answer.header("location").is_empty());
    }
    assert_eq!(
        system.userinfo(access).await,
        StatusCode::OK,
        "nobody was signed out by them"
    );
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(
        system.userinfo(access).await,
        StatusCode::UNAUTHORIZED,
        "it has run out"
    );
}

#[tokio::test]
async fn no_return_parameter_leads_to_a_foreign_host() {
    let system = System::new(&[]).await;
    let (_, tokens) = system.exchange(&system.code().await, Some(VERIFIER)).await;
    let id = tokens["id_token"].as_str().unwrap();
    let staff = Staff::sign_in(&system.town, ACCOUNT).await;
    let mut visits = 0;
    for evil in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "https:/evil.example",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/.//evil.example",
        "javascript:alert(1)",
        "http://portal.localhost@evil.example/",
        "http://127.0.0.1:9@evil.example/callback",
    ] {
        for (site, path, name) in [
            ("edu", "/console/login", "next"),
            ("edu", "/sso/start", "next"),
            ("zhuhai", "/sso/start", "next"),
            ("portal", "/oidc/login", "request"),
            ("portal", "/oidc/login", "redirect_uri"),
            ("portal", "/oidc/login", "return"),
            ("portal", "/oidc/step-up", "return"),
            ("portal", "/oidc/consent", "redirect_uri"),
            ("portal", "/oidc/authorize", "redirect_uri"),
            ("portal", "/oidc/authorize", "request_uri"),
            ("portal", "/oidc/logout", "post_logout_redirect_uri"),
        ] {
            let mut url: Url = system.town.url(site, path).parse().unwrap();
            {
                let mut query = url.query_pairs_mut();
                if name == "post_logout_redirect_uri" {
                    query.append_pair("id_token_hint", id);
                }
                if path == "/oidc/authorize" || (path == "/oidc/consent") || name == "redirect_uri" {
                    let whole: Url = system.authorize(&[]).parse().unwrap();
                    query.extend_pairs(whole.query_pairs().filter(|(known, _)| known != name));
                }
                query.append_pair(name, evil);
            }
            let (answer, passed) = follow_at_home(&staff, url.as_str()).await;
            visits += passed;
            assert!(!answer.contains("evil.example"), "{url} led to {answer}");
        }
    }
    assert!(visits >= 121, "{visits}");
    // What the sign-in form carries along is checked again when it comes back.
    let visitor = Visitor::new();
    let (door, _) = visitor.follow(&system.authorize(&[])).await;
    let (mut form, button) = door.page().form_with("登录");
    form.fill("账号", ACCOUNT);
    form.fill("密码", PASSWORD);
    for (name, value) in &mut form.fields {
        if name == "request" {
            *value = value.replace("127.0.0.1%3A9", "evil.example");
            assert!(value.contains("evil.example"), "{value}");
        }
    }
    let answer = visitor.submit(&form, Some(&button)).await;
    assert!(
        !answer.header("location").contains("evil"),
        "{}",
        answer.summary()
    );
}

/// Follows redirects as long as they stay in the city; answers the last address and how many there were.
async fn follow_at_home(visitor: &Visitor, url: &str) -> (String, usize) {
    let mut answer = visitor.get(url).await;
    let mut passed = 1;
    while answer.status.is_redirection() {
        let next = answer.location();
        if !next.host_str().unwrap_or_default().ends_with(".localhost") {
            return (next.into(), passed);
        }
        assert!(passed < 12, "{url} goes in circles at {next}");
        answer = visitor.get(next.as_str()).await;
        passed += 1;
    }
    (String::new(), passed)
}

#[tokio::test]
async fn signing_out_on_a_site_tells_other_systems_within_two_seconds() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/backchannel", socket.local_addr().unwrap());
    let (heard, told) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = socket.accept().unwrap();
        let mut text = String::new();
        let mut buffer = [0; 4096];
        while !text.contains("logout_token=") {
            let read = stream.read(&mut buffer).unwrap();
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        heard.send((Instant::now(), text)).unwrap();
    });
    let town = Program::demo().await;
    let secret = register(&town, "oa", false, &["--backchannel", &uri]).await;
    let system = System {
        town,
        visitor: Visitor::new(),
        secret,
    };
    let staff = Staff::sign_in(&system.town, ACCOUNT).await;
    let (back, asked) = through_the_portal(&staff, &system.authorize(&[]), CALLBACK).await;
    assert_eq!(asked.len(), 1, "no second password, one question");
    let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
    let (status, tokens) = system.exchange(&code, Some(VERIFIER)).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let begun = Instant::now();
    staff.sign_out().await;
    let (at, request) = told.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(at - begun < Duration::from_secs(2), "told after {:?}", at - begun);
    assert!(request.starts_with("POST /backchannel"), "{request}");
    assert_eq!(
        system.userinfo(tokens["access_token"].as_str().unwrap()).await,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_command_line_keeps_clients_and_keys() {
    let town = Program::demo().await;
    register(&town, "oa", false, &[]).await;
    let listed = town.run_json(&["client", "list"]).await;
    let ids: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["client_id"].as_str())
        .collect();
    assert_eq!(ids[0], "oa", "outside systems first: {ids:?}");
    let tells = |row: &Value| row.as_object().unwrap().keys().any(|key| key.contains("secret"));
    assert!(!listed.as_array().unwrap().iter().any(tells), "{listed}");
    let again = town
        .run(&["client", "add", "--id", "oa", "--redirect", CALLBACK])
        .await;
    assert_eq!(again.status.code(), Some(3), "refused");
    let unsafe_uri = town
        .run(&["client", "add", "--id", "b2", "--redirect", "http://oa.example/"])
        .await;
    assert_eq!(unsafe_uri.status.code(), Some(2), "wrong input");
    let renewed = town.run_json(&["client", "secret", "oa"]).await;
    assert_eq!(renewed["client_secret"].as_str().unwrap().len(), 43);
    town.run_json(&["client", "remove", "oa"]).await;
    assert_eq!(town.run(&["client", "remove", "oa"]).await.status.code(), Some(2));
    let keys = town.run_json(&["keys", "rotate"]).await;
    let states: Vec<&str> = keys
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|key| key["state"].as_str())
        .collect();
    assert_eq!(states, ["next", "signing"]);
    let jwks = Visitor::new().get(&town.url("portal", "/oidc/jwks")).await;
    let jwks: Value = serde_json::from_slice(&jwks.body).unwrap();
    assert_eq!(jwks["keys"].as_array().unwrap().len(), 2, "published at once");
    town.verify().await;
}
