//! History brought in from a file, beside a running server.

use super::board::soon;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Instant;
use tests::people::{Staff, Visitor};
use tests::program::{Program, lossy};

const GOOD: usize = 300;

/// Lines that are no article, each broken in its own way.
fn broken() -> Vec<Vec<u8>> {
    let whole = |key: &str| json!({"key": key, "title": "缺项的稿件", "body": "正文。", "published_at": "2019-05-01 08:00"});
    let without = |field: &str| {
        let mut line = whole(field);
        line.as_object_mut().unwrap().remove(field);
        line.to_string().into_bytes()
    };
    let with = |field: &str, value: serde_json::Value| {
        let mut line = whole("with");
        line[field] = value;
        line.to_string().into_bytes()
    };
    vec![
        b"{\"key\": \"cut-off\", \"title\": \"".to_vec(),
        b"not json at all".to_vec(),
        b"[1, 2, 3]".to_vec(),
        b"{\"key\": \"\xff\xfe\", \"title\": \"\xe9\"}".to_vec(),
        without("key"),
        without("title"),
        without("body"),
        with("published_at", json!("去年春天")),
        with("body_format", json!("docx")),
        with("origin", json!("听说")),
    ]
}

fn good(n: usize) -> String {
    json!({
        "key": format!("old-{n}"),
        "title": format!("历史稿件第{n}号"),
        "body": format!("这是从旧网站迁来的第{n}号稿件，说明当年第{n}次检查的经过。\n\n检查由巡查小组{n}完成。"),
        "body_format": "text",
        "published_at": format!("2018-{:02}-{:02} 09:{:02}", n % 12 + 1, n % 28 + 1, n % 60),
        "source": "陶都市教育局",
        "origin": "own",
        "author": "旧网站",
        "keywords": "历史,检查",
        "old_url": format!("/old/show.asp?id={n}"),
    })
    .to_string()
}

#[tokio::test]
async fn ten_broken_lines_stop_nothing_beside_a_running_server() {
    let town = Program::demo().await;
    let file = town.folder().join("history.jsonl");
    let mut text = Vec::new();
    let mut broken = broken().into_iter();
    let mut wrong_lines = BTreeSet::new();
    let mut line = 0;
    for n in 0..GOOD {
        if n % 30 == 7 {
            text.extend(broken.next().unwrap());
            text.push(b'\n');
            line += 1;
            wrong_lines.insert(line);
        }
        text.extend(good(n).as_bytes());
        text.push(b'\n');
        line += 1;
    }
    assert_eq!(wrong_lines.len(), 10);
    std::fs::write(&file, text).unwrap();
    let name = file.to_str().unwrap();
    let args = ["import", "articles", "--site", "edu", "--channel", "news", name];

    let rehearsal = town.run_json(&[&args[..], &["--dry-run"]].concat()).await;
    assert_eq!(
        (rehearsal["dry_run"].as_bool(), rehearsal["new"].as_u64()),
        (Some(true), Some(GOOD as u64)),
        "{rehearsal:#}"
    );
    let visitor = Visitor::new();
    assert_eq!(
        found(&visitor, &town, "巡查小组").await,
        0,
        "a rehearsal wrote something"
    );

    let begun = Instant::now();
    let report = town.run_json(&args).await;
    eprintln!("imported {GOOD} lines in {:.2} s", begun.elapsed().as_secs_f64());
    assert_eq!(
        (report["new"].as_u64(), report["lines"].as_u64()),
        (Some(GOOD as u64), Some(GOOD as u64 + 10)),
        "{report:#}"
    );
    let rejected: BTreeSet<u64> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| bad["line"].as_u64().unwrap())
        .collect();
    assert_eq!(rejected, wrong_lines, "{report:#}");
    for bad in report["rejected"].as_array().unwrap() {
        assert!(bad["reason"].as_str().unwrap().chars().count() > 3, "{bad:#}");
    }
    let rejects = std::fs::read(file.with_extension("rejects.jsonl")).unwrap();
    assert_eq!(
        rejects
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .count(),
        10
    );

    soon(begun, "all of it in search", async || {
        found(&visitor, &town, "巡查小组").await == GOOD as u64
    })
    .await;
    let list = visitor.open(&town.url("edu", "/news/")).await;
    assert!(list.forms().len() < 10, "{}", list.url);
    let old = visitor.get(&town.url("edu", "/old/show.asp?id=7")).await;
    assert!(
        old.status.is_redirection(),
        "the old address leads nowhere: {}",
        old.summary()
    );
    assert_eq!(
        visitor.open(old.location().as_str()).await.one("h1").words(),
        "历史稿件第7号"
    );
    let portal = visitor.get(&town.url("portal", "/bumen/")).await;
    assert!(
        !portal.text().contains("历史稿件第"),
        "history was syndicated as news"
    );

    let again = town.run_json(&args).await;
    assert_eq!(
        (again["new"].as_u64(), again["unchanged"].as_u64()),
        (Some(0), Some(GOOD as u64)),
        "{again:#}"
    );
    // Both runs left a report that people read; the rehearsal left none.
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let runs = admin.page("/console/imports").await;
    assert_eq!(runs.html.matches("history.jsonl").count(), 2, "{}", runs.main());
    let first = runs
        .all("a")
        .filter(|link| link.words().contains("history.jsonl"));
    let report = admin.page(first.last().unwrap().attr("href")).await;
    assert!(
        report.says("新增 300，已有 0，退回 10") && report.says("第 8 行："),
        "{}",
        report.main()
    );
    town.verify().await;
}

#[tokio::test]
async fn an_import_into_a_channel_that_is_not_there_is_refused() {
    let town = Program::demo().await;
    let file = town.folder().join("one.jsonl");
    std::fs::write(&file, good(1)).unwrap();
    for (site, channel) in [("edu", "nowhere"), ("nobody", "news")] {
        let output = town
            .run(&[
                "import",
                "articles",
                "--site",
                site,
                "--channel",
                channel,
                file.to_str().unwrap(),
            ])
            .await;
        assert_eq!(output.status.code(), Some(2), "{}", lossy(&output.stderr));
        assert!(!output.stderr.is_empty());
    }
}

async fn found(visitor: &Visitor, town: &Program, words: &str) -> u64 {
    let mut url: url::Url = town.url("edu", "/api/v1/search").parse().unwrap();
    url.query_pairs_mut()
        .append_pair("q", words)
        .append_pair("size", "1");
    visitor.get(url.as_str()).await.json()["total"].as_u64().unwrap()
}
