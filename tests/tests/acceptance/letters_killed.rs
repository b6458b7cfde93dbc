//! Citizens write while the server is killed: every receipt that somebody saw is there afterwards, and no letter is there twice.
//!
//! A client that got no answer sends the same form again, as a browser does. `ZISHA_KILL_ROUNDS` sets how often the server is
//! killed, `ZISHA_KILL_SEED` repeats a run.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::StatusCode;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tests::page::FormOnPage;
use tests::people::{Answer, Visitor};
use tests::program::Program;

const CLIENTS: usize = 50;
const EACH: usize = 6;

/// What a client took home.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Receipt {
    number: String,
    code: String,
}

/// What all clients share: where to write, and how many receipts were seen.
struct Door {
    url: String,
    seen: AtomicUsize,
}

/// Tries until the server answers; while it is down the client waits a little and comes again.
async fn until_answered<F>(ask: impl Fn() -> F) -> Answer
where
    F: Future<Output = reqwest::Result<Answer>>,
{
    loop {
        match ask().await {
            Ok(answer) if !answer.status.is_server_error() => return answer,
            Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

fn receipt(answer: &Answer) -> Receipt {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
    let words = answer.page().all_words();
    let after = |mark: &str| {
        let (_, rest) = words.split_once(mark).expect("the receipt says it");
        rest.split_whitespace().next().unwrap().to_owned()
    };
    Receipt {
        number: after("编号："),
        code: after("查询码："),
    }
}

fn title(client: usize, n: usize) -> String {
    format!("第{client}位市民的第{n}封来信")
}

/// One citizen writes one letter after another and keeps each form with its receipt.
async fn citizen(door: Arc<Door>, client: usize) -> Vec<(String, FormOnPage, Receipt)> {
    let visitor = Visitor::new();
    let mut sent = Vec::new();
    for n in 0..EACH {
        let page = until_answered(|| visitor.try_ask(reqwest::Method::GET, &door.url, &[], None)).await;
        let (mut form, button) = page.page().form_with("提交来信");
        form.fill("class", "投诉");
        form.fill("title", &title(client, n));
        form.fill("body", "断电演练：这封来信只能有一份，请处理。");
        form.fill("name", "何某某");
        form.fill("phone", "13912345678");
        let answer = until_answered(|| visitor.try_submit(&form, Some(&button))).await;
        sent.push((title(client, n), form, receipt(&answer)));
        door.seen.fetch_add(1, Ordering::SeqCst);
    }
    // Whoever sends the last form again has the same letter, also over a restart.
    let (_, form, first) = sent.last().unwrap();
    let button = form.buttons.first().cloned();
    let again = until_answered(|| visitor.try_submit(form, button.as_ref())).await;
    assert_eq!(&receipt(&again), first);
    sent
}

async fn received(town: &Program) -> u64 {
    let args = ["letters", "stats", "--from", "2000-01-01", "--to", "2099-12-31"];
    town.run_json(&args).await["received"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_that_a_citizen_saw_is_there_after_kill_9_and_no_letter_twice() {
    let rounds: usize = std::env::var("ZISHA_KILL_ROUNDS").map_or(4, |rounds| rounds.parse().unwrap());
    let seed = std::env::var("ZISHA_KILL_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    eprintln!("ZISHA_KILL_SEED={seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let mut town = Program::demo().await;
    let before = received(&town).await;
    let door = Arc::new(Door {
        url: town.url("edu", "/letters/new"),
        seen: AtomicUsize::new(0),
    });
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| tokio::spawn(citizen(door.clone(), client)))
        .collect();
    // Kills fall all over the run: each waits for a random number of receipts, and then some milliseconds.
    let mut marks: Vec<usize> = (0..rounds)
        .map(|_| dice.random_range(0..CLIENTS * EACH - CLIENTS))
        .collect();
    marks.sort_unstable();
    for mark in marks {
        while door.seen.load(Ordering::SeqCst) < mark {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let pause = Duration::from_millis(dice.random_range(0..120));
        tokio::time::sleep(pause).await;
        town.kill_hard();
        eprintln!(
            "killed {pause:?} after {mark} receipts, {} seen",
            door.seen.load(Ordering::SeqCst)
        );
        town.begin_again().await;
    }
    let mut all = BTreeMap::new();
    for client in clients {
        for (title, _, receipt) in client.await.unwrap() {
            assert!(all.insert(receipt.number.clone(), (title, receipt)).is_none());
        }
    }
    assert_eq!(all.len(), CLIENTS * EACH);
    let visitor = Visitor::new();
    let query = visitor.get(&town.url("edu", "/letters/query")).await.page();
    let (mut form, button) = query.form_with("查询");
    for (title, receipt) in all.values() {
        form.fill("number", &receipt.number);
        form.fill("code", &receipt.code);
        let shown = visitor.submit(&form, Some(&button)).await;
        assert_eq!(shown.status, StatusCode::OK, "{receipt:?}: {}", shown.summary());
        assert!(shown.page().says(title), "{receipt:?} is not {title}");
    }
    assert_eq!(
        received(&town).await - before,
        (CLIENTS * EACH) as u64,
        "none twice"
    );
    town.verify().await;
}
