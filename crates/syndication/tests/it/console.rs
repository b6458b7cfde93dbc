//! The staff pages over HTTP, with forms as a browser without script sends them.

use crate::http::{get, open, post, serve};
use crate::town::Town;
use syndication::desk::State as Desk;
use syndication::rule::Mode;
use syndication::submission::{State, submit_upward};

#[tokio::test]
async fn an_editor_declines_with_a_reason_and_takes_into_a_channel() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    for title in ["要退的稿", "要采用的稿"] {
        let piece = town.publish(town.edu, title).await;
        let mut tx = town.up(town.edu).await;
        submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
        tx.commit().await.unwrap();
    }
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    let port = serve(&town).await;
    let list = open(port, "portal", "/console/desk").await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains("要退的稿") && list.body.contains("市教育局") && list.body.contains("采编台"));
    assert!(
        !list.body.contains("报送台账"),
        "the portal has no ledger of its own"
    );

    let declining = format!("/console/desk/{}", lines[0].id);
    let page = open(port, "portal", &declining).await;
    assert!(page.status == 200 && page.body.contains("要退的稿的正文"));
    let refused = post(port, "portal", &format!("{declining}/decline"), &page, "reason=+").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("请写明退稿理由"));
    let done = post(
        port,
        "portal",
        &format!("{declining}/decline"),
        &page,
        "reason=chongfu",
    )
    .await;
    assert_eq!(
        (done.status, done.headers["location"].as_str()),
        (303, "/console/desk")
    );

    let taking = format!("/console/desk/{}", lines[1].id);
    let page = open(port, "portal", &taking).await;
    let refused = post(port, "portal", &format!("{taking}/adopt"), &page, "channel=").await;
    assert_eq!(refused.status, 422);
    let fields = format!("channel={}&own_title=", town.portal.notices);
    let done = post(port, "portal", &format!("{taking}/adopt"), &page, &fields).await;
    assert_eq!(done.status, 303);
    let late = post(port, "portal", &format!("{taking}/adopt"), &page, &fields).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("该稿件已被处理"));
    town.settle().await;
    let ledger = town.ledger(town.edu).await;
    assert!(ledger.iter().all(|row| row.seen_at.is_some()), "opened is 已阅");
    let figures = open(port, "portal", "/console/ledger").await;
    for words in ["积分统计", "市教育局", "登记加分"] {
        assert!(figures.body.contains(words), "{words}");
    }
    let sheet = open(port, "edu", "/console/ledger.csv").await;
    assert!(sheet.status == 200 && sheet.headers["content-type"].starts_with("text/csv"));
    assert_eq!(open(port, "portal", "/console/ledger/terms").await.status, 200);
    assert_eq!(open(port, "edu", "/console/ledger/terms").await.status, 404);
    assert_eq!(open(port, "edu", "/console/quota").await.status, 200);
    let states: Vec<Desk> = town
        .on_desk(town.portal)
        .await
        .iter()
        .map(|line| line.state())
        .collect();
    assert_eq!(states, [Desk::Declined, Desk::Taken]);
    let taken = open(port, "portal", "/console/desk?state=taken&page=x").await;
    assert!(taken.body.contains("要采用的稿") && !taken.body.contains("要退的稿"));
    assert_eq!(open(port, "portal", "/console/desk/999").await.status, 404);
}

#[tokio::test]
async fn an_administrator_makes_and_ends_a_rule() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/rules").await;
    assert!(
        page.status == 200 && page.body.contains("市教育局 · 要闻") && page.body.contains("从建立时起生效")
    );
    let source = format!("{}%3A{}", town.edu.id, town.edu.news);
    let fields = format!("source={source}&channel={}&mode=automatic", town.portal.news);
    assert_eq!(
        post(port, "portal", "/console/rules", &page, &fields)
            .await
            .status,
        303
    );
    let again = post(port, "portal", "/console/rules", &page, &fields).await;
    assert_eq!(again.status, 409);
    assert!(again.body.contains("这条规则已经存在"));
    let own = format!("source={}%3A{}&channel=&mode=", town.portal.id, town.portal.news);
    let wrong = post(port, "portal", "/console/rules", &page, &own).await;
    assert_eq!(wrong.status, 422);
    for words in [
        "请选择来源网站和栏目",
        "请选择本站栏目",
        "请选择自动发布或经采编台",
    ] {
        assert!(wrong.body.contains(words), "{words}");
    }
    let rule = town.at_work().await.remove(0);
    let ended = post(
        port,
        "portal",
        &format!("/console/rules/{}/end", rule.id),
        &page,
        "",
    )
    .await;
    assert_eq!(ended.status, 303);
    assert!(town.at_work().await.is_empty());
}

#[tokio::test]
async fn a_unit_sends_up_reads_its_ledger_and_takes_back() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "报送的稿").await;
    town.settle().await;
    let port = serve(&town).await;
    // Any page of the console carries the proof for a form.
    let page = open(port, "edu", "/console/submissions").await;
    assert!(page.status == 200 && page.body.contains("这里还没有报送"));
    assert!(!page.body.contains("全部新稿"), "the pool is the portal's");
    let send = format!("/console/articles/{}/submit-upward", piece.id);
    let sent = post(port, "edu", &send, &page, "").await;
    assert_eq!(
        (sent.status, sent.headers["location"].clone()),
        (303, format!("/console/articles/{}", piece.id))
    );
    assert_eq!(post(port, "edu", &send, &page, "").await.status, 409);
    let ledger = open(port, "edu", "/console/submissions").await;
    for words in ["报送的稿", "已报送", "取回", "周若溪"] {
        assert!(ledger.body.contains(words), "{words}");
    }
    let back = format!("/console/articles/{}/recall-submission", piece.id);
    assert_eq!(post(port, "edu", &back, &page, "").await.status, 303);
    assert_eq!(town.ledger(town.edu).await[0].state(), State::Recalled);
}

#[tokio::test]
async fn who_has_no_post_on_a_site_finds_nothing_there() {
    let town = Town::new().await;
    let port = serve(&town).await;
    assert_eq!(open(port, "agri", "/console/submissions").await.status, 404);
    assert_eq!(
        get(port, "agri", "/console/submissions", None).await.status,
        303,
        "a stranger is led to sign-in"
    );
}
