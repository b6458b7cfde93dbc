//! `bench_peers QUIET STORM`: three boxes on loopback, each a process with a database of its own: a portal, a department, a
//! township. Business systems of the two units publish, correct and withdraw by the write API; the clock runs from the
//! answer of their own box until the portal's page shows it. QUIET articles on a quiet line, then STORM articles while
//! processes are killed and the line is cut. The times as JSON; `cargo xtask bench peers` runs it.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

#[path = "../tests/peers/line.rs"]
mod line;
#[allow(dead_code, reason = "the test of peers uses the rest")]
#[path = "../tests/peers/outpost.rs"]
mod outpost;

use line::Line;
use outpost::Outpost;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tests::people::{Answer, Visitor};

const PATIENCE: Duration = Duration::from_secs(120);
/// How often the portal is asked while the clock runs.
const LOOK: Duration = Duration::from_millis(3);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let numbers: Vec<u32> = std::env::args()
        .skip(1)
        .map(|word| word.parse().unwrap())
        .collect();
    let [quiet, storm] = numbers[..] else {
        panic!("bench_peers QUIET STORM");
    };
    let group = Group::new().await;
    let calm = group.work("quiet", quiet).await;
    group.agree().await;
    let over = AtomicBool::new(false);
    let work = async {
        let measured = group.work("storm", storm).await;
        over.store(true, Ordering::Relaxed);
        measured
    };
    let (rough, (kills, cuts)) = tokio::join!(work, group.storm(&over));
    group.agree().await;
    let report = json!({
        "articles": { "quiet": quiet, "storm": storm },
        "kills": kills, "cuts": cuts,
        "quiet": calm.json(), "storm": rough.json(),
    });
    println!("{report}");
}

/// A unit's box, and the token of its business system.
struct Unit {
    outpost: Outpost,
    token: String,
}

struct Group {
    portal: Outpost,
    units: Vec<Unit>,
    line: Line,
    visitor: Visitor,
}

impl Group {
    async fn new() -> Self {
        let portal = Outpost::new("127.0.0.1", &["portal", "edu", "zhuhai"]).await;
        let line = Line::to(portal.port).await;
        portal.start_and_wait().await;
        let mut units = Vec::new();
        for slug in ["edu", "zhuhai"] {
            let outpost = Outpost::new("localhost", &[slug]).await;
            outpost.set_portal(&portal.url());
            let code = portal.json(&["peer", "invite", "--site", slug]).await;
            let code = code["code"].as_str().unwrap().to_owned();
            outpost.json(&["peer", "join", &line.url(), &code]).await;
            let token = outpost.deliveries().await;
            outpost.start_and_wait().await;
            portal.rule(slug).await;
            units.push(Unit { outpost, token });
        }
        Self {
            portal,
            units,
            line,
            visitor: Visitor::new(),
        }
    }

    /// Every article is published and corrected, every third withdrawn, one after the other, by both units in turn.
    async fn work(&self, phase: &str, articles: u32) -> Measured {
        let mut measured = Measured::default();
        for n in 0..articles {
            let unit = &self.units[n as usize % self.units.len()];
            let key = format!("{phase}-{n}");
            let title = |word: &str| format!("线路{word}{key}");
            let at = unit.url("/api/v1/articles");
            let made = unit.press(&at, &key, &piece(&key, &title("首发"))).await;
            let begun = Instant::now();
            let page = self.appears(begun, &title("首发")).await;
            measured.published.push(begun.elapsed());
            let at = format!("{at}/{}", made["id"].as_str().unwrap());
            unit.press(&at, &format!("{key}-c"), &piece(&key, &title("更正")))
                .await;
            let begun = Instant::now();
            let corrected = title("更正");
            self.until(begun, &page, |answer| {
                answer.status == StatusCode::OK && answer.text().contains(&corrected)
            })
            .await;
            measured.corrected.push(begun.elapsed());
            if n % 3 == 0 {
                let reason = json!({ "reason": "演练结束，予以撤回。" });
                unit.press(&format!("{at}/withdraw"), &format!("{key}-w"), &reason)
                    .await;
                let begun = Instant::now();
                self.until(begun, &page, |answer| answer.status == StatusCode::GONE)
                    .await;
                measured.withdrawn.push(begun.elapsed());
            }
        }
        measured
    }

    /// Waits until the portal's feed shows a headline; answers the address of its page.
    async fn appears(&self, begun: Instant, title: &str) -> String {
        let feed = format!("{}/feed.json", self.portal.url());
        let answer = self
            .until(begun, &feed, |answer| {
                answer.status == StatusCode::OK && answer.text().contains(title)
            })
            .await;
        let items = answer.json()["items"].as_array().unwrap().clone();
        let item = items.iter().find(|item| item["title"] == title).unwrap();
        item["url"].as_str().unwrap().to_owned()
    }

    async fn until(&self, begun: Instant, url: &str, shown: impl Fn(&Answer) -> bool) -> Answer {
        loop {
            let answer = self.visitor.try_ask(Method::GET, url, &[], None).await;
            if let Ok(answer) = answer
                && shown(&answer)
            {
                return answer;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{url} does not show it\n{}",
                self.said()
            );
            tokio::time::sleep(LOOK).await;
        }
    }

    fn said(&self) -> String {
        let units = self.units.iter().map(|unit| &unit.outpost);
        units.chain([&self.portal]).map(Outpost::said).collect()
    }

    /// Waits until the portal holds what the units hold: the figures are of a group in which nothing was lost.
    async fn agree(&self) {
        let begun = Instant::now();
        for unit in &self.units {
            let slug = unit.outpost.slug();
            while unit.outpost.own().await != self.portal.items_of(slug).await {
                assert!(begun.elapsed() < PATIENCE, "{slug} differs\n{}", self.said());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }

    /// Kills and cuts in turn until the work is over; leaves everything running.
    async fn storm(&self, over: &AtomicBool) -> (u32, u32) {
        let mut dice = StdRng::seed_from_u64(20_261_122);
        let (mut kills, mut cuts) = (0, 0);
        let mut bag: Vec<Option<usize>> = Vec::new();
        while !over.load(Ordering::Relaxed) {
            if bag.is_empty() {
                bag = vec![None, None, Some(0), Some(1), Some(2)];
                bag.shuffle(&mut dice);
            }
            tokio::time::sleep(Duration::from_millis(dice.random_range(500..2500))).await;
            let down = Duration::from_millis(dice.random_range(0..700));
            match bag.pop().flatten() {
                None => {
                    self.line.cut();
                    tokio::time::sleep(down).await;
                    self.line.mend();
                    cuts += 1;
                }
                Some(n) => {
                    let chosen = self.units.get(n).map_or(&self.portal, |unit| &unit.outpost);
                    chosen.kill();
                    tokio::time::sleep(down).await;
                    chosen.start_and_wait().await;
                    kills += 1;
                }
            }
        }
        (kills, cuts)
    }
}

fn piece(key: &str, title: &str) -> Value {
    json!({
        "external": { "system": "line", "id": key },
        "channel": "news",
        "title": title,
        "body": format!("<p>{title}，线路演练。</p>"),
        "change_note": "予以更正。",
        "state": "published",
    })
}

impl Unit {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.outpost.url())
    }

    /// Presses until the box acknowledges: it may be killed at any moment, and the key makes it one press.
    async fn press(&self, url: &str, key: &str, body: &Value) -> Value {
        let (begun, visitor) = (Instant::now(), Visitor::new());
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ];
        loop {
            let body = body.to_string().into_bytes();
            let answer = visitor.try_ask(Method::POST, url, &headers, Some(body)).await;
            match answer {
                Ok(answer) if answer.status.is_success() => return answer.json(),
                Ok(answer)
                    if answer.status.is_client_error() && answer.status != StatusCode::TOO_MANY_REQUESTS =>
                {
                    panic!("{}", answer.summary())
                }
                Ok(_) | Err(_) => {}
            }
            assert!(begun.elapsed() < PATIENCE, "{url} is not acknowledged");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// One figure a press.
#[derive(Default)]
struct Measured {
    published: Vec<Duration>,
    corrected: Vec<Duration>,
    withdrawn: Vec<Duration>,
}

impl Measured {
    fn json(self) -> Value {
        let all = [&self.published[..], &self.corrected, &self.withdrawn].concat();
        json!({
            "published": percentiles(self.published), "corrected": percentiles(self.corrected),
            "withdrawn": percentiles(self.withdrawn), "all": percentiles(all),
        })
    }
}

/// Count, median, 99th percentile, slowest.
fn percentiles(mut times: Vec<Duration>) -> Value {
    times.sort_unstable();
    let at = |part: f64| {
        let place = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len());
        times[place - 1].as_secs_f64() * 1e3
    };
    json!({ "presses": times.len(), "p50_ms": at(0.5), "p99_ms": at(0.99), "slowest_ms": at(1.0) })
}
