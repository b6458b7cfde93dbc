//! `kill -9` at random moments: whatever was acknowledged is there afterwards, once, and everything agrees.
//!
//! The client writes down each acknowledgement before the kill can come; kills fall at random milliseconds, inside
//! commits too. `ZISHA_KILL_ROUNDS` sets the rounds of each test (4 here, 20 for the record), `ZISHA_KILL_SEED` repeats
//! a run.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::page::Page;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::Program;

fn rounds() -> u32 {
    std::env::var("ZISHA_KILL_ROUNDS")
        .map_or(4, |rounds| rounds.parse().expect("ZISHA_KILL_ROUNDS is a number"))
}

fn dice(test: &str) -> StdRng {
    let seed = std::env::var("ZISHA_KILL_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    eprintln!("{test}: ZISHA_KILL_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Publications that the server acknowledged: title → public address.
type Ledger = Arc<Mutex<BTreeMap<String, String>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_publication_is_lost_or_doubled_by_kill_9() {
    let mut dice = dice("publications");
    let mut town = Program::demo().await;
    let ledger = Ledger::default();
    let rounds = rounds();
    // 200 publications in 20 rounds; every round begins with some that are approved and waits for none.
    let each = 10;
    for round in 0..rounds {
        let room = Newsroom::of(&town, "edu").await;
        let ready = approved(&room, round, each).await;
        let pause = Duration::from_millis(dice.random_range(0..900));
        let publishing = tokio::spawn(publish_all(room.editor.clone(), ready.clone(), ledger.clone()));
        tokio::time::sleep(pause).await;
        town.kill_hard();
        publishing.await.unwrap();
        town.begin_again().await;
        check(&town, &ledger, &format!("round {round}, killed after {pause:?}")).await;
        // What the kill left undone is done now, so that every round adds its ten.
        let editor = Staff::sign_in(&town, "edu.editor").await;
        publish_all(editor, ready, ledger.clone()).await;
        check(&town, &ledger, &format!("round {round}, after the rest")).await;
    }
    let published = ledger.lock().unwrap().len();
    assert_eq!(published, usize::try_from(rounds * each).unwrap());
    town.verify().await;
    eprintln!("{published} publications in {rounds} rounds: none lost, none doubled");
}

/// Articles that only wait for the button.
async fn approved(room: &Newsroom, round: u32, count: u32) -> Vec<(String, String)> {
    let mut ready = Vec::new();
    for n in 0..count {
        let title = format!("第{round}轮第{n}件断电演练稿件");
        let piece = room
            .submit("教育要闻", &title, "断电演练：这篇稿件只能有一份。")
            .await;
        room.approve(&piece).await;
        ready.push((piece, title));
    }
    ready
}

/// Presses 发布 on each and writes down each acknowledgement; stops when the server is gone.
async fn publish_all(editor: Staff, ready: Vec<(String, String)>, ledger: Ledger) {
    for (piece, title) in ready {
        let Ok(answer) = editor
            .try_ask(reqwest::Method::GET, &editor.at(&piece), &[], None)
            .await
        else {
            return;
        };
        if !answer.status.is_success() {
            panic!("{piece}: {}", answer.summary());
        }
        let page = answer.page();
        if let Some(url) = page.links("查看页面").first() {
            // Published in a moment whose acknowledgement never arrived.
            ledger
                .lock()
                .unwrap()
                .entry(title)
                .or_insert_with(|| url.path().to_owned());
            continue;
        }
        let (form, button) = page.form_with("发布");
        let Ok(answer) = editor.try_submit(&form, Some(&button)).await else {
            return;
        };
        assert!(answer.status.is_redirection(), "{title}: {}", answer.summary());
        // This is the acknowledgement; the address is read later if the server lives.
        ledger.lock().unwrap().insert(title.clone(), String::new());
        let Ok(answer) = editor
            .try_ask(reqwest::Method::GET, &editor.at(&piece), &[], None)
            .await
        else {
            return;
        };
        let path = answer.page().link("查看页面").path().to_owned();
        ledger.lock().unwrap().insert(title, path);
    }
}

/// Everything acknowledged is on the site, on the portal, and in search, once; and the parts agree.
async fn check(town: &Program, ledger: &Ledger, when: &str) {
    let known = ledger.lock().unwrap().clone();
    town.verify().await;
    let visitor = Visitor::new();
    let site = titles(&visitor, &town.url("edu", "/news/")).await;
    let portal = titles(&visitor, &town.url("portal", "/bumen/")).await;
    for (title, path) in &known {
        assert_eq!(site.get(title), Some(&1), "{when}: {title} on the site");
        assert_eq!(portal.get(title), Some(&1), "{when}: {title} on the portal");
        assert_eq!(hits(&visitor, town, title).await, 1, "{when}: {title} in search");
        if !path.is_empty() {
            assert!(
                visitor.open(&town.url("edu", path)).await.says(title),
                "{when}: {path}"
            );
        }
    }
    let doubled: Vec<_> = site
        .iter()
        .chain(&portal)
        .filter(|(title, count)| title.contains("断电演练") && **count > 1)
        .collect();
    assert!(doubled.is_empty(), "{when}: {doubled:?}");
}

/// How often each title stands in a list, over all its pages.
async fn titles(visitor: &Visitor, list: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut next = Some(list.to_owned());
    let mut pages = 0;
    while let Some(url) = next.take() {
        let page: Page = visitor.open(&url).await;
        for link in page
            .all("a")
            .filter(|link| page.is_inside(link, "main") && link.attr("href").ends_with(".html"))
        {
            let words = link.words();
            if let Some(at) = words.find('第').filter(|_| words.contains("断电演练")) {
                *counts
                    .entry(words[at..].split(' ').next().unwrap().to_owned())
                    .or_insert(0) += 1;
            }
        }
        pages += 1;
        assert!(pages < 40, "{list} has no last page");
        let following = page
            .all("a")
            .find(|link| link.attr("rel") == "next" && link.attr("href").contains("page="));
        next = following.map(|link| page.url.join(link.attr("href")).unwrap().to_string());
    }
    counts
}

async fn hits(visitor: &Visitor, town: &Program, title: &str) -> usize {
    let mut url: url::Url = town.url("portal", "/api/v1/search").parse().unwrap();
    url.query_pairs_mut()
        .append_pair("q", &format!("\"{title}\""))
        .append_pair("size", "50");
    let answer = visitor.get(url.as_str()).await.json();
    let items = answer["items"].as_array().unwrap();
    items.iter().filter(|item| item["title"] == title).count()
}

/// Lines of a file; each round has one of its own.
const LINES: u64 = 5000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_where_it_stopped() {
    let mut dice = dice("import");
    let mut town = Program::demo().await;
    let rounds = rounds();
    // One that nobody disturbs, to know when the others are at work: first rows, then a wait for the index.
    let first = file(&town, 0);
    let begun = Instant::now();
    town.run_json(&[&line(&first)[..], &["--dry-run"]].concat()).await;
    let rows = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let begun = Instant::now();
    assert_eq!(import(&town, &first).await, (LINES, 0));
    let takes = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let (mut inside, mut halves) = (0, 0);
    for round in 1..=rounds {
        let file = file(&town, round);
        let mut child = town
            .command(&line(&file))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Now and then the server dies first, under the import's feet.
        let server_dies = dice.random_range(0..4) == 0;
        let latest = if dice.random_range(0..4) == 0 {
            takes
        } else {
            2 * rows
        };
        let pause = Duration::from_millis(dice.random_range(rows / 2..latest));
        tokio::time::sleep(pause).await;
        inside += u32::from(child.try_wait().unwrap().is_none());
        if server_dies {
            town.kill_hard();
            end(&mut child);
            town.begin_again().await;
        } else {
            end(&mut child);
        }
        let when = format!("round {round}, killed after {pause:?}");
        town.verify().await;
        let (new, there) = import(&town, &file).await;
        assert_eq!(new + there, LINES, "{when}");
        halves += u32::from(new > 0 && there > 0);
        assert_eq!(import(&town, &file).await, (0, LINES), "{when}: once more");
        assert_eq!(
            found(&town).await,
            LINES * u64::from(round + 1),
            "{when}: in search"
        );
        town.verify().await;
    }
    eprintln!(
        "{rounds} imports of {LINES} lines, {inside} killed while they ran, {halves} of those half done: none lost, none doubled"
    );
}

fn file(town: &Program, round: u32) -> PathBuf {
    let path = town.folder().join(format!("killed-{round}.jsonl"));
    let lines: String = (0..LINES)
        .map(|n| {
            let line = json!({
                "key": format!("kill-{round}-{n}"),
                "title": format!("断电续导第{round}批第{n}号"),
                "body": format!("断电续导演练第{round}批的第{n}号稿件，写于收割之前。"),
                "body_format": "text",
                "published_at": format!("2017-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
            });
            format!("{line}\n")
        })
        .collect();
    std::fs::write(&path, lines).unwrap();
    path
}

fn line(file: &Path) -> [&str; 7] {
    [
        "import",
        "articles",
        "--site",
        "agri",
        "--channel",
        "news",
        file.to_str().unwrap(),
    ]
}

/// Imports a file to its end; answers how many articles were new and how many were there.
async fn import(town: &Program, file: &Path) -> (u64, u64) {
    let report = town.run_json(&line(file)).await;
    let number = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{report:#}"));
    (number("new"), number("unchanged"))
}

async fn found(town: &Program) -> u64 {
    let mut url: url::Url = town.url("agri", "/api/v1/search").parse().unwrap();
    url.query_pairs_mut()
        .append_pair("q", "断电续导")
        .append_pair("size", "1");
    Visitor::new().get(url.as_str()).await.json()["total"]
        .as_u64()
        .unwrap()
}

/// `kill -9`; the import may have been quicker.
fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
