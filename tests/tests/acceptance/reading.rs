//! How visitors want to read: chosen once, kept on every site, without script and without an account.

use tests::page::Page;
use tests::people::Visitor;
use tests::program::Program;

fn look(page: &Page) -> &str {
    page.one("html").attr("class").trim()
}

#[tokio::test]
async fn the_elderly_choose_once_and_every_site_is_large() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let home = visitor.open(&town.url("portal", "/")).await;
    assert_eq!(look(&home), "");
    let elder = visitor.open(home.link("长者版").as_str()).await;
    assert_eq!(look(&elder), "elder");
    let first = elder.main();
    let (call, news) = (first.find("12345").unwrap(), first.find("网站群").unwrap());
    assert!(call < news, "whom to call comes first");
    assert!(elder.all("a").any(|link| link.attr("href") == "tel:12345"));

    // From site to site by the links of the pages, to another host and back.
    let edu = elder
        .main_links()
        .into_iter()
        .find(|link| link.as_str().starts_with(&town.url("edu", "/")))
        .expect("the portal leads to the bureau");
    assert!(edu.query().is_some_and(|query| query.contains("reading=elder")));
    let there = visitor.open(edu.as_str()).await;
    assert_eq!(look(&there), "elder");
    assert_eq!(there.url.query(), None, "the address is clean again");
    let list = visitor.open(&town.url("edu", "/news/")).await;
    assert_eq!(look(&list), "elder", "kept on this host");

    // A township below the portal's host needs no link: it is the same host.
    let town_home = visitor.open(&town.url("zhuhai", "/")).await;
    assert_eq!(look(&town_home), "elder");

    // Nobody else reads so, also after the page was kept for one who does.
    let other = Visitor::new().open(&town.url("edu", "/news/")).await;
    assert_eq!(look(&other), "");

    let back = visitor.open(there.link("返回标准版").as_str()).await;
    assert_eq!(look(&back), "");
    assert_eq!(look(&visitor.open(&town.url("edu", "/news/")).await), "");
}

#[tokio::test]
async fn the_form_offers_colours_and_characters_and_keeps_what_forms_send() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let page = visitor.open(&town.url("edu", "/reading")).await;
    let (mut form, button) = page.form_with("按此显示");
    form.fill("colours", "contrast");
    form.fill("script", "hant");
    let kept = visitor.submit(&form, Some(&button)).await;
    let cookie = kept.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.starts_with("reading=contrast.hant;"), "{cookie}");
    let (shown, _) = visitor.follow_on(kept).await;
    let page = shown.page();
    assert_eq!(look(&page), "look-contrast");
    assert_eq!(page.one("html").attr("lang"), "zh-Hant");

    let home = visitor.open(&town.url("edu", "/")).await;
    let words = home.all_words();
    assert!(
        words.contains("首頁") && words.contains("陶都市教育局"),
        "{words}"
    );
    assert_eq!(
        home.meta("SiteName").as_deref(),
        Some("陶都市教育局"),
        "the prescribed tags stay as stored"
    );
    let write = visitor.open(&town.url("edu", "/letters/new")).await;
    let kinds: Vec<&str> = write
        .all("input")
        .filter(|input| input.attr("name") == "class")
        .map(|input| input.attr("value"))
        .collect();
    let plain = Visitor::new().open(&town.url("edu", "/letters/new")).await;
    let as_stored: Vec<&str> = plain
        .all("input")
        .filter(|input| input.attr("name") == "class")
        .map(|input| input.attr("value"))
        .collect();
    assert_eq!(kinds, as_stored);
}

#[tokio::test]
async fn a_choice_leads_nowhere_else_and_says_nothing_that_it_does_not_know() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let evil = [
        ("referer", "http://evil.example/reading"),
        ("accept", "text/html"),
    ];
    let answer = visitor
        .get_with(&town.url("edu", "/reading?set=elder"), &evil)
        .await;
    assert_eq!(answer.location().as_str(), town.url("edu", "/"));
    let answer = visitor
        .get(&town.url("edu", "//evil.example/?reading=elder"))
        .await;
    assert!(answer.location().as_str().starts_with(&town.url("edu", "/")));
    let answer = visitor
        .get(&town.url("edu", "/news/?page=1&reading=%3Cscript%3E"))
        .await;
    assert_eq!(answer.location().as_str(), town.url("edu", "/news/?page=1"));
    assert_eq!(look(&visitor.open(&town.url("edu", "/news/")).await), "");
}
