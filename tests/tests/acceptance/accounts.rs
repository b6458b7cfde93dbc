//! Accounts over the real program with a real mail server: invited, forgotten, brought in by file, handed over,
//! registered again.

use reqwest::StatusCode;
use tests::maildev::{Maildev, link_in};
use tests::people::{Staff, Visitor};
use tests::program::Program;

const FIRST: &str = "春江潮水连海平，海上明月";
const SECOND: &str = "滟滟随波千万里，何处春江";
const MAIL: &str = "gu.changhe@edu.example";

async fn city() -> (Program, Maildev) {
    let mails = Maildev::start().await;
    let mut program = Program::demo_at_rest().await;
    for (name, value) in mails.variables() {
        program.set(name, &value);
    }
    (program.begin().await, mails)
}

/// Opens a one-time link in a browser of its own and sets the password there.
async fn set_password(link: &str, password: &str) -> String {
    let person = Visitor::new();
    let answer = person.get(link).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.summary());
    assert_eq!(
        answer.header("referrer-policy"),
        "no-referrer",
        "the address is a secret"
    );
    assert!(answer.header("cache-control").contains("no-store"));
    let (mut form, button) = answer.page().form_with("设置密码");
    form.fill("password", password);
    form.fill("again", password);
    person.submit(&form, Some(&button)).await.text()
}

async fn invite(town: &Program, mails: &Maildev) -> String {
    let admin = Staff::sign_in(town, "edu.admin").await;
    let page = admin.page("/console/members").await;
    let fields = [
        ("new_account", "edu.guhe"),
        ("name", "顾长河"),
        ("email", MAIL),
        ("new_role", "editor"),
    ];
    let shown = admin.press(&page, "新建账号", &fields).await;
    assert!(shown.says(MAIL), "{}", shown.all_words());
    assert!(
        !shown.all_words().contains("/oidc/invitation/"),
        "a mailed link is nobody else's to see"
    );
    let mail = mails.wait_for(MAIL, 1).await;
    assert!(mail.subject.contains("账号已开通"), "{}", mail.subject);
    assert!(
        mail.text.contains("顾长河") && mail.text.contains("教育局"),
        "{}",
        mail.text
    );
    let link = link_in(&mail.text);
    assert!(
        link.starts_with(&town.url("portal", "/oidc/invitation/")),
        "{link}"
    );
    link
}

#[tokio::test]
async fn an_invitation_by_mail_leads_to_a_password_and_into_the_console_and_a_forgotten_one_is_found_again() {
    let (town, mails) = city().await;
    let link = invite(&town, &mails).await;
    let weak = set_password(&link, "edu.guhe2026").await;
    assert!(weak.contains("账号名"), "{weak}");
    let common = set_password(&link, "Admin@123456").await;
    assert!(common.contains("过于常见"), "{common}");
    let done = set_password(&link, FIRST).await;
    assert!(done.contains("密码已设置"), "{done}");
    assert_eq!(
        Visitor::new().get(&link).await.status,
        StatusCode::CONFLICT,
        "once"
    );
    let person = Staff::at_the_door(&town, "edu.guhe", "edu");
    let console = person.try_sign_in(FIRST).await;
    assert!(
        console.url.as_str().starts_with(&town.url("edu", "/console/")),
        "{}",
        console.summary()
    );
    mails.wait_for(MAIL, 2).await;

    // Forgotten: the answer is the same for everybody.
    let ask = async |who: &str| {
        let stranger = Visitor::new();
        let answer = stranger.get(&town.url("portal", "/oidc/forgot")).await;
        let (mut form, button) = answer.page().form_with("发送邮件");
        form.fill("who", who);
        let answer = stranger.submit(&form, Some(&button)).await;
        (answer.status, answer.page().main())
    };
    let known = ask("edu.guhe").await;
    assert_eq!(known, ask("edu.nobody").await);
    assert_eq!(known, ask("nobody@edu.example").await);
    assert_eq!(known.0, StatusCode::OK);
    let mail = mails.wait_for(MAIL, 3).await;
    assert!(mail.subject.contains("找回密码"), "{}", mail.subject);
    let link = link_in(&mail.text);
    assert!(set_password(&link, FIRST).await.contains("最近 5 次"));
    assert!(set_password(&link, SECOND).await.contains("密码已设置"));
    let answer = person.get(&person.at("/console/articles")).await;
    assert_ne!(answer.status, StatusCode::OK, "the sign-in of before has ended");
    let again = Staff::at_the_door(&town, "edu.guhe", "edu");
    let refused = again.try_sign_in(FIRST).await;
    assert!(
        refused.text().contains("账号或密码不正确"),
        "{}",
        refused.summary()
    );
    let again = Staff::at_the_door(&town, "edu.guhe", "edu");
    let console = again.try_sign_in(SECOND).await;
    assert!(
        console.url.as_str().starts_with(&town.url("edu", "/console/")),
        "{}",
        console.summary()
    );

    // Neither log nor audit ever held a link or what was typed.
    let token = link.rsplit('/').next().unwrap();
    assert!(!town.said().contains(token));
    let audit = town.run_json(&["verify", "audit"]).await;
    assert_eq!(audit["equal"], true, "{audit}");
}

#[tokio::test]
async fn a_file_of_people_is_checked_and_brought_in() {
    let (town, mails) = city().await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let page = admin.page("/console/members/batch").await;
    let (form, _) = page.form_with("提交文件");
    let (name, token) = form.csrf().unwrap();
    let (name, token, action) = (name.to_owned(), token.to_owned(), form.action.clone());
    let send = async |text: &[u8], mode: &str| {
        let fields = [
            (name.clone(), token.clone()),
            ("mode".to_owned(), mode.to_owned()),
        ];
        let files = [("file", "人员.csv", text)];
        admin.try_upload(action.as_str(), &fields, &files).await.unwrap()
    };
    let template = admin.get(&admin.at("/console/members/batch/people.csv")).await;
    assert_eq!(template.status, StatusCode::OK);
    let head = "账号,姓名,职务,邮箱,单位,站点,岗位\n";
    let good = format!("{head}edu.pi,皮影,科员,pi@edu.example,,,编辑\nedu.tao,陶然,,,,edu,reviewer\n");
    let bad = format!("{good}edu.xin,辛夷,,坏邮箱,,,编辑\nedu.ya,亚文,,,,agri,编辑\n");
    let answer = send(&gb18030(&bad), "all").await;
    let words = answer.page().main();
    assert!(words.contains("没有导入任何人员"), "{words}");
    for word in ["4", "邮箱", "5", "站点", "只能为本站导入人员"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    let answer = send(&gb18030(&good), "check").await;
    assert!(
        answer.page().main().contains("可开通 2 人，尚未导入"),
        "{}",
        answer.page().main()
    );
    let answer = send(&gb18030(&good), "all").await;
    let page = answer.page();
    assert!(page.main().contains("已开通 2 人"), "{}", page.main());
    let shown = page
        .all("code")
        .next()
        .expect("the link of whoever has no mail address")
        .words();
    let link = shown.trim().to_owned();
    assert!(
        set_password(&link, FIRST).await.contains("密码已设置"),
        "the link shown once"
    );
    let link = link_in(&mails.wait_for("pi@edu.example", 1).await.text);
    assert!(set_password(&link, SECOND).await.contains("密码已设置"));
    for (account, password) in [("edu.tao", FIRST), ("edu.pi", SECOND)] {
        let console = Staff::at_the_door(&town, account, "edu")
            .try_sign_in(password)
            .await;
        assert!(
            console.url.as_str().starts_with(&town.url("edu", "/console/")),
            "{}",
            console.summary()
        );
    }
    // The command line says the same as JSON.
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bad).unwrap();
    let path = file.path().to_str().unwrap();
    let output = town.run(&["user", "import", path, "--dry-run", "--json"]).await;
    assert_eq!(
        output.status.code(),
        Some(4),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["created"].as_array().unwrap().len(), 0);
    let mut lines: Vec<i64> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["line"].as_i64().unwrap())
        .collect();
    lines.dedup();
    assert_eq!(
        lines,
        [2, 3, 4],
        "taken, taken, a wrong address; another site is the operator's to fill: {report}"
    );
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[tokio::test]
async fn a_leaver_hands_drafts_over_and_can_sign_in_no_more() {
    let (town, _mails) = city().await;
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let page = writer.page("/console/articles/new").await;
    let channel = page.form_with("保存").0;
    let choices = channel.choices("channel");
    let (_, value) = choices
        .iter()
        .find(|(title, _)| title.contains("教育要闻"))
        .unwrap();
    writer
        .press(
            &page,
            "保存",
            &[
                ("title", "走之前没有写完的一篇"),
                ("channel", value),
                ("body", "还差一段结尾。"),
            ],
        )
        .await;
    let root = Staff::sign_in(&town, "platform.admin").await;
    let found = root.page("/console/people?q=edu.writer").await;
    let person = root.page(found.link("林晓岚").as_str()).await;
    let handover = root.page(person.link("离岗交接").as_str()).await;
    assert!(handover.main().contains("草稿"), "{}", handover.main());
    let (form, _) = handover.form_with("确认交接并停用账号");
    let field = form
        .fields
        .iter()
        .find(|field| field.0.starts_with("successor_"))
        .unwrap()
        .0
        .clone();
    let choices = form.choices(&field);
    let (_, editor) = choices
        .iter()
        .find(|(title, _)| title.contains("edu.editor"))
        .expect("the editor may follow");
    let done = root
        .press(&handover, "确认交接并停用账号", &[(&field, editor)])
        .await;
    assert!(
        done.says("账号已停用") && done.says("离岗交接后停用"),
        "{}",
        done.main()
    );
    let out = writer.get(&writer.at("/console/articles")).await;
    assert_ne!(out.status, StatusCode::OK);
    let refused = Staff::at_the_door(&town, "edu.writer", "edu")
        .try_sign_in(tests::program::PASSWORD)
        .await;
    assert!(
        refused.text().contains("账号或密码不正确"),
        "{}",
        refused.summary()
    );
    let editor = Staff::sign_in(&town, "edu.editor").await;
    let list = editor.page("/console/articles?q=走之前没有写完").await;
    assert!(list.says("走之前没有写完的一篇"), "{}", list.main());
}

#[tokio::test]
async fn staff_are_registered_again_with_a_signature() {
    let (town, _mails) = city().await;
    let guard = Staff::sign_in(&town, "platform.security").await;
    let page = guard.page("/console/campaigns").await;
    let due = in_three_weeks();
    let progress = guard
        .press(
            &page,
            "发起登记",
            &[("name", "年度人员重新登记"), ("due", &due), ("scope", "all")],
        )
        .await;
    assert!(
        progress.says("教育局") && progress.says("待确认"),
        "{}",
        progress.main()
    );
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let list = admin.page("/console/registration").await;
    let (form, _) = list.form_with("提交登记");
    let field = form
        .fields
        .iter()
        .find(|field| field.0.starts_with("decision_"))
        .unwrap()
        .0
        .clone();
    let answer = admin
        .try_press(&list, "提交登记", &[(&field, "confirm"), ("signed", "别人")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.page().main().contains("本人的姓名"));
    let me = list
        .main()
        .split_once("请填写：")
        .map(|(_, rest)| rest.split_whitespace().next().unwrap().to_owned())
        .unwrap();
    let done = admin
        .press(&list, "提交登记", &[(&field, "confirm"), ("signed", &me)])
        .await;
    assert!(done.says("已确认 1 个岗位"), "{}", done.main());
    let progress = guard.page(progress.url.as_str()).await;
    let confirmed = progress
        .main_links()
        .into_iter()
        .find(|url| url.query().is_some_and(|q| q == "site=edu&state=confirmed"));
    let list = guard
        .page(confirmed.expect("the figure leads to its list").as_str())
        .await;
    assert!(list.main().contains(&me), "{}", list.main());
}

/// A day three weeks from now, as a browser's field for dates gives it.
fn in_three_weeks() -> String {
    let then = kernel::Clocks::system().security.now() + chrono::Duration::days(21);
    then.format("%Y-%m-%d").to_string()
}
