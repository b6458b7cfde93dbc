//! What the portal pushes down stands on the sites, stays as it is, and is accounted for.

use crate::http::{get, open, post, serve};
use crate::town::{House, Piece, Town};
use content::channel::entity as channel;
use content::permissions::ManageChannels;
use content::placement::entity::Model as Placement;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::{Error, PlacementId, Revision, Role, SiteId, Slug};
use sea_orm::{ColumnTrait, Set};
use syndication::authorization::{Reason, grant_again, revoke};
use syndication::mandate::{self, change_mandate, declare_mandate, end_mandate};
use syndication::permissions::{ManageMandates, ManagePlaces, PushDown, RevokePlaces};
use syndication::place::{Own, change_place, remove_place};
use syndication::push::entity::target;
use syndication::push::view::summary;
use syndication::push::{Wanted, push_article, query, remind_sites, revoke_push};
use syndication::rule::{Mode, Terms};

pub async fn mandate(town: &Town, slug: &str, sites: &[House]) -> i64 {
    let wanted = mandate::Wanted {
        slug: slug.into(),
        note: String::new(),
        sites: sites.iter().map(|house| house.id).collect(),
    };
    let mut tx = town.write::<ManageMandates>(town.portal, Role::SiteAdmin).await;
    let made = declare_mandate(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    made.id
}

pub async fn push(town: &Town, piece: &Piece, mandate: i64, sites: &[House]) -> kernel::Result<i64> {
    let wanted = Wanted {
        uid: piece.uid,
        mandate,
        sites: sites.iter().map(|house| house.id).collect(),
        note: "请知悉。".into(),
    };
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    let made = push_article(&mut tx, &wanted).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(made.id)
}

async fn standing(town: &Town, id: i64) -> (String, Vec<target::Model>) {
    let read = town.base.store.read(town.portal.id);
    let push = query::find_push(&read, id).await.unwrap();
    let targets = query::targets(&read, [id]).await.unwrap();
    (summary(&push, &targets), targets)
}

async fn place(town: &Town, house: House) -> Placement {
    let places = town.places(house).await;
    let mut placed: Vec<_> = places.into_iter().filter(|row| row.push_id.is_some()).collect();
    assert_eq!(placed.len(), 1);
    placed.remove(0)
}

async fn channel_of(town: &Town, house: House, slug: &str) -> channel::Model {
    let read = town.base.store.read(house.id);
    let found = read
        .find::<channel::Entity>()
        .filter(channel::Column::Slug.eq(slug));
    found.found().await.unwrap()
}

fn refused<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn it_stands_on_every_site_and_follows_corrections_withdrawal_and_revocation() {
    let town = Town::new().await;
    let houses = [town.edu, town.agri];
    let notices = mandate(&town, "notices", &houses).await;
    let mut piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let id = push(&town, &piece, notices, &houses).await.unwrap();
    assert!(standing(&town, id).await.0.starts_with("2/2 站已显示，最慢 "));
    for house in houses {
        let row = place(&town, house).await;
        assert_eq!(
            (row.title.as_str(), row.channel_id, row.state.as_str()),
            ("保供通知", house.notices.0, "live")
        );
    }
    town.correct(
        &mut piece,
        crate::town::Words {
            major: true,
            ..crate::town::Words::from("保供通知（更正）")
        },
    )
    .await;
    town.settle().await;
    for house in houses {
        let row = place(&town, house).await;
        assert_eq!((row.title.as_str(), row.version), ("保供通知（更正）", 2));
    }
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    assert_eq!(place(&town, town.edu).await.state, "withdrawn");
    town.correct(&mut piece, "保供通知（再发）").await;
    town.settle().await;
    assert_eq!(place(&town, town.edu).await.state, "live");

    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    revoke_push(&mut tx, id, &Reason::parse("任务结束").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    for house in houses {
        let row = place(&town, house).await;
        assert_eq!(
            (row.state.as_str(), row.revoke_reason.as_deref()),
            ("withdrawn", Some("任务结束"))
        );
    }
    town.correct(&mut piece, "撤回之后").await;
    town.settle().await;
    assert_eq!(
        place(&town, town.edu).await.state,
        "withdrawn",
        "it does not come back"
    );
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    let again = revoke_push(&mut tx, id, &Reason::parse("再撤").unwrap()).await;
    assert_eq!(refused(again), "push.ended");
    drop(tx);
    push(&town, &piece, notices, &houses).await.unwrap();
    let row = place(&town, town.edu).await;
    assert_eq!(
        (row.state.as_str(), row.title.as_str(), row.revoked_at),
        ("live", "撤回之后", None)
    );
}

#[tokio::test]
async fn the_receiving_site_can_neither_change_it_nor_put_anything_above_it() {
    let town = Town::new().await;
    let notices = mandate(&town, "notices", &[town.edu]).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    push(&town, &piece, notices, &[town.edu]).await.unwrap();
    let row = place(&town, town.edu).await;
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
    let reason = Reason::parse("与本站无关").unwrap();
    assert_eq!(
        refused(remove_place(&mut tx, PlacementId(row.id), &reason).await),
        "place.mandated"
    );
    let own = Own {
        channel: Some(town.edu.news),
        ..Own::default()
    };
    assert_eq!(
        refused(change_place(&mut tx, PlacementId(row.id), &own).await),
        "place.mandated"
    );
    drop(tx);
    // Another placed article is not pinned above it, nor moved into the channel with a time of its own.
    town.rule("agri", town.edu, Mode::Automatic).await;
    town.publish(town.agri, "农林消息").await;
    town.settle().await;
    let other = town.places(town.edu).await;
    let other = other.iter().find(|row| row.push_id.is_none()).unwrap();
    let own = Own {
        channel: Some(town.edu.notices),
        pinned: true,
        ..Own::default()
    };
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
    assert_eq!(
        refused(change_place(&mut tx, PlacementId(other.id), &own).await),
        "place.under_mandate"
    );
}

#[tokio::test]
async fn a_mandatory_channel_keeps_its_name_and_stays_open_until_the_mandate_ends() {
    let town = Town::new().await;
    let id = mandate(&town, "notices", &[town.edu, town.agri]).await;
    let locked = channel_of(&town, town.edu, "notices").await;
    assert_eq!(locked.mandated_by.as_deref(), Some("陶都市网站"));
    assert!(
        channel_of(&town, town.portal, "notices")
            .await
            .mandated_by
            .is_none()
    );
    let described = |name: &str, nav| content::channel::Description {
        slug: Slug::parse("notices").unwrap(),
        name: name.into(),
        description: "新的说明。".into(),
        keywords: String::new(),
        kind: "政务动态".into(),
        group: "news".into(),
        nav,
        order: 20,
    };
    let mut tx = town.write::<ManageChannels>(town.edu, Role::SiteAdmin).await;
    let close = content::channel::close_channel(&mut tx, town.edu.notices).await;
    assert_eq!(refused(close), "channel.mandated");
    for (name, nav) in [("别的名字", true), (locked.name.as_str(), false)] {
        let words = described(name, nav);
        let seen = Revision(locked.revision);
        let change = content::channel::change_channel(&mut tx, town.edu.notices, seen, &words).await;
        assert_eq!(refused(change), "channel.mandated");
    }
    content::channel::change_channel(
        &mut tx,
        town.edu.notices,
        Revision(locked.revision),
        &described(&locked.name, true),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let mut tx = town.write::<ManageMandates>(town.portal, Role::SiteAdmin).await;
    let twice = declare_mandate(
        &mut tx,
        &mandate::Wanted {
            slug: "notices".into(),
            note: String::new(),
            sites: vec![town.edu.id],
        },
    )
    .await;
    assert_eq!(refused(twice), "mandate.exists");
    drop(tx);
    let mut tx = town.write::<ManageMandates>(town.portal, Role::SiteAdmin).await;
    change_mandate(&mut tx, id, "只到农林局", &[town.agri.id])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let free = channel_of(&town, town.edu, "notices").await;
    assert!(free.mandated_by.is_none());
    assert!(
        channel_of(&town, town.agri, "notices")
            .await
            .mandated_by
            .is_some()
    );
    let mut tx = town.write::<ManageMandates>(town.portal, Role::SiteAdmin).await;
    end_mandate(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(
        channel_of(&town, town.agri, "notices")
            .await
            .mandated_by
            .is_none()
    );
    // It comes into force again.
    assert_eq!(mandate(&town, "notices", &[town.edu]).await, id);
}

#[tokio::test]
async fn who_lacks_it_is_named_with_the_reason_and_gets_it_when_the_reason_is_gone() {
    let town = Town::new().await;
    let more = town.more_houses(2).await;
    let houses = [town.edu, town.agri, more[0], more[1]];
    let notices = mandate(&town, "notices", &houses).await;
    // One site is closed, one has closed the channel before it was locked, one may not show the article.
    set_site(&town, more[0].id, "closed").await;
    set_channel(&town, town.agri, "closed").await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let mut tx = town.write::<RevokePlaces>(town.portal, Role::Editor).await;
    let reason = Reason::parse("不宜公开").unwrap();
    revoke(&mut tx, piece.id, Some(more[1].id), &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let id = push(&town, &piece, notices, &houses).await.unwrap();
    let (line, targets) = standing(&town, id).await;
    assert!(line.starts_with("1/4 站已显示"), "{line}");
    let problem = |house: House| {
        let row = targets.iter().find(|row| row.place_site_id == house.id.0);
        row.unwrap().problem.clone()
    };
    assert_eq!(
        [problem(town.agri), problem(more[0]), problem(more[1])],
        ["channel_closed", "site_closed", "revoked"]
    );
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    assert_eq!(remind_sites(&mut tx, id).await.unwrap(), 3);
    tx.commit().await.unwrap();
    town.settle().await;

    set_channel(&town, town.agri, "open").await;
    set_site(&town, more[0].id, "open").await;
    let mut tx = town.write::<RevokePlaces>(town.portal, Role::Editor).await;
    grant_again(&mut tx, piece.id, Some(more[1].id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let (line, targets) = standing(&town, id).await;
    assert!(line.starts_with("4/4 站已显示"), "{line}: {targets:?}");
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    assert_eq!(refused(remind_sites(&mut tx, id).await), "push.nobody_missing");
}

#[tokio::test]
async fn a_site_that_is_bound_again_gets_what_it_missed() {
    let town = Town::new().await;
    let notices = mandate(&town, "notices", &[town.edu, town.agri]).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let bind = async |sites: &[SiteId]| {
        let mut tx = town.write::<ManageMandates>(town.portal, Role::SiteAdmin).await;
        change_mandate(&mut tx, notices, "", sites).await.unwrap();
        tx.commit().await.unwrap();
    };
    set_channel(&town, town.edu, "closed").await;
    let id = push(&town, &piece, notices, &[town.edu, town.agri])
        .await
        .unwrap();
    bind(&[town.agri.id]).await;
    town.settle().await;
    set_channel(&town, town.edu, "open").await;
    town.settle().await;
    let (line, targets) = standing(&town, id).await;
    assert!(line.starts_with("1/2 站已显示"), "{line}");
    assert_eq!(targets[0].problem, "not_mandated", "{targets:?}");
    bind(&[town.agri.id, town.edu.id]).await;
    town.settle().await;
    assert!(standing(&town, id).await.0.starts_with("2/2 站已显示"));
    assert_eq!(place(&town, town.edu).await.state, "live");
}

#[tokio::test]
async fn what_a_site_had_taken_down_is_down_again_after_a_push_is_revoked() {
    let town = Town::new().await;
    town.rule("agri", town.edu, Mode::Automatic).await;
    let mut piece = town.publish(town.agri, "农林消息").await;
    town.settle().await;
    let id = PlacementId(town.places(town.edu).await[0].id);
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
    let reason = Reason::parse("与本站无关").unwrap();
    remove_place(&mut tx, id, &reason).await.unwrap();
    tx.commit().await.unwrap();
    let news = mandate(&town, "news", &[town.edu]).await;
    let down = push(&town, &piece, news, &[town.edu]).await.unwrap();
    assert_eq!(place(&town, town.edu).await.state, "live");

    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    revoke_push(&mut tx, down, &Reason::parse("任务结束").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let row = town.places(town.edu).await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.revoke_reason.as_deref(), row.push_id),
        ("removed", Some("与本站无关"), None)
    );
    town.correct(&mut piece, "农林消息（更正）").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].state, "removed");
    // It may be pushed once more, and shown again by the site itself afterwards.
    push(&town, &piece, news, &[town.edu]).await.unwrap();
    assert_eq!(place(&town, town.edu).await.title, "农林消息（更正）");
}

#[tokio::test]
async fn hundreds_of_sites_are_reached_and_left_in_one_batch() {
    let town = Town::new().await;
    let houses = town.more_houses(300).await;
    let notices = mandate(&town, "notices", &houses).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let id = push(&town, &piece, notices, &houses).await.unwrap();
    assert!(standing(&town, id).await.0.starts_with("300/300 站已显示"));
    let mut numbers = std::collections::HashSet::new();
    for house in &houses[298..] {
        let row = place(&town, *house).await;
        assert_eq!((row.channel_id, row.number), (house.notices.0, 1));
        numbers.insert(row.id);
    }
    assert_eq!(numbers.len(), 2);
}

async fn set_site(town: &Town, id: SiteId, state: &str) {
    let mut tx = town.hub().await;
    let row = site::ActiveModel {
        id: Set(id.0),
        state: Set(state.into()),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.emit(id, EventBody::SiteChanged);
    tx.commit().await.unwrap();
}

async fn set_channel(town: &Town, house: House, state: &str) {
    let mut tx = town.hub().await;
    let row = channel::ActiveModel {
        id: Set(house.notices.0),
        state: Set(state.into()),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.emit(
        house.id,
        EventBody::ChannelChanged {
            channel: house.notices,
        },
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_item_of_the_library_goes_to_all_but_its_own_site_and_once() {
    let town = Town::new().await;
    let houses = [town.edu, town.agri];
    let notices = mandate(&town, "notices", &houses).await;
    let mut piece = town.publish(town.edu, "教育经验").await;
    town.settle().await;
    let id = push(&town, &piece, notices, &houses).await.unwrap();
    let (line, targets) = standing(&town, id).await;
    assert!(line.starts_with("1/1 "), "{line}");
    assert_eq!(targets[0].place_site_id, town.agri.id.0);
    let twice = push(&town, &piece, notices, &houses).await;
    assert_eq!(refused(twice), "push.already");
    let other = town.publish(town.edu, "另一篇").await;
    town.settle().await;
    let itself = push(&town, &other, notices, &[town.edu]).await;
    assert_eq!(refused(itself), "push.outside");
    let outside = push(&town, &other, notices, &[town.portal]).await;
    assert_eq!(refused(outside), "push.outside");
    town.withdraw(&mut piece, "有误").await;
    town.settle().await;
    let gone = push(&town, &piece, notices, &houses).await;
    assert_eq!(refused(gone), "push.not_live");
}

#[tokio::test]
async fn what_a_rule_had_placed_becomes_the_portals_and_stays_when_the_push_is_revoked() {
    let town = Town::new().await;
    let news = mandate(&town, "news", &[town.edu]).await;
    let terms = Terms {
        title_pattern: Some("【转】{title}".into()),
        hold_major: true,
        ..Terms::default()
    };
    town.rule_on("portal", town.edu, Mode::Automatic, &terms).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let before = town.places(town.edu).await.remove(0);
    assert_eq!((before.title.as_str(), before.push_id), ("【转】保供通知", None));
    let id = push(&town, &piece, news, &[town.edu]).await.unwrap();
    let row = place(&town, town.edu).await;
    assert_eq!(
        (row.id, row.number, row.title.as_str()),
        (before.id, before.number, "保供通知")
    );
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    revoke_push(&mut tx, id, &Reason::parse("任务结束").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let after = town.places(town.edu).await.remove(0);
    assert_eq!((after.state.as_str(), after.push_id), ("live", None));
}

#[tokio::test]
async fn another_site_neither_sees_nor_ends_a_push() {
    let town = Town::new().await;
    let notices = mandate(&town, "notices", &[town.edu]).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let id = push(&town, &piece, notices, &[town.edu]).await.unwrap();
    let mut tx = town.write::<PushDown>(town.edu, Role::SiteAdmin).await;
    assert!(matches!(query::find_push(&tx, id).await, Err(Error::NotFound)));
    assert!(matches!(remind_sites(&mut tx, id).await, Err(Error::NotFound)));
    let reason = Reason::parse("不是我们的").unwrap();
    assert!(matches!(
        revoke_push(&mut tx, id, &reason).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let mut tx = town.write::<ManageMandates>(town.edu, Role::SiteAdmin).await;
    assert!(matches!(
        end_mandate(&mut tx, notices).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn who_works_on_some_channels_alone_pushes_nothing_to_all() {
    let town = Town::new().await;
    let notices = mandate(&town, "notices", &[town.edu]).await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let id = push(&town, &piece, notices, &[town.edu]).await.unwrap();
    let mine = [town.portal.notices];
    let mut tx = town
        .write_within::<PushDown>(town.portal, Role::Editor, &mine)
        .await;
    let wanted = Wanted {
        uid: piece.uid,
        mandate: notices,
        sites: vec![town.edu.id],
        note: String::new(),
    };
    let reason = Reason::parse("试一试").unwrap();
    let issued = tx.now();
    let refused = [
        push_article(&mut tx, &wanted).await.map(drop),
        remind_sites(&mut tx, id).await.map(drop),
        revoke_push(&mut tx, id, &reason).await,
        syndication::important::mark_important(&mut tx, piece.uid, issued)
            .await
            .map(drop),
    ];
    for result in refused {
        assert!(matches!(result, Err(Error::Forbidden("push.send"))), "{result:?}");
    }
}

#[tokio::test]
async fn the_pages_push_down_and_show_where_it_stands() {
    let town = Town::new().await;
    let piece = town.publish(town.portal, "保供通知").await;
    town.settle().await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/mandates").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let kept = post(
        port,
        "portal",
        "/console/mandates",
        &page,
        "slug=notices&note=abc",
    )
    .await;
    assert_eq!(kept.status, 422);
    assert!(kept.body.contains("请至少选择一个网站") && kept.body.contains("abc"));
    let fields = format!(
        "slug=notices&site-{}=true&site-{}=true",
        town.edu.id, town.agri.id
    );
    let made = post(port, "portal", "/console/mandates", &page, &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    town.settle().await;
    let id = town.base.store.read(town.portal.id);
    let id = mandate::query::list_mandates(&id).await.unwrap()[0].id;
    let shown = open(port, "portal", &format!("/console/mandates/{id}")).await;
    assert_eq!(shown.body.matches("已锁定").count(), 2, "{}", shown.body);

    let list = open(port, "portal", "/console/pushes/new").await;
    assert!(list.body.contains("保供通知"));
    let page = open(port, "portal", &format!("/console/pushes/new?uid={}", piece.uid)).await;
    let fields = format!(
        "uid={}&mandate={id}&range=chosen&site-{}=true&important=true",
        piece.uid, town.portal.id
    );
    let kept = post(port, "portal", "/console/pushes", &page, &fields).await;
    assert_eq!(kept.status, 422);
    assert!(kept.body.contains("请填写国务院发布的日期和时间"));
    let fields = format!(
        "uid={}&mandate={id}&range=all&important=true&issued_at=2026-11-22T08:00",
        piece.uid
    );
    let made = post(port, "portal", "/console/pushes", &page, &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    town.settle().await;
    let show = open(port, "portal", &made.headers["location"]).await;
    assert!(show.body.contains("2/2 站已显示"), "{}", show.body);
    let received = open(port, "edu", "/console/received").await;
    assert!(received.body.contains("保供通知") && received.body.contains("已显示"));
    let measured = open(port, "portal", "/console/important?from=2026-01-01&to=2026-12-31").await;
    assert_eq!(measured.status, 200);
    assert!(measured.body.contains("保供通知") && measured.body.contains("市教育局"));
    let file = open(
        port,
        "edu",
        "/console/important.csv?from=2026-01-01&to=2026-12-31",
    )
    .await;
    assert!(file.body.contains("\"市教育局\"") && !file.body.contains("市农林局"));
    let there = place(&town, town.edu).await;
    let page = open(port, "edu", &format!("/console/places/{}", there.id)).await;
    assert!(page.body.contains("由陶都市网站下发") && !page.body.contains("从本站撤下"));
    assert_eq!(
        get(port, "edu", "/console/pushes", None).await.status,
        404,
        "only the portal pushes"
    );
}
