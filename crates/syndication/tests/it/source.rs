//! Outside sources: what a medium publishes arrives once, follows its source, and names it.

use crate::http::{get, serve};
use crate::outlet::{Outlet, Page, again, enter, entry, items, poll, public, rss, source};
use crate::town::{Town, noon};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use content::article::{correct_article, entity as article, save_article, text};
use content::permissions::EditArticle;
use kernel::clock::Hand;
use kernel::{ArticleId, Error, Revision, Role};
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::audit;
use syndication::permissions::ManageSources;
use syndication::rule::Mode;
use syndication::source::{Reading, SourceForm, register_source, remove_source};

#[tokio::test]
async fn a_listed_source_is_published_once_with_its_name_and_the_way_to_the_original() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[
            entry(
                "2",
                21,
                "老窑开火",
                "<p>窑火<b>不熄</b>。<script>alert(1)</script></p>",
            ),
            entry(
                "1",
                20,
                "紫砂进课堂",
                "<p>八所小学<a href='more.html'>开课</a>。</p>",
            ),
        ])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let poller = outlet.poller(&town);
    let done = poll(&poller, &town, &row).await;
    assert!(done.is_good());
    assert_eq!((done.new, done.published, done.waiting), (2, 2, 0), "{done:?}");
    let live = public(&town, town.edu).await;
    let titles: Vec<_> = live.iter().map(|edition| edition.title.as_str()).collect();
    assert_eq!(
        titles,
        ["紫砂进课堂", "老窑开火"],
        "the newest has the last number"
    );
    let piece = &live[0];
    assert_eq!(
        (piece.source.as_str(), piece.origin_class.as_str()),
        ("陶都日报", "repost")
    );
    assert!(
        piece.body_html.contains(&outlet.url("/more.html")),
        "{}",
        piece.body_html
    );
    assert!(
        piece.body_html.contains(&outlet.url("/1.html")),
        "{}",
        piece.body_html
    );
    assert!(!live[1].body_html.contains("script") && !live[1].body_source.contains("script"));
    assert_eq!(town.places(town.edu).await.len(), 2);

    // Asked again it says that nothing changed, and nothing is added.
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.reading, done.new), (Reading::Unchanged, 0));
    let heads = outlet.asked("/rss.xml").await;
    assert!(
        heads[1].to_ascii_lowercase().contains("if-none-match"),
        "{}",
        heads[1]
    );
    // The same words in a new answer add nothing either.
    let mut page = Page::of(rss(&[
        entry(
            "1",
            20,
            "紫砂进课堂",
            "<p>八所小学<a href='more.html'>开课</a>。</p>",
        ),
        entry(
            "2",
            21,
            "老窑开火",
            "<p>窑火<b>不熄</b>。<script>alert(1)</script></p>",
        ),
    ]));
    page.body.extend_from_slice(b"<!-- other bytes -->");
    outlet.put("/rss.xml", page).await;
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.changed, done.unchanged), (0, 0, 2));
    assert_eq!(public(&town, town.edu).await.len(), 2);
    let after = again(&town, &row).await;
    assert_eq!((after.name.as_str(), after.failures), ("陶都日报", 0));

    // The chain says who did it, and on whose word.
    let hub = town.base.hub().read();
    let told = hub.find::<audit::entity::Entity>().all().await.unwrap();
    let of = |action: &str| told.iter().filter(|row| row.action == action).collect::<Vec<_>>();
    assert_eq!(of("article.published").len(), 2);
    assert!(
        of("article.published")
            .iter()
            .all(|row| row.actor.contains("source"))
    );
    assert_eq!(of("source.brought").len(), 2);
}

#[tokio::test]
async fn an_edit_of_the_source_follows_until_the_site_writes_in_it() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let with = |html: &str| [entry("1", 20, "紫砂进课堂", html)];
    outlet.feed(&with("<p>七所小学。</p>")).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let poller = outlet.poller(&town);
    poll(&poller, &town, &row).await;
    outlet.feed(&with("<p>八所小学开课。</p>")).await;
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.changed), (0, 1), "{done:?}");
    let live = public(&town, town.edu).await;
    assert!(
        live[0].body_html.contains("八所小学开课"),
        "{}",
        live[0].body_html
    );
    assert_eq!((live.len(), live[0].n), (1, 2));
    assert!(!items(&town, town.edu).await[0].newer);

    // Somebody of the site corrects it, and from then on it is the site's.
    let id = ArticleId(items(&town, town.edu).await[0].article_id.unwrap());
    let mut tx = town.write::<EditArticle>(town.edu, Role::Editor).await;
    let found = tx.find::<article::Entity>().filter(article::Column::Id.eq(id.0));
    let piece = found.found().await.unwrap();
    let proof = tx.granted().as_::<EditArticle>();
    let (piece, _) = correct_article(&mut tx, id, Revision(piece.revision), Some(&proof))
        .await
        .unwrap();
    let own = text::Text::parse(text::RawText {
        channel: town.edu.news.0,
        title: "本站标题".into(),
        body: "本站改写。".into(),
        ..text::RawText::default()
    });
    save_article(&mut tx, id, Revision(piece.revision), &own.unwrap(), Some(&proof))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    outlet.feed(&with("<p>九所小学开课，来源再改。</p>")).await;
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.changed, done.failed), (1, 0));
    assert!(items(&town, town.edu).await[0].newer, "the change is flagged");
    let live = public(&town, town.edu).await;
    assert!(live[0].body_html.contains("八所小学开课"));
}

#[tokio::test]
async fn others_only_come_to_the_desk_and_so_does_a_listed_one_whose_permission_ran_out() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let unlisted = source(&town, town.agri, &outlet.url("/rss.xml"), false).await;
    let form = SourceForm {
        url: outlet.url("/rss.xml"),
        channel: town.edu.news.to_string(),
        mode: "auto".into(),
        granted_by: "陶都日报社".into(),
        granted_until: "2026-11-22".into(),
        ..SourceForm::default()
    };
    let listed = enter(&town, town.edu, &form).await;
    let poller = outlet.poller(&town);
    poll(&poller, &town, &unlisted).await;
    poll(&poller, &town, &listed).await;
    assert!(public(&town, town.agri).await.is_empty());
    let waits = items(&town, town.agri).await;
    assert_eq!(
        (waits[0].state.as_str(), waits[0].body_html.as_str()),
        ("waiting", "<p>开课。</p>")
    );
    assert_eq!(public(&town, town.edu).await.len(), 1);
    hand.advance(Duration::days(1));
    outlet
        .feed(&[
            entry("2", 22, "老窑开火", "<p>窑火。</p>"),
            entry("1", 20, "紫砂进课堂", "<p>改。</p>"),
        ])
        .await;
    let done = poll(&poller, &town, &listed).await;
    assert_eq!((done.new, done.published, done.waiting), (1, 0, 1), "{done:?}");
    let rows = items(&town, town.edu).await;
    assert!(rows[0].newer, "no permission, no correction");
    assert!(rows[1].note.contains("到期"), "{}", rows[1].note);
}

#[tokio::test]
async fn the_first_look_brings_the_newest_and_remembers_the_others() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let all: Vec<String> = (1..=9)
        .map(|day| entry(&format!("e{day}"), day, &format!("第{day}日"), "<p>文。</p>"))
        .collect();
    outlet.feed(&all).await;
    let form = SourceForm {
        url: outlet.url("/rss.xml"),
        channel: town.edu.news.to_string(),
        first_limit: "3".into(),
        ..SourceForm::default()
    };
    let row = enter(&town, town.edu, &form).await;
    let poller = outlet.poller(&town);
    let done = poll(&poller, &town, &row).await;
    assert_eq!((done.new, done.older), (3, 6));
    let mut more = all.clone();
    more.push(entry("e10", 10, "第10日", "<p>文。</p>"));
    // The old ones stand out when the new ones are gone; they stay away all the same.
    outlet.feed(&more[..5]).await;
    assert_eq!(poll(&poller, &town, &row).await.new, 0);
    outlet.feed(&more).await;
    assert_eq!(poll(&poller, &town, &row).await.new, 1);
    let waiting = items(&town, town.edu)
        .await
        .into_iter()
        .filter(|row| row.state == "waiting");
    let titles: Vec<_> = waiting.map(|row| row.title).collect();
    assert_eq!(titles, ["第7日", "第8日", "第9日", "第10日"]);
}

#[tokio::test]
async fn pictures_come_into_the_library_and_one_that_does_not_is_noted() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    // One pixel, a PNG whatever its address says.
    let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    outlet
        .put("/p.jpg", Page::of(STANDARD.decode(png).unwrap()))
        .await;
    outlet.put("/evil.jpg", Page::of("<svg onload=alert(1)>")).await;
    let html = "<p>窑火。<img src='/p.jpg' alt='窑工开窑'><img src='/evil.jpg'><img src='/gone.jpg'>\
                <img src='http://127.0.0.1:1/x.jpg'></p>";
    outlet.feed(&[entry("1", 20, "紫砂进课堂", html)]).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let done = poll(&outlet.poller(&town), &town, &row).await;
    assert_eq!(done.published, 1, "{done:?}");
    let files = town.media(town.edu).await;
    assert_eq!(files.len(), 1);
    assert!(files[0].public && files[0].kind == "picture" && files[0].alt == "窑工开窑");
    let body = &public(&town, town.edu).await[0].body_html;
    assert_eq!(body.matches("<img").count(), 1, "{body}");
    assert!(body.contains(&format!("media:{}", files[0].hash)), "{body}");
    let note = &items(&town, town.edu).await[0].note;
    assert!(note.contains("3 张图片"), "{note}");
}

#[tokio::test]
async fn a_feed_in_gbk_is_read_and_bare_addresses_of_a_sitemap_wait_under_the_titles_of_their_pages() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let text = rss(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")]).replace("utf-8", "gb2312");
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    outlet.put("/gbk.xml", Page::of(gbk.into_owned())).await;
    let sitemap = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/page.html</loc></url></urlset>";
    let index = "<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>";
    outlet.put("/map.xml", Page::of(sitemap)).await;
    outlet.put("/index.xml", Page::of(index)).await;
    outlet
        .put(
            "/page.html",
            Page::of("<html><title>老窑名录</title><p>全文</p></html>"),
        )
        .await;
    let poller = outlet.poller(&town);
    let row = source(&town, town.edu, &outlet.url("/gbk.xml"), true).await;
    assert_eq!(poll(&poller, &town, &row).await.published, 1);
    assert_eq!(public(&town, town.edu).await[0].title, "紫砂进课堂");
    for (path, house) in [("/map.xml", town.agri), ("/index.xml", town.portal)] {
        let row = source(&town, house, &outlet.url(path), true).await;
        let done = poll(&poller, &town, &row).await;
        assert_eq!((done.published, done.waiting), (0, 1), "{path}: {done:?}");
        let rows = items(&town, house).await;
        assert_eq!(rows[0].title, "老窑名录");
        assert_eq!(rows[0].link, outlet.url("/page.html"));
        assert!(rows[0].note.contains("没有正文"), "{}", rows[0].note);
    }
}

#[tokio::test]
async fn a_look_that_dies_in_the_middle_is_finished_by_the_next_and_doubles_nothing() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let stuck = Arc::new(tokio::sync::Notify::new());
    let never = Page {
        stuck: Some(stuck.clone()),
        ..Page::of("")
    };
    outlet.put("/never.jpg", never).await;
    outlet
        .feed(&[
            entry("3", 21, "第三篇", "<p>丙</p>"),
            entry("2", 20, "第二篇", "<p>乙<img src='/never.jpg'></p>"),
            entry("1", 19, "第一篇", "<p>甲</p>"),
        ])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let poller = outlet.poller(&town);
    let (dying, at) = (poller.clone(), row.clone());
    let look = tokio::spawn(async move { dying.poll(&at).await });
    // It waits for the picture of the second: the first is written, the feed's tag is not.
    stuck.notified().await;
    look.abort();
    assert!(look.await.unwrap_err().is_cancelled());
    assert_eq!(public(&town, town.edu).await.len(), 1);
    assert_eq!(again(&town, &row).await.etag, None);
    outlet.put("/never.jpg", Page::status(404)).await;
    let done = poll(&outlet.poller(&town), &town, &row).await;
    assert_eq!((done.new, done.unchanged), (2, 1), "{done:?}");
    let titles: Vec<_> = public(&town, town.edu)
        .await
        .into_iter()
        .map(|live| live.title)
        .collect();
    assert_eq!(titles, ["第一篇", "第二篇", "第三篇"]);
}

#[tokio::test]
async fn two_looks_at_the_same_moment_bring_each_entry_once() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let all: Vec<String> = (1..=6)
        .map(|day| entry(&format!("e{day}"), day, &format!("第{day}日"), "<p>文。</p>"))
        .collect();
    outlet.feed(&all).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    // Two processes: the turn at the host is each one's own.
    let (one, other) = (outlet.poller(&town), outlet.poller(&town));
    let (a, b) = tokio::join!(one.poll(&row), other.poll(&row));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!((a.new + b.new, a.failed + b.failed), (6, 0), "{a:?} {b:?}");
    assert_eq!(public(&town, town.edu).await.len(), 6);
}

#[tokio::test]
async fn what_a_removed_source_brought_stays_and_comes_not_twice_when_it_is_entered_again() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let url = outlet.url("/rss.xml");
    let row = source(&town, town.edu, &url, true).await;
    let poller = outlet.poller(&town);
    poll(&poller, &town, &row).await;
    let form = SourceForm {
        url: url.clone(),
        channel: town.edu.news.to_string(),
        ..SourceForm::default()
    };
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    let twice = register_source(&mut tx, form.parse().unwrap()).await;
    assert!(matches!(twice, Err(Error::Refused(refusal)) if refusal.code == "source.exists"));
    drop(tx);
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    remove_source(&mut tx, row.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(public(&town, town.edu).await.len(), 1);
    let back = source(&town, town.edu, &url, true).await;
    assert_eq!(back.id, row.id);
    let done = poll(&poller, &town, &back).await;
    assert_eq!((done.new, done.unchanged), (0, 1));
}

#[tokio::test]
async fn what_this_site_wrote_or_shows_does_not_come_back_by_a_feed() {
    let town = Town::new().await;
    town.rule("agri", town.edu, Mode::Automatic).await;
    let own = town.publish(town.edu, "本站的稿").await;
    let placed = town.publish(town.agri, "农林局的稿").await;
    town.settle().await;
    let outlet = Outlet::open().await;
    let id = |uid: kernel::Uid| format!("urn:uuid:{uid}");
    outlet
        .feed(&[
            entry(&id(own.uid), 21, "本站的稿", "<p>回来的。</p>"),
            entry(&id(placed.uid), 20, "农林局的稿", "<p>也在这里。</p>"),
            entry(
                &id(kernel::Uid(uuid::Uuid::now_v7())),
                19,
                "新的稿",
                "<p>新的。</p>",
            ),
        ])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let polled = poll(&outlet.poller(&town), &town, &row).await;
    assert_eq!((polled.published, polled.unchanged), (1, 2), "{polled:?}");
    let brought = public(&town, town.edu).await;
    assert!(brought.iter().any(|edition| edition.title == "新的稿"));
    assert_eq!(brought.len(), 2, "the own one and the new one");
    // It goes out under the name it came with, so that nobody takes it for another.
    town.settle().await;
    let port = serve(&town).await;
    let feed = get(port, "edu", "/feed.json", None).await.body;
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    let items = feed["items"].as_array().unwrap();
    let out = items.iter().find(|item| item["title"] == "新的稿").unwrap();
    let new = items_of(&town).await;
    assert_eq!(out["id"], new.as_str());
    assert_eq!(out["_zisha"]["via"], new.as_str());
    assert_ne!(out["_zisha"]["origin"], new.trim_start_matches("urn:uuid:"));
}

/// What the one entry that was brought is called at its source.
async fn items_of(town: &Town) -> String {
    let rows = items(town, town.edu).await;
    let mut brought = rows.into_iter().filter(|row| row.article_id.is_some());
    brought.next().unwrap().origin_id.unwrap()
}

#[tokio::test]
async fn two_sources_with_one_item_bring_it_once_and_two_with_one_number_bring_both() {
    let town = Town::new().await;
    let (first, second) = (Outlet::open().await, Outlet::open().await);
    let same = "tag:daily.example,2026:7";
    first
        .feed(&[
            entry(same, 21, "同一条", "<p>甲报。</p>"),
            entry("7", 20, "甲报的第七条", "<p>甲。</p>"),
        ])
        .await;
    second
        .feed(&[
            entry(same, 21, "同一条", "<p>乙报转的。</p>"),
            entry("7", 20, "乙报的第七条", "<p>乙。</p>"),
        ])
        .await;
    for (outlet, counts) in [(&first, (2, 0)), (&second, (1, 1))] {
        let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
        let polled = poll(&outlet.poller(&town), &town, &row).await;
        assert_eq!((polled.published, polled.unchanged), counts, "{polled:?}");
    }
    let titles: Vec<_> = public(&town, town.edu)
        .await
        .into_iter()
        .map(|row| row.title)
        .collect();
    assert_eq!(titles, ["甲报的第七条", "同一条", "乙报的第七条"]);
}
