//! What visitors and staff see: pages that are kept, errors, two nodes, the console.

use crate::http::{get, node, open, post, serve};
use crate::town::{SHEN, Town, ZHOU, alarm, noon};
use chrono::Duration;
use kernel::Actor;
use notice::notice::entity::{ActiveModel, ENDED};
use notice::notice::{Kind, Reach, Wanted};
use sea_orm::Set;

const LINE: &str = "台风今晚登陆";

#[tokio::test]
async fn a_kept_page_shows_it_from_its_first_moment_to_its_last() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let before = get(port, "edu", "/").await;
    assert!(before.status == 200 && !before.body.contains(LINE));
    let later = Wanted {
        begins: Some(noon() + Duration::hours(2)),
        ..alarm()
    };
    town.released(town.edu, &later).await;
    assert!(!get(port, "edu", "/").await.body.contains(LINE));
    town.hand
        .advance(Duration::minutes(120) - Duration::milliseconds(1));
    assert_eq!(get(port, "edu", "/").await.header("etag"), before.header("etag"));
    // No job has run: the clock alone turns the page.
    town.hand.advance(Duration::milliseconds(1));
    for _ in 0..2 {
        let during = get(port, "edu", "/").await;
        for words in [
            LINE,
            "红色预警",
            "一级（特别严重）",
            "远离低洼地带",
            "/news/2026/11/7.html",
        ] {
            assert!(during.body.contains(words), "{words}");
        }
    }
    assert!(!get(port, "agri", "/").await.body.contains(LINE));
    town.hand.advance(Duration::hours(22));
    let after = get(port, "edu", "/").await;
    assert_eq!(after.body, before.body);
    town.jobs().await;
    assert_eq!(get(port, "edu", "/").await.body, before.body);
}

#[tokio::test]
async fn it_shows_on_error_pages_and_leaves_feeds_alone() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let feed = get(port, "edu", "/feed.xml").await;
    town.released(town.edu, &alarm()).await;
    let missing = get(port, "edu", "/nowhere").await;
    assert!(missing.status == 404 && missing.body.contains(LINE));
    let during = get(port, "edu", "/feed.xml").await;
    assert_eq!((during.body, during.status), (feed.body, 200));
}

#[tokio::test]
async fn the_portal_reaches_all_sites_or_those_it_chose() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let group = Wanted {
        reach: Reach::Group,
        ..alarm()
    };
    let row = town.released(town.portal, &group).await;
    for host in ["portal", "edu", "agri"] {
        let page = get(port, host, "/").await;
        assert!(page.body.contains(LINE), "{host}");
        assert!(
            page.body
                .contains("陶都市网站 <time>2026-11-22 12:00</time> 发布"),
            "{host}"
        );
    }
    // Paths lead to the site that set it.
    let there = format!("href=\"http://portal.localhost:{port}/news/2026/11/7.html\"");
    assert!(get(port, "edu", "/").await.body.contains(&there));
    town.end(&row).await;
    let chosen = Wanted {
        reach: Reach::Chosen,
        sites: vec![town.agri],
        ..alarm()
    };
    town.released(town.portal, &chosen).await;
    for (host, shows) in [("portal", false), ("edu", false), ("agri", true)] {
        assert_eq!(get(port, host, "/").await.body.contains(LINE), shows, "{host}");
    }
}

#[tokio::test]
async fn mourning_turns_pages_grey_and_back_and_leaves_the_console_alone() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let grey = Wanted {
        kind: Kind::Grey,
        level: None,
        title: "国家公祭日".into(),
        body: String::new(),
        link: None,
        reach: Reach::Group,
        ..alarm()
    };
    town.released(town.portal, &grey).await;
    let is_grey = "<html lang=\"zh-CN\" class=\"mourning\">";
    for host in ["portal", "edu"] {
        let page = get(port, host, "/").await;
        assert!(
            page.body.contains(is_grey) && !page.body.contains("国家公祭日"),
            "{host}"
        );
    }
    let console = open(port, ZHOU, "portal", "/console/notices").await;
    assert!(console.body.contains("国家公祭日") && !console.body.contains("mourning"));
    town.hand.advance(Duration::days(1));
    assert!(!get(port, "edu", "/").await.body.contains("mourning"));
}

#[tokio::test]
async fn a_node_that_starts_in_the_middle_or_after_shows_what_is_true() {
    let town = Town::new().await;
    town.released(town.edu, &alarm()).await;
    town.hand.advance(Duration::hours(3));
    let during = serve(&town).await;
    assert!(get(during, "edu", "/").await.body.contains(LINE));
    town.hand.advance(Duration::hours(21));
    let after = serve(&town).await;
    assert!(!get(after, "edu", "/").await.body.contains(LINE));
}

#[tokio::test]
async fn what_another_process_did_before_the_log_was_followed_is_seen() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let (port, app) = node(&town).await;
    assert!(get(port, "edu", "/").await.body.contains(LINE));
    // Its event came before the end of the log from which this node reads on.
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    tx.exempt("setup").unwrap();
    let ended = ActiveModel {
        id: Set(row.id),
        state: Set(ENDED.into()),
        ..ActiveModel::default()
    };
    tx.update(ended).await.unwrap();
    tx.commit().await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let following = tokio::spawn(app.into_inner().follow(stopped));
    let gone = async { while get(port, "edu", "/").await.body.contains(LINE) {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone)
        .await
        .expect("it still shows");
    stop.send(true).unwrap();
    following.await.unwrap();
}

#[tokio::test]
async fn two_people_set_a_banner_through_the_console() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let form = open(port, ZHOU, "portal", "/console/notices/new?kind=banner").await;
    assert!(form.body.contains("显示在") && form.body.contains("市农林局网站"));
    // What was typed and ticked stays with the refusal.
    let typed = format!(
        "kind=banner&level=orange&title=Storm&reach=chosen&sites={}&ends=2026-11-21T09%3A00",
        town.edu
    );
    let refused = post(port, ZHOU, "portal", "/console/notices", &form, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("结束时间应晚于现在和开始时间。") && refused.body.contains("value=\"Storm\"")
    );
    let ticked = format!("value=\"{}\" checked", town.edu);
    assert!(refused.body.contains(&ticked) && refused.body.contains("value=\"orange\" checked"));
    let typed = typed.replace("11-21", "11-23");
    let made = post(port, ZHOU, "portal", "/console/notices", &form, &typed).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let page = made.header("location").to_owned();
    let own = open(port, ZHOU, "portal", &page).await;
    assert!(own.body.contains("须由另一人核发") && !own.body.contains(&format!("{page}/release")));
    let cheat = post(
        port,
        ZHOU,
        "portal",
        &format!("{page}/release"),
        &own,
        "revision=1",
    )
    .await;
    assert!(cheat.status == 409 && cheat.body.contains("须由拟写人和最后修改人以外的人核发。"));
    let preview = open(port, SHEN, "portal", &format!("{page}/preview")).await;
    assert!(preview.body.contains("橙色预警") && preview.body.contains("Storm"));
    assert!(!get(port, "edu", "/").await.body.contains("Storm"));
    let other = open(port, SHEN, "portal", &page).await;
    let done = post(
        port,
        SHEN,
        "portal",
        &format!("{page}/release"),
        &other,
        "revision=1",
    )
    .await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(get(port, "edu", "/").await.body.contains("Storm"));
    assert!(!get(port, "portal", "/").await.body.contains("Storm"));
    let list = open(port, ZHOU, "edu", "/console/notices").await;
    assert!(list.body.contains("门户为本站设置") && list.body.contains("Storm"));
    // Its reason missing, it goes on; the field is named.
    let shown = open(port, SHEN, "portal", &page).await;
    let end = format!("{page}/end");
    let refused = post(port, SHEN, "portal", &end, &shown, "reason=").await;
    assert!(refused.status == 422 && refused.body.contains("写明原因"));
    let done = post(port, SHEN, "portal", &end, &shown, "reason=false+alarm").await;
    assert_eq!(done.status, 303);
    assert!(!get(port, "edu", "/").await.body.contains("Storm"));
    let history = open(port, SHEN, "portal", &page).await.body;
    for words in ["拟写", "核发", "提前结束", "false alarm", "7 号", "8 号"] {
        assert!(history.contains(words), "{words}");
    }
}
