//! A banner and a mourning over the whole city: by two persons, on every page of every site, and gone again by themselves.

use super::board::soon;
use kernel::{Clocks, beijing};
use std::time::Instant;
use tests::browser::Browser;
use tests::people::{Staff, Visitor};
use tests::program::Program;

const SITES: [&str; 8] = [
    "portal", "edu", "archives", "drug", "agri", "justice", "longyao", "zhuhai",
];
const LINE: &str = "台风今晚登陆，请留在室内";
const MOURNING: &str = "class=\"mourning\"";

/// Beijing time so many seconds from now, to the second, as a field takes it.
fn in_seconds(seconds: i64) -> String {
    let at = Clocks::system().domain.now() + chrono::Duration::seconds(seconds);
    beijing::rfc3339(at)[..19].to_owned()
}

/// The portal's editor writes, its reviewer releases; answers the page in the console.
async fn released(editor: &Staff, reviewer: &Staff, kind: &str, fields: &[(&str, &str)]) -> String {
    let form = editor.page(&format!("/console/notices/new?kind={kind}")).await;
    let page = editor.press(&form, "保存拟稿", fields).await;
    let path = page.url.path().to_owned();
    let cheat = editor
        .post(&format!("{path}/release"), &[("revision", "1")])
        .await;
    assert_eq!(cheat.status, 403, "{}", cheat.summary());
    let page = reviewer.page(&path).await;
    let page = reviewer.press(&page, "核发", &[]).await;
    assert!(page.says("正在显示"), "{}", page.main());
    path
}

/// Home, a list and an article of every site.
async fn addresses(town: &Program, visitor: &Visitor) -> Vec<String> {
    let mut all = Vec::new();
    for site in SITES {
        let (home, list) = (town.url(site, "/"), town.url(site, "/news/"));
        let article = visitor
            .open(&list)
            .await
            .main_links()
            .into_iter()
            .find(|link| link.as_str().starts_with(&list) && link.path().ends_with(".html"))
            .unwrap_or_else(|| panic!("{list} lists no article"));
        all.extend([home, list, article.to_string()]);
    }
    all
}

/// Of the pages, those that carry the words, and those that do not. Each is asked twice, so that kept ones answer too.
async fn sorted<'a>(visitor: &Visitor, pages: &'a [String], words: &str) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for page in pages.iter().chain(pages) {
        let text = visitor.get(page).await.text();
        if text.contains(words) {
            with.push(page.as_str());
        } else {
            without.push(page.as_str());
        }
    }
    (with, without)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_banner_of_the_portal_stands_on_every_page_of_every_site_until_it_ends() {
    let mut town = Program::demo().await;
    let editor = Staff::sign_in(&town, "portal.editor").await;
    let reviewer = Staff::sign_in(&town, "portal.reviewer").await;
    let visitor = Visitor::new();
    let pages = addresses(&town, &visitor).await;
    assert!(sorted(&visitor, &pages, LINE).await.0.is_empty());
    let far = in_seconds(3 * 3600);
    let fields = [
        ("level", "red"),
        ("标题", LINE),
        ("正文", "远离低洼地带和临时建筑。\n求助请拨打 110。"),
        ("链接地址", "/news/"),
        ("链接文字", "查看通告"),
        ("reach", "group"),
        ("结束时间", far.as_str()),
    ];
    let notice = released(&editor, &reviewer, "banner", &fields).await;
    let (_, without) = sorted(&visitor, &pages, LINE).await;
    assert!(without.is_empty(), "{without:?}");
    let missing = visitor.get(&town.url("drug", "/nowhere.html")).await;
    assert!(missing.status == 404 && missing.text().contains(LINE));
    looks(&pages).await;

    // A site sees what the portal set, and has nothing to end it with.
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let list = admin.page("/console/notices").await;
    assert!(list.says("门户为本站设置") && list.says(LINE), "{}", list.main());
    let foreign = admin.look(&notice).await;
    assert_eq!(foreign.status, 404);

    // One person ends it, and it is gone from kept pages too.
    let page = reviewer.page(&notice).await;
    reviewer
        .press(&page, "立即结束", &[("结束原因", "台风转向。")])
        .await;
    let (with, _) = sorted(&visitor, &pages, LINE).await;
    assert!(with.is_empty(), "{with:?}");
    let history = editor.page(&notice).await;
    for words in ["拟写", "核发", "提前结束", "台风转向。"] {
        assert!(history.says(words), "{words}: {}", history.main());
    }
    ends_while_nothing_runs(&mut town, &editor, &reviewer, &visitor, &fields).await;
    town.verify().await;
}

/// It is killed with a banner on its pages and starts after the banner's end: nothing of it is left.
async fn ends_while_nothing_runs(
    town: &mut Program,
    editor: &Staff,
    reviewer: &Staff,
    visitor: &Visitor,
    fields: &[(&str, &str)],
) {
    let home = town.url("agri", "/");
    let near = in_seconds(60);
    let mut fields = fields.to_vec();
    fields.retain(|(name, _)| *name != "结束时间");
    fields.push(("结束时间", near.as_str()));
    let notice = released(editor, reviewer, "banner", &fields).await;
    assert!(visitor.get(&home).await.text().contains(LINE));
    town.kill_hard();
    let ends = beijing::parse(&near).unwrap();
    while Clocks::system().domain.now() < ends {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    town.begin_again().await;
    assert!(!visitor.get(&home).await.text().contains(LINE));
    soon(Instant::now(), "its end in the history", async || {
        let page = editor.page(&notice).await;
        page.says("到期结束") && page.says("已结束")
    })
    .await;
}

/// In a browser: on top, free of barriers, folded without script and for the whole visit, also on a narrow screen.
async fn looks(pages: &[String]) {
    let browser = Browser::start().await;
    for (width, page) in [(1440, &pages[0]), (390, &pages[1]), (320, &pages[5])] {
        browser.resize(width, 900).await;
        browser.open(page).await;
        assert!(browser.words().await.contains("远离低洼地带"), "{page}");
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(
            browser.script(wide).await,
            0,
            "{page} scrolls sideways at {width}"
        );
        let first = "return document.querySelector('.alarms').getBoundingClientRect().top + scrollY";
        assert_eq!(browser.script(first).await, 0, "{page}");
        let axe = browser.axe().await;
        assert!(axe.is_empty(), "{page}: {axe:?}");
    }
    let fold = "document.querySelector('.alarm summary').click()";
    browser.script(fold).await;
    browser.open(&pages[4]).await;
    browser.wait_without_words("远离低洼地带").await;
    assert!(browser.words().await.contains(LINE), "the line itself stays");
    assert!(
        browser.complaints().await.is_empty(),
        "{:?}",
        browser.complaints().await
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mourning_turns_the_city_grey_and_back_by_itself() {
    let town = Program::demo().await;
    let editor = Staff::sign_in(&town, "portal.editor").await;
    let reviewer = Staff::sign_in(&town, "portal.reviewer").await;
    let visitor = Visitor::new();
    let pages = addresses(&town, &visitor).await;
    let ends = in_seconds(90);
    let fields = [
        ("事由", "国家公祭日"),
        ("reach", "group"),
        ("结束时间", ends.as_str()),
    ];
    let notice = released(&editor, &reviewer, "grey", &fields).await;
    let browser = Browser::start().await;
    browser.open(&pages[0]).await;
    let filter = "return getComputedStyle(document.querySelector('main')).filter";
    let grey = browser.script(filter).await;
    let page = reviewer.page(&notice).await;
    let until = in_seconds(120);
    let page = editor
        .press(
            &editor.page(page.url.as_str()).await,
            "申请延长",
            &[("延长至", until.as_str()), ("延长原因", "活动延后。")],
        )
        .await;
    assert!(page.says("延长待核发"), "{}", page.main());
    let page = reviewer.page(page.url.as_str()).await;
    reviewer.press(&page, "核发延长", &[]).await;
    let (with, without) = sorted(&visitor, &pages, MOURNING).await;
    let over = Clocks::system().domain.now() >= beijing::parse(&until).unwrap();
    assert!(
        over || (without.is_empty() && grey == "grayscale(1)"),
        "{grey} {without:?}"
    );
    assert!(over || with.len() == 2 * pages.len());
    assert!(!editor.page("/console/").await.html.contains(MOURNING));
    // Nobody does anything: it goes by the clock.
    let until = beijing::parse(&until).unwrap();
    while Clocks::system().domain.now() < until {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let (with, _) = sorted(&visitor, &pages, MOURNING).await;
    assert!(with.is_empty(), "{with:?}");
    browser.open(&pages[0]).await;
    assert_eq!(browser.script(filter).await, "none");
}
