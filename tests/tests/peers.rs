//! Three boxes, each a process with a database of its own: a portal, a department, a township. Articles are published,
//! corrected and withdrawn while the processes are killed and the line is cut; in the end every place equals its source.
//!
//! `ZISHA_PEER_ARTICLES` sets how many articles (1,000 for the record), `ZISHA_KILL_SEED` repeats a run.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

#[path = "peers/line.rs"]
mod line;
#[path = "peers/outpost.rs"]
mod outpost;

use line::Line;
use outpost::Outpost;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tests::people::Visitor;

/// A box may be killed while it starts, so the quiet after the storm is waited for, not slept for.
const PATIENCE: Duration = Duration::from_secs(120);

fn articles() -> u32 {
    std::env::var("ZISHA_PEER_ARTICLES").map_or(1000, |count| count.parse().expect("a number"))
}

fn seed() -> u64 {
    let seed = std::env::var("ZISHA_KILL_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    eprintln!("peers: ZISHA_KILL_SEED={seed}");
    seed
}

/// The three, paired: the units reach the portal over a line that can be cut.
struct Group {
    portal: Outpost,
    units: Vec<Outpost>,
    line: Line,
}

impl Group {
    async fn new() -> Self {
        let portal = Outpost::new("127.0.0.1", &["portal", "edu", "zhuhai"]).await;
        let line = Line::to(portal.port).await;
        portal.start_and_wait().await;
        let mut units = Vec::new();
        for slug in ["edu", "zhuhai"] {
            let unit = Outpost::new("localhost", &[slug]).await;
            unit.set_portal(&portal.url());
            let code = portal.json(&["peer", "invite", "--site", slug]).await;
            let code = code["code"].as_str().unwrap().to_owned();
            unit.json(&["peer", "join", &line.url(), &code]).await;
            unit.start_and_wait().await;
            portal.rule(slug).await;
            units.push(unit);
        }
        Self { portal, units, line }
    }

    /// Waits until the portal holds what the units hold.
    async fn agree(&self) {
        let begun = Instant::now();
        loop {
            let mut wrong = Vec::new();
            for unit in &self.units {
                let (here, there) = (unit.own().await, self.portal.items_of(unit.slug()).await);
                if here != there {
                    let first = here.iter().find(|(uid, item)| there.get(*uid) != Some(item));
                    wrong.push(format!(
                        "{}: {} and {}, {first:?}",
                        unit.slug(),
                        here.len(),
                        there.len()
                    ));
                }
            }
            if wrong.is_empty() {
                return;
            }
            let said: String = self
                .units
                .iter()
                .chain([&self.portal])
                .map(Outpost::said)
                .collect();
            assert!(begun.elapsed() < PATIENCE, "{wrong:#?}\n{said}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// What happens to the group: a process is killed, by its place among the three, or the line is cut.
const MISHAPS: [Option<usize>; 5] = [None, None, Some(0), Some(1), Some(2)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_killed_or_cut_every_place_equals_its_source() {
    let seed = seed();
    let group = Group::new().await;
    let each = articles() / 2;
    let over = AtomicBool::new(false);
    let work = async {
        let dice = |n| StdRng::seed_from_u64(seed.wrapping_add(n));
        let done = tokio::join!(
            write(&group.units[0], each, dice(1)),
            write(&group.units[1], each, dice(2))
        );
        over.store(true, Ordering::Relaxed);
        done
    };
    let ((one, other), (kills, cuts)) = tokio::join!(work, storm(&group, &over, StdRng::seed_from_u64(seed)));
    let mut totals = one;
    for (what, count) in other {
        *totals.entry(what).or_insert(0) += count;
    }
    group.agree().await;
    let mut live = 0;
    for unit in &group.units {
        let own = unit.own().await;
        assert_eq!(own.len(), each as usize, "{}", unit.slug());
        live += own.values().filter(|item| item.is_live()).count();
        places(&group, unit).await;
    }
    let begun = Instant::now();
    while hits(&group).await != live {
        assert!(
            begun.elapsed() < PATIENCE,
            "{live} are live, search finds {}",
            hits(&group).await
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for each in group.units.iter().chain([&group.portal]) {
        for what in ["db", "index", "audit"] {
            let report = each.json(&["verify", what]).await;
            assert_eq!(report["equal"], true, "verify {what}: {report:#}");
        }
    }
    assert!(kills >= 6 && cuts >= 4, "{kills} kills, {cuts} cuts");
    eprintln!(
        "{totals:?}, {kills} kills, {cuts} cuts: every place equals its source, none lost, none doubled"
    );
}

/// Kills and cuts until the work is over, each kind in its turn twice at least; leaves everything running.
async fn storm(group: &Group, over: &AtomicBool, mut dice: StdRng) -> (u32, u32) {
    let (mut kills, mut cuts) = (0, 0);
    let mut bag = Vec::new();
    while !over.load(Ordering::Relaxed) || kills + cuts < 10 {
        if bag.is_empty() {
            bag.extend(MISHAPS);
            bag.shuffle(&mut dice);
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(200..1500))).await;
        let down = Duration::from_millis(dice.random_range(0..700));
        match bag.pop().flatten() {
            None => {
                group.line.cut();
                tokio::time::sleep(down).await;
                group.line.mend();
                cuts += 1;
            }
            Some(n) => {
                let all: Vec<&Outpost> = group.units.iter().chain([&group.portal]).collect();
                let chosen: &Outpost = all[n];
                chosen.kill();
                tokio::time::sleep(down).await;
                chosen.start_and_wait().await;
                kills += 1;
            }
        }
    }
    (kills, cuts)
}

/// Publishes, corrects and withdraws on a unit's box; answers how many of each.
async fn write(unit: &Outpost, count: u32, mut dice: StdRng) -> BTreeMap<&'static str, u32> {
    let mut done = BTreeMap::from([("published", 0), ("corrected", 0), ("withdrawn", 0)]);
    let rounds = 5;
    for round in 0..rounds {
        let some = count / rounds + u32::from(round < count % rounds);
        unit.publish(round, some).await;
        *done.get_mut("published").unwrap() += some;
        for _ in 0..some / 2 {
            let uid = unit.any(&mut dice).await;
            if dice.random_range(0..3) == 0 {
                *done.get_mut("withdrawn").unwrap() += u32::from(unit.withdraw(uid).await);
            } else {
                *done.get_mut("corrected").unwrap() += u32::from(unit.correct(uid, dice.random()).await);
            }
        }
    }
    done
}

/// Each article of a unit stands at most once in the portal's list, as its source is; nothing live is missing.
async fn places(group: &Group, unit: &Outpost) {
    let own = unit.own().await;
    let places = group.portal.placed("portal").await;
    let mut seen = BTreeMap::new();
    for (uid, title, state) in &places {
        if let Some(item) = own.get(uid) {
            assert_eq!(state, &item.state, "{uid}");
            assert!(!item.is_live() || title == &item.title, "{uid}: {title}");
            *seen.entry(*uid).or_insert(0) += 1;
        }
    }
    for (uid, item) in &own {
        let times = seen.get(uid).copied().unwrap_or(0);
        // What was withdrawn before the portal heard of it never stood there.
        assert!(
            times == 1 || (times == 0 && !item.is_live()),
            "{uid} stands {times} times"
        );
    }
}

async fn hits(group: &Group) -> usize {
    let url = format!("{}/api/v1/search?q=%E7%BA%BF%E8%B7%AF&size=1", group.portal.url());
    let answer = Visitor::new().get(&url).await.json();
    let first = &answer["items"][0]["url"];
    let home = first.as_str().unwrap();
    assert!(
        home.starts_with("http://localhost:"),
        "the hit leads to its own box: {home}"
    );
    usize::try_from(answer["total"].as_u64().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_of_a_box_sign_in_at_the_portal_and_a_vendor_can_check_it() {
    let group = Group::new().await;
    let visitor = Visitor::new();
    let unit = &group.units[0];
    let answer = visitor
        .get(&format!("{}/sso/start?next=%2Fconsole%2F", unit.url()))
        .await;
    let to = answer.headers["location"].to_str().unwrap().to_owned();
    assert!(
        to.starts_with(&format!("{}/oidc/authorize?", group.portal.url())),
        "{to}"
    );
    let asked = visitor.get(&to).await;
    // The portal knows the box: it leads to its own sign-in page and not back with an error.
    assert!(
        asked.status.is_success() || asked.status.is_redirection(),
        "{}",
        asked.summary()
    );
    let onward = asked
        .headers
        .get("location")
        .map(|to| to.to_str().unwrap().to_owned());
    assert!(onward.is_none_or(|to| !to.contains("error=")), "{to}");

    let peers = group.portal.json(&["peer", "list"]).await;
    assert_eq!(peers.as_array().unwrap().len(), 2, "{peers:#}");
    assert_eq!(peers[0]["role"], "source");
    let code = group.portal.json(&["peer", "invite", "--site", "zhuhai"]).await;
    let zhuhai = group.portal.json(&["peer", "list"]).await[1]["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    group.portal.json(&["peer", "remove", &zhuhai]).await;
    let report = group
        .portal
        .json(&["peer", "check", &group.line.url(), code["code"].as_str().unwrap()])
        .await;
    assert_eq!(report["conforms"], true, "{report:#}");
}
