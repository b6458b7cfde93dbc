//! Signing in once for all sites, in a real browser with the content security policy on, and over bare HTTP.

use reqwest::StatusCode;
use tests::browser::Browser;
use tests::people::{Staff, Visitor};
use tests::program::{PASSWORD, Program};

#[tokio::test]
async fn one_password_opens_every_site_in_a_real_browser() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    // 程书言 reviews for the education bureau and edits for 龙窑镇.
    browser.open(&town.url("edu", "/console/")).await;
    browser.wait_for_address("portal.localhost").await;
    browser.type_into("账号", "edu.reviewer").await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("edu.localhost:{}/console/", town.port()))
        .await;
    browser.wait_for_words("程书言").await;
    browser.open(&town.url("longyao", "/console/")).await;
    browser
        .wait_for_address(&format!("longyao.localhost:{}/console/", town.port()))
        .await;
    browser.wait_for_words("程书言").await;
    assert!(
        !browser.words().await.contains("密码"),
        "a second password is asked for"
    );
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[tokio::test]
async fn an_article_is_written_reviewed_and_published_in_a_real_browser() {
    let town = Program::demo().await;
    let title = "浏览器里写成的一篇稿件";
    let path = {
        let browser = Browser::start().await;
        enter(&browser, &town, "edu", "edu.writer").await;
        browser.click_link("新建文章").await;
        browser.wait_for_address("/console/articles/new").await;
        browser.type_into("标题", title).await;
        browser.choose("栏目", "教育要闻").await;
        browser
            .type_into("正文", "这篇稿件从头到尾都在浏览器里写成。")
            .await;
        browser.press("提交审核").await;
        browser.wait_for_words("等待审核").await;
        quiet(&browser).await;
        let address: url::Url = browser.address().await.parse().unwrap();
        address.path().to_owned()
    };
    {
        let browser = Browser::start().await;
        enter(&browser, &town, "edu", "edu.reviewer").await;
        browser.open(&town.url("edu", &path)).await;
        browser.press("审核通过").await;
        browser.wait_for_words("等待发布").await;
        quiet(&browser).await;
    }
    let browser = Browser::start().await;
    enter(&browser, &town, "edu", "edu.editor").await;
    browser.open(&town.url("edu", &path)).await;
    browser.press("发布").await;
    browser.wait_for_words("已发布").await;
    browser.open(&town.url("edu", "/news/")).await;
    browser.click_link(title).await;
    browser.wait_for_words("从头到尾都在浏览器里写成").await;
    browser.open(&town.url("portal", "/bumen/")).await;
    browser.wait_for_words(title).await;
    quiet(&browser).await;
}

#[tokio::test]
async fn signing_out_ends_the_session_on_every_site() {
    let town = Program::demo().await;
    let here = Staff::sign_in(&town, "edu.reviewer").await;
    let there = here.moving_to(&town, "longyao");
    let (answer, passed) = there.follow(&there.at("/console/")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
    assert!(passed.len() > 1, "moved without the portal's word: {passed:?}");
    here.sign_out().await;
    for person in [&here, &there] {
        let answer = person.look("/console/").await;
        assert!(
            answer.status.is_redirection(),
            "{} is still in: {}",
            person.site(),
            answer.summary()
        );
    }
    let (door, _) = here.follow(&here.at("/console/")).await;
    assert!(
        door.page()
            .all("input")
            .any(|field| field.attr("type") == "password"),
        "{}",
        door.summary()
    );
}

#[tokio::test]
async fn a_wrong_password_does_not_say_which_half_was_wrong() {
    let town = Program::demo().await;
    let wrong_password = Staff::at_the_door(&town, "edu.writer", "edu")
        .try_sign_in("not-the-password")
        .await;
    let wrong_account = Staff::at_the_door(&town, "edu.nobody", "edu")
        .try_sign_in("not-the-password")
        .await;
    for answer in [&wrong_password, &wrong_account] {
        assert!(answer.status.is_client_error(), "{}", answer.summary());
        assert!(
            answer
                .page()
                .all("input")
                .any(|field| field.attr("type") == "password")
        );
    }
    assert_eq!(wrong_password.status, wrong_account.status);
    let sentence = |answer: &tests::people::Answer, account: &str| answer.page().main().replace(account, "");
    assert_eq!(
        sentence(&wrong_password, "edu.writer"),
        sentence(&wrong_account, "edu.nobody")
    );
}

#[tokio::test]
async fn a_stranger_who_guesses_waits_longer_and_longer() {
    let town = Program::demo().await;
    let mut refused = 0;
    for _ in 0..12 {
        let answer = Staff::at_the_door(&town, "agri.writer", "agri")
            .try_sign_in("guessing-again")
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            assert!(!answer.header("retry-after").is_empty(), "{}", answer.summary());
        }
    }
    assert!(refused > 0, "twelve wrong guesses in a row were all let through");
}

#[tokio::test]
async fn a_console_without_a_session_leads_to_the_sign_in_form() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    for site in ["portal", "edu", "zhuhai"] {
        let (answer, passed) = visitor.follow(&town.url(site, "/console/articles/new")).await;
        assert_eq!(answer.status, StatusCode::OK, "{passed:?} {}", answer.summary());
        let page = answer.page();
        assert!(
            page.all("input").any(|field| field.attr("type") == "password"),
            "{}",
            page.all_words()
        );
        assert_eq!(page.url.host_str(), Some("portal.localhost"), "{passed:?}");
        let staff = Staff::sign_in_on(&town, &format!("{site}.writer"), site).await;
        staff.page("/console/articles/new").await;
    }
}

#[tokio::test]
async fn sign_in_never_leads_to_a_foreign_host() {
    let town = Program::demo().await;
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:evil.example",
    ] {
        let staff = Staff::at_the_door(&town, "edu.writer", "edu");
        let mut url: url::Url = town.url("edu", "/console/login").parse().unwrap();
        url.query_pairs_mut().append_pair("next", next);
        let (door, _) = staff.follow(url.as_str()).await;
        let page = door.page();
        let mut form = page
            .forms()
            .into_iter()
            .find(|form| form.value("密码").is_some())
            .unwrap_or_else(|| panic!("{}", page.all_words()));
        form.fill("账号", "edu.writer");
        form.fill("密码", PASSWORD);
        let answer = staff.submit(&form, form.buttons.first()).await;
        let (answer, passed) = staff.follow_on(answer).await;
        for url in passed.iter().chain([&answer.url]) {
            assert!(
                url.host_str().unwrap().ends_with(".localhost"),
                "{next} led to {url}"
            );
        }
    }
}

async fn enter(browser: &Browser, town: &Program, site: &str, account: &str) {
    browser.open(&town.url(site, "/console/")).await;
    browser.type_into("账号", account).await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("{site}.localhost:{}/console/", town.port()))
        .await;
}

async fn quiet(browser: &Browser) {
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
