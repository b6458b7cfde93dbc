//! The portal's desk as its editor works at it: counts that renew themselves, and the keyboard; and early warning, on the pages
//! and by mail.

use super::board::soon;
use std::time::Instant;
use tests::browser::Browser;
use tests::maildev::{Maildev, link_in};
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::{PASSWORD, Program};

/// As the protocol of drivers names them.
const ENTER: &str = "\u{E007}";
const TAB: &str = "\u{E004}";
const BODY: &str =
    "执法人员检查药店一百二十家，现场下架过期药品四十盒。\n\n阴凉柜温度逐柜核对，十一家当场整改。";

/// Long enough for two texts to be compared.
const LONG: &str = "市药监局公布城区药店抽查结果。执法人员分四组检查零售药店一百二十家，核对阴凉柜温度、处方留存、执业药师在岗\
    和药品追溯码，现场下架过期药品四十盒，十一家当场整改，三家立案调查。\n\n公众可以在药品包装上查看追溯码，\
    发现过期药品请保存凭证，向所在地监管所反映，五个工作日内得到答复。";

/// Signs somebody in, in a browser.
async fn enter(browser: &Browser, town: &Program, site: &str, account: &str) {
    browser.open(&town.url(site, "/console/")).await;
    browser.type_into("账号", account).await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("{site}.localhost:{}/console/", town.port()))
        .await;
}

/// Brings pieces of the drug site to the portal's desk, where a rule lays them.
async fn arrive(town: &Program, room: &Newsroom, titles: &[&str], body: &str) {
    for title in titles {
        room.bring_out("监管动态", title, body).await;
    }
    let editor = Staff::sign_in(town, "portal.editor").await;
    for title in titles {
        soon(Instant::now(), "on the desk", async || {
            editor.page("/console/desk?site=").await.says(title)
        })
        .await;
    }
}

async fn keys(browser: &Browser, keys: &str) {
    browser
        .driver()
        .action_chain()
        .send_keys(keys)
        .perform()
        .await
        .unwrap();
}

/// What has the focus: its words, else its name.
async fn focus(browser: &Browser) -> String {
    let at = browser
        .script("const at = document.activeElement; return at.innerText || at.name || at.tagName")
        .await;
    at.as_str().unwrap_or_default().trim().to_owned()
}

/// Puts the focus on the row with this title, by keys alone.
async fn row(browser: &Browser, title: &str) {
    for _ in 0..60 {
        keys(browser, "j").await;
        if focus(browser).await == title {
            return;
        }
    }
    panic!("j never came to {title}; at {}", focus(browser).await);
}

/// The desk with what the drug site sent.
async fn desk(browser: &Browser, town: &Program) {
    browser
        .open(&town.url("portal", "/console/desk?q=药店抽查"))
        .await;
    browser.wait_for_words("采编台").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_counts_of_an_open_desk_renew_themselves_when_somebody_sends_something_up() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "drug").await;
    let browser = Browser::start().await;
    enter(&browser, &town, "portal", "portal.editor").await;
    browser.open(&town.url("portal", "/console/desk")).await;
    // A mark that a page which is loaded anew would lose.
    let look = "window.stayed = true; \
        const n = (el) => Number(el ? el.textContent.replace(/[^0-9]/g, '') : 0); \
        return [n(document.querySelector('[data-count=unseen]')), \
                n(document.querySelector('.filters a[aria-current] .of')), \
                n(document.querySelector('.rail a[aria-current] .count'))].join(' ')";
    let before: Vec<i64> = numbers(&browser.script(look).await);
    assert_eq!(before.len(), 3);
    assert_eq!(
        before[0], before[2],
        "list head and menu say the same: {before:?}"
    );
    arrive(&town, &room, &["药店抽查又添一批"], BODY).await;
    let wanted: Vec<i64> = before.iter().map(|n| n + 1).collect();
    let mut seen = Vec::new();
    soon(Instant::now(), "counted on the open desk", async || {
        seen = numbers(&browser.script(look).await);
        seen == wanted
    })
    .await;
    assert!(browser.words().await.contains("有新来稿"));
    let stayed = browser.script("return window.stayed === true").await;
    assert_eq!(stayed, true, "the page was not loaded anew");
    assert!(
        browser.complaints().await.is_empty(),
        "{:?}",
        browser.complaints().await
    );

    // What did not change costs no answer.
    let editor = Staff::sign_in(&town, "portal.editor").await;
    let url = editor.at("/console/desk/counts");
    let first = editor.get(&url).await;
    assert_eq!(first.status, 200, "{}", first.summary());
    let tag = first.header("etag").to_owned();
    let again = editor.get_with(&url, &[("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.text().as_str()), (304, ""));
}

fn numbers(told: &serde_json::Value) -> Vec<i64> {
    let told = told.as_str().unwrap_or_default();
    told.split(' ').filter_map(|n| n.parse().ok()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_is_worked_by_keys_alone() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "drug").await;
    let titles = [
        "药店抽查：阴凉柜达标",
        "药店抽查：处方留存检查",
        "药店抽查：执业药师在岗",
        "药店抽查：城区第一批结果公布",
        "药店抽查：城区第二批结果公布",
    ];
    let (apart, alike) = titles.split_at(3);
    arrive(&town, &room, apart, BODY).await;
    arrive(&town, &room, alike, LONG).await;
    let browser = Browser::start().await;
    enter(&browser, &town, "portal", "portal.editor").await;

    // j and k go down and up, o opens, x ticks.
    desk(&browser, &town).await;
    keys(&browser, "j").await;
    let first = focus(&browser).await;
    keys(&browser, "j").await;
    let second = focus(&browser).await;
    assert!(
        first != second && titles.contains(&second.as_str()),
        "{first} {second}"
    );
    keys(&browser, "k").await;
    assert_eq!(focus(&browser).await, first);
    let ticked = "return document.querySelectorAll('[data-rows] input:checked').length";
    keys(&browser, "x").await;
    assert_eq!(browser.script(ticked).await, 1);
    keys(&browser, "x").await;
    assert_eq!(browser.script(ticked).await, 0);
    keys(&browser, "?").await;
    browser.wait_for_words("改后采用，d 退稿").await;
    desk(&browser, &town).await;
    row(&browser, titles[0]).await;
    keys(&browser, "o").await;
    browser.wait_for_words("来稿单位").await;

    // c, t: the letter goes to the deed on the line's page, Enter does it.
    desk(&browser, &town).await;
    row(&browser, titles[0]).await;
    keys(&browser, "c").await;
    browser.wait_for_address("#key-c").await;
    browser.wait_for_words("指定栏目").await;
    assert_eq!(focus(&browser).await, "指定");
    enter_key(&browser).await;
    browser.wait_for_words("已为 1 篇指定栏目").await;
    desk(&browser, &town).await;
    row(&browser, titles[0]).await;
    keys(&browser, "t").await;
    browser.wait_for_address("#key-t").await;
    assert_eq!(focus(&browser).await, "采用");
    enter_key(&browser).await;
    browser.wait_for_words("已采用，来稿单位会看到结果").await;

    // e: a page of its own.
    desk(&browser, &town).await;
    row(&browser, titles[1]).await;
    keys(&browser, "e").await;
    browser.wait_for_address("/edit").await;
    browser.wait_for_words("正文（HTML）").await;
    browser.press("改后采用").await;
    browser.wait_for_words("已改后采用").await;

    // d: with a reason. While it is typed, letters are letters.
    desk(&browser, &town).await;
    row(&browser, titles[2]).await;
    keys(&browser, "d").await;
    browser.wait_for_address("#key-d").await;
    assert_eq!(focus(&browser).await, "退稿");
    let reason = "jktedmcx 时效已过";
    browser.type_into("退稿理由", reason).await;
    let typed = browser.script("return document.activeElement.value").await;
    assert_eq!(typed, reason, "no key did anything");
    assert!(browser.address().await.ends_with("#key-d"), "and none led away");
    keys(&browser, TAB).await;
    assert_eq!(focus(&browser).await, "退稿");
    enter_key(&browser).await;
    browser.wait_for_words("已退稿，来稿单位会看到理由").await;

    // m: what is near-identical becomes one.
    desk(&browser, &town).await;
    row(&browser, titles[3]).await;
    keys(&browser, "m").await;
    browser.wait_for_address("#key-m").await;
    browser.wait_for_words("相近的来稿").await;
    assert_eq!(focus(&browser).await, "合并采用");
    enter_key(&browser).await;
    browser.wait_for_words("已采用最早的一篇").await;
    assert!(
        browser.complaints().await.is_empty(),
        "{:?}",
        browser.complaints().await
    );

    // In the field of the search on the list letters are letters too.
    browser.open(&town.url("portal", "/console/desk")).await;
    browser.type_into("标题", "jkoxtedmc?").await;
    let typed = browser.script("return document.activeElement.value").await;
    assert_eq!(typed, "jkoxtedmc?");
    assert!(browser.address().await.ends_with("/console/desk"));
}

async fn enter_key(browser: &Browser) {
    keys(browser, ENTER).await;
}

#[tokio::test]
async fn the_drug_sites_line_is_yellow_on_the_pages_when_two_of_three_items_are_out() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "drug").await;
    let week = async || {
        let page = room.editor.page("/console/").await;
        let words = page.main();
        let (_, rest) = words.split_once("本周发布").expect(&words);
        let out: i64 = rest.split_whitespace().next().unwrap().parse().unwrap();
        (out, rest.chars().take(20).collect::<String>())
    };
    let (mut out, _) = week().await;
    while out < 2 {
        let title = format!("药品零售检查通报之{out}");
        room.bring_out("监管动态", &title, BODY).await;
        out += 1;
    }
    let (out, said) = week().await;
    assert_eq!(out, 2, "{said}");
    assert!(said.contains("提醒") && said.contains("还差 1 篇"), "{said}");
    // The number opens its list, and the list says the same.
    let desk = room.editor.page("/console/").await;
    let line = room.editor.page(desk.link("本周发布").as_str()).await;
    assert!(line.says("提醒") && line.says("还差 1 篇"), "{}", line.main());
    let portal = Staff::sign_in(&town, "portal.admin").await;
    let all = portal.page("/console/quota").await;
    assert!(all.says("提醒") && all.says("还差 1 篇"), "{}", all.main());
    let desk = portal.page("/console/").await;
    assert!(
        desk.says("报送预警单位") && desk.says("采编台未阅"),
        "{}",
        desk.main()
    );
    room.bring_out("监管动态", "药品零售检查通报之末", BODY).await;
    let (out, said) = week().await;
    assert!(out == 3 && said.contains("正常"), "{said}");
}

#[tokio::test]
async fn on_thursday_the_editors_of_a_unit_that_is_behind_are_written_to_once() {
    const MAIL: &str = "wen.lan@drug.example";
    let mails = Maildev::start().await;
    let mut program = Program::demo_at_rest().await;
    for (name, value) in mails.variables() {
        program.set(name, &value);
    }
    program.set_time("2026-11-25T10:00:00+08:00");
    let mut town = program.begin().await;
    let admin = Staff::sign_in(&town, "drug.admin").await;
    let page = admin.page("/console/members").await;
    let fields = [
        ("new_account", "drug.wenlan"),
        ("name", "温岚"),
        ("email", MAIL),
        ("new_role", "editor"),
    ];
    admin.press(&page, "新建账号", &fields).await;
    let invited = mails.wait_for(MAIL, 1).await;
    let person = Visitor::new();
    let answer = person.get(&link_in(&invited.text)).await;
    let (mut form, button) = answer.page().form_with("设置密码");
    form.fill("password", "春江潮水连海平，海上明月");
    form.fill("again", "春江潮水连海平，海上明月");
    person.submit(&form, Some(&button)).await;
    town.stop();
    town.set_time("2026-11-26T10:00:00+08:00");
    town.begin_again().await;
    // The second says that the password was set.
    let warned = mails.wait_for(MAIL, 3).await;
    assert!(warned.subject.contains("报送任务"), "{}", warned.subject);
    assert!(
        warned.text.contains("本周任务 3 篇") && warned.text.contains("还差"),
        "{}",
        warned.text
    );
}
