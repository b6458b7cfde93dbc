//! Submission boxes: units without a site send to the portal's desk and are credited.

use crate::desk_edit::go_public;
use crate::http::{open, post, serve};
use crate::town::Town;
use content::article::{edition, entity as article};
use gateway::staff::Colleague;
use gateway::unit::entity as unit;
use kernel::{BoxTextId, DeskItemId, Error, PersonId, Revision, Role, Uid, UnitId};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::SiteWrite;
use syndication::desk::{Reason, State as Desk, Taken, decline_item, see_item, take_item};
use syndication::ledger::{by_person, gather};
use syndication::permissions::{ManageBoxes, WriteBox};
use syndication::postbox::{
    BoxForm, Stage, add_member, entity, recall_text, remove_member, save_text, send_text, write_text,
};
use syndication::score::Deed;
use syndication::sender::Sender;
use syndication::submission::State;

const BODY: &str =
    "二十家会员企业与四所山区小学结对，三年内为每校修一间实验室，并每学期派两名工程师到校上课。";

fn code(error: &Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// A unit that has no site.
async fn party(town: &Town, name: &str) -> UnitId {
    let mut tx = town.hub().await;
    let row = unit::ActiveModel {
        id: NotSet,
        uid: Set(Uid::at(crate::town::noon()).0),
        key: Set(name.into()),
        name: Set(format!("{name}陶都市委员会")),
        short_name: Set(name.into()),
        kind: Set("party".into()),
        parent_id: Set(None),
        duties: Set(String::new()),
    };
    let made = tx.insert(row).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    UnitId(made.id)
}

/// The tests' person gets a seat.
async fn seat(town: &Town, unit: UnitId) -> i64 {
    let mut tx = town.write::<ManageBoxes>(town.portal, Role::SiteAdmin).await;
    let who = Colleague {
        person: PersonId(7),
        name: "周若溪".into(),
    };
    let made = add_member(&mut tx, unit, &who).await.unwrap();
    tx.commit().await.unwrap();
    made.id
}

async fn writer(town: &Town) -> SiteWrite<WriteBox> {
    town.write(town.portal, Role::BoxWriter).await
}

fn form(town: &Town, title: &str) -> BoxForm {
    BoxForm::from(vec![
        ("title".to_owned(), title.to_owned()),
        ("channel".to_owned(), town.portal.notices.to_string()),
        ("body".to_owned(), format!("{BODY}<script>alert(1)</script>")),
    ])
}

async fn sent(town: &Town, unit: UnitId, title: &str) -> entity::Model {
    let mut tx = writer(town).await;
    let text = form(town, title).text().unwrap();
    let made = write_text(&mut tx, unit, &text).await.unwrap();
    let made = send_text(&mut tx, BoxTextId(made.id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    made
}

async fn text(town: &Town, id: i64) -> entity::Model {
    let read = town.base.store.read(town.portal.id);
    let wanted = entity::Column::Id.eq(id);
    read.find::<entity::Entity>()
        .filter(wanted)
        .found()
        .await
        .unwrap()
}

async fn deeds(town: &Town, unit: UnitId) -> Vec<(Deed, i64)> {
    let hub = town.base.hub().read();
    let own = Some(Sender::Box(unit.0));
    let lines = gather(&hub, town.portal.id, own).await.unwrap();
    let mut deeds: Vec<_> = lines
        .iter()
        .map(|line| (line.award.deed, line.award.points))
        .collect();
    deeds.sort_unstable();
    deeds
}

#[tokio::test]
async fn a_text_lies_on_the_desk_like_a_submission_and_nowhere_else() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let made = sent(&town, unit, "会员企业结对帮扶山区小学").await;
    let line = town.on_desk(town.portal).await.remove(0);
    assert_eq!(line.source_name, "民建");
    assert!(line.submitted && line.seen_at.is_none() && line.library_item_id.is_none());
    assert_eq!(
        line.channel_id,
        Some(town.portal.notices.0),
        "the wish is the proposal"
    );
    assert!(!made.body_html.contains("<script"), "{}", made.body_html);
    let read = town.base.store.read(town.portal.id);
    assert!(!read.find::<article::Entity>().exists().await.unwrap());
    let hub = town.base.hub().read();
    assert!(
        !hub.find::<content::library::entity::Entity>()
            .exists()
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn the_writer_sees_what_became_of_it_and_may_send_it_again() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let made = sent(&town, unit, "会员企业结对帮扶山区小学").await;
    let line = town.on_desk(town.portal).await.remove(0);
    let id = BoxTextId(made.id);
    let mut tx = town.desk().await;
    see_item(&mut tx, DeskItemId(line.id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(text(&town, made.id).await.stage(), Stage::Sent(State::Seen));
    let mut tx = writer(&town).await;
    let again = form(&town, "改题").text().unwrap();
    let refused = save_text(&mut tx, id, Revision(1), &again).await.unwrap_err();
    assert_eq!(code(&refused), "box.sent");
    drop(tx);
    let mut tx = town.desk().await;
    let reason = Reason::parse("缺少时间、地点或数字，请补充后再报。").unwrap();
    decline_item(&mut tx, DeskItemId(line.id), &reason).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let declined = text(&town, made.id).await;
    assert_eq!(declined.stage(), Stage::Sent(State::Declined));
    assert!(declined.reason.contains("缺少时间"));
    let mut tx = writer(&town).await;
    save_text(&mut tx, id, Revision(1), &again).await.unwrap();
    send_text(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0].state(), lines[0].title.as_str()),
        (Desk::Waiting, "改题")
    );
    assert_eq!(
        deeds(&town, unit).await,
        [(Deed::Submitted, 2)],
        "sent once, whatever the turns"
    );
}

#[tokio::test]
async fn taking_makes_an_article_in_review_that_names_the_unit_and_counts_when_it_is_public() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let made = sent(&town, unit, "会员企业结对帮扶山区小学").await;
    let line = town.on_desk(town.portal).await.remove(0);
    let mut tx = town.desk().await;
    let taken = take_item(&mut tx, DeskItemId(line.id), town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let Taken::Submitted(article) = taken else {
        panic!()
    };
    let read = town.base.store.read(town.portal.id);
    let wanted = edition::Column::ArticleId.eq(article.0);
    let draft = read
        .find::<edition::Entity>()
        .filter(wanted)
        .found()
        .await
        .unwrap();
    assert_eq!(draft.state, "submitted");
    assert_eq!(
        (draft.source.as_str(), draft.origin_class.as_str()),
        ("民建陶都市委员会", "contributed")
    );
    let line = text(&town, made.id).await;
    assert_eq!(
        (line.stage(), line.article_id, line.shown_at),
        (Stage::Sent(State::Adopted), Some(article.0), None)
    );
    assert_eq!(
        deeds(&town, unit).await,
        [(Deed::Submitted, 2)],
        "in review it is not adopted yet"
    );
    go_public(&town, article.0).await;
    assert!(text(&town, made.id).await.shown_at.is_some());
    assert_eq!(
        deeds(&town, unit).await,
        [(Deed::Submitted, 2), (Deed::Adopted, 2)]
    );
    let hub = town.base.hub().read();
    let all = gather(&hub, town.portal.id, None).await.unwrap();
    let people = by_person(&all);
    let ((sender, name, person), sum) = people[0];
    assert_eq!(
        (sender, name, person, sum.points),
        (Sender::Box(unit.0), "民建", "周若溪", 4)
    );
}

#[tokio::test]
async fn what_is_taken_back_leaves_the_desk() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let made = sent(&town, unit, "会员企业结对帮扶山区小学").await;
    let mut tx = writer(&town).await;
    recall_text(&mut tx, BoxTextId(made.id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(town.on_desk(town.portal).await.is_empty());
    assert!(deeds(&town, unit).await.is_empty());
    let mut tx = writer(&town).await;
    let late = recall_text(&mut tx, BoxTextId(made.id)).await.unwrap_err();
    assert_eq!(code(&late), "submission.not_open");
}

#[tokio::test]
async fn near_identical_pieces_of_a_box_and_a_site_are_one_cluster() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let long = BODY.repeat(3);
    let body = |title: &str| crate::town::Words {
        body: format!("<p>{long}</p>"),
        ..crate::town::Words::from(title)
    };
    let piece = town.publish(town.edu, body("会员企业结对帮扶山区小学")).await;
    let mut tx = town.up(town.edu).await;
    syndication::submission::submit_upward(&mut tx, piece.id, town.portal.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = writer(&town).await;
    let mut typed = form(&town, "会员企业结对帮扶山区小学");
    typed.text.body = long;
    let made = write_text(&mut tx, unit, &typed.text().unwrap()).await.unwrap();
    send_text(&mut tx, BoxTextId(made.id)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    assert!(lines[0].cluster.is_some() && lines[0].cluster == lines[1].cluster);
}

#[tokio::test]
async fn a_box_is_for_its_members_and_for_units_without_a_site() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    let other = party(&town, "农工").await;
    let place = seat(&town, unit).await;
    let housed = town.unit(town.edu, "市教育局").await;
    let made = sent(&town, unit, "会员企业结对帮扶山区小学").await;
    let text = form(&town, "别家的").text().unwrap();
    let mut tx = writer(&town).await;
    let foreign = write_text(&mut tx, other, &text).await.unwrap_err();
    assert!(matches!(foreign, Error::NotFound));
    drop(tx);
    let mut tx = town.write::<ManageBoxes>(town.portal, Role::SiteAdmin).await;
    let who = Colleague {
        person: PersonId(7),
        name: "周若溪".into(),
    };
    assert_eq!(
        code(&add_member(&mut tx, housed, &who).await.unwrap_err()),
        "box.unit_has_site"
    );
    assert_eq!(
        code(&add_member(&mut tx, unit, &who).await.unwrap_err()),
        "box.seated"
    );
    drop(tx);
    let mut tx = town.write::<ManageBoxes>(town.portal, Role::SiteAdmin).await;
    remove_member(&mut tx, kernel::BoxMemberId(place)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = writer(&town).await;
    let gone = recall_text(&mut tx, BoxTextId(made.id)).await.unwrap_err();
    assert!(
        matches!(gone, Error::NotFound),
        "who has no seat any more reaches nothing"
    );
}

#[tokio::test]
async fn a_refused_seat_keeps_what_was_typed_and_the_page_lists_boxes() {
    let town = Town::new().await;
    let unit = party(&town, "民建").await;
    seat(&town, unit).await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/postboxes").await;
    assert!(page.body.contains("民建陶都市委员会") && page.body.contains("周若溪"));
    let fields = format!("unit={unit}&account=nobody.here");
    let refused = post(port, "portal", "/console/postboxes", &page, &fields).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("nobody.here") && refused.body.contains("投稿员岗位"));
}
