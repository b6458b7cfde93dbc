//! What the public sees beyond the letters: circulars, a unit's record, why writers are not content.

use crate::http::Served;
use crate::town::Town;
use letters::assessment::Week;
use letters::letter::{Rating, rate_letter};
use letters::rating::Reason;

impl Town {
    async fn rated(&self, title: &str, score: i64, reasons: &[Reason]) {
        let (letter, receipt) = self.assigned(title).await;
        self.answer(&letter).await;
        let (mut tx, proven) = self.writer(&receipt).await;
        let rating = Rating {
            score,
            reasons: reasons.to_vec(),
            words: String::new(),
        };
        rate_letter(&mut tx, &proven, rating).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_circular_is_a_public_page_with_its_files_and_a_unit_has_its_record() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let none = served.visit("portal", "/letters/circulars/").await;
    assert!(none.status == 200 && none.says("还没有通报"));
    let week: Week = "2026-W10".parse().unwrap();
    for n in 0..4 {
        town.rated(&format!("小学入学{n}"), 5, &[]).await;
    }
    town.days(7);
    town.assess(week, "").await.unwrap();
    town.assess(week, "补记一件来信").await.unwrap();
    let list = served.visit("portal", "/letters/circulars/").await;
    for words in [
        "2026年第10周",
        "2026-03-02",
        "/letters/circulars/week?week=2026-W10",
        "/letters/circulars/week.docx?week=2026-W10",
        "/letters/circulars/week.pdf?week=2026-W10",
    ] {
        assert!(list.says(words), "{words}");
    }
    let page = served
        .visit("portal", "/letters/circulars/week?week=2026-W10")
        .await;
    let record = format!("/letters/units/{}", town.edu.unit);
    for words in [
        "关于2026年第10周来信办理情况的通报",
        "第 1 版",
        "补记一件来信",
        "<svg class=\"bars\"",
        "100.00",
        "签名有效",
        &record,
        "version=2",
    ] {
        assert!(page.says(words), "{words}");
    }
    for (file, begins) in [("docx", "PK"), ("pdf", "%PDF-")] {
        let path = format!("/letters/circulars/week.{file}?week=2026-W10&version=1");
        let answer = served.bytes("portal", &path).await;
        assert!(answer.starts_with(begins.as_bytes()), "{file}");
    }
    let unit = served.visit("portal", &record).await;
    assert!(unit.says("每周测评") && unit.says("week=2026-W10") && unit.says("4/4"));
    let other = served
        .visit("portal", &format!("/letters/units/{}", town.agri.unit))
        .await;
    assert!(
        other.status == 200 && other.says("—"),
        "a week without cases has no points"
    );
    for (host, path) in [
        ("portal", "/letters/circulars/week?week=2026-W09"),
        ("portal", "/letters/circulars/week?week=2026-W10&version=3"),
        ("portal", "/letters/circulars/week?week='"),
        ("edu", "/letters/circulars/"),
    ] {
        assert_eq!(served.visit(host, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_reason_has_its_number_and_its_list() {
    let town = Town::new().await;
    town.rated("好", 5, &[]).await;
    town.rated("甲", 1, &[Reason::TooShort, Reason::Late]).await;
    town.rated("乙", 2, &[Reason::Late]).await;
    town.rated("丙", 2, &[Reason::NotPutRight]).await;
    town.rated("丁", 2, &[Reason::PassedOn, Reason::Other]).await;
    let served = Served::of(&town).await;
    let page = served.visit("portal", "/letters/stats?year=2026").await;
    assert!(page.says("不满意的原因") && page.says("评价满意的来信") && page.says("每周测评通报"));
    for (what, n) in [
        ("bad", 4),
        ("bad_too_short", 1),
        ("bad_late", 2),
        ("bad_passed_on", 1),
        ("bad_not_put_right", 1),
        ("bad_other", 1),
        ("content", 1),
        ("unrectified", 1),
    ] {
        let path = format!("/letters/stats/list?from=2026-01-01&to=2026-12-31&what={what}");
        let link = format!("<a href=\"{}\">{n}</a>", path.replace('&', "&amp;"));
        assert!(page.says(&link), "{what}");
        let list = served.visit("portal", &path).await;
        assert!(list.says(&format!("共 {n} 件")), "{what}: {}", list.body);
    }
    // Half of those who are not content name it.
    assert!(page.says("50.00%"));
    let empty = served.visit("agri", "/letters/stats?year=2026").await;
    assert!(empty.says("不满意合计") && !empty.says("what=bad"));
}

#[tokio::test]
async fn the_board_announces_its_feeds_and_those_of_the_chosen_unit() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let board = served.visit("edu", "/letters/").await;
    assert!(board.says("href=\"/letters/feed.xml\"") && board.says("href=\"/letters/feed.json\""));
    let unit = format!("/letters/?unit={}", town.edu.unit);
    let one = served.visit("edu", &unit).await;
    assert!(one.says(&format!("href=\"/letters/feed.atom?unit={}\"", town.edu.unit)));
    assert!(
        one.says("<a href=\"/letters/\" aria-current=\"page\">咨询投诉</a>"),
        "in the navigation"
    );
}
