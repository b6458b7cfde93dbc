//! `bench_letters LETTERS ROUNDS`: a group with so many letters over four years and sixty units, served by the real program on
//! a database of its own; how long the board page, a search, the figures of a year, a list behind one of them and the weekly
//! assessment take, as JSON. `cargo xtask bench letters` runs it.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

use chrono::{DateTime, Days, Duration as Span, NaiveDate, Utc};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Actor, SiteId, Uid, beijing, policy};
use letters::assessment::{SealKey, Week, assess_week};
use letters::board::ensure_board;
use letters::clock::{Judgement, Limits, calendar, judge};
use letters::letter::entity::{ActiveModel, Model};
use letters::letter::{State, facts};
use letters::permissions::AssessUnits;
use letters::pool::Pool;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::{Method, StatusCode};
use sea_orm::{ActiveModelTrait, ActiveValue::NotSet, Set};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tests::people::Visitor;
use tests::program::free_port;
use zisha::config::Config;
use zisha::wire::Base;

const UNITS: i64 = 60;
/// Rows of one statement; SQLite binds at most 32,766 values.
const BATCH: usize = 500;
const PATIENCE: Duration = Duration::from_secs(60);
const TOPICS: [&str; 8] = [
    "小学入学材料",
    "路灯不亮",
    "公交线路调整",
    "工资拖欠",
    "小区停车",
    "医保报销比例",
    "污水排放",
    "图书馆开放时间",
];

#[actix_web::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse().unwrap())
        .collect();
    let [letters, rounds] = numbers[..] else {
        panic!("bench_letters LETTERS ROUNDS");
    };
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let config = Config {
        data: folder.path().join("data"),
        listen: ([127, 0, 0, 1], port).into(),
        public_url: format!("http://portal.localhost:{port}"),
        demo: true,
        search_rate: 0,
        log: "warn".into(),
        ..Config::default()
    };
    let base = Base::open(&config).await.unwrap();
    let today = beijing::day(base.hub.read().now());
    let begun = Instant::now();
    fill(&base, letters, today).await;
    let filled = begun.elapsed();
    let (took, ranked) = assess(&base, Week::of(today).before()).await;
    let server = Server::start(&config, folder.path()).await;
    let mut measured = serde_json::Map::new();
    let year = chrono::Datelike::year(&today) - 1;
    let visitor = Visitor::new();
    for (name, host, path) in [
        ("board", "portal", "/letters/".to_owned()),
        ("board_page_10", "portal", "/letters/?page=10".into()),
        (
            "board_class",
            "portal",
            "/letters/?class=%E8%A1%A8%E6%89%AC".into(),
        ),
        ("board_open", "portal", "/letters/?state=open".into()),
        ("board_unit", "portal", "/letters/?unit=7".into()),
        ("board_site", "edu", "/letters/".into()),
        ("search", "portal", "/letters/?q=%E8%B7%AF%E7%81%AF".into()),
        ("stats_page", "portal", format!("/letters/stats?year={year}")),
        (
            "stats_json",
            "portal",
            format!("/api/v1/letters/stats?year={year}"),
        ),
        (
            "stats_unit",
            "portal",
            format!("/api/v1/letters/stats?year={year}&unit=7"),
        ),
        ("stats_site", "edu", format!("/api/v1/letters/stats?year={year}")),
        (
            "list",
            "portal",
            format!("/letters/stats/list?from={year}-01-01&to={year}-12-31&what=open"),
        ),
    ] {
        let url = format!("http://127.0.0.1:{port}{path}");
        let host = format!("{host}.localhost:{port}");
        let mut times = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let begun = Instant::now();
            let answer = visitor.get_with(&url, &[("host", &host)]).await;
            times.push(begun.elapsed());
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
        }
        measured.insert(name.into(), percentiles(times));
    }
    drop(server);
    println!(
        "{}",
        serde_json::json!({
            "letters": letters, "rounds": rounds, "filled_s": filled.as_secs_f64(),
            "assess_ms": took.as_secs_f64() * 1e3, "ranked": ranked, "pages": measured,
        })
    );
}

/// The weekly run as the job does it, with its commit.
async fn assess(base: &Base, week: Week) -> (Duration, usize) {
    let pool = Pool::new(base.hub.clone());
    let by = policy::decide::<AssessUnits>(&Actor::operator("letters"), SiteId(1), &[]).unwrap();
    let key = SealKey::new(&[7; 32]).unwrap();
    let begun = Instant::now();
    let at = pool.snapshot().await.unwrap();
    let mut tx = pool.write(by).await.unwrap();
    let (row, _) = assess_week(&mut tx, &at, &key, week, "").await.unwrap();
    tx.commit().await.unwrap();
    let took = begun.elapsed();
    let frozen: letters::assessment::Frozen = serde_json::from_str(&row.body).unwrap();
    let ranked = frozen.units.iter().filter(|unit| unit.rank.is_some()).count();
    (took, ranked)
}

/// Sites, units and letters straight into the tables: what is measured comes after.
async fn fill(base: &Base, letters: usize, today: NaiveDate) {
    let mut tx = base.hub.write(Actor::operator("bench")).await.unwrap();
    let now = tx.now();
    let units = (1..=UNITS).map(|id| unit::ActiveModel {
        id: Set(id),
        uid: Set(Uid::at(now).0),
        key: Set(format!("unit-{id}")),
        name: Set(format!("陶都市第{id}局")),
        short_name: Set(format!("第{id}局")),
        kind: Set("bureau".into()),
        parent_id: Set(None),
        duties: Set(String::new()),
    });
    tx.insert_many(units.collect()).await.unwrap();
    let sites = [(1, "portal", "portal", None), (2, "edu", "department", Some(2))];
    let sites = sites.map(|(id, slug, kind, unit)| site::ActiveModel {
        id: Set(id),
        uid: Set(Uid::at(now).0),
        slug: Set(slug.into()),
        kind: Set(kind.into()),
        name: Set(format!("{slug}网站")),
        short_name: Set(slug.into()),
        theme: Set(kind.into()),
        unit_id: Set(unit),
        host: Set(format!("{slug}.localhost")),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set(r#"{"features":["content","letters"]}"#.into()),
        edited_fields: Set("[]".into()),
        revision: Set(1),
        created_at: Set(now),
    });
    tx.insert_many(sites.to_vec()).await.unwrap();
    let boards = [
        ensure_board(&mut tx, SiteId(1)).await.unwrap().id,
        ensure_board(&mut tx, SiteId(2)).await.unwrap().id,
    ];
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let mut random = StdRng::seed_from_u64(20_260_302);
    let mut rows = Vec::with_capacity(BATCH);
    for n in 0..letters {
        rows.push(letter(&mut random, (n, letters), boards, today, now));
        if rows.len() == BATCH || n + 1 == letters {
            let mut tx = base.hub.write(Actor::operator("bench")).await.unwrap();
            tx.insert_many(std::mem::take(&mut rows)).await.unwrap();
            tx.exempt("setup").unwrap();
            tx.commit().await.unwrap();
        }
    }
}

/// One letter of four years, the oldest first; nine of ten are answered, most of them in time.
fn letter(
    random: &mut StdRng,
    (n, all): (usize, usize),
    boards: [i64; 2],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> ActiveModel {
    let back = (all - n) as u64 * 1460 / all as u64;
    let received = today.checked_sub_days(Days::new(back)).unwrap();
    let at =
        beijing::parse(&received.to_string()).unwrap() + Span::seconds(random.random_range(28_800..72_000));
    let limits = Limits::default();
    let terms = limits.from_day(calendar().unwrap(), received);
    let own_site = random.random_range(0..5) == 0;
    let day = |day: NaiveDate| day.format("%Y-%m-%d").to_string();
    let number = i64::try_from(n).unwrap() + 1;
    let topic = TOPICS[random.random_range(0..TOPICS.len())];
    let mut row = Model {
        id: 0,
        site_id: if own_site { 2 } else { 1 },
        uid: Uid::at(at).0,
        n: number,
        number: format!("{}-{number}", received.format("%Y%m%d")),
        code_hash: None,
        citizen_uid: None,
        submission: None,
        board_id: boards[usize::from(own_site)],
        class: ["咨询", "咨询", "咨询", "投诉", "投诉", "建议", "咨询", "表扬"][n % 8].into(),
        title: format!("关于{topic}的来信{number}"),
        body: format!("{topic}的有关情况，请问如何办理？").repeat(6),
        writer_mask: "周**".into(),
        wants_public: true,
        shown: random.random_range(0..5) > 0,
        state: State::Assigned.key().into(),
        unit_id: Some(random.random_range(1..=UNITS)),
        round: 1,
        received_at: at,
        received_on: day(received),
        received_month: letters::clock::month_of(received),
        answer_count: 5,
        answer_days: "working".into(),
        hard_count: 15,
        hard_days: "calendar".into(),
        day_off: "stays".into(),
        rule: String::new(),
        calendar: terms.calendar.clone(),
        due_on: day(terms.due),
        hard_on: day(terms.hard),
        until_on: None,
        from_on: None,
        limit_on: Some(day(terms.due)),
        paused_days: 0,
        explained_on: None,
        answered_at: None,
        answered_on: None,
        answer_unit_id: None,
        result: None,
        answer_took: None,
        facts: 0,
        score: None,
        unrectified: false,
        reason: String::new(),
        duplicate_of: None,
        returns: 0,
        imported: true,
        revision: 1,
        changed_at: now,
    };
    let days = i64::from(random.random_range(0..=18u8).min(random.random_range(0..=18)));
    let answered = received + Span::days(days);
    if random.random_range(0..100) == 0 {
        row.state = State::Invalid.key().into();
        row.shown = false;
    } else if random.random_range(0..10) > 0 && answered < today {
        let result: Judgement = judge(terms.due, terms.hard, None, answered);
        row.state = State::Answered.key().into();
        row.answered_at = Some(at + Span::days(days));
        row.answered_on = Some(day(answered));
        row.result = Some(result.key().into());
        row.answer_took = Some(
            calendar()
                .unwrap()
                .working_days_between(received, answered)
                .into(),
        );
        row.score = (random.random_range(0..4) == 0).then(|| random.random_range(1..=5));
        row.unrectified = random.random_range(0..50) == 0;
    }
    row.facts = facts::facts(&row);
    ActiveModel {
        id: NotSet,
        ..ActiveModel::from(row).reset_all()
    }
}

/// The real program; ended when dropped.
struct Server(Child);

impl Server {
    async fn start(config: &Config, folder: &Path) -> Self {
        let file = folder.join("zisha.toml");
        std::fs::write(&file, toml::to_string(config).unwrap()).unwrap();
        let child = Command::new(tests::tools::program())
            .arg("serve")
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self(child);
        let (visitor, begun) = (Visitor::new(), Instant::now());
        let ready = format!("http://{}/healthz/ready", config.listen);
        while !visitor
            .try_ask(Method::GET, &ready, &[], None)
            .await
            .is_ok_and(|answer| answer.status == StatusCode::OK)
        {
            assert!(begun.elapsed() < PATIENCE, "the program is not ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Median, 95th and 99th percentile.
fn percentiles(mut times: Vec<Duration>) -> serde_json::Value {
    times.sort_unstable();
    let at = |part: f64| {
        let place = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len());
        times[place - 1].as_secs_f64() * 1e3
    };
    serde_json::json!({ "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99) })
}
