//! The audit record, as the people of the city meet it: three separate administrators, a chain that names each row that
//! somebody touched, the page and its export.

use sea_orm::ConnectionTrait;
use serde_json::Value;
use tests::people::{Answer, Staff, Visitor};
use tests::program::Program;

/// What somebody with the database's password does.
async fn sql(town: &Program, text: &str) {
    let url = match town.database_url() {
        Some(url) => url.to_owned(),
        None => format!("sqlite://{}", town.data().join("zisha.db").display()),
    };
    let connection = tests::catalogue::connect(&url).await;
    connection.execute_unprepared(text).await.unwrap();
    connection.close().await.unwrap();
}

/// Posts a form that no page offered to this person, with the proof of the session.
async fn post(staff: &Staff, path: &str, fields: &[(&str, &str)]) -> Answer {
    let (name, value) = staff.proof().await;
    let mut fields = fields.to_vec();
    fields.push((&name, &value));
    staff.post(path, &fields).await
}

/// What `zisha verify audit --json` names: kind and row.
async fn named(town: &Program) -> Vec<(String, i64)> {
    let output = town.run(&["verify", "audit", "--json"]).await;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(report["equal"].as_bool().unwrap(), findings.is_empty());
    assert_eq!(
        output.status.success(),
        findings.is_empty(),
        "the exit code says it too"
    );
    let named = findings.iter().map(|one| {
        (
            one["kind"].as_str().unwrap().to_owned(),
            one["row"].as_i64().unwrap(),
        )
    });
    named.collect()
}

#[tokio::test]
async fn every_row_that_was_touched_is_named() {
    let town = Program::demo_at_rest().await;
    assert_eq!(named(&town).await, []);
    let edited = ("edited".to_owned(), 40);
    sql(
        &town,
        "update audit set subject = 'x' || substr(subject, 2) where id = 40",
    )
    .await;
    assert_eq!(named(&town).await, std::slice::from_ref(&edited));
    sql(&town, "delete from audit where id = 60").await;
    let removed = ("removed".to_owned(), 60);
    assert_eq!(named(&town).await, [edited.clone(), removed.clone()]);
    let columns = "site_id, at, actor, actor_label, action, subject, detail, previous, hash, address, result, request, algorithm, seal";
    sql(
        &town,
        &format!("insert into audit (id, {columns}) select (select max(id) from audit) + 1, {columns} from audit where id = 50"),
    )
    .await;
    let found = named(&town).await;
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[..2], [edited, removed]);
    assert_eq!(found[2].0, "inserted");
    // For people, in words.
    let output = town.run(&["verify", "audit"]).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("第 40 条被改动过") && said.contains("第 60 条被删除") && said.contains("后来插入"),
        "{said}"
    );
}

#[tokio::test]
async fn the_audit_administrator_sees_what_was_refused_and_from_where() {
    let town = Program::demo().await;
    // Somebody tries what is not his.
    let writer = Staff::sign_in(&town, "edu.writer").await;
    let refused = post(
        &writer,
        "/console/members",
        &[("account", "agri.editor"), ("role", "editor")],
    )
    .await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.summary());
    let stranger = Staff::at_the_door(&town, "edu.writer", "edu");
    stranger.try_sign_in("not the password at all").await;

    let auditor = Staff::sign_in(&town, "platform.audit").await;
    let page = auditor.page("/console/audit?result=refused").await;
    for words in [
        "操作被拒绝",
        "登录被拒绝",
        "member.manage",
        "127.0.0.1",
        "POST /console/members",
    ] {
        assert!(page.says(words), "{words} is not on the page: {}", page.main());
    }
    assert!(!page.says("发布稿件"), "the filter holds");
    // Reading is itself a record; the second look shows the first.
    let page = auditor.page("/console/audit?what=audit.").await;
    assert!(
        page.says("查看审计记录") && page.says("result=refused"),
        "{}",
        page.main()
    );

    let csv = auditor.look("/console/audit.csv?what=session.").await;
    let text = csv.text();
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(
        text.starts_with('\u{feff}') && text.lines().count() > 3,
        "{}",
        csv.summary()
    );
    assert!(text.contains("session.refused") && !text.contains("article.published"));
    town.verify().await;
}

#[tokio::test]
async fn a_site_administrator_sees_the_own_site_alone() {
    let town = Program::demo().await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let page = admin.page("/console/audit").await;
    assert!(page.says("发布稿件"), "{}", page.main());
    // The address asks for more; the answer does not.
    for path in ["/console/audit?site=agri", "/console/audit?site=portal"] {
        let csv = admin.look(&path.replace("audit?", "audit.csv?")).await.text();
        let sites: Vec<_> = csv
            .lines()
            .skip(1)
            .filter(|line| !line.contains("\"市教育局\""))
            .collect();
        assert!(sites.is_empty(), "{sites:?}");
    }
    for account in ["edu.editor", "edu.reviewer", "edu.signer"] {
        let other = Staff::sign_in(&town, account).await;
        assert_eq!(
            other.look("/console/audit").await.status.as_u16(),
            403,
            "{account}"
        );
    }
}

#[tokio::test]
async fn the_three_administrators_see_no_site_and_not_each_others_duties() {
    let town = Program::demo().await;
    for (account, open, closed) in [
        (
            "platform.admin",
            &["/console/people", "/console/clients", "/console/keys"][..],
            &["/console/audit"][..],
        ),
        (
            "platform.security",
            &["/console/people"],
            &["/console/audit", "/console/clients", "/console/keys"],
        ),
        (
            "platform.audit",
            &["/console/audit"],
            &["/console/people", "/console/clients", "/console/keys"],
        ),
    ] {
        let staff = Staff::sign_in(&town, account).await;
        for path in open {
            staff.page(path).await;
        }
        for path in closed {
            assert_eq!(staff.look(path).await.status.as_u16(), 403, "{account} {path}");
        }
        let content = [
            "/console/articles",
            "/console/channels",
            "/console/media",
            "/console/members",
            "/console/duties",
        ];
        for path in content {
            assert_eq!(
                staff.look(path).await.status.as_u16(),
                404,
                "{account} {path} on the portal"
            );
        }
        let there = staff.moving_to(&town, "edu");
        for path in content {
            let (answer, _) = there.follow(&there.at(path)).await;
            assert_eq!(answer.status.as_u16(), 404, "{account} {path} on a site");
        }
    }
}

#[tokio::test]
async fn duties_of_posts_are_edited_by_the_site_and_shown_to_everybody() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let page = visitor.open(&town.url("edu", "/about/duties/")).await;
    assert!(
        page.says("网站负责人") && !page.says("网络安全负责人"),
        "{}",
        page.main()
    );
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let page = admin.page("/console/duties").await;
    let fields = [
        ("责任", "网络安全负责人"),
        ("承担责任的职务", "党组成员、副局长"),
        ("姓名", ""),
        ("办公电话", "0510-8000 0101"),
    ];
    let page = admin.press(&page, "保存", &fields).await;
    assert!(
        page.says("党组成员、副局长") && page.says("暂缺"),
        "{}",
        page.main()
    );
    let page = visitor.open(&town.url("edu", "/about/duties/")).await;
    assert!(page.says("网络安全负责人") && page.says("党组成员、副局长") && page.says("暂缺"));
    let other = visitor.open(&town.url("agri", "/about/duties/")).await;
    assert!(!other.says("党组成员、副局长"));
    let rows = admin.page("/console/audit?what=duty.").await;
    assert!(rows.says("网站责任变更"), "{}", rows.main());
}

#[tokio::test]
async fn a_post_limited_to_a_channel_opens_that_channel_alone() {
    let town = Program::demo().await;
    let admin = Staff::sign_in(&town, "edu.admin").await;
    let page = admin.page("/console/members").await;
    // 周若溪 works for the portal; here she writes for one channel, until the end of a year.
    let mut boxes = page.all("input").filter(|field| field.attr("name") == "channels");
    let first = boxes.next().unwrap().attr("value").to_owned();
    let fields = [
        ("account", "portal.writer"),
        ("role", "contributor"),
        ("channels", first.as_str()),
        ("until", "2030-12-31"),
    ];
    let done = post(&admin, "/console/members", &fields).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.summary());
    let page = admin.page("/console/members").await;
    assert!(
        page.says("限栏目：教育要闻") && page.says("2030-12-31"),
        "{}",
        page.main()
    );
    let writer = Staff::sign_in_on(&town, "portal.writer", "edu").await;
    let form = writer.page("/console/articles/new").await;
    assert!(form.says("教育要闻"), "{}", form.main());
    assert!(
        !form.says("通知公告"),
        "another channel is offered: {}",
        form.main()
    );
    // What the form does not offer is refused, too.
    let foreign = post(
        &writer,
        "/console/articles",
        &[
            ("channel", "999999"),
            ("title", "越权的稿件"),
            ("body", "不该写成。"),
        ],
    )
    .await;
    assert!(foreign.status.is_client_error(), "{}", foreign.summary());
}
