//! What an outside medium publishes comes to a site: by the commands, past a kill, and on the pages.

use super::board::soon;
use rand::RngExt;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::people::{Staff, Visitor};
use tests::program::{Program, lossy};

/// A medium on this machine: what stands where, and what it was asked for.
#[derive(Clone, Default)]
struct Medium {
    port: u16,
    pages: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    asked: Arc<Mutex<Vec<(String, u16)>>>,
}

impl Medium {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let medium = Self {
            port: listener.local_addr().unwrap().port(),
            ..Self::default()
        };
        let own = medium.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                std::thread::spawn(move || own.answer(stream));
            }
        });
        medium
    }

    /// The tag is the length: each version of a page has another.
    fn answer(&self, mut stream: TcpStream) {
        let mut lines = BufReader::new(&stream).lines();
        let path = lines.next().and_then(Result::ok).unwrap_or_default();
        let path = path.split(' ').nth(1).unwrap_or_default().to_owned();
        let head: Vec<String> = lines
            .map_while(Result::ok)
            .take_while(|line| !line.is_empty())
            .collect();
        let page = self.pages.lock().unwrap().get(&path).cloned();
        let (status, body) = match page {
            None => (404, Vec::new()),
            Some(body) => {
                let known = format!("if-none-match: \"{}\"", body.len());
                if head.iter().any(|line| line.to_ascii_lowercase() == known) {
                    (304, Vec::new())
                } else {
                    (200, body)
                }
            }
        };
        self.asked.lock().unwrap().push((path, status));
        let tag = if status == 200 {
            format!("etag: \"{}\"\r\n", body.len())
        } else {
            String::new()
        };
        let head = format!(
            "HTTP/1.1 {status} x\r\n{tag}connection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        // Who was killed does not listen any more.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(&body));
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.pages.lock().unwrap().insert(path.to_owned(), body.into());
    }

    fn statuses(&self, path: &str) -> Vec<u16> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|(at, _)| at == path)
            .map(|(_, status)| *status)
            .collect()
    }
}

fn feed(encoding: &str, entries: &[(usize, &str)]) -> String {
    let items: String = entries
        .iter()
        .map(|(n, text)| {
            format!(
                "<item><guid isPermaLink=\"false\">zaobao-{n}</guid><title>早报第{n}条消息</title><link>/{n}.html</link>\
                 <pubDate>{:02} Nov 2026 08:{n:02}:00 +0800</pubDate><description><![CDATA[<p>{text}</p>\
                 <script>alert(1)</script><img src=\"/gone-{n}.jpg\">]]></description></item>",
                n % 20 + 1
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?><rss version=\"2.0\"><channel><title>陶都早报</title><link>/</link>{items}</channel></rss>"
    )
}

async fn shown(visitor: &Visitor, town: &Program, words: &str) -> usize {
    let page = visitor.open(&town.url("edu", "/news/")).await;
    page.main().matches(words).count()
}

#[tokio::test]
async fn a_feed_is_added_polled_and_read_on_the_channels_page() {
    let medium = Medium::open();
    medium.put(
        "/rss.xml",
        feed("utf-8", &[(1, "窑火不熄。"), (2, "八所小学开课。")]),
    );
    let text = feed("gb2312", &[(3, "国标编码的消息。")]);
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    medium.put("/gbk.xml", gbk.into_owned());
    let mut town = Program::demo_at_rest().await;
    let url = medium.url("/rss.xml");
    let add = [
        "feed",
        "add",
        "--site",
        "edu",
        "--channel",
        "news",
        "--auto",
        &url,
    ];
    let refused = town.run(&add).await;
    assert_eq!(refused.status.code(), Some(3), "{}", lossy(&refused.stderr));
    assert!(
        lossy(&refused.stderr).contains("outbound.private") || lossy(&refused.stderr).contains("内部网络")
    );
    town.set("ZISHA_OUTBOUND__ALLOW", &format!("127.0.0.1:{}", medium.port));
    let source = town.run_json(&add).await;
    assert_eq!(
        (source["auto"].as_bool(), source["state"].as_str()),
        (Some(true), Some("active"))
    );
    let twice = town.run(&add).await;
    assert_eq!(twice.status.code(), Some(3));
    let done = town.run_json(&["feed", "poll", "--site", "edu"]).await;
    assert_eq!(
        (done[0]["new"].as_u64(), done[0]["published"].as_u64()),
        (Some(2), Some(2)),
        "{done:#}"
    );
    let done = town.run_json(&["feed", "poll"]).await;
    assert_eq!(
        (done[0]["new"].as_u64(), done[0]["reading"].as_str()),
        (Some(0), Some("unchanged"))
    );
    assert_eq!(medium.statuses("/rss.xml"), [200, 304]);

    // The server that starts later shows it, named and linked, without what was hostile.
    let mut town = town.begin().await;
    let visitor = Visitor::new();
    assert_eq!(shown(&visitor, &town, "早报第").await, 2);
    let list = visitor.open(&town.url("edu", "/news/")).await;
    let article = visitor.get(list.link("早报第2条消息").as_str()).await;
    let page = article.page();
    assert_eq!(page.meta("ContentSource").as_deref(), Some("陶都早报"));
    assert!(page.says("八所小学开课。"));
    assert!(!article.text().contains("alert(1)") && !article.text().contains("gone-2.jpg"));
    assert!(
        page.main_links()
            .iter()
            .any(|link| link.as_str() == medium.url("/2.html"))
    );

    // A running server shows what is polled beside it: a correction of the source, and a feed in GBK.
    medium.put(
        "/rss.xml",
        feed("utf-8", &[(1, "窑火不熄。"), (2, "九所小学开课，来源已更正。")]),
    );
    let gbk = medium.url("/gbk.xml");
    let other = town
        .run_json(&[
            "feed",
            "add",
            "--site",
            "edu",
            "--channel",
            "news",
            "--auto",
            "--name",
            "国标社",
            &gbk,
        ])
        .await;
    let begun = Instant::now();
    // The server asks a source that is due by itself; the command finds then what it left.
    let done = town.run(&["feed", "poll"]).await;
    assert!(done.status.success(), "{}", lossy(&done.stdout));
    soon(begun, "the correction on the page", async || {
        visitor
            .get(list.link("早报第2条消息").as_str())
            .await
            .text()
            .contains("来源已更正")
    })
    .await;
    soon(begun, "the feed in GBK on the channel", async || {
        shown(&visitor, &town, "早报第3条消息").await == 1
    })
    .await;
    let rows = town.run_json(&["feed", "list", "--site", "edu"]).await;
    let names: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["陶都早报", "国标社"]);

    // The pages: the register, and what came.
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let register = admin.page("/console/sources").await;
    assert!(
        register.says("国标社") && register.says("自动发布"),
        "{}",
        register.main()
    );
    let arrivals = admin.page("/console/arrivals?state=published").await;
    assert!(
        arrivals.says("早报第1条消息") && arrivals.says("图片未能取回"),
        "{}",
        arrivals.main()
    );

    // Removed, it leaves what it brought; a source that fails is told by the exit status.
    let id = other["id"].to_string();
    town.run_json(&["feed", "remove", &id]).await;
    assert_eq!(shown(&visitor, &town, "早报第").await, 3);
    medium.pages.lock().unwrap().clear();
    let failed = town.run(&["feed", "poll", "--json"]).await;
    assert_eq!(failed.status.code(), Some(1), "{}", lossy(&failed.stdout));
    assert!(
        lossy(&failed.stdout).contains("outbound.status"),
        "{}",
        lossy(&failed.stdout)
    );
    town.verify().await;
    town.stop();
}

#[tokio::test]
async fn a_poll_that_is_killed_again_and_again_brings_each_entry_once() {
    let medium = Medium::open();
    let entries: Vec<(usize, &str)> = (1..=12).map(|n| (n, "窑火不熄。")).collect();
    medium.put("/rss.xml", feed("utf-8", &entries));
    let mut town = Program::demo_at_rest().await;
    town.set("ZISHA_OUTBOUND__ALLOW", &format!("127.0.0.1:{}", medium.port));
    let url = medium.url("/rss.xml");
    town.run_json(&[
        "feed",
        "add",
        "--site",
        "edu",
        "--channel",
        "news",
        "--auto",
        &url,
    ])
    .await;
    let mut kills = 0;
    while kills < 6 {
        let mut child = town.command(&["feed", "poll"]).spawn().unwrap();
        let wait = rand::rng().random_range(200..2500);
        eprintln!("killed after {wait} ms");
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    let done = town.run_json(&["feed", "poll"]).await;
    assert_eq!(done[0]["failed"].as_u64(), Some(0), "{done:#}");
    let done = town.run_json(&["feed", "poll"]).await;
    assert_eq!(done[0]["new"].as_u64(), Some(0), "{done:#}");
    let town = town.begin().await;
    let visitor = Visitor::new();
    for (n, _) in entries {
        let words = format!("早报第{n}条消息");
        assert_eq!(shown(&visitor, &town, &words).await, 1, "{words}");
    }
    town.verify().await;
}
