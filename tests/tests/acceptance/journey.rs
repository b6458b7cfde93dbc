//! A letter's whole way, in a real browser: the citizen on a phone, the staff at their desks.

use chrono::{Datelike, Duration};
use tests::browser::Browser;
use tests::program::{PASSWORD, Program};

const TITLE: &str = "灌溉渠堵塞，晚稻田进不了水";

/// A browser with the console of a site open.
async fn at_desk(town: &Program, account: &str) -> Browser {
    let (site, _) = account.split_once('.').unwrap();
    let browser = Browser::start().await;
    browser.open(&town.url(site, "/console/letters")).await;
    browser.type_into("账号", account).await;
    browser.type_into("密码", PASSWORD).await;
    browser.press("登录").await;
    browser
        .wait_for_address(&format!("{site}.localhost:{}/console/", town.port()))
        .await;
    browser
}

/// Opens the letter with the form of an act.
async fn take_up(browser: &Browser, town: &Program, site: &str, act: &str) {
    browser.open(&town.url(site, "/console/letters?part=all")).await;
    browser.click_link(TITLE).await;
    browser.wait_for_words("期限怎样计算").await;
    let address: url::Url = browser.address().await.parse().unwrap();
    browser
        .open(&town.url(site, &format!("{}?do={act}", address.path())))
        .await;
    browser.wait_for_words("期限怎样计算").await;
}

/// Dates are set as a calendar widget does: what the keyboard types depends on the browser's language.
async fn set_day(browser: &Browser, day: &str) {
    browser
        .script(&format!("document.querySelector('[name=until]').value = '{day}'"))
        .await;
}

/// A page without a finding of axe and without a complaint of the browser.
async fn sound(browser: &Browser) {
    let faults = browser.axe().await;
    assert!(faults.is_empty(), "{} {faults:#?}", browser.address().await);
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// Names of the form's fields as a screen reader says them.
async fn names_of_fields(browser: &Browser) -> Vec<String> {
    let names = browser
        .script(
            "return [...document.querySelectorAll('main form :is(input, select, textarea):not([type=hidden])')]
                .filter(field => field.offsetParent !== null)
                .map(field => field.getAttribute('aria-label') || [...(field.labels || [])].map(l => l.innerText.trim()).join(' '))",
        )
        .await;
    let names = names.as_array().cloned().unwrap_or_default();
    names
        .iter()
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .collect()
}

fn after(words: &str, mark: &str) -> String {
    let (_, rest) = words.split_once(mark).expect(mark);
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_letter_goes_its_whole_way_from_a_phone_to_the_weekly_figures() {
    let mut town = Program::demo().await;
    let phone = Browser::start().await;
    phone.resize(390, 844).await;
    phone.open(&town.url("portal", "/letters/new")).await;
    let names = names_of_fields(&phone).await;
    assert!(names.len() >= 7, "{names:?}");
    assert!(names.iter().all(|name| !name.is_empty()), "{names:?}");
    sound(&phone).await;
    phone.choose("来信类型", "投诉").await;
    phone.tick("市教育局").await;
    phone.type_into("标题", TITLE).await;
    phone
        .type_into("内容", "村东头的灌溉渠堵了半个月，晚稻田进不了水，请派人疏通。")
        .await;
    phone.type_into("您的称呼", "何某").await;
    phone.type_into("联系电话", "13812345678").await;
    phone.press("提交来信").await;
    phone.wait_for_words("查询码").await;
    sound(&phone).await;
    let words = phone.words().await;
    let (number, code) = (after(&words, "编号："), after(&words, "查询码："));

    // The portal's clerk hands it to the unit that was named, which finds that it is another's.
    let clerk = at_desk(&town, "portal.letters").await;
    take_up(&clerk, &town, "portal", "register").await;
    clerk.press("登记").await;
    clerk.wait_for_words("转办意见").await;
    sound(&clerk).await;
    clerk.press("转办").await;
    clerk.wait_for_words("承办单位").await;
    let edu = at_desk(&town, "edu.letters").await;
    take_up(&edu, &town, "edu", "transfer").await;
    edu.choose("改派给", "农").await;
    edu.type_into("改派理由", "灌溉渠由农林局管护。").await;
    edu.press("改派").await;
    edu.wait_without_words("改派理由").await;

    // The other unit needs longer and says so in public, then answers; another person of the unit publishes it.
    let agri = at_desk(&town, "agri.letters").await;
    take_up(&agri, &town, "agri", "extend").await;
    let last = after(&agri.words().await, "最迟不超过 ");
    set_day(&agri, last.trim_end_matches('。')).await;
    agri.type_into("延期说明", "清淤需要调用机械，正在协调，完成后答复。")
        .await;
    agri.press("公开说明并延期").await;
    agri.wait_for_words("已说明延期至").await;
    let visitor = Browser::start().await;
    visitor.open(&town.url("portal", "/letters/")).await;
    visitor.click_link(TITLE).await;
    visitor.wait_for_words("清淤需要调用机械").await;
    assert!(!visitor.words().await.contains("13812345678"));
    sound(&visitor).await;
    take_up(&agri, &town, "agri", "reply").await;
    agri.type_into(
        "答复内容",
        "您好，来信收悉。我局已派人到现场查看，灌溉渠因淤泥和杂物堵塞，已联系镇里清理，恢复通水后会安排巡查。",
    )
    .await;
    agri.press("送审").await;
    agri.wait_for_words("待审核").await;
    sound(&agri).await;
    let head = at_desk(&town, "agri.reviewer").await;
    take_up(&head, &town, "agri", "release").await;
    sound(&head).await;
    head.press("通过并发布答复").await;
    head.wait_for_words("已发布").await;

    // The citizen is not content: nothing was put right. The unit promises, does it, and the letter is closed.
    phone.open(&town.url("portal", "/letters/query")).await;
    phone.type_into("编号", &number).await;
    phone.type_into("查询码", &code).await;
    phone.press("查询").await;
    phone.wait_for_words("灌溉渠因淤泥和杂物堵塞").await;
    phone.tick("不满意").await;
    phone.tick("未整改").await;
    phone.press("提交评价").await;
    phone.wait_without_words("提交评价").await;
    sound(&phone).await;
    take_up(&agri, &town, "agri", "commit").await;
    assert!(agri.words().await.contains("未整改"), "{}", agri.words().await);
    set_day(&agri, last.trim_end_matches('。')).await;
    agri.type_into("整改内容", "清通村东头灌溉渠全段淤泥。").await;
    agri.press("作出承诺").await;
    agri.wait_for_words("清通村东头灌溉渠全段淤泥").await;
    take_up(&agri, &town, "agri", "put-right").await;
    agri.choose("整改承诺", "清通村东头").await;
    agri.type_into("整改情况或理由", "全段已清通，通水正常。").await;
    agri.press("登记").await;
    agri.wait_for_words("全段已清通").await;
    take_up(&clerk, &town, "portal", "archive").await;
    clerk.press("归档").await;
    clerk.wait_for_words("已归档").await;
    visitor.open(&visitor.address().await).await;
    visitor.wait_for_words("全段已清通").await;

    // The figures of the unit know it at once, the assessment of the week when the week is over.
    visitor.open(&town.url("portal", "/letters/stats")).await;
    visitor.click_link("农").await;
    visitor.wait_for_words("未整改").await;
    town.stop();
    let today = kernel::Clocks::system().domain.now() + Duration::hours(8);
    let tuesday = today + Duration::days(8 - i64::from(today.weekday().num_days_from_monday()));
    town.set_time(&tuesday.format("%Y-%m-%dT%H:%M+08:00").to_string());
    town.begin_again().await;
    visitor
        .open(&town.url(
            "portal",
            &format!("/letters/circulars/week?week={}", today.format("%G-W%V")),
        ))
        .await;
    visitor.wait_for_words("农林局").await;
    sound(&visitor).await;
}
