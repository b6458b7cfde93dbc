//! Visits are counted right, by nobody's name, and outlive a kill.

use serde_json::Value;
use std::time::Duration;
use tests::people::{Staff, Visitor};
use tests::program::Program;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
/// Requests that are on the way at once on one line.
const AT_ONCE: usize = 25;

#[tokio::test]
async fn a_hundred_thousand_views_are_counted_right_and_outlive_a_kill() {
    const VISITORS: usize = 20_000;
    const EACH: usize = 5;
    let mut town = Program::demo().await;
    let before = figures(&town, "edu.admin", "").await;
    let group_before = figures(&town, "portal.admin", "?scope=group").await;
    // One sight of the page, so that the rest is answered from memory as in life.
    let sight = Visitor::new();
    sight
        .get_with(&town.url("edu", "/"), &[("user-agent", "curl/8")])
        .await;
    let lines: Vec<_> = (0..8)
        .map(|line| {
            let port = town.port();
            tokio::spawn(async move {
                let people = (line..VISITORS).step_by(8);
                let views = people.flat_map(|person| std::iter::repeat_n(person, EACH));
                read_pages(port, views.collect()).await
            })
        })
        .collect();
    let mut seen = 0;
    for line in lines {
        seen += line.await.unwrap();
    }
    assert_eq!(seen, VISITORS * EACH);
    // What is older than five seconds outlives a kill.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let late = read_pages(town.port(), vec![VISITORS; 100]).await;
    town.kill_hard();
    town.begin_again().await;
    let after = figures(&town, "edu.admin", "").await;
    let views = number(&after, "views") - number(&before, "views");
    let most = i64::try_from(seen + late).unwrap();
    assert!((100_000..=most).contains(&views), "{views} of {most} views");
    let visitors = number(&after, "visitors") - number(&before, "visitors");
    assert!(
        (19_800..=20_200).contains(&visitors),
        "{visitors} of 20,000 visitors"
    );
    assert!(row(&after, "访问设备", "手机") >= 100_000);
    assert!(row(&after, "访问来源", "百度") >= 100_000);
    let group = figures(&town, "portal.admin", "?scope=group").await;
    let views_of_all = number(&group, "views") - number(&group_before, "views");
    assert_eq!(views_of_all, views, "what the portal sees of all sites");
    // Nothing of anybody is in the database: neither address nor program.
    if town.database_url().is_none() {
        town.stop();
        for file in ["zisha.db", "zisha.db-wal"] {
            let bytes = std::fs::read(town.data().join(file)).unwrap_or_default();
            let named = bytes.windows(9).any(|part| part == b"visitor-7");
            assert!(!named, "{file} knows somebody");
        }
    }
}

#[tokio::test]
async fn robots_and_staff_do_not_count_and_the_foot_says_what_the_site_wants() {
    let town = Program::demo().await;
    let before = figures(&town, "edu.admin", "").await;
    let visitor = Visitor::new();
    let home = town.url("edu", "/");
    let page = visitor.get_with(&home, &[("user-agent", PHONE)]).await.page();
    let news = page.link("教育要闻");
    visitor.get_with(news.as_str(), &[("user-agent", PHONE)]).await;
    for (agent, extra) in [
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", ("accept", "*/*")),
        ("", ("accept", "*/*")),
        (PHONE, ("sec-purpose", "prefetch")),
    ] {
        visitor.get_with(&home, &[("user-agent", agent), extra]).await;
    }
    visitor
        .get_with(&town.url("edu", "/no/such/page"), &[("user-agent", PHONE)])
        .await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let after = figures(&town, "edu.admin", "").await;
    assert_eq!(number(&after, "views") - number(&before, "views"), 2);
    assert_eq!(number(&after, "visitors") - number(&before, "visitors"), 1);
    assert!(row(&after, "各栏目", "教育要闻") >= 1);
    let figures = admin.page("/console/visits").await;
    assert!(figures.says("每日浏览量") && figures.says("教育要闻"));
    let file = admin.look("/console/visits.csv").await;
    assert!(file.text().contains("独立访客"));
    // The sum with what was before, at the foot of the pages; wrong fields are named and change nothing.
    let form = admin.page("/console/visits/settings").await;
    let wrong = admin.try_press(&form, "保存", &[("基数", "-5")]).await;
    assert!(wrong.text().contains("基数应为不小于 0 的整数"));
    let set = [
        ("基数", "4000000"),
        ("起算日期", "2009-01-01"),
        ("在页面底部显示累计访问量", "yes"),
    ];
    admin.press(&form, "保存", &set).await;
    let foot = visitor.get(&home).await.page();
    assert!(
        foot.all_words()
            .contains("自 2009 年 1 月 1 日至昨日，本站累计访问 4,000,000 次"),
        "{}",
        foot.all_words()
    );
    town.verify().await;
}

async fn figures(town: &Program, account: &str, query: &str) -> Value {
    let staff = Staff::sign_in(town, account).await;
    let answer = staff.look(&format!("/console/visits.json{query}")).await;
    serde_json::from_str(&answer.text()).unwrap()
}

fn number(figures: &Value, name: &str) -> i64 {
    figures.get(name).and_then(Value::as_i64).unwrap()
}

/// Views of a row of a table; 0 where it is not there.
fn row(figures: &Value, table: &str, title: &str) -> i64 {
    let tables = figures.get("tables").and_then(Value::as_array).unwrap();
    let rows = tables.iter().filter(|one| one["title"] == table);
    let rows = rows.filter_map(|one| one["rows"].as_array()).flatten();
    let found = rows.filter(|row| row["title"] == title);
    found.filter_map(|row| row["numbers"][0].as_i64()).sum()
}

/// Asks for the home page for these people over one line, as browsers do that have it already; answers how many answers came.
async fn read_pages(port: u16, people: Vec<usize>) -> usize {
    let mut line = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut seen = 0;
    let mut room = vec![0; 1 << 16];
    for some in people.chunks(AT_ONCE) {
        let asked: String = some
            .iter()
            .map(|person| {
                format!(
                    "GET / HTTP/1.1\r\nhost: edu.localhost:{port}\r\nif-none-match: *\r\n\
                     referer: https://www.baidu.com/s?wd=secret\r\nuser-agent: {PHONE} visitor-{person}\r\n\r\n"
                )
            })
            .collect();
        line.write_all(asked.as_bytes()).await.unwrap();
        // Answers without a body end with their head.
        let mut told = Vec::new();
        while ends(&told) < some.len() {
            let n = line.read(&mut room).await.unwrap();
            assert!(n > 0, "the server hung up");
            told.extend_from_slice(&room[..n]);
        }
        let answers = String::from_utf8_lossy(&told);
        seen += answers.matches("HTTP/1.1 304").count();
    }
    seen
}

fn ends(bytes: &[u8]) -> usize {
    bytes.windows(4).filter(|part| part == b"\r\n\r\n").count()
}
