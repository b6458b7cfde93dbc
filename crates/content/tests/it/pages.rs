//! What visitors see, asked over HTTP.

use crate::newsroom::*;
use crate::web::Web;
use content::article::state::State;
use content::article::text::RawText;
use content::media::{Words, prepare};
use content::placement;
use kernel::beijing;

const EDU: &str = "edu.localhost";
const PORTAL: &str = "portal.localhost";

fn path_of(at: &Both) -> String {
    placement::path("news", at.0.first_published_at.unwrap(), at.0.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_a_list_and_an_article() {
    let room = Newsroom::new().await;
    let older = room.published(room.text("学区划分方案公布")).await;
    let target = room.published(room.text("教师招聘公告")).await;
    let linked = RawText {
        body: format!(
            "## 一\n\n详见[招聘公告](article:{})和[旧文](article:0190a000-0000-7000-8000-000000000001)。",
            target.0.uid
        ),
        author: "吴小满".into(),
        summary: "下周一起实行。".into(),
        ..room.text("课后服务时间调整")
    };
    let draft = room.draft(linked).await.unwrap();
    room.confirm(&WRITER, &draft, "旧文随后发布").await.unwrap();
    let live = room.bring(draft, State::Published).await;
    let web = Web::serve(&room, &[]).await;
    let list = web.get(EDU, "/news/").await;
    assert_eq!(list.status, 200);
    let html = list.text();
    for word in [
        "课后服务时间调整",
        "学区划分方案公布",
        "教师招聘公告",
        r#"name="ColumnName" content="教育要闻""#,
    ] {
        assert!(html.contains(word), "{word}\n{html}");
    }
    assert!(html.contains(&format!("href=\"{}\"", path_of(&live))));
    let page = web.get(EDU, &path_of(&live)).await;
    assert_eq!(page.status, 200);
    let html = page.text();
    let published = beijing::minute(live.0.first_published_at.unwrap());
    for (name, content) in [
        ("ArticleTitle", "课后服务时间调整"),
        ("PubDate", published.as_str()),
        ("ContentSource", "陶都市教育局"),
        ("Keywords", "课后服务"),
        ("Author", "吴小满"),
        ("Description", "下周一起实行。"),
        ("ColumnName", "教育要闻"),
        ("ColumnType", "政务动态"),
        ("SiteName", "陶都市 edu"),
    ] {
        assert!(
            html.contains(&format!(r#"name="{name}" content="{content}""#)),
            "{name}\n{html}"
        );
    }
    assert!(html.contains(&published), "shown as tagged");
    assert!(
        !html.contains("content=\"\"") && !html.contains("content=\"null\""),
        "{html}"
    );
    assert!(
        html.contains(&format!(r#"<a href="{}">招聘公告</a>"#, path_of(&target))),
        "{html}"
    );
    assert!(
        html.contains(r#"<a href="/">旧文</a>"#),
        "what is not public leads home"
    );
    assert!(html.contains(&path_of(&older)), "neighbour or related");
    let etag = page.header("etag").to_owned();
    assert!(!etag.is_empty());
    assert_eq!(
        web.ask(EDU, &path_of(&live), &format!("If-None-Match: {etag}\r\n"))
            .await
            .status,
        304
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_finds_the_article_and_the_rest_is_put_right() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    let draft = room.article_in(State::Submitted).await;
    let web = Web::serve(&room, &[]).await;
    let right = path_of(&live);
    for wrong in [
        format!("/notices/2019/01/{}.html", live.0.number),
        format!("/x/2/3/{}.html", live.0.number),
    ] {
        let answer = web.get(EDU, &wrong).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (301, right.as_str()),
            "{wrong}"
        );
    }
    assert_eq!(
        web.get(EDU, &format!("/news/2026/11/{}.html", draft.0.number))
            .await
            .status,
        404,
        "a draft"
    );
    for missing in [
        "/news/2026/11/999.html",
        "/news/2026/11/x.html",
        "/nothing/",
        "/news/?page=9",
        "/console-x",
    ] {
        assert_eq!(web.get(EDU, missing).await.status, 404, "{missing}");
    }
    assert_eq!(web.get(PORTAL, &right).await.status, 404, "of another site");
    let slashless = web.get(EDU, "/news").await;
    assert_eq!((slashless.status, slashless.header("location")), (301, "/news/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_gone_with_a_notice_and_at_once() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    let web = Web::serve(&room, &[]).await;
    let path = path_of(&live);
    assert_eq!(web.get(EDU, &path).await.status, 200);
    assert!(web.get(EDU, "/news/").await.text().contains("课后服务时间调整"));
    room.withdraw(&live, "时间有调整，另行通知。").await.unwrap();
    let gone = web.get(EDU, &path).await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("时间有调整，另行通知。"));
    assert!(!web.get(EDU, "/news/").await.text().contains("课后服务时间调整"));
    assert!(!web.get(EDU, "/sitemap.xml").await.text().contains(&path));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_told_and_shown_the_moment_it_is_published() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    let web = Web::serve(&room, &[]).await;
    assert!(
        web.get(EDU, &path_of(&live))
            .await
            .text()
            .contains("课后服务时间调整")
    );
    let draft = room.correct(&live).await.unwrap();
    let noted = RawText {
        change_note: "五点改为五点半".into(),
        ..room.text("更正后的题")
    };
    let saved = room.save(&EDITOR, &draft, noted).await.unwrap();
    assert!(
        web.get(EDU, &path_of(&live))
            .await
            .text()
            .contains("课后服务时间调整")
    );
    let approved = room
        .approve(&REVIEWER, &room.submit(&EDITOR, &saved).await.unwrap())
        .await
        .unwrap();
    room.publish(&approved).await.unwrap();
    let html = web.get(EDU, &path_of(&live)).await.text();
    assert!(
        html.contains("更正后的题") && html.contains("五点改为五点半"),
        "{html}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn old_addresses_lead_on() {
    let room = Newsroom::new().await;
    room.article_in(State::Published).await;
    let granted = kernel::policy::decide(&kernel::Actor::operator("site apply"), room.site, &[]).unwrap();
    let mut tx = room.test.store.write(granted).await.unwrap();
    let csv = "from,to\n/tzgg/list.asp,/news/\n/show.asp?id=3,https://www.example.gov.cn/x\n/jyxw/2019/01/a.html,/news/\n";
    content::redirect::apply_redirects(&mut tx, csv).await.unwrap();
    tx.commit().await.unwrap();
    let web = Web::serve(&room, &[]).await;
    for (old, new) in [
        ("/tzgg/list.asp", "/news/"),
        ("/show.asp?id=3", "https://www.example.gov.cn/x"),
        ("/jyxw/2019/01/a.html", "/news/"),
    ] {
        let answer = web.get(EDU, old).await;
        assert_eq!((answer.status, answer.header("location")), (301, new), "{old}");
        assert_eq!(web.get(PORTAL, old).await.status, 404, "of another site: {old}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_and_people_find_the_map() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    open_site(&room.test, "portal.localhost", "/zhuhai/").await;
    let web = Web::serve(&room, &[]).await;
    let robots = web.get(PORTAL, "/robots.txt").await.text();
    assert!(
        robots.contains("/sitemap.xml") && robots.contains("/zhuhai/sitemap.xml"),
        "{robots}"
    );
    assert!(robots.contains("Disallow: /zhuhai/console/"), "{robots}");
    let map = web.get(EDU, "/sitemap.xml").await.text();
    assert!(
        map.contains(&path_of(&live)) && map.contains("/news/</loc>") && !map.contains("/notices/</loc>")
    );
    assert_eq!(web.get(EDU, "/sitemap.xml?page=2").await.status, 404);
    let page = web.get(EDU, "/sitemap/").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("教育要闻") && page.text().contains("/zhuhai/"));
    for feed in [
        "/feed.xml",
        "/feed.atom",
        "/feed.json",
        "/news/feed.xml",
        "/news/feed.json",
    ] {
        assert!(page.text().contains(&format!("\"{feed}\"")), "{feed}");
    }
    assert_eq!(web.get(EDU, "/sitemap").await.header("location"), "/sitemap/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_under_a_path_makes_its_own_addresses() {
    let mut room = Newsroom::new().await;
    room.site = open_site(&room.test, "portal.localhost", "/zhuhai/").await;
    room.apply(room.site).await;
    room.news = room.channel(room.site, "news").await;
    let words = Words {
        alt: "竹海".into(),
        ..Words::default()
    };
    let picture = room.store_picture(room.site, 800, words).await;
    let text = RawText {
        body: format!("![](media:{})", picture.hash),
        lead: picture.hash.clone(),
        ..room.text("竹海开园")
    };
    let live = room.published(text).await;
    let web = Web::serve(&room, &[]).await;
    let html = web
        .get(PORTAL, &format!("/zhuhai{}", path_of(&live)))
        .await
        .text();
    assert!(
        html.contains(&format!(r#"src="/zhuhai/media/{}/1280.webp""#, picture.hash)),
        "{html}"
    );
    let list = web.get(PORTAL, "/zhuhai/news/").await.text();
    assert!(
        list.contains(&format!(r#"href="/zhuhai{}""#, path_of(&live))),
        "{list}"
    );
    let file = web
        .get(PORTAL, &format!("/zhuhai/media/{}/320.webp", picture.hash))
        .await;
    assert_eq!((file.status, file.header("content-type")), (200, "image/webp"));
    assert_eq!(
        web.get(PORTAL, &format!("/media/{}/320.webp", picture.hash))
            .await
            .status,
        404,
        "not the portal's file"
    );
    assert_eq!(web.get(EDU, &path_of(&live)).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_served_by_site_hash_and_visibility() {
    let room = Newsroom::new().await;
    let picture = room
        .store_picture(
            room.site,
            800,
            Words {
                alt: "开窑".into(),
                ..Words::default()
            },
        )
        .await;
    let pdf = prepare(
        "招生 通知.pdf",
        &bytes::Bytes::from_static(b"%PDF-1.7\n<script>1</script>"),
    )
    .unwrap();
    let pdf = room.store_file(room.site, pdf, Words::default()).await;
    let web = Web::serve(
        &room,
        &[("reviewer", REVIEWER, true), ("elsewhere", EDITOR, false)],
    )
    .await;
    let address = |name: &str| format!("/media/{}/{name}", picture.hash);
    for wanted in ["320.webp", "1280.webp", "x"] {
        assert_eq!(
            web.get(EDU, &address(wanted)).await.status,
            404,
            "a draft's picture for a visitor"
        );
        assert_eq!(
            web.get_as("elsewhere", EDU, &address(wanted)).await.status,
            404,
            "staff of another site"
        );
        let seen = web.get_as("reviewer", EDU, &address(wanted)).await;
        assert_eq!(
            (seen.status, seen.header("cache-control")),
            (200, "private, no-store")
        );
    }
    let text = RawText {
        lead: picture.hash.clone(),
        attachments: vec![pdf.hash.clone()],
        ..room.text("一图一文件")
    };
    let live = room.published(text).await;
    let small = web.get(EDU, &address("320.webp")).await;
    assert_eq!((small.status, small.header("content-type")), (200, "image/webp"));
    let decoded = picture::decode(&small.bytes, picture::Format::WebP).unwrap();
    assert_eq!(decoded.width(), 320);
    assert_eq!(small.header("cache-control"), "public, no-cache");
    let etag = format!("If-None-Match: {}\r\n", small.header("etag"));
    assert_eq!(web.ask(EDU, &address("320.webp"), &etag).await.status, 304);
    let whole = web.get(EDU, &address("whole.png")).await;
    assert_eq!((whole.status, whole.header("content-type")), (200, "image/png"));
    let html = web.get(EDU, &path_of(&live)).await.text();
    let file = format!("/media/{}/%E6%8B%9B%E7%94%9F%20%E9%80%9A%E7%9F%A5.pdf", pdf.hash);
    assert!(html.contains(&file), "{html}");
    let saved = web.get(EDU, &file).await;
    assert_eq!(
        (saved.status, saved.header("content-type")),
        (200, "application/pdf")
    );
    assert!(
        saved
            .header("content-disposition")
            .starts_with("attachment; filename*=UTF-8''%E6%8B%9B")
    );
    assert_eq!(saved.header("x-content-type-options"), "nosniff");
    assert_eq!(web.get(PORTAL, &file).await.status, 404, "another site's address");
    room.withdraw(&live, "内容有误").await.unwrap();
    for gone in [address("320.webp"), file] {
        assert_eq!(
            web.get(EDU, &gone).await.status,
            404,
            "withdrawn with its article: {gone}"
        );
    }
}
