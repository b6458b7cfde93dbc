//! A history of letters from a file.

use crate::town::Town;
use kernel::Actor;
use kernel::policy::decide;
use letters::extension::entity as extension;
use letters::handling::entity as handling;
use letters::import::{COLUMNS, ImportOptions, ImportReport, Sheet, import_letters};
use letters::letter::entity::{Column, Entity};
use letters::permissions::ImportLetters;
use sea_orm::ColumnTrait;

pub type Rows = Vec<(usize, Vec<String>)>;

pub fn heads() -> (usize, Vec<String>) {
    (1, COLUMNS.map(str::to_owned).to_vec())
}

pub fn line(number: usize, cells: [&str; 13]) -> (usize, Vec<String>) {
    (number, cells.map(str::to_owned).to_vec())
}

impl Town {
    pub async fn import(&self, rows: Rows, dry_run: bool, create_units: bool) -> ImportReport {
        let by = decide::<ImportLetters>(&Actor::operator("import"), self.portal.id, &[]).unwrap();
        let options = ImportOptions {
            dry_run,
            create_units,
        };
        import_letters(&self.pool, by, &Sheet::new(rows).unwrap(), options)
            .await
            .unwrap()
    }
}

fn few() -> Rows {
    let open = |n, unit| {
        line(
            2 + n,
            [
                ["06-1", "06-2", "06-3", "06-4"][n],
                unit,
                "咨询",
                "入学",
                "我是周某某，电话13812345678",
                "周某某",
                "13812345678",
                "2006-04-26 09:00",
                "未答复",
                "",
                "",
                "",
                "是",
            ],
        )
    };
    vec![
        heads(),
        open(0, "教育局"),
        open(1, "陶都市农林局"),
        open(2, "市水务局"),
        line(
            5,
            [
                "06-5",
                "教育局",
                "投诉",
                "收费",
                "收费不合理",
                "李某",
                "",
                "2006/4/26",
                "已答复",
                "2006-05-11 10:00",
                "已整改。",
                "2006-05-08 17:00",
                "否",
            ],
        ),
        line(
            6,
            [
                "06-6",
                "",
                "",
                "广告",
                "广告",
                "",
                "",
                "2006-04-27 10:00",
                "已删除",
                "",
                "",
                "",
                "",
            ],
        ),
        line(
            7,
            [
                "06-1",
                "教育局",
                "咨询",
                "重复编号",
                "",
                "",
                "",
                "2006-04-27 10:00",
                "未答复",
                "",
                "",
                "",
                "",
            ],
        ),
    ]
}

#[tokio::test]
async fn a_dry_run_checks_everything_and_writes_nothing() {
    let town = Town::new().await;
    let report = town.import(few(), true, false).await;
    assert_eq!((report.lines, report.new, report.unchanged), (6, 4, 0));
    assert_eq!(report.unknown_units.keys().collect::<Vec<_>>(), ["市水务局"]);
    let reasons: Vec<_> = report
        .rejected
        .iter()
        .map(|bad| (bad.line, bad.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [(4, "不认识受理单位“市水务局”"), (7, "编号与第 2 行相同")]
    );
    let read = town.pool.read();
    assert_eq!(read.count_rows("letter").await.unwrap(), 0);
    assert_eq!(read.count_rows("letter_board").await.unwrap(), 0);
}

#[tokio::test]
async fn a_file_is_taken_once_however_often_it_comes() {
    let town = Town::new().await;
    assert_eq!(town.import(few(), false, false).await.new, 4);
    let again = town.import(few(), false, true).await;
    assert_eq!((again.new, again.unchanged), (1, 4));
    assert_eq!(again.created_units, ["市水务局"]);
    let rows = town.pool.read().find::<Entity>().all().await.unwrap();
    assert_eq!(rows.len(), 5);
    let of = |number: &str| rows.iter().find(|row| row.number == number).unwrap();
    let extended = of("06-5");
    assert_eq!(
        (extended.due_on.as_str(), extended.hard_on.as_str()),
        ("2006-05-08", "2006-05-11")
    );
    assert_eq!(extended.result.as_deref(), Some("extended"));
    assert!(!extended.shown && of("06-1").shown);
    assert!(!of("06-1").body.contains("138123") && of("06-1").writer_mask == "周**");
    assert_eq!(
        (of("06-6").state.as_str(), of("06-1").state.as_str()),
        ("invalid", "assigned")
    );
}

/// A line as boards export it, with what differs.
fn simple(number: usize, name: &str, state: &str, answered: &str) -> (usize, Vec<String>) {
    let cells = [
        name,
        "教育局",
        "咨询",
        "入学",
        "如何入学",
        "周某",
        "13812345678",
        "2006-04-26 09:00",
        state,
        answered,
        "已办理。",
        "",
        "是",
    ];
    line(number, cells)
}

#[tokio::test]
async fn an_imported_letter_that_is_open_is_in_the_hands_of_its_unit() {
    let town = Town::new().await;
    town.import(few(), false, false).await;
    let read = town.pool.read();
    let letters = read.find::<Entity>().all().await.unwrap();
    let of = |number: &str| letters.iter().find(|row| row.number == number).unwrap();
    let parts = read.find::<handling::Entity>().all().await.unwrap();
    let units: Vec<(i64, i64)> = parts.iter().map(|part| (part.letter_id, part.unit_id)).collect();
    assert_eq!(
        units,
        [(of("06-1").id, town.edu.unit), (of("06-2").id, town.agri.unit)]
    );
    let part = &parts[0];
    assert_eq!((part.part.as_str(), part.state.as_str()), ("lead", "open"));
    assert_eq!(
        (&part.due_on, &part.hard_on),
        (&of("06-1").due_on, &of("06-1").hard_on)
    );
    let told = read.find::<extension::Entity>().found().await.unwrap();
    assert_eq!(kernel::beijing::minute(told.asked_at), "2006-05-08 17:00");
}

#[tokio::test]
async fn a_line_that_says_something_else_than_its_letter_is_named_and_changes_nothing() {
    let town = Town::new().await;
    let first = vec![
        heads(),
        simple(2, "06-1", "未答复", ""),
        simple(3, "06-2", "未答复", ""),
    ];
    town.import(first, false, false).await;
    let second = vec![
        heads(),
        simple(2, "06-1", "已答复", "2006-05-08 16:00"),
        simple(3, "06-2", "未答复", ""),
    ];
    let report = town.import(second, false, false).await;
    assert_eq!((report.new, report.unchanged, report.differing.len()), (0, 1, 1));
    let told = &report.differing[0];
    assert_eq!((told.line, told.number.as_str()), (2, "06-1"));
    assert_eq!(told.reason, "与已有来信不同：状态");
    let rows = town.pool.read().find::<Entity>().all().await.unwrap();
    assert!(rows.iter().all(|row| row.state == "assigned"));
}

#[derive(sea_orm::FromQueryResult)]
struct Nothing {}

#[tokio::test]
async fn what_was_taken_before_a_fault_is_still_reported() {
    let town = Town::new().await;
    // A database that refuses something of the second batch.
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let refuse = "create unique index refuse on letter (site_id, title) where number in ('06-450', '06-451')";
    let none: Vec<Nothing> = tx.report(refuse, Vec::new()).await.unwrap();
    assert!(none.is_empty());
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let lines = (0..600).map(|n| simple(n + 2, &format!("06-{n}"), "未答复", ""));
    let report = town
        .import(std::iter::once(heads()).chain(lines).collect(), false, false)
        .await;
    assert!(report.stopped.is_some());
    assert_eq!((report.lines, report.new), (600, 400));
    let read = town.pool.read();
    let here = read.find::<Entity>().filter(Column::Imported.eq(true));
    assert_eq!(here.count().await.unwrap(), 400);
}
