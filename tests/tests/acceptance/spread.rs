//! One article on every site of the city: a correction and a withdrawal reach them all, and the source's line says so.

use super::board::soon;
use super::publish::{search_knows, shows};
use content::channel::entity as channel;
use kernel::policy::{Membership, decide};
use kernel::{Actor, ChannelId, PersonId, Role};
use reqwest::StatusCode;
use sea_orm::ColumnTrait;
use std::time::Instant;
use syndication::permissions::ManageRules;
use syndication::rule::{Mode, create_rule, find_source};
use tests::people::{Newsroom, Visitor};
use tests::program::Program;
use url::Url;
use zisha::config::Config;
use zisha::demo::site_id;
use zisha::wire::Base;

const OTHERS: [&str; 6] = ["agri", "archives", "drug", "justice", "longyao", "zhuhai"];
const TITLE: &str = "青泥小学校车线路秋季调整";
const CORRECTED: &str = "青泥小学校车线路春季调整";
const BODY: &str =
    "新学期起，青泥小学三条校车线路作如下调整。\n\n二号线改走新建的桑园桥，三号线每日增开一班。";

#[tokio::test]
async fn a_correction_and_a_withdrawal_reach_every_site_and_the_receipt_says_so() {
    let town = Program::demo_at_rest().await;
    rules_into_the_other_sites(&town).await;
    let town = town.begin().await;
    let room = Newsroom::of(&town, "edu").await;
    let visitor = Visitor::new();
    let piece = room.bring_out("教育要闻", TITLE, BODY).await;
    receipt(&room, &piece.console, "7/7 处已更新，最慢 ").await;
    let spread = room.editor.page(&format!("{}/places", piece.console)).await;
    let mut places = spread.links(TITLE);
    assert_eq!(places.len(), 7, "{}", spread.main());
    places.push(piece.url.clone());
    let lists = lists(&places);
    assert_eq!(lists.len(), 8 * 5);
    for url in &places {
        assert!(visitor.open(url.as_str()).await.says("桑园桥"), "{url}");
    }
    for url in &lists {
        assert!(
            is_home(url) || shows(&visitor, url, TITLE).await,
            "{url} does not list it"
        );
    }
    assert!(search_knows(&visitor, &town, TITLE).await);

    correct(&room, &piece.console).await;
    receipt(&room, &piece.console, "7/7 处已更新，最慢 ").await;
    // From here on nobody waits: what the line says is so.
    for url in &places {
        let page = visitor.open(url.as_str()).await;
        assert!(
            page.says(CORRECTED) && page.says("枫溪桥"),
            "{url}: {}",
            page.main()
        );
        assert!(!page.html.contains(TITLE) && !page.says("桑园桥"), "{url}");
    }
    for url in &lists {
        assert!(!shows(&visitor, url, TITLE).await, "{url} shows the old headline");
        assert!(
            is_home(url) || shows(&visitor, url, CORRECTED).await,
            "{url} lacks the new headline"
        );
    }
    assert!(search_knows(&visitor, &town, CORRECTED).await);
    assert!(search_knows(&visitor, &town, "枫溪桥").await);
    assert!(!search_knows(&visitor, &town, "桑园桥").await);
    let places_page = room.editor.page(&format!("{}/places", piece.console)).await;
    assert_eq!(places_page.links(CORRECTED).len(), 7, "{}", places_page.main());

    room.withdraw(&piece.console, "线路方案仍在征求意见，待确定后另行发布。")
        .await;
    receipt(&room, &piece.console, "7/7 处已撤下，最慢 ").await;
    for url in &places {
        let answer = visitor.get(url.as_str()).await;
        assert_eq!(answer.status, StatusCode::GONE, "{url}: {}", answer.summary());
        assert!(!answer.text().contains("枫溪桥"), "{url} still carries the text");
    }
    for url in &lists {
        assert!(!shows(&visitor, url, CORRECTED).await, "{url} still lists it");
    }
    assert!(!search_knows(&visitor, &town, CORRECTED).await);
    assert!(!search_knows(&visitor, &town, "枫溪桥").await);
    town.verify().await;
}

/// Channel `news` of the source into channel `news` of every site that is not the portal, whose rule the city has.
async fn rules_into_the_other_sites(town: &Program) {
    let config = Config {
        data: town.data().to_owned(),
        database_url: town.database_url().unwrap_or_default().to_owned(),
        ..Config::default()
    };
    let base = Base::open(&config).await.unwrap();
    let source = find_source(&base.hub.read(), "edu", "news").await.unwrap();
    let person = Actor::Person {
        id: PersonId(1),
        name: "周若溪".into(),
    };
    for slug in OTHERS {
        let site = site_id(&base, slug).await.unwrap();
        let posts = [Membership {
            site,
            role: Role::SiteAdmin,
            channels: None,
        }];
        let granted = decide::<ManageRules>(&person, site, &posts).unwrap();
        let mut tx = base.store.write(granted).await.unwrap();
        let news = channel::Column::Slug.eq("news");
        let into = tx.find::<channel::Entity>().filter(news).found().await.unwrap();
        create_rule(&mut tx, source, ChannelId(into.id), Mode::Automatic)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// Home page, list and feeds of the site of each page.
fn lists(pages: &[Url]) -> Vec<String> {
    let of = |page: &Url| {
        let home = page.join("../../../").unwrap();
        ["", "feed.xml", "feed.atom", "feed.json"]
            .map(|path| home.join(path).unwrap())
            .into_iter()
            .chain([page.join("../../").unwrap()])
            .map(String::from)
            .collect::<Vec<_>>()
    };
    pages.iter().flat_map(of).collect()
}

/// A home page shows what its theme chooses; it must only never show what is no longer true.
fn is_home(url: &str) -> bool {
    let path = Url::parse(url).unwrap().path().to_owned();
    matches!(path.as_str(), "/" | "/zhuhai/")
}

async fn correct(room: &Newsroom, piece: &str) {
    let page = room.editor.page(piece).await;
    let form = room.editor.press(&page, "更正", &[]).await;
    let body = BODY.replace("桑园桥", "枫溪桥");
    let fields = [
        ("标题", CORRECTED),
        ("正文", body.as_str()),
        ("更正说明", "学期与桥名有误，现予更正。"),
    ];
    room.editor.press(&form, "提交审核", &fields).await;
    room.approve(piece).await;
    room.publish(piece).await;
}

/// Waits for the line on the source's page.
async fn receipt(room: &Newsroom, piece: &str, words: &str) {
    soon(Instant::now(), &format!("the receipt {words}"), async || {
        room.editor.page(piece).await.says(words)
    })
    .await;
}
