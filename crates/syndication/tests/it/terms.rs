//! Rules on terms: headline, time, order, validity, embargo, preview.

use crate::http::{open, post, serve};
use crate::town::{Town, noon};
use chrono::Duration;
use std::sync::Arc;
use store::job::JobRunner;
use syndication::projection::EmbargoEnds;
use syndication::rule::{Mode, Terms};

#[tokio::test]
async fn a_rule_changes_the_headline_and_goes_by_arrival_also_through_corrections() {
    let town = Town::new().await;
    let terms = Terms {
        title_pattern: Some("【教育】{title}".into()),
        time_of_arrival: true,
        order_of_arrival: true,
        ..Terms::default()
    };
    town.rule_on("edu", town.portal, Mode::Automatic, &terms).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!(place.title, "【教育】一稿");
    assert!(place.published_at != noon() && place.sort_at == place.published_at);
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].title, "【教育】二稿");
}

#[tokio::test]
async fn outside_its_validity_a_rule_takes_nothing() {
    let town = Town::new().await;
    let now = town.hub().await.now();
    let over = Terms {
        valid_until: Some(now - Duration::hours(1)),
        ..Terms::default()
    };
    let ahead = Terms {
        valid_from: Some(now + Duration::hours(1)),
        ..Terms::default()
    };
    town.rule_on("edu", town.portal, Mode::Automatic, &over).await;
    town.rule_on("edu", town.agri, Mode::Desk, &ahead).await;
    town.publish(town.edu, "一稿").await;
    town.settle().await;
    assert!(town.places(town.portal).await.is_empty());
    assert!(town.on_desk(town.agri).await.is_empty());
}

#[tokio::test]
async fn an_embargo_holds_until_its_end_and_reads_the_truth_again() {
    let town = Town::new().await;
    let now = town.hub().await.now();
    let terms = Terms {
        embargo_until: Some(now + Duration::hours(2)),
        ..Terms::default()
    };
    town.rule_on("edu", town.portal, Mode::Automatic, &terms).await;
    town.publish(town.edu, "留下的稿").await;
    let mut gone = town.publish(town.edu, "撤回的稿").await;
    town.settle().await;
    let handlers = || vec![Arc::new(EmbargoEnds(town.base.hub())) as Arc<dyn store::job::JobHandler>];
    let jobs = JobRunner::new(town.base.hub(), handlers());
    jobs.settle().await.unwrap();
    assert!(town.places(town.portal).await.is_empty());
    assert_eq!(jobs.waiting().await.unwrap().len(), 2);
    town.withdraw(&mut gone, "内容有误").await;
    town.settle().await;
    town.due_now().await;
    jobs.settle().await.unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].title, "留下的稿");
}

#[tokio::test]
async fn an_administrator_previews_makes_and_changes_a_rule() {
    let town = Town::new().await;
    town.publish(town.edu, "本月的稿").await;
    town.settle().await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/rules").await;
    let source = format!("{}%3A{}", town.edu.id, town.edu.news);
    let base = format!("source={source}&channel={}&mode=automatic", town.portal.news);
    let pattern = "title_pattern=%5B%7Btitle%7D%5D";
    let seen = post(
        port,
        "portal",
        "/console/rules",
        &page,
        &format!("{base}&{pattern}&preview=true"),
    )
    .await;
    assert_eq!(seen.status, 200);
    assert!(seen.body.contains("最近 30 天会汇聚"));
    assert!(town.at_work().await.is_empty(), "a preview makes nothing");
    let wrong = post(
        port,
        "portal",
        "/console/rules",
        &page,
        &format!("{base}&embargo_hours=x"),
    )
    .await;
    assert!(wrong.status == 422 && wrong.body.contains("缓发时间为"));
    let made = post(
        port,
        "portal",
        "/console/rules",
        &page,
        &format!("{base}&{pattern}&hold_major=true"),
    )
    .await;
    assert_eq!(made.status, 303);
    let rule = town.at_work().await.remove(0);
    assert!(rule.hold_major && rule.title_pattern.as_deref() == Some("[{title}]"));
    let here = format!("/console/rules/{}", rule.id);
    let page = open(port, "portal", &here).await;
    assert!(page.status == 200 && page.body.contains("最近 30 天会汇聚"));
    let changed = post(port, "portal", &here, &page, "mode=desk&embargo_hours=3").await;
    assert_eq!(changed.status, 303);
    let rule = town.at_work().await.remove(0);
    assert_eq!(
        (rule.mode.as_str(), rule.embargo_hours, rule.hold_major),
        ("desk", Some(3), false)
    );
    assert_eq!(open(port, "portal", "/console/rules/999").await.status, 404);
}

#[tokio::test]
async fn a_preview_counts_what_came_in_thirty_days_under_the_new_headline() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, "本月的稿").await;
    let old = town.publish(town.edu, "上季度的稿").await;
    let now = town.hub().await.now();
    town.date(&piece, now - Duration::days(3)).await;
    town.date(&old, now - Duration::days(60)).await;
    town.settle().await;
    let terms = Terms {
        title_pattern: Some("【教育】{title}".into()),
        ..Terms::default()
    };
    let hub = town.base.hub().read();
    let source = syndication::rule::find_source(&hub, "edu", "news").await.unwrap();
    let rule = syndication::rule::imagined(source, town.portal.id, town.portal.news, hub.now());
    let seen = syndication::rule::preview(&hub, &rule, &terms).await.unwrap();
    assert_eq!(seen.count, 1);
    assert_eq!(seen.rows[0].title, "【教育】本月的稿");
}

#[tokio::test]
async fn a_preview_counts_only_what_the_rule_may_take_and_what_it_took() {
    let town = Town::new().await;
    let now = town.hub().await.now();
    let mut pieces = Vec::new();
    for (title, days) in [("可汇聚的稿", 5), ("不许门户用的稿", 4), ("已在栏目的稿", 3)] {
        let piece = town.publish(town.edu, title).await;
        town.date(&piece, now - Duration::days(days)).await;
        pieces.push(piece);
    }
    town.settle().await;
    let mut tx = town
        .write::<syndication::permissions::RevokePlaces>(town.edu, kernel::Role::Editor)
        .await;
    let reason = syndication::authorization::Reason::parse("仅供本站").unwrap();
    syndication::authorization::revoke(&mut tx, pieces[1].id, Some(town.portal.id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let titles = async |rule: &syndication::rule::entity::Model| {
        let hub = town.base.hub().read();
        let seen = syndication::rule::preview(&hub, rule, &Terms::default())
            .await
            .unwrap();
        assert_eq!(seen.count, u64::try_from(seen.rows.len()).unwrap());
        seen.rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    let hub = town.base.hub().read();
    let source = syndication::rule::find_source(&hub, "edu", "news").await.unwrap();
    let imagined = syndication::rule::imagined(source, town.portal.id, town.portal.news, hub.now());
    assert_eq!(titles(&imagined).await, ["已在栏目的稿", "可汇聚的稿"]);

    town.rule("edu", town.portal, Mode::Automatic).await;
    town.correct(&mut pieces[2], "已在栏目的稿").await;
    town.settle().await;
    let rule = town.at_work().await.remove(0);
    assert_eq!(
        titles(&rule).await,
        ["已在栏目的稿", "可汇聚的稿"],
        "what it took itself counts"
    );
    assert_eq!(
        titles(&imagined).await,
        ["可汇聚的稿"],
        "a second rule would not take it"
    );
}

#[tokio::test]
async fn what_the_desk_takes_has_the_headline_and_the_times_of_its_rule() {
    let town = Town::new().await;
    let terms = Terms {
        title_pattern: Some("【教育】{title}".into()),
        ..Terms::default()
    };
    town.rule_on("edu", town.portal, Mode::Desk, &terms).await;
    let mut piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    let line = town.on_desk(town.portal).await.remove(0);
    let mut tx = town.desk().await;
    let id = kernel::DeskItemId(line.id);
    syndication::desk::adopt_item(&mut tx, id, town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = &town.places(town.portal).await[0];
    assert_eq!(place.title, "【教育】一稿");
    assert_eq!((place.published_at, place.sort_at), (noon(), noon()));
    town.correct(&mut piece, "二稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].title, "【教育】二稿");
}
