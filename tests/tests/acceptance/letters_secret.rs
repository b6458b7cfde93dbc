//! A private letter over the real program: found by nobody who holds neither its code nor its desk.

use reqwest::StatusCode;
use tests::people::{Staff, Visitor};
use tests::program::Program;

/// A word that stands in this letter alone.
const WORD: &str = "青瓷坞祖宅";

#[tokio::test]
async fn a_private_letter_is_in_no_list_search_feed_or_file() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let page = visitor.get(&town.url("edu", "/letters/new")).await.page();
    let (mut form, button) = page.form_with("提交来信");
    form.fill("class", "投诉");
    form.fill("title", &format!("{WORD}的纠纷"));
    form.fill(
        "body",
        &format!("{WORD}一事请帮助协调<script>alert(1)</script>。"),
    );
    form.fill("name", "何某某");
    form.fill("phone", "13912345678");
    form.fill("public", "no");
    let receipt = visitor.submit(&form, Some(&button)).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.summary());
    let words = receipt.page().all_words();
    let number = words.split_once("编号：").unwrap().1;
    let number = number.split_whitespace().next().unwrap();
    // The clerk of the site takes it on; the one of another site does not know it.
    let clerk = Staff::sign_in(&town, "edu.letters").await;
    let list = clerk.page("/console/letters?part=new").await;
    let letter = list.link(&format!("{WORD}的纠纷"));
    let register = clerk.page(&format!("{}?do=register", letter.path())).await;
    clerk.press(&register, "登记", &[("shown", "no")]).await;
    let opened = clerk.look(letter.path()).await;
    assert!(opened.text().contains(WORD) && !opened.text().contains("<script>alert"));
    let other = Staff::sign_in(&town, "agri.letters").await;
    assert_eq!(other.look(letter.path()).await.status, StatusCode::NOT_FOUND);
    let foreign = other.look("/console/letters?part=all").await;
    assert!(foreign.status == StatusCode::OK && !foreign.text().contains(WORD));
    let n = number.rsplit('-').next().unwrap();
    let there = visitor.get(&town.url("edu", &format!("/letters/{n}.html"))).await;
    assert_eq!(there.status, StatusCode::NOT_FOUND, "{}", there.summary());
    let year = &number[..4];
    for site in ["edu", "portal"] {
        for path in [
            "/".to_owned(),
            "/letters/".to_owned(),
            format!("/letters/?q={WORD}"),
            format!("/search?q={WORD}"),
            format!("/letters/stats?year={year}"),
            format!("/letters/stats/list?year={year}&what=open"),
            format!("/letters/stats.csv?year={year}"),
            format!("/api/v1/letters/stats?year={year}"),
            format!("/api/v1/search?q={WORD}"),
            "/feed.xml".to_owned(),
            "/feed.atom".to_owned(),
            "/feed.json".to_owned(),
            "/letters/feed.xml".to_owned(),
            "/sitemap.xml".to_owned(),
        ] {
            let answer = visitor.get(&town.url(site, &path)).await;
            let text = answer.text();
            assert!(
                !text.contains(&format!("{WORD}的纠纷"))
                    && !text.contains(number)
                    && !text.contains("请帮助协调"),
                "{site}{path}: {}",
                answer.summary()
            );
        }
    }
}
