//! A business system publishes by the interface, beside people and other sites.

use super::board::soon;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Instant;
use tests::people::{Answer, Staff, Visitor};
use tests::program::Program;

pub(super) async fn token(town: &Program, site: &str) -> String {
    let mut args = vec!["token", "add", "--site", site, "--name", "招生报名系统"];
    for scope in [
        "article.read",
        "article.create",
        "article.publish",
        "article.withdraw",
    ] {
        args.extend(["--scope", scope]);
    }
    let made = town.run_json(&args).await;
    made["token"].as_str().unwrap().to_owned()
}

pub(super) async fn ask(url: &str, token: &str, key: &str, body: Option<&Value>) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    if !key.is_empty() {
        headers.push(("idempotency-key", key));
    }
    let verb = if body.is_some() { Method::POST } else { Method::GET };
    let body = body.map(|body| body.to_string().into_bytes());
    Visitor::new().ask(verb, url, &headers, body).await
}

/// The administrator lets deliveries to every channel pass without review.
pub(super) async fn let_pass(town: &Program, site: &str) {
    let admin = Staff::sign_in(town, &format!("{site}.admin")).await;
    let page = admin.page("/console/tokens").await;
    let (name, proof) = admin.proof().await;
    let actions: Vec<String> = page
        .forms()
        .iter()
        .map(|form| form.action.path().to_owned())
        .filter(|path| path.contains("/console/tokens/channels/"))
        .collect();
    assert!(!actions.is_empty(), "{}", page.main());
    for action in actions {
        let answer = admin.post(&action, &[(&name, &proof), ("direct", "true")]).await;
        assert!(answer.status.is_redirection(), "{}", answer.summary());
    }
}

#[tokio::test]
async fn a_business_system_creates_updates_and_withdraws_and_touches_no_other_site() {
    let town = Program::demo().await;
    let edu = token(&town, "edu").await;
    let_pass(&town, "edu").await;
    let articles = town.url("edu", "/api/v1/articles");
    let mut piece = json!({
        "external": {"system": "zsxt", "id": "2026-0417"},
        "channel": "news",
        "title": "柳堤小学秋季招生结果公布",
        "body": "<p>柳堤小学秋季招生结果自即日起可以凭报名号查询。</p>",
        "state": "published",
    });
    let made = ask(&articles, &edu, "made-1", Some(&piece)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.summary());
    let made = made.json();
    let url = made["url"].as_str().unwrap().to_owned();
    let visitor = Visitor::new();
    assert!(visitor.open(&url).await.says("凭报名号查询"));

    // The same key: the same answer, nothing new. The same number without a key: nothing to change.
    let again = ask(&articles, &edu, "made-1", Some(&piece)).await;
    assert_eq!((again.status, again.json()), (StatusCode::CREATED, made.clone()));
    let again = ask(&articles, &edu, "", Some(&piece)).await;
    assert_eq!(
        (again.status, again.json()["revision"].clone()),
        (StatusCode::OK, made["revision"].clone())
    );

    let at = town.url(
        "edu",
        &format!("/api/v1/articles/{}", made["id"].as_str().unwrap()),
    );
    piece["body"] = json!("<p>柳堤小学秋季招生结果可以凭身份证号查询。</p>");
    piece["change_note"] = json!("查询方式有误，现予更正。");
    let begun = Instant::now();
    let changed = ask(&at, &edu, "changed-1", Some(&piece)).await;
    assert_eq!(
        (changed.status, changed.json()["version"].clone()),
        (StatusCode::OK, json!(2)),
        "{}",
        changed.summary()
    );
    assert!(visitor.open(&url).await.says("凭身份证号查询"));
    soon(begun, "the place on the portal is told", async || {
        let places = ask(&at, &edu, "", None).await.json()["places"].clone();
        places
            .as_array()
            .unwrap()
            .iter()
            .any(|place| place["site"] == "portal")
    })
    .await;

    // To a token of another site nothing of this exists.
    let agri = token(&town, "agri").await;
    let there = town.url(
        "agri",
        &format!("/api/v1/articles/{}", made["id"].as_str().unwrap()),
    );
    for (address, given) in [(&at, &agri), (&there, &agri), (&there, &edu)] {
        let answer = ask(address, given, "", None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.summary());
        let reason = json!({"reason": "别家的系统来撤稿。"});
        let answer = ask(&format!("{address}/withdraw"), given, "", Some(&reason)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.summary());
    }

    let begun = Instant::now();
    let reason = json!({"reason": "名单有误，核实后另行公布。"});
    let gone = ask(&format!("{at}/withdraw"), &edu, "gone-1", Some(&reason)).await;
    assert_eq!(gone.json()["state"], "withdrawn", "{}", gone.summary());
    assert_eq!(visitor.get(&url).await.status, StatusCode::GONE);
    soon(begun, "every place is withdrawn", async || {
        let places = ask(&at, &edu, "", None).await.json()["places"].clone();
        places
            .as_array()
            .unwrap()
            .iter()
            .all(|place| place["state"] == "withdrawn")
    })
    .await;

    let doc = visitor.get(&town.url("edu", "/api/openapi.json")).await.json();
    for path in ["/api/v1/articles", "/api/v1/media", "/api/v1/search"] {
        assert!(doc["paths"][path].is_object(), "{path} is not described");
    }
    let tokens = town.run_json(&["token", "list", "--site", "edu"]).await;
    let id = tokens[0]["id"].to_string();
    assert!(tokens[0]["used_at"].is_string(), "{tokens}");
    town.run_json(&["token", "revoke", "--site", "edu", &id]).await;
    assert_eq!(ask(&at, &edu, "", None).await.status, StatusCode::UNAUTHORIZED);
    town.verify().await;
}

#[tokio::test]
async fn whoever_refuses_a_program_it_reads_one_form_of_errors() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let stranger = format!("http://nobody.example:{}/api/v1/search?q=a", town.port());
    let of_edu = |path: &str| town.url("edu", path);
    let asked = [
        (Method::GET, of_edu("/api/v1/nothing")),
        (Method::GET, of_edu("/api/v1/articles/nonsense")),
        (Method::GET, of_edu("/api/v1/articles?page=%FF&size=x")),
        (Method::GET, of_edu("/api/v1/search?q=a&page=x")),
        (Method::GET, of_edu("/api/v1/peer/news?after=x")),
        (Method::GET, of_edu("/api/v1/letters/stats?from=x")),
        (Method::DELETE, of_edu("/api/v1/articles")),
        (Method::POST, of_edu("/api/v1/articles")),
        (Method::GET, stranger),
    ];
    for (verb, url) in asked {
        let headers = [("content-type", "application/json"), ("accept", "text/html")];
        let answer = visitor.ask(verb.clone(), &url, &headers, None).await;
        assert!(
            answer.status.is_client_error(),
            "{verb} {url}: {}",
            answer.summary()
        );
        let kind = answer.header("content-type").to_owned();
        assert!(
            kind.starts_with("application/problem+json"),
            "{verb} {url}: {kind}"
        );
        assert_eq!(answer.json()["status"], answer.status.as_u16(), "{verb} {url}");
    }
}
