//! A business system delivers: real HTTP against a real server.

use crate::newsroom::{ADMIN, EDITOR, Newsroom, REVIEWER, granted_on, png};
use crate::web::Web;
use content::article::{approve_article, entity as article};
use content::media;
use content::permissions::{ManageTokens, ReviewArticle};
use content::token::{NewToken, issue_token, revoke_token, set_direct};
use gateway::outbound;
use gateway::unit::entity as unit;
use kernel::{Actor, ArticleId, ChannelId, Revision, SiteId, Uid, UnitId};
use reqwest::Method;
use sea_orm::{ColumnTrait, Set};
use serde_json::{Value, json};

const EDU: &str = "edu.localhost";

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    json: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    fn id(&self) -> String {
        self.json["id"].as_str().unwrap().to_owned()
    }
}

struct Desk {
    room: Newsroom,
    web: Web,
    client: reqwest::Client,
    unit: UnitId,
    other_unit: UnitId,
}

async fn new_unit(room: &Newsroom, key: &str, name: &str) -> UnitId {
    let mut tx = room.test.hub().write(Actor::operator("test")).await.unwrap();
    let row = unit::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        key: Set(key.into()),
        name: Set(name.into()),
        short_name: Set(name.into()),
        kind: Set("department".into()),
        parent_id: Set(None),
        duties: Set(String::new()),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    UnitId(row.id)
}

impl Desk {
    async fn new() -> Self {
        let room = Newsroom::new().await;
        let unit = new_unit(&room, "edu", "陶都市教育局").await;
        let other_unit = new_unit(&room, "school", "陶都市第一中学").await;
        let web = Web::serve(&room, &[]).await;
        Self {
            room,
            web,
            client: outbound::trusted().unwrap(),
            unit,
            other_unit,
        }
    }

    async fn token(&self, scopes: &[&str]) -> String {
        self.token_of(self.room.site, self.unit, scopes, None).await.0
    }

    async fn token_of(
        &self,
        site: SiteId,
        unit: UnitId,
        scopes: &[&str],
        channels: Option<Vec<ChannelId>>,
    ) -> (String, i64) {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let new = NewToken::parse(Some(unit), "招生报名系统", &scopes, channels, 30).unwrap();
        let store = &self.room.test.store;
        let mut tx = store
            .write(granted_on::<ManageTokens>(&ADMIN, site))
            .await
            .unwrap();
        let now = store.clocks().security.now();
        let issued = issue_token(&mut tx, new, now).await.unwrap();
        tx.commit().await.unwrap();
        (issued.token, issued.row.id)
    }

    async fn full(&self) -> String {
        self.token(&[
            "article.read",
            "article.create",
            "article.publish",
            "article.withdraw",
        ])
        .await
    }

    async fn send(
        &self,
        token: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        self.send_at(EDU, token, method, path, headers, body).await
    }

    async fn send_at(
        &self,
        host: &str,
        token: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut request = self
            .client
            .request(
                method.clone(),
                format!("http://127.0.0.1:{}{path}", self.web.port),
            )
            .header("host", format!("{host}:{}", self.web.port));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if method == Method::POST {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            json: response.json().await.unwrap_or(Value::Null),
        }
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send(token, Method::POST, path, &[], body).await
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, Method::GET, path, &[], &Value::Null).await
    }

    async fn articles(&self) -> Vec<article::Model> {
        let read = self.room.test.store.read(self.room.site);
        read.find::<article::Entity>().all().await.unwrap()
    }

    async fn row(&self, id: &str) -> article::Model {
        let read = self.room.test.store.read(self.room.site);
        let uid: Uid = id.parse().unwrap();
        read.find::<article::Entity>()
            .filter(article::Column::Uid.eq(uid.0))
            .found()
            .await
            .unwrap()
    }

    async fn approve(&self, id: &str) {
        let row = self.row(id).await;
        let mut tx = self.room.write::<ReviewArticle>(&REVIEWER).await;
        approve_article(&mut tx, ArticleId(row.id), Revision(row.revision), "同意")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn direct(&self, channel: ChannelId) {
        let mut tx = self.room.write::<ManageTokens>(&ADMIN).await;
        set_direct(&mut tx, channel, true).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Who acted, by action, oldest first.
    async fn audit(&self) -> Vec<(String, String)> {
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            action: String,
            actor: String,
        }
        let sql = "select action, actor from audit order by id";
        let rows: Vec<Row> = self.room.test.hub().read().report(sql, Vec::new()).await.unwrap();
        rows.into_iter().map(|row| (row.action, row.actor)).collect()
    }
}

fn piece(title: &str) -> Value {
    json!({
        "external": {"system": "zsxt", "id": "2026-0417"},
        "channel": "notices",
        "title": title,
        "body": "<p>报名结果自即日起可以查询。</p>",
        "keywords": ["招生"],
    })
}

#[tokio::test]
async fn a_delivery_waits_for_a_person_and_the_token_publishes_what_was_approved() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let made = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    assert_eq!(
        (made.status, made.json["state"].as_str()),
        (201, Some("submitted")),
        "{}",
        made.json
    );
    assert_eq!(made.json["needs_review"], true);
    assert!(
        made.header("location")
            .ends_with(&format!("/api/v1/articles/{}", made.id()))
    );
    let at = format!("/api/v1/articles/{}", made.id());
    let early = desk.post(&token, &format!("{at}/publish"), &json!({})).await;
    assert_eq!((early.status, early.code()), (409, "article.needs_review"));
    desk.approve(&made.id()).await;
    let live = desk.post(&token, &format!("{at}/publish"), &json!({})).await;
    assert_eq!(
        (live.status, live.json["state"].as_str()),
        (200, Some("published")),
        "{}",
        live.json
    );
    let url = live.json["url"].as_str().unwrap();
    assert!(
        url.contains("/notices/") && url.starts_with("http://edu.localhost"),
        "{url}"
    );
    let named = desk.audit().await;
    for action in ["article.delivered", "article.submitted", "article.published"] {
        let (_, actor) = named.iter().find(|(it, _)| it == action).unwrap();
        assert!(actor.contains("招生报名系统"), "{action}: {actor}");
    }
}

#[tokio::test]
async fn the_same_number_updates_and_the_same_text_changes_nothing() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let first = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    let again = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    assert_eq!((again.status, again.id()), (200, first.id()), "{}", again.json);
    assert_eq!(again.json["revision"], first.json["revision"]);
    desk.approve(&first.id()).await;
    // A repeat does not void the approval.
    let again = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    assert_eq!(again.json["state"], "approved");
    let at = format!("/api/v1/articles/{}", first.id());
    desk.post(&token, &format!("{at}/publish"), &json!({})).await;
    let again = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    assert_eq!(
        (again.status, again.json["state"].as_str()),
        (200, Some("published"))
    );
    // Another text is a new edition beside the live one, and waits for a person.
    let changed = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布（更新）"))
        .await;
    assert_eq!(
        (changed.status, changed.json["state"].as_str()),
        (202, Some("submitted")),
        "{}",
        changed.json
    );
    assert!(desk.row(&first.id()).await.live_edition_id.is_some());
    assert_eq!(desk.articles().await.len(), 1);
    let listed = desk
        .get(&token, "/api/v1/articles?system=zsxt&external_id=2026-0417")
        .await;
    assert_eq!(listed.json["items"][0]["id"], first.id().as_str());
}

#[tokio::test]
async fn a_channel_lets_pass_what_the_administrator_answers_for() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    desk.direct(desk.room.notices).await;
    let mut wanted = piece("招生结果公布");
    wanted["state"] = json!("published");
    let made = desk.post(&token, "/api/v1/articles", &wanted).await;
    assert_eq!(
        (made.status, made.json["state"].as_str()),
        (201, Some("published")),
        "{}",
        made.json
    );
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        person_id: i64,
    }
    let rows: Vec<Row> = desk
        .room
        .test
        .hub()
        .read()
        .report("select person_id from approval", Vec::new())
        .await
        .unwrap();
    assert_eq!(
        rows.iter().map(|row| row.person_id).collect::<Vec<_>>(),
        [ADMIN.id]
    );
    // Elsewhere the same wish waits for a reviewer.
    wanted["external"]["id"] = json!("2026-0418");
    wanted["channel"] = json!("news");
    let waits = desk.post(&token, "/api/v1/articles", &wanted).await;
    assert_eq!(
        (waits.status, waits.json["state"].as_str()),
        (201, Some("submitted")),
        "{}",
        waits.json
    );
    assert_eq!(waits.json["needs_review"], true);
}

#[tokio::test]
async fn what_a_person_changed_waits_for_a_reviewer_even_where_deliveries_pass() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    desk.direct(desk.room.notices).await;
    let mut wanted = piece("招生结果公布");
    wanted["state"] = json!("published");
    let made = desk.post(&token, "/api/v1/articles", &wanted).await;
    let row = desk.row(&made.id()).await;
    let live = desk.room.edition(row.live_edition_id.unwrap()).await;
    let open = desk.room.correct(&(row, live)).await.unwrap();
    let mut text = desk.room.text("招生结果更正");
    text.channel = desk.room.notices.0;
    text.change_note = "更正录取人数。".into();
    let changed = desk.room.save(&EDITOR, &open, text).await.unwrap();
    desk.room.submit(&EDITOR, &changed).await.unwrap();
    let path = format!("/api/v1/articles/{}/publish", made.id());
    let asked = desk.post(&token, &path, &Value::Null).await;
    assert_eq!((asked.status, asked.code()), (409, "article.needs_review"));
    assert_eq!(
        desk.row(&made.id()).await.live_edition_id,
        Some(open.0.live_edition_id.unwrap())
    );
}

#[tokio::test]
async fn a_key_stands_for_one_request() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let mut wanted = piece("招生结果公布");
    wanted.as_object_mut().unwrap().remove("external");
    let key = [("idempotency-key", "k-1")];
    let first = desk
        .send(&token, Method::POST, "/api/v1/articles", &key, &wanted)
        .await;
    let again = desk
        .send(&token, Method::POST, "/api/v1/articles", &key, &wanted)
        .await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json, again.json);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(desk.articles().await.len(), 1);
    let other = desk
        .send(&token, Method::POST, "/api/v1/articles", &key, &piece("别的稿件"))
        .await;
    assert_eq!((other.status, other.code()), (409, "api.key_reused"));
    // The key of one token is not another's.
    let second = desk.full().await;
    let made = desk
        .send(&second, Method::POST, "/api/v1/articles", &key, &wanted)
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(desk.articles().await.len(), 2);
}

#[tokio::test]
async fn an_update_names_the_revision_it_saw() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let made = desk
        .post(&token, "/api/v1/articles", &piece("招生结果公布"))
        .await;
    let at = format!("/api/v1/articles/{}", made.id());
    let mark = made.header("etag").to_owned();
    let done = desk
        .send(
            &token,
            Method::POST,
            &at,
            &[("if-match", &mark)],
            &piece("招生结果更正"),
        )
        .await;
    assert_eq!(done.status, 202, "{}", done.json);
    let late = desk
        .send(
            &token,
            Method::POST,
            &at,
            &[("if-match", &mark)],
            &piece("迟到的更正"),
        )
        .await;
    assert_eq!((late.status, late.code()), (412, "stale"));
    assert_eq!(late.header("etag"), done.header("etag"));
    assert_eq!(desk.get(&token, &at).await.json["title"], "招生结果更正");
    let same = desk
        .send(
            &token,
            Method::GET,
            &at,
            &[("if-none-match", done.header("etag"))],
            &Value::Null,
        )
        .await;
    assert_eq!(same.status, 304);
}

#[tokio::test]
async fn a_withdrawal_leaves_its_reason_and_a_repeat_brings_nothing_back() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    desk.direct(desk.room.notices).await;
    let mut wanted = piece("招生结果公布");
    wanted["state"] = json!("published");
    let made = desk.post(&token, "/api/v1/articles", &wanted).await;
    let at = format!("/api/v1/articles/{}/withdraw", made.id());
    let bare = desk.post(&token, &at, &json!({"reason": ""})).await;
    assert_eq!(
        (bare.status, bare.json["errors"][0]["field"].as_str()),
        (422, Some("reason"))
    );
    let gone = desk
        .post(&token, &at, &json!({"reason": "名单有误，核实后另行公布。"}))
        .await;
    assert_eq!(
        (gone.status, gone.json["state"].as_str()),
        (200, Some("withdrawn")),
        "{}",
        gone.json
    );
    let again = desk.post(&token, &at, &json!({"reason": "再撤一次。"})).await;
    assert_eq!(
        (again.status, again.json["withdraw_reason"].as_str()),
        (200, Some("名单有误，核实后另行公布。"))
    );
    let repeat = desk.post(&token, "/api/v1/articles", &wanted).await;
    assert_eq!(
        (repeat.status, repeat.json["state"].as_str()),
        (200, Some("withdrawn"))
    );
    let url = made.json["url"].as_str().unwrap();
    let path = url.splitn(4, '/').nth(3).unwrap();
    assert_eq!(desk.get("", &format!("/{path}")).await.status, 410);
}

#[tokio::test]
async fn a_token_opens_its_scopes_its_channels_its_unit_and_its_site() {
    let desk = Desk::new().await;
    let full = desk.full().await;
    let made = desk.post(&full, "/api/v1/articles", &piece("招生结果公布")).await;
    let at = format!("/api/v1/articles/{}", made.id());
    // Scopes.
    let reader = desk.token(&["article.read"]).await;
    assert_eq!(desk.get(&reader, &at).await.status, 200);
    for (path, body) in [
        ("/api/v1/articles".to_owned(), piece("别的")),
        (at.clone(), piece("别的")),
        (format!("{at}/publish"), json!({})),
        (format!("{at}/withdraw"), json!({"reason": "没有权限的撤回"})),
    ] {
        let refused = desk.post(&reader, &path, &body).await;
        assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{path}");
    }
    let mut direct = piece("不能直接发布");
    direct["state"] = json!("published");
    let writer = desk.token(&["article.create"]).await;
    assert_eq!(desk.post(&writer, "/api/v1/articles", &direct).await.status, 403);
    assert_eq!(desk.get(&writer, &at).await.status, 403);
    // Channels.
    let scopes = ["article.create", "article.read"];
    let news = Some(vec![desk.room.news]);
    let (narrow, _) = desk.token_of(desk.room.site, desk.unit, &scopes, news).await;
    let mut elsewhere = piece("别的栏目");
    elsewhere["external"]["id"] = json!("narrow");
    assert_eq!(
        desk.post(&narrow, "/api/v1/articles", &elsewhere).await.status,
        403
    );
    elsewhere["channel"] = json!("news");
    assert_eq!(
        desk.post(&narrow, "/api/v1/articles", &elsewhere).await.status,
        201
    );
    // Units: the same number is another article there, and this one does not exist.
    let all = [
        "article.read",
        "article.create",
        "article.publish",
        "article.withdraw",
    ];
    let (school, _) = desk.token_of(desk.room.site, desk.other_unit, &all, None).await;
    for path in ["", "/publish", "/withdraw"] {
        let answer = desk.post(&school, &format!("{at}{path}"), &piece("学校的")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(desk.get(&school, &at).await.status, 404);
    let own = desk.post(&school, "/api/v1/articles", &piece("学校的")).await;
    assert_ne!(own.id(), made.id());
    // Sites.
    for path in [at.as_str(), "/api/v1/articles"] {
        let answer = desk
            .send_at("portal.localhost", &full, Method::GET, path, &[], &Value::Null)
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let (portal, _) = desk.token_of(desk.room.other, desk.unit, &all, None).await;
    let answer = desk
        .send_at("portal.localhost", &portal, Method::GET, &at, &[], &Value::Null)
        .await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_token_that_is_over_or_nobody_s_is_told_so() {
    let desk = Desk::new().await;
    let (token, id) = desk
        .token_of(desk.room.site, desk.unit, &["article.read"], None)
        .await;
    assert_eq!(desk.get(&token, "/api/v1/articles").await.status, 200);
    let used = content::token::query::list(&desk.room.test.store.read(desk.room.site))
        .await
        .unwrap();
    assert!(used[0].used_at.is_some());
    assert!(
        !used[0].token_hash.contains(&token[30..]),
        "the token lies in the database"
    );
    let mut forged = token.clone();
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'B' } else { 'A' });
    for (given, code) in [
        ("", "token.missing"),
        ("abc", "token.missing"),
        (&forged, "token.unknown"),
    ] {
        let answer = desk.get(given, "/api/v1/articles").await;
        assert_eq!((answer.status, answer.code()), (401, code), "{given}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let mut tx = desk.room.write::<ManageTokens>(&ADMIN).await;
    let now = desk.room.test.store.clocks().security.now();
    revoke_token(&mut tx, id, now).await.unwrap();
    assert!(revoke_token(&mut tx, id, now).await.is_err());
    tx.commit().await.unwrap();
    let answer = desk.get(&token, "/api/v1/articles").await;
    assert_eq!((answer.status, answer.code()), (401, "token.over"));
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let with = |field: &str, value: Value| {
        let mut wanted = piece("招生结果公布");
        wanted[field] = value;
        wanted
    };
    for (wanted, field) in [
        (with("titel", json!("x")), "titel"),
        (with("title", json!("")), "title"),
        (with("channel", json!("nowhere")), "channel"),
        (with("format", json!("docx")), "format"),
        (with("origin", json!("heard")), "origin"),
        (
            with("external", json!({"system": "", "id": "1"})),
            "external.system",
        ),
        (with("lead", json!("file:none.png")), "lead"),
        (
            with("files", json!([{"name": "a.png", "content": "?"}])),
            "files[0].content",
        ),
        (
            with("files", json!([{"name": "a.exe", "content": "TVqQAAMAAAA="}])),
            "files[0].content",
        ),
        (with("body", json!("")), "body"),
    ] {
        let answer = desk.post(&token, "/api/v1/articles", &wanted).await;
        assert_eq!(
            (answer.status, answer.json["errors"][0]["field"].as_str()),
            (422, Some(field)),
            "{}",
            answer.json
        );
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json; charset=utf-8"
        );
    }
    assert!(desk.articles().await.is_empty());
}

#[tokio::test]
async fn pictures_come_along_or_before() {
    use base64::Engine;
    let desk = Desk::new().await;
    let token = desk.full().await;
    let picture = png(400, 300);
    let mut wanted = piece("图解招生范围");
    wanted["body"] = json!("<p>范围如下。</p><p><img src=\"file:范围.png\" alt=\"范围\"></p>");
    wanted["lead"] = json!("file:范围.png");
    wanted["files"] = json!([{
        "name": "范围.png", "alt": "各校招生范围示意图",
        "content": base64::engine::general_purpose::STANDARD.encode(&picture),
    }]);
    let made = desk.post(&token, "/api/v1/articles", &wanted).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let read = desk.room.test.store.read(desk.room.site);
    let stored = read.find::<media::entity::Entity>().found().await.unwrap();
    let row = desk.row(&made.id()).await;
    let edition = desk.room.edition(row.draft_edition_id.unwrap()).await;
    assert!(
        edition.body_html.contains(&format!("media:{}", stored.hash)),
        "{}",
        edition.body_html
    );
    assert_eq!(stored.alt, "各校招生范围示意图");

    let mut body = b"--zs\r\ncontent-disposition: form-data; name=\"alt\"\r\n\r\n\xe7\xaa\x91\r\n--zs\r\ncontent-disposition: form-data; name=\"file\"; filename=\"b.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(&png(320, 200));
    body.extend_from_slice(b"\r\n--zs--\r\n");
    let response = desk
        .client
        .post(format!("http://127.0.0.1:{}/api/v1/media", desk.web.port))
        .header("host", format!("{EDU}:{}", desk.web.port))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=zs")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    let file: Value = response.json().await.unwrap();
    let mut wanted = piece("题图另传");
    wanted["external"]["id"] = json!("2026-0500");
    wanted["lead"] = file["hash"].clone();
    let made = desk.post(&token, "/api/v1/articles", &wanted).await;
    assert_eq!(made.status, 201, "{}", made.json);
}

#[tokio::test]
async fn a_flood_of_one_token_is_slowed() {
    let desk = Desk::new().await;
    let token = desk.token(&["article.read"]).await;
    let other = desk.token(&["article.read"]).await;
    let mut slowed = None;
    for _ in 0..400 {
        let answer = desk.get(&token, "/api/v1/articles?limit=1").await;
        if answer.status == 429 {
            slowed = Some(answer);
            break;
        }
    }
    let slowed = slowed.expect("nothing slows it");
    assert_eq!(slowed.code(), "too_many");
    assert!(!slowed.header("retry-after").is_empty());
    assert_eq!(desk.get(&other, "/api/v1/articles").await.status, 200);
}

#[test]
fn the_description_holds_every_route_and_its_examples_are_true_to_it() {
    let doc = serde_json::to_value(content::api::doc::describe()).unwrap();
    let mut routes = 0;
    for route in content::feature().routes {
        if route.path.starts_with("/api/") {
            routes += 1;
            let verb = route.method.as_str().to_lowercase();
            assert!(
                doc["paths"][route.path][&verb].is_object(),
                "{route:?} is not described"
            );
        }
    }
    let described: usize = doc["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|at| at.as_object().unwrap().len())
        .sum();
    assert_eq!((routes, described), (7, 7));
    let mut examples = 0;
    for (name, schema) in doc["components"]["schemas"].as_object().unwrap() {
        let Some(example) = schema.get("example") else {
            continue;
        };
        examples += 1;
        let whole = json!({"$ref": format!("#/components/schemas/{name}"), "components": doc["components"]});
        let judge = jsonschema::validator_for(&whole).unwrap();
        let faults: Vec<String> = judge
            .iter_errors(example)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
    assert!(examples >= 6, "{examples}");
    // The judge judges.
    let whole = json!({"$ref": "#/components/schemas/WithdrawIn", "components": doc["components"]});
    assert!(
        !jsonschema::validator_for(&whole)
            .unwrap()
            .is_valid(&json!({"reason": 7}))
    );
}

#[tokio::test]
async fn what_the_checks_forbid_is_answered_with_every_finding_and_nothing_is_written() {
    let desk = Desk::new().await;
    let token = desk.full().await;
    let mut bad = piece("招生结果公布");
    bad["body"] = "<p>登录帐号，证号11010519491231002X。</p>".into();
    let answer = desk.post(&token, "/api/v1/articles", &bad).await;
    assert_eq!(
        (answer.status, answer.code()),
        (422, "check.blocked"),
        "{}",
        answer.json
    );
    let told: Vec<_> = answer.json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (found["rule"].as_str().unwrap(), found["level"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("wrong_word", "warn"), ("id_card", "block")]);
    let first = &answer.json["findings"][0];
    assert_eq!(first["cure"], json!({"kind": "replace", "to": "账号"}));
    assert_eq!(
        (first["field"].as_str(), first["words"].as_str()),
        (Some("body"), Some("帐号"))
    );
    assert!(desk.articles().await.is_empty());
    // A warning alone holds no program up; it is written down.
    bad["body"] = "<p>登录帐号。</p>".into();
    let answer = desk.post(&token, "/api/v1/articles", &bad).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    assert!(
        desk.audit()
            .await
            .iter()
            .any(|(action, _)| action == "article.check_unconfirmed")
    );
}
