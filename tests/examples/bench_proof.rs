//! `bench_proof ENTRIES STOCK`: one article against a list of this size, and a stock of this size read again after the list
//! changed, as JSON. `cargo xtask bench proof` runs it.

#![allow(clippy::unwrap_used, reason = "a measurement stops when something is wrong")]

use content::channel::{ChannelFile, apply_channels};
use content::check::list::{Change, Kind, keep_group_list};
use content::check::{Scanner, finding, scan::entity as scan};
use content::import::{FileFormat, ImportOptions, import_articles};
use content::permissions::{ApplySite, ImportArticles};
use gateway::site::entity as site;
use kernel::{Actor, ChannelId, Clocks, SiteId, Uid, policy};
use proof::{Article, Entry, Levels, List, Lists, check};
use sea_orm::Set;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use store::job::JobRunner;
use store::{HubStore, OpenOptions, Store};

const CHECKS: usize = 2000;
/// Two real lines of an official text; a word of the list stands in each article once.
const LINES: [&str; 2] = [
    "会议强调，要深入学习贯彻有关部署，聚焦重点任务，压实工作责任，持续改进服务，切实办好群众关心的实事。",
    "各有关单位要结合实际制定措施，明确时间安排，加强督促检查，及时报送进展，确保各项任务按期完成。",
];

fn entries(count: usize) -> Vec<Entry> {
    let word = |n: usize| {
        // Words of two to five signs out of the common range, no two alike.
        let sign = |k: usize| char::from_u32(0x4e00 + u32::try_from(k % 3500).unwrap()).unwrap();
        let text: String = [sign(n), sign(n / 3500 + 17), sign(n * 31 + 7), sign(n * 7 + 3)]
            .iter()
            .take(2 + n % 3)
            .collect();
        format!("{text}{n}")
    };
    (0..count)
        .map(|n| Entry::parse(List::Sensitive, &word(n), "", "", "").unwrap())
        .collect()
}

/// About 3,000 characters.
fn body(n: usize, word: &str) -> String {
    let mut text = format!("第{n}号。其中提到{word}一处。\n");
    while text.chars().count() < 3000 {
        text.push_str(LINES[text.len() % 2]);
        text.push('\n');
    }
    text
}

#[actix_web::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .map(|word| word.parse().unwrap())
        .collect();
    let [count, stock] = numbers[..] else {
        panic!("bench_proof ENTRIES STOCK")
    };
    let list = entries(count);
    let word = list[count / 2].word.clone();
    let begin = Instant::now();
    let lists = Lists::compile(vec![(List::Sensitive, "测".into(), list.clone())]).unwrap();
    let compile = begin.elapsed();
    let checks = one_article(&lists, &word);

    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        data: folder.path().join("data"),
        database_url: None,
        clocks: Clocks::system(),
        migrate: true,
    };
    let (store, key) = store::open::<migrations::Migrator>(options).await.unwrap();
    let hub = key.grant(&store, "a measurement fills the whole database");
    let site = open_site(&hub).await;
    fill(&store, site, stock, &word).await;
    change(&hub, site, list).await;
    let again = rescan(&store, &hub, site, stock).await;
    let found = store.read(site).find::<finding::Entity>().count().await.unwrap();
    assert!(
        found >= u64::try_from(stock).unwrap(),
        "{found} findings in {stock} articles"
    );
    let mut tx = hub.write(Actor::operator("bench")).await.unwrap();
    tx.enqueue(Some(site), &content::check::Rescan::begin("测", "again"))
        .await
        .unwrap();
    tx.audit(None, "bench", "scan", &());
    tx.commit().await.unwrap();
    let unchanged = rescan(&store, &hub, site, stock).await;
    println!(
        "{}",
        serde_json::json!({
            "entries": count, "stock": stock, "compile_ms": compile.as_secs_f64() * 1e3,
            "check_p50_ns": checks[CHECKS / 2], "check_p99_ns": checks[CHECKS * 99 / 100],
            "rescan_per_second": again, "unchanged_per_second": unchanged,
        })
    );
}

fn one_article(lists: &Lists, word: &str) -> Vec<f64> {
    let html: String = body(1, word)
        .lines()
        .map(|line| format!("<p>{line}</p>"))
        .collect();
    let article = Article {
        title: "工作安排",
        source: "办公室",
        body: &html,
        ..Article::default()
    };
    let levels = Levels::default();
    let mut times: Vec<f64> = (0..CHECKS)
        .map(|_| {
            let begin = Instant::now();
            let found = black_box(check(black_box(&article), &[lists], &levels));
            let took = begin.elapsed().as_nanos() as f64;
            assert!(found.iter().any(|finding| finding.words == word));
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

async fn open_site(hub: &HubStore) -> SiteId {
    let mut tx = hub.write(Actor::operator("init")).await.unwrap();
    let now = tx.now();
    let row = site::ActiveModel {
        uid: Set(Uid::at(now).0),
        slug: Set("edu".into()),
        kind: Set("department".into()),
        name: Set("教育局".into()),
        short_name: Set("教育局".into()),
        theme: Set("department".into()),
        unit_id: Set(None),
        host: Set("edu.localhost".into()),
        mount: Set("/".into()),
        state: Set("open".into()),
        settings: Set("{}".into()),
        edited_fields: Set("[]".into()),
        revision: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    tx.audit(None, "site.made", "edu", &());
    tx.commit().await.unwrap();
    SiteId(row.id)
}

async fn fill(store: &Store, site: SiteId, stock: usize, word: &str) {
    let granted = policy::decide::<ApplySite>(&Actor::operator("demo"), site, &[]).unwrap();
    let mut tx = store.write(granted).await.unwrap();
    let file =
        ChannelFile::parse("[[channel]]\nslug = \"news\"\nname = \"要闻\"\ntype = \"政务动态\"\n").unwrap();
    apply_channels(&mut tx, &file).await.unwrap();
    tx.audit("bench", "channels", &());
    tx.commit().await.unwrap();
    let channel = content::channel::query::by_slug(&store.read(site), "news")
        .await
        .unwrap()
        .unwrap();
    let mut text = String::new();
    for n in 0..stock {
        let line = serde_json::json!({
            "key": n.to_string(), "title": format!("工作安排第{n}号"), "body": body(n, word), "body_format": "text",
            "published_at": "2025-03-01 09:00", "source": "办公室",
        });
        text.push_str(&format!("{line}\n"));
    }
    let granted = policy::decide::<ImportArticles>(&Actor::operator("import"), site, &[]).unwrap();
    let options = ImportOptions {
        channel: ChannelId(channel.id),
        dry_run: false,
        syndicate: false,
    };
    let source = std::io::Cursor::new(text.into_bytes());
    let report = import_articles(store, granted, source, FileFormat::JsonLines, options, |_| ())
        .await
        .unwrap();
    assert_eq!(
        report.new,
        u64::try_from(stock).unwrap(),
        "{:?}",
        report.rejected.first()
    );
}

async fn change(hub: &HubStore, site: SiteId, list: Vec<Entry>) {
    let person = Actor::Person {
        id: kernel::PersonId(1),
        name: "测".into(),
    };
    let mut tx = hub.write(person).await.unwrap();
    let kind = Kind::Words(List::Sensitive);
    keep_group_list(&mut tx, (site, &[site]), kind, 0, Change::Replace(list), "")
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Articles a second of one run, the pass over them and the writing included.
async fn rescan(store: &Store, hub: &HubStore, site: SiteId, stock: usize) -> f64 {
    let runner = JobRunner::new(hub.clone(), vec![Arc::new(Scanner::new(store.clone()))]);
    let begin = Instant::now();
    runner.settle().await.unwrap();
    let took = begin.elapsed().as_secs_f64();
    let run = store
        .read(site)
        .find::<scan::Entity>()
        .desc(scan::Column::Id)
        .one()
        .await
        .unwrap()
        .unwrap();
    assert!(run.ended_at.is_some() && run.done == i64::try_from(stock).unwrap());
    stock as f64 / took
}
