//! Sites share by consent: offered, asked for, agreed to, and taken back.

use crate::desk_edit::{go_public, taken};
use crate::http::{open, post, serve};
use crate::push::{mandate, push};
use crate::town::{House, Town};
use kernel::{ChannelId, DeskItemId, Error, PlacementId, Role, RuleId};
use syndication::authorization::{Reason, grant_again};
use syndication::desk::adopt_item;
use syndication::permissions::{ManagePlaces, ManageRules, ManageShares, PushDown, RevokePlaces, WorkDesk};
use syndication::place::{remove_place, restore_place};
use syndication::push::revoke_push;
use syndication::rule::{Mode, Terms, TermsForm, edit_rule, query as rules};
use syndication::share::entity::request;
use syndication::share::{
    Asked, State, TakeBack, Wanted, ask_channel, decide_request, end_offer, leave_request, offer_channel,
    query, take_back,
};

pub async fn admin(town: &Town, house: House) -> store::SiteWrite<ManageShares> {
    town.write(house, Role::SiteAdmin).await
}

pub async fn offer(town: &Town, house: House, free: bool, to: Option<&[House]>) -> i64 {
    offering(town, house, (house.news, free), to).await
}

async fn offer_of(town: &Town, house: House, channel: ChannelId, to: Option<&[House]>) -> i64 {
    offering(town, house, (channel, true), to).await
}

async fn offering(
    town: &Town,
    house: House,
    (channel, free): (ChannelId, bool),
    to: Option<&[House]>,
) -> i64 {
    let wanted = Wanted {
        channel,
        free,
        to: to.map(|houses| houses.iter().map(|house| house.id).collect()),
        note: "要闻。".into(),
    };
    let mut tx = admin(town, house).await;
    let made = offer_channel(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    made.id
}

pub async fn ask(town: &Town, house: House, offer: i64, into: ChannelId) -> kernel::Result<i64> {
    ask_on(town, house, (offer, into), (Mode::Automatic, Terms::default())).await
}

/// The same on terms.
pub async fn ask_on(
    town: &Town,
    house: House,
    (offer, into): (i64, ChannelId),
    (mode, terms): (Mode, Terms),
) -> kernel::Result<i64> {
    let asked = Asked {
        offer,
        into,
        note: "请同意。".into(),
        mode,
        terms,
    };
    let mut tx = admin(town, house).await;
    let made = ask_channel(&mut tx, &town.base.hub().read(), &asked).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(made.id)
}

pub async fn decide(town: &Town, house: House, id: i64, agree: bool, reason: &str) -> kernel::Result<i64> {
    let mut tx = admin(town, house).await;
    let made = decide_request(&mut tx, &town.base.hub().read(), id, agree, reason).await?;
    tx.commit().await?;
    town.settle().await;
    Ok(made.id)
}

pub async fn asked(town: &Town, house: House) -> request::Model {
    let read = town.base.store.read(house.id);
    query::requests(&read).await.unwrap().remove(0)
}

pub async fn works(town: &Town, house: House) -> usize {
    let read = town.base.store.read(house.id);
    rules::list_rules(&read, 1, 50).await.unwrap().0.len()
}

fn refused<T>(result: kernel::Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn only_after_the_consent_a_rule_works_and_it_ends_with_it() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    town.publish(town.agri, "同意之前").await;
    town.settle().await;
    assert!(town.places(town.edu).await.is_empty());
    assert_eq!(works(&town, town.edu).await, 0);
    let again = ask(&town, town.edu, offer, town.edu.news).await;
    assert_eq!(refused(again), "share.asked_before");

    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    assert_eq!(asked(&town, town.edu).await.state(), State::Agreed);
    let twice = decide(&town, town.agri, request, false, "又不同意").await;
    assert_eq!(refused(twice), "share.decided");
    let mut piece = town.publish(town.agri, "同意之后").await;
    town.settle().await;
    let places = town.places(town.edu).await;
    assert_eq!((places.len(), places[0].title.as_str()), (1, "同意之后"));

    // Whether it comes to the reader in one batch or two: what follows the taking back is not placed.
    let mut tx = admin(&town, town.agri).await;
    let back = TakeBack {
        reason: Reason::parse("合作期满").unwrap(),
        keep: true,
    };
    take_back(&mut tx, consent, &back).await.unwrap();
    tx.commit().await.unwrap();
    town.publish(town.agri, "收回之后").await;
    town.settle().await;
    let row = asked(&town, town.edu).await;
    assert_eq!((row.state(), row.reason.as_str()), (State::TakenBack, "合作期满"));
    assert_eq!(works(&town, town.edu).await, 0);
    town.correct(&mut piece, "同意之后（更正）").await;
    town.settle().await;
    let places = town.places(town.edu).await;
    assert_eq!(places.len(), 1, "nothing new");
    assert_eq!(
        (places[0].title.as_str(), places[0].state.as_str()),
        ("同意之后（更正）", "live"),
        "what was kept still follows"
    );
    let mut tx = admin(&town, town.agri).await;
    assert_eq!(
        refused(take_back(&mut tx, consent, &back).await),
        "share.consent_ended"
    );
    drop(tx);
    // Asked and agreed once more, the rule works again.
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    decide(&town, town.agri, request, true, "").await.unwrap();
    assert_eq!(works(&town, town.edu).await, 1);
}

#[tokio::test]
async fn what_was_placed_goes_if_the_source_wants_and_comes_back_with_its_authorization() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    let piece = town.publish(town.agri, "一稿").await;
    town.settle().await;
    let mut tx = admin(&town, town.agri).await;
    let back = TakeBack {
        reason: Reason::parse("合作期满").unwrap(),
        keep: false,
    };
    take_back(&mut tx, consent, &back).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = town.places(town.edu).await.remove(0);
    assert_eq!(
        (place.state.as_str(), place.revoke_reason.as_deref()),
        ("withdrawn", Some("合作期满"))
    );
    let mut tx = town.write::<RevokePlaces>(town.agri, Role::Editor).await;
    grant_again(&mut tx, piece.id, Some(town.edu.id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].state, "live");
}

async fn back(town: &Town, consent: i64, keep: bool) {
    back_of(town, town.agri, consent, keep).await;
}

pub async fn back_of(town: &Town, house: House, consent: i64, keep: bool) {
    let mut tx = admin(town, house).await;
    let back = TakeBack {
        reason: Reason::parse("合作期满").unwrap(),
        keep,
    };
    take_back(&mut tx, consent, &back).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
}

#[tokio::test]
async fn nothing_of_what_a_taken_back_consent_placed_comes_back() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.notices).await.unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    let mut withdrawn = town.publish(town.agri, "来源撤回的").await;
    town.publish(town.agri, "本站撤下的").await;
    let pushed = town.publish(town.agri, "门户下发的").await;
    town.settle().await;
    town.withdraw(&mut withdrawn, "有误").await;
    let places = town.places(town.edu).await;
    let of = |title: &str| places.iter().find(|row| row.title == title).unwrap().id;
    let removed = PlacementId(of("本站撤下的"));
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
    remove_place(&mut tx, removed, &Reason::parse("与本站无关").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let notices = mandate(&town, "notices", &[town.edu]).await;
    let down = push(&town, &pushed, notices, &[town.edu]).await.unwrap();

    back(&town, consent, false).await;
    let shown = async || {
        let places = town.places(town.edu).await;
        let live = places.into_iter().filter(|row| row.state == "live");
        live.map(|row| row.title).collect::<Vec<_>>()
    };
    assert_eq!(shown().await, ["门户下发的"], "the portal's word stands");

    town.correct(&mut withdrawn, "来源撤回的").await;
    let mut tx = town.write::<ManagePlaces>(town.edu, Role::SiteAdmin).await;
    restore_place(&mut tx, removed).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<PushDown>(town.portal, Role::Editor).await;
    revoke_push(&mut tx, down, &Reason::parse("任务结束").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(shown().await.is_empty(), "{:?}", shown().await);
}

#[tokio::test]
async fn what_a_site_that_left_still_shows_can_be_taken_back() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    town.publish(town.agri, "一稿").await;
    town.settle().await;
    let mut tx = admin(&town, town.edu).await;
    leave_request(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].state, "live");
    back(&town, consent, false).await;
    assert_eq!(town.places(town.edu).await[0].state, "withdrawn");
    assert_eq!(asked(&town, town.edu).await.state(), State::TakenBack);
}

#[tokio::test]
async fn what_a_newer_consent_allows_stays_when_the_older_is_taken_back() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let first = decide(&town, town.agri, request, true, "").await.unwrap();
    town.publish(town.agri, "一稿").await;
    town.settle().await;
    let mut tx = admin(&town, town.edu).await;
    leave_request(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    decide(&town, town.agri, request, true, "").await.unwrap();
    back(&town, first, false).await;
    assert_eq!(town.places(town.edu).await[0].state, "live");
    assert_eq!(works(&town, town.edu).await, 1);
}

#[tokio::test]
async fn of_two_who_take_a_consent_back_at_the_same_moment_one_does() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    let by = |reason: &str, keep| TakeBack {
        reason: Reason::parse(reason).unwrap(),
        keep,
    };
    let mut first = admin(&town, town.agri).await;
    take_back(&mut first, consent, &by("内容有误", false))
        .await
        .unwrap();
    let second = async {
        let mut tx = admin(&town, town.agri).await;
        take_back(&mut tx, consent, &by("合作期满", true)).await?;
        tx.commit().await
    };
    let done = Box::pin(town.base.at_once(first.commit(), second)).await.unwrap();
    assert_eq!(refused(done), "share.consent_ended");
    town.settle().await;
    assert_eq!(asked(&town, town.edu).await.reason, "内容有误");
}

#[tokio::test]
async fn who_leaves_while_the_source_agrees_gets_no_rule() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let mut leave = admin(&town, town.edu).await;
    leave_request(&mut leave, request).await.unwrap();
    let agree = async {
        let mut tx = admin(&town, town.agri).await;
        decide_request(&mut tx, &town.base.hub().read(), request, true, "").await?;
        tx.commit().await
    };
    // The source may have said yes before it knew; nothing comes of it.
    let _agreed: kernel::Result<()> = Box::pin(town.base.at_once(leave.commit(), agree)).await.unwrap();
    town.settle().await;
    assert_eq!(asked(&town, town.edu).await.state(), State::Left);
    assert_eq!(works(&town, town.edu).await, 0);
    let again = async {
        let mut tx = admin(&town, town.edu).await;
        leave_request(&mut tx, request).await
    };
    assert_eq!(refused(again.await), "share.request_ended");
}

#[tokio::test]
async fn a_free_offer_is_subscribed_to_at_once_and_left_again() {
    let town = Town::new().await;
    let offer = offer(&town, town.portal, true, None).await;
    let request = ask(&town, town.edu, offer, town.edu.notices).await.unwrap();
    assert_eq!(asked(&town, town.edu).await.state(), State::Agreed);
    town.publish(town.portal, "门户要闻").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await.len(), 1);
    let mut tx = admin(&town, town.edu).await;
    leave_request(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    town.publish(town.portal, "退订之后").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await.len(), 1);
    let mut tx = admin(&town, town.edu).await;
    assert_eq!(
        refused(leave_request(&mut tx, request).await),
        "share.request_ended"
    );
}

#[tokio::test]
async fn a_decline_says_why_and_an_offer_is_for_whom_it_is() {
    let town = Town::new().await;
    let more = town.more_houses(1).await;
    let offer = offer(&town, town.agri, false, Some(&[town.edu])).await;
    let outside = ask(&town, more[0], offer, more[0].news).await;
    assert!(matches!(outside, Err(Error::NotFound)));
    let foreign = ask(&town, town.edu, offer, more[0].news).await;
    assert!(
        matches!(foreign, Err(Error::NotFound)),
        "a channel of another site"
    );
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let silent = decide(&town, town.agri, request, false, " ").await;
    assert!(matches!(silent, Err(Error::Invalid(_))));
    let stranger = decide(&town, more[0], request, true, "").await;
    assert!(matches!(stranger, Err(Error::NotFound)));
    decide(&town, town.agri, request, false, "只供农口使用")
        .await
        .unwrap();
    let row = asked(&town, town.edu).await;
    assert_eq!(
        (row.state(), row.reason.as_str()),
        (State::Declined, "只供农口使用")
    );
    assert_eq!(works(&town, town.edu).await, 0);
    let mut tx = admin(&town, town.edu).await;
    assert!(matches!(end_offer(&mut tx, offer).await, Err(Error::NotFound)));
    drop(tx);
    let mut tx = admin(&town, town.agri).await;
    end_offer(&mut tx, offer).await.unwrap();
    tx.commit().await.unwrap();
    let ended = ask(&town, town.edu, offer, town.edu.news).await;
    assert!(matches!(ended, Err(Error::NotFound)));
}

#[tokio::test]
async fn shares_do_not_run_in_circles() {
    let town = Town::new().await;
    // edu → portal (with edits) → edu, agri: what the portal made of edu's piece does not return to it.
    let offered = offer(&town, town.portal, true, None).await;
    for into in [town.edu, town.agri] {
        ask(&town, into, offered, into.news).await.unwrap();
    }
    let (_, made) = taken(&town).await;
    go_public(&town, made).await;
    let titles = async |house| {
        let rows = town.places(house).await;
        rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    assert!(titles(town.edu).await.is_empty(), "{:?}", titles(town.edu).await);
    assert_eq!(titles(town.agri).await, ["门户改的题"]);
}

#[tokio::test]
async fn who_subscribes_says_how_it_arrives_and_changes_it_later() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let terms = TermsForm {
        title_pattern: "【农】{title}".into(),
        hold_major: "true".into(),
        ..TermsForm::default()
    };
    let terms = terms.parse().unwrap();
    let request = ask_on(
        &town,
        town.edu,
        (offer, town.edu.news),
        (Mode::Automatic, terms.clone()),
    )
    .await
    .unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    town.publish(town.agri, "一稿").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await[0].title, "【农】一稿");

    // Over the own desk from now on.
    let read = town.base.store.read(town.edu.id);
    let rule = rules::list_rules(&read, 1, 50).await.unwrap().0.remove(0);
    assert!(rule.hold_major);
    let mut tx = town.write::<ManageRules>(town.edu, Role::SiteAdmin).await;
    edit_rule(&mut tx, RuleId(rule.id), Mode::Desk, &terms)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.publish(town.agri, "二稿").await;
    town.publish(town.agri, "三稿").await;
    town.settle().await;
    assert_eq!(town.places(town.edu).await.len(), 1);
    let lines = town.on_desk(town.edu).await;
    assert_eq!(lines.len(), 2);
    let mut tx = town.write::<WorkDesk>(town.edu, Role::Editor).await;
    adopt_item(&mut tx, DeskItemId(lines[0].id), town.edu.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let places = town.places(town.edu).await;
    assert!(
        places
            .iter()
            .any(|row| row.title == format!("【农】{}", lines[0].title))
    );

    // A rule by consent is left where it was asked for, and ends with the consent: what waits goes, what it brought too.
    let mut tx = town.write::<ManageRules>(town.edu, Role::SiteAdmin).await;
    let ended = syndication::rule::end_rule(&mut tx, RuleId(rule.id)).await;
    assert!(matches!(ended, Err(Error::NotFound)));
    drop(tx);
    let mut tx = admin(&town, town.agri).await;
    let back = TakeBack {
        reason: Reason::parse("合作期满").unwrap(),
        keep: false,
    };
    take_back(&mut tx, consent, &back).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.edu).await;
    let states: Vec<_> = lines.iter().map(|line| line.state.as_str()).collect();
    assert!(!states.contains(&"waiting"), "{states:?}");
    let places = town.places(town.edu).await;
    assert_eq!(places.len(), 2);
    assert!(places.iter().all(|row| row.state == "withdrawn"));
}

#[tokio::test]
async fn what_waits_on_the_desk_goes_when_the_site_leaves() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, true, None).await;
    let wanted = (offer, town.edu.news);
    let request = ask_on(&town, town.edu, wanted, (Mode::Desk, Terms::default()))
        .await
        .unwrap();
    town.publish(town.agri, "一稿").await;
    town.settle().await;
    let line = town.on_desk(town.edu).await.remove(0);
    let mut tx = admin(&town, town.edu).await;
    leave_request(&mut tx, request).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<WorkDesk>(town.edu, Role::Editor).await;
    let late = adopt_item(&mut tx, DeskItemId(line.id), town.edu.news, None).await;
    assert_eq!(refused(late), "share.consent_ended");
    drop(tx);
    town.settle().await;
    assert!(town.on_desk(town.edu).await.is_empty());
}

#[tokio::test]
async fn the_portal_subscribes_too_but_not_to_what_it_takes_by_a_rule_of_its_own() {
    let town = Town::new().await;
    let offered = offer(&town, town.agri, true, None).await;
    ask(&town, town.portal, offered, town.portal.news).await.unwrap();
    town.publish(town.agri, "一稿").await;
    town.settle().await;
    assert_eq!(town.places(town.portal).await.len(), 1);
    let rule = town.at_work().await.remove(0);
    let mut tx = town.rules().await;
    let ended = syndication::rule::end_rule(&mut tx, RuleId(rule.id)).await;
    assert!(matches!(ended, Err(Error::NotFound)), "it is left, not ended");
    drop(tx);

    town.rule("edu", town.portal, Mode::Automatic).await;
    let other = offer(&town, town.edu, true, None).await;
    let twice = ask(&town, town.portal, other, town.portal.news).await;
    assert_eq!(refused(twice), "rule.exists");
}

#[tokio::test]
async fn the_page_offers_asks_and_keeps_what_was_typed() {
    let town = Town::new().await;
    offer(&town, town.edu, false, None).await;
    let offered = offer(&town, town.agri, true, None).await;
    let hidden = offer_of(&town, town.agri, town.agri.notices, Some(&[town.portal])).await;
    town.publish(town.agri, "上月的稿").await;
    town.settle().await;
    let port = serve(&town).await;
    let page = open(port, "edu", "/console/shares").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let path = format!("/console/shares/requests/new?offer={offered}");
    assert!(page.body.contains("市农林局") && page.body.contains(&path));
    for path in [
        "/console/shares/requests/new".to_owned(),
        format!("/console/shares/requests/new?offer={hidden}"),
    ] {
        assert_eq!(open(port, "edu", &path).await.status, 404, "{path}");
    }
    let page = open(port, "edu", &path).await;
    assert!(page.status == 200 && page.body.contains("自动发布") && page.body.contains("缓发小时数"));
    let typed = "mode=desk&title_pattern=%E3%80%90%E5%86%9C%E3%80%91%7Btitle%7D";
    let fields = format!("offer={offered}&into=&{typed}");
    let kept = post(port, "edu", "/console/shares/requests", &page, &fields).await;
    assert_eq!(kept.status, 422);
    assert!(kept.body.contains("请选择本站栏目") && kept.body.contains("【农】{title}"));
    assert!(kept.body.contains("value=\"desk\" selected"), "{}", kept.body);
    let fields = format!("offer={offered}&into={}&{typed}", town.edu.news);
    let preview = format!("{fields}&preview=true");
    let seen = post(port, "edu", "/console/shares/requests", &page, &preview).await;
    assert!(
        seen.status == 200 && seen.body.contains("最近 30 天会汇聚 1 篇"),
        "{}",
        seen.body
    );
    assert_eq!(works(&town, town.edu).await, 0);
    let made = post(port, "edu", "/console/shares/requests", &page, &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    town.settle().await;
    let page = open(port, "edu", "/console/shares").await;
    assert!(page.body.contains("共享中") && page.body.contains("退订"));

    // The rule's own page, here and for nobody else.
    let read = town.base.store.read(town.edu.id);
    let rule = rules::list_rules(&read, 1, 50).await.unwrap().0.remove(0);
    assert_eq!(
        (rule.mode.as_str(), rule.title_pattern.as_deref()),
        ("desk", Some("【农】{title}"))
    );
    let path = format!("/console/rules/{}", rule.id);
    assert!(page.body.contains(&path));
    assert_eq!(open(port, "portal", &path).await.status, 404);
    assert_eq!(open(port, "edu", "/console/rules").await.status, 404);
    let page = open(port, "edu", &path).await;
    assert!(page.status == 200 && page.body.contains("内容共享") && page.body.contains("上月的稿"));
    let stranger = open(port, "portal", "/console/shares").await;
    assert_eq!(
        post(port, "portal", &path, &stranger, "mode=automatic")
            .await
            .status,
        404
    );
    let wrong = post(port, "edu", &path, &page, "mode=automatic&embargo_hours=x").await;
    assert!(wrong.status == 422 && wrong.body.contains("缓发时间为 1 至 2160 小时"));
    assert_eq!(
        post(port, "edu", &path, &page, "mode=automatic&embargo_hours=2")
            .await
            .status,
        303
    );
    let rule = rules::find_rule(&read, RuleId(rule.id)).await.unwrap();
    assert_eq!((rule.mode.as_str(), rule.embargo_hours), ("automatic", Some(2)));

    let fields = format!("channel={}&way=free&note=abc", town.edu.news);
    let twice = post(port, "edu", "/console/shares", &page, &fields).await;
    assert_eq!(twice.status, 409);
    assert!(twice.body.contains("abc"));
    let portal = open(port, "portal", "/console/shares").await;
    assert!(portal.status == 200 && portal.body.contains("本站的订阅和申请"));
}

/// The jobs that take away what a consent placed.
async fn take_away(town: &Town) {
    let handlers = vec![
        std::sync::Arc::new(syndication::projection::ConsentEnds(town.base.hub()))
            as std::sync::Arc<dyn store::job::JobHandler>,
    ];
    let jobs = store::job::JobRunner::new(town.base.hub(), handlers);
    jobs.settle().await.unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
    town.settle().await;
}

#[tokio::test]
async fn what_was_placed_goes_in_portions_and_what_a_newer_consent_places_stays() {
    let town = Town::new().await;
    let offer = offer(&town, town.agri, false, None).await;
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    let consent = decide(&town, town.agri, request, true, "").await.unwrap();
    for n in 0..450 {
        town.publish(town.agri, format!("{n}稿").as_str()).await;
    }
    town.settle().await;
    let live = async || {
        let places = town.places(town.edu).await;
        places.into_iter().filter(|row| row.state == "live").count()
    };
    assert_eq!(live().await, 450);
    back(&town, consent, false).await;
    assert_eq!(
        live().await,
        250,
        "the first portion, in the transaction of the end"
    );
    assert_eq!(works(&town, town.edu).await, 0);
    // Asked and agreed once more before the rest is gone.
    let request = ask(&town, town.edu, offer, town.edu.news).await.unwrap();
    decide(&town, town.agri, request, true, "").await.unwrap();
    let new = town.publish(town.agri, "新稿").await;
    town.settle().await;
    take_away(&town).await;
    let places = town.places(town.edu).await;
    let live: Vec<_> = places.iter().filter(|row| row.state == "live").collect();
    assert_eq!((live.len(), live[0].uid), (1, new.uid.0));
    let gone = places
        .iter()
        .filter(|row| row.revoke_reason.as_deref() == Some("合作期满"));
    assert_eq!(gone.count(), 450);
}
