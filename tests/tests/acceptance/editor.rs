//! The editor's desk in a real browser: Word's text comes in clean, and nothing typed is lost, whether the program is
//! killed, the session ends or somebody else saves first.

use reqwest::StatusCode;
use serde_json::Value;
use std::time::Duration;
use tests::browser::Browser;
use tests::people::{Newsroom, Staff, Visitor};
use tests::program::{PASSWORD, Program};

/// What Word puts on the clipboard: its own elements, conditional comments, lists as paragraphs, and a picture.
const WORD: &str = include_str!("editor/word.html");

#[tokio::test]
async fn words_html_comes_in_clean_and_its_picture_is_stored() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    begin(&browser, &town, "从文档粘贴来的稿件").await;
    paste(&browser, WORD).await;
    until(&browser, "the picture arrives", "return !!document.querySelector('.ed-picture img[src*=\"/media/\"]') && !/正在上传/.test(document.body.innerText)").await;
    // The form sends what the editor shows.
    browser.press("保存").await;
    browser.wait_for_words("已保存为草稿").await;
    let source = browser
        .script("return document.getElementById('f-body').value")
        .await;
    let source = source.as_str().unwrap();
    for dress in [
        "mso",
        "Mso",
        "o:p",
        "v:",
        "style=",
        "class=\"Mso",
        "<span",
        "<font",
        "file:",
        "data:",
        "&nbsp;",
    ] {
        assert!(!source.contains(dress), "{dress} is left in\n{source}");
    }
    for kept in [
        "<h2>一、工作目标</h2>",
        "<strong>三百二十名</strong>",
        "<ul><li>登记入户<ul><li>核对户籍</li></ul></li><li>公示名单</li></ul>",
        "<ol><li>七月十日前登记</li><li>七月二十日公示</li></ol>",
        "<td>丁山小学</td><td>120</td>",
        "<p class=\"align-right\">陶都市教育局</p>",
        "<a href=\"https://www.example.gov.cn/\">招生通告</a>",
        "<img src=\"media:",
    ] {
        assert!(source.contains(kept), "{kept} is missing in\n{source}");
    }
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    // Whoever reads the draft sees the stored picture, and it lies in the library.
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let address: url::Url = browser.address().await.parse().unwrap();
    let preview = writer.page(&address.path().replace("/edit", "/preview")).await;
    let picture = preview
        .all("img")
        .find(|img| img.attr("src").contains("/media/"))
        .unwrap()
        .attr("src")
        .to_owned();
    assert_eq!(writer.look(&picture).await.status, StatusCode::OK);
}

#[tokio::test]
async fn typesetting_by_one_key_mends_punctuation_blanks_headings_and_tables() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    begin(&browser, &town, "一键排版的稿件").await;
    paste(
        &browser,
        "<p>　　各中小学,请于7月10日前 报名.逾期不候!</p><p>　</p><p>一、报名时间</p><p>比例为3:1,见https://a.cn/x,y.</p>\
         <table><tr><td>　学校</td><td>人数</td></tr><tr><td></td><td></td></tr><tr><td>丁山小学</td><td>1,200</td></tr></table>",
    )
    .await;
    browser.press("一键排版").await;
    browser.press("保存").await;
    browser.wait_for_words("已保存为草稿").await;
    let source = browser
        .script("return document.getElementById('f-body').value")
        .await;
    assert_eq!(
        source.as_str().unwrap(),
        "<p>各中小学，请于7月10日前报名。逾期不候！</p>\n<h2>一、报名时间</h2>\n<p>比例为3:1,见https://a.cn/x,y.</p>\n\
         <table><tbody><tr><th>学校</th><th>人数</th></tr><tr><td>丁山小学</td><td>1,200</td></tr></tbody></table>"
    );
}

#[tokio::test]
async fn what_was_typed_before_kill_9_is_there_after_the_restart() {
    let mut town = Program::demo().await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    begin(&browser, &town, "断电时正在写的稿件").await;
    browser.type_into("正文", "这一句在断电之前写下。").await;
    browser.wait_for_words("已保存 ").await;
    town.kill_hard();
    // While the line is down the writer goes on; the browser keeps it.
    add(&browser, "这一句在断电之后写下。").await;
    browser.wait_for_words("保存失败").await;
    town.begin_again().await;
    browser.wait_for_words("已保存 ").await;
    // Another browser, as after a crash of the first: the server has both sentences.
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let form = writer.page("/console/articles/new").await;
    assert!(form.says("断电时正在写的稿件"), "{}", form.main());
    let offered = form
        .all("a")
        .find(|link| link.words() == "恢复")
        .unwrap()
        .attr("href")
        .to_owned();
    let form = writer.page(&offered).await;
    let body = form.form_with("保存").0.value("正文").unwrap().to_owned();
    for sentence in ["这一句在断电之前写下。", "这一句在断电之后写下。"] {
        assert!(body.contains(sentence), "{body}");
    }
    // Nobody else is offered it, nor reaches it by its number.
    let editor = Staff::sign_in(&town, "edu.editor").await;
    assert!(!editor.page("/console/articles/new").await.says("断电时"));
    assert_eq!(
        editor.look(&path_of(&offered)).await.status,
        StatusCode::NOT_FOUND
    );
    // Saved, it is a draft, and no longer offered.
    drop(browser);
    writer.press(&form, "保存", &[("栏目", "教育要闻")]).await;
    assert!(!writer.page("/console/articles/new").await.says("断电时"));
    town.verify().await;
}

#[tokio::test]
async fn a_session_that_ends_while_typing_loses_no_word() {
    let town = Program::demo().await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    begin(&browser, &town, "登录过期时正在写的稿件").await;
    browser.type_into("正文", "过期之前写的。").await;
    browser.wait_for_words("已保存 ").await;
    end_sessions(&town, "edu.writer").await;
    add(&browser, "过期之后写的。").await;
    browser.wait_for_words("登录已过期").await;
    // Signing in again happens in a small window; the form stays as it is and saves itself.
    let form = browser.driver().window().await.unwrap();
    browser.press("重新登录").await;
    let windows = browser.driver().windows().await.unwrap();
    let small = windows.into_iter().find(|window| *window != form).unwrap();
    browser.driver().switch_to_window(small).await.unwrap();
    browser.type_into("账号", "edu.writer").await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser.wait_for_words("请关闭这个小窗口").await;
    browser.driver().switch_to_window(form).await.unwrap();
    browser.wait_for_words("已保存 ").await;
    browser.press("保存").await;
    browser.wait_for_words("已保存为草稿").await;
    let source = browser
        .script("return document.getElementById('f-body').value")
        .await;
    for sentence in ["过期之前写的。", "过期之后写的。"] {
        assert!(source.as_str().unwrap().contains(sentence), "{source}");
    }
}

#[tokio::test]
async fn without_script_a_form_that_comes_after_the_session_is_offered_after_signing_in() {
    let town = Program::demo().await;
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let form = writer.page("/console/articles/new").await;
    end_sessions(&town, "edu.writer").await;
    let fields = [
        ("标题", "过期后才按保存的稿件"),
        ("栏目", "教育要闻"),
        ("正文", "一个字也不能丢。"),
    ];
    let answer = writer.try_press(&form, "保存", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.summary());
    assert!(
        answer.location().as_str().contains("login"),
        "{}",
        answer.location()
    );
    // Somebody at another browser is offered nothing.
    let other = Staff::sign_in(&town, "edu.writer").await;
    assert!(!other.page("/console/articles/new").await.says("一个字也不能丢"));
    assert!(!other.page("/console/articles/new").await.says("过期后才按保存"));
    // The same browser signs in again and is led back to the form.
    let (door, _) = writer.follow_on(answer).await;
    let page = door.page();
    let (mut sign_in, button) = page.form_with("登录");
    sign_in.fill("账号", "edu.writer");
    sign_in.fill("密码", PASSWORD);
    let answer = writer.submit(&sign_in, Some(&button)).await;
    let (answer, _) = writer.follow_on(answer).await;
    let page = answer.page();
    assert!(page.says("登录过期时提交的文字还在"), "{}", page.main());
    let offered = page
        .all("a")
        .find(|link| link.words() == "恢复")
        .unwrap()
        .attr("href")
        .to_owned();
    let form = writer.page(&offered).await;
    assert_eq!(form.form_with("保存").0.value("正文"), Some("一个字也不能丢。"));
    let saved = writer.press(&form, "保存", &[]).await;
    assert_eq!(saved.form_with("保存").0.value("正文"), Some("一个字也不能丢。"));
    // A stranger's form is not kept: without a session's proof nothing is laid aside.
    let stranger = Visitor::new();
    let fields = [("title", "陌生人的稿件"), ("body", "不会留下。")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = stranger
        .try_post(&town.url("edu", "/console/articles"), &fields)
        .await
        .unwrap();
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.summary());
    assert!(
        !answer.header("set-cookie").contains("aside"),
        "{}",
        answer.header("set-cookie")
    );
}

#[tokio::test]
async fn two_editors_conflict_and_both_texts_survive() {
    let town = Program::demo().await;
    let room = Newsroom::of(&town, "edu").await;
    let piece = room
        .draft("教育要闻", "两个人在两个窗口里改的稿件", "最早的一稿。")
        .await;
    let browser = Browser::start().await;
    enter(&browser, &town, "edu.writer").await;
    browser.open(&town.url("edu", &format!("{piece}/edit"))).await;
    add_plain(&browser, "作者补充了报名地点。").await;
    browser.wait_for_words("已保存 ").await;
    // The editor opens the same text, is told who writes, and saves first.
    let editors_form = room.editor.page(&format!("{piece}/edit")).await;
    assert!(editors_form.says("正在编辑这篇稿件"), "{}", editors_form.main());
    room.editor
        .press(
            &editors_form,
            "保存",
            &[("正文", "最早的一稿。\n\n编辑补充了报名时间。")],
        )
        .await;
    browser.press("保存").await;
    browser.wait_for_words("有人保存过新的内容").await;
    let words = browser.words().await;
    assert!(words.contains("编辑补充了报名时间"), "{words}");
    assert!(words.contains("作者补充了报名地点"), "{words}");
    let merged = browser
        .script("return document.getElementById('f-body').value")
        .await;
    let merged = merged.as_str().unwrap().to_owned();
    assert!(merged.contains("作者补充了报名地点"), "{merged}");
    // The refused text waits in its slot even if the page is closed now.
    browser.open(&town.url("edu", &format!("{piece}/edit"))).await;
    browser.wait_for_words("有一份没有保存的文字").await;
    browser.click_link("恢复").await;
    browser.wait_for_words("已恢复未保存的文字").await;
    browser.press("保存").await;
    browser.wait_for_words("有人保存过新的内容").await;
    browser
        .type_into("正文", "最早的一稿。报名时间和地点都在这里。")
        .await;
    browser.press("保存").await;
    browser.wait_for_words("已保存为草稿").await;
    let kept = room.editor.page(&format!("{piece}/edit")).await;
    assert_eq!(
        kept.form_with("保存").0.value("正文"),
        Some("最早的一稿。报名时间和地点都在这里。")
    );
}

/// Signs in at the console of 教育局.
pub(super) async fn enter(browser: &Browser, town: &Program, account: &str) {
    browser.open(&town.url("edu", "/console/")).await;
    browser.type_into("账号", account).await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("edu.localhost:{}/console/", town.port()))
        .await;
}

pub(super) async fn begin(browser: &Browser, town: &Program, title: &str) {
    browser.open(&town.url("edu", "/console/articles/new")).await;
    until(
        browser,
        "the editor",
        "return !!document.querySelector('.ed-text')",
    )
    .await;
    browser.type_into("标题", title).await;
    browser.choose("栏目", "教育要闻").await;
}

/// Goes on writing at the end of the rich text.
async fn add(browser: &Browser, text: &str) {
    let field = browser
        .driver()
        .find(thirtyfour::By::Css(".ed-text"))
        .await
        .unwrap();
    field.send_keys(thirtyfour::Key::End + text).await.unwrap();
}

/// The same in a text area.
async fn add_plain(browser: &Browser, text: &str) {
    let field = browser.driver().find(thirtyfour::By::Id("f-body")).await.unwrap();
    field.send_keys(format!("\n\n{text}")).await.unwrap();
}

/// A clipboard with HTML, as the browser hands it to the page.
async fn paste(browser: &Browser, html: &str) {
    let script = format!(
        "const data = new DataTransfer(); data.setData('text/html', {}); data.setData('text/plain', '文档');
         const text = document.querySelector('.ed-text'); text.focus();
         text.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}));",
        Value::from(html)
    );
    browser.script(&script).await;
}

async fn until(browser: &Browser, what: &str, script: &str) {
    for _ in 0..200 {
        if browser.script(script).await == Value::Bool(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!(
        "waited in vain for {what}: {}\n{:?}",
        browser.words().await,
        browser.complaints().await
    );
}

/// Every session of an account ends, as after a long pause; the cookies stay where they are.
async fn end_sessions(town: &Program, account: &str) {
    for deed in ["suspend", "restore"] {
        let output = town.run(&["user", deed, account]).await;
        assert!(output.status.success(), "{deed}: {output:?}");
    }
}

fn path_of(address: &str) -> String {
    match address.parse::<url::Url>() {
        Ok(url) => format!("{}?{}", url.path(), url.query().unwrap_or_default()),
        Err(_relative) => address.to_owned(),
    }
}
