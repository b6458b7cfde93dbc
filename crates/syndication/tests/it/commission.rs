//! The assignment desk: a task is given, answered, handed in, and done when the public sees the piece.

use crate::http::{open, post, serve};
use crate::town::{House, Town, noon};
use kernel::clock::Hand;
use kernel::{CommissionId, DeskItemId, Error, PersonId, Role, TaskId};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};
use store::SiteWrite;
use syndication::commission::{
    Kind, NewCommission, Receiver, close_commission, entity, give_commission, query as given,
};
use syndication::desk::adopt_item;
use syndication::ledger::gather;
use syndication::permissions::{AnswerTasks, GiveTasks};
use syndication::score::Deed;
use syndication::submission::submit_upward;
use syndication::task::query::{Reader, find, list, pieces};
use syndication::task::{State, accept_task, decline_task, entity as task, hand_in};

fn wanted(receivers: Vec<Receiver>) -> NewCommission {
    NewCommission {
        title: "寒假托管服务办法解读".into(),
        wanted: "说明怎样报名、怎样收费。".into(),
        kind: Kind::Explanation,
        due: "2030-01-02".parse().unwrap(),
        attachments: Vec::new(),
        receivers,
    }
}

pub fn house(house: House) -> Receiver {
    Receiver {
        site: house.id.0,
        unit: None,
        person: None,
        name: "市教育局".into(),
    }
}

pub async fn give(town: &Town, receivers: Vec<Receiver>) -> entity::Model {
    let mut tx = town.write::<GiveTasks>(town.portal, Role::Editor).await;
    let made = give_commission(&mut tx, &wanted(receivers)).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    made
}

pub async fn at(town: &Town, house: House) -> SiteWrite<AnswerTasks> {
    town.write(house, Role::Contributor).await
}

pub fn anybody() -> Reader {
    Reader {
        person: PersonId(7),
        of_site: true,
        units: Vec::new(),
    }
}

pub async fn tasks(town: &Town, house: House) -> Vec<task::Model> {
    let read = town.base.store.read(house.id);
    list(&read, &anybody(), None).await.unwrap()
}

fn code(error: Error) -> &'static str {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_task_lies_before_everybody_who_got_it_and_nobody_else() {
    let town = Town::new().await;
    let one = Receiver {
        person: Some(99),
        name: "林晓岚".into(),
        ..house(town.agri)
    };
    give(&town, vec![house(town.edu), one]).await;
    assert_eq!(tasks(&town, town.edu).await.len(), 1);
    assert!(
        tasks(&town, town.agri).await.is_empty(),
        "it is for one person there"
    );
    let read = town.base.store.read(town.agri.id);
    let addressed = Reader {
        person: PersonId(99),
        ..anybody()
    };
    let own = list(&read, &addressed, None).await.unwrap();
    assert_eq!(own.len(), 1);
    let foreign = find(&read, &anybody(), TaskId(own[0].id)).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    town.settle().await;
    assert_eq!(tasks(&town, town.edu).await.len(), 1, "laid once");
}

#[tokio::test]
async fn from_the_notice_to_the_credit() {
    let town = Town::new().await;
    let made = give(&town, vec![house(town.edu)]).await;
    let id = TaskId(tasks(&town, town.edu).await[0].id);
    let mut tx = at(&town, town.edu).await;
    accept_task(&mut tx, &anybody(), id).await.unwrap();
    tx.commit().await.unwrap();
    let piece = town.publish(town.edu, "一图读懂寒假托管").await;
    town.settle().await;
    let mut tx = at(&town, town.edu).await;
    let early = hand_in(&mut tx, &anybody(), id, piece.uid.0).await;
    assert!(matches!(early, Err(Error::Invalid(_))), "it was not sent up yet");
    drop(tx);
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let mut tx = at(&town, town.edu).await;
    hand_in(&mut tx, &anybody(), id, piece.uid.0).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(tasks(&town, town.edu).await[0].state(), State::Handed);
    let line = town.on_desk(town.portal).await.remove(0);
    let mut tx = town.desk().await;
    adopt_item(&mut tx, DeskItemId(line.id), town.portal.news, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let done = tasks(&town, town.edu).await.remove(0);
    assert!(done.state() == State::Done && done.done_at.is_some());
    let hub = town.base.hub().read();
    let lines = gather(&hub, town.portal.id, None).await.unwrap();
    let mut deeds: Vec<_> = lines
        .iter()
        .map(|line| (line.award.deed, line.award.points))
        .collect();
    deeds.sort_unstable();
    assert_eq!(
        deeds,
        [(Deed::Submitted, 2), (Deed::Adopted, 2), (Deed::Commissioned, 10)]
    );
    let answers = given::answers(&hub, [made.uid]).await.unwrap();
    assert_eq!(answers[&made.uid][0].piece_title, "一图读懂寒假托管");
}

#[tokio::test]
async fn a_task_is_declined_with_a_reason_or_closed_by_its_giver() {
    let town = Town::new().await;
    let made = give(&town, vec![house(town.edu), house(town.agri)]).await;
    let id = TaskId(tasks(&town, town.edu).await[0].id);
    let mut tx = at(&town, town.edu).await;
    let silent = decline_task(&mut tx, &anybody(), id, " ").await;
    assert!(matches!(silent, Err(Error::Invalid(_))));
    drop(tx);
    let mut tx = at(&town, town.edu).await;
    decline_task(&mut tx, &anybody(), id, "不属于本局职责。")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(tasks(&town, town.edu).await[0].reason, "不属于本局职责。");
    let mut tx = town.write::<GiveTasks>(town.portal, Role::Editor).await;
    let id = CommissionId(made.id);
    close_commission(&mut tx, id, "办法推迟出台。").await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let other = tasks(&town, town.agri).await.remove(0);
    assert_eq!(
        (other.state(), other.reason.as_str()),
        (State::Cancelled, "办法推迟出台。")
    );
    let mut tx = at(&town, town.agri).await;
    let late = accept_task(&mut tx, &anybody(), TaskId(other.id))
        .await
        .unwrap_err();
    assert_eq!(code(late), "task.not_open");
    drop(tx);
    let mut tx = town.write::<GiveTasks>(town.portal, Role::Editor).await;
    let twice = close_commission(&mut tx, id, "办法推迟出台。").await.unwrap_err();
    assert_eq!(code(twice), "task.closed");
    drop(tx);
    let mut tx = town.write::<GiveTasks>(town.edu, Role::Editor).await;
    let foreign = close_commission(&mut tx, id, "不是我们的").await;
    assert!(matches!(foreign, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_day_off_and_a_task_for_nobody_are_refused() {
    let town = Town::new().await;
    let mut tx = town.write::<GiveTasks>(town.portal, Role::Editor).await;
    let nobody = give_commission(&mut tx, &wanted(Vec::new())).await.unwrap_err();
    assert_eq!(code(nobody), "task.no_receiver");
    let sunday = NewCommission {
        due: "2030-01-06".parse().unwrap(),
        ..wanted(vec![house(town.edu)])
    };
    let refused = give_commission(&mut tx, &sunday).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "due_on"));
}

#[tokio::test]
async fn what_can_be_handed_in_to_the_own_site_are_its_own_articles() {
    let town = Town::by_hand(&Hand::at(noon())).await;
    let mut tx = town.write::<GiveTasks>(town.edu, Role::Editor).await;
    let own = Receiver {
        person: Some(7),
        ..house(town.edu)
    };
    give_commission(&mut tx, &wanted(vec![own])).await.unwrap();
    tx.commit().await.unwrap();
    let piece = town.publish(town.edu, "一图读懂寒假托管").await;
    town.settle().await;
    let task = tasks(&town, town.edu).await.remove(0);
    let read = town.base.store.read(town.edu.id);
    let offered = pieces(&read, &task, &anybody()).await.unwrap();
    assert_eq!(offered[0].uid, piece.uid.0);
    let mut tx = at(&town, town.edu).await;
    hand_in(&mut tx, &anybody(), TaskId(task.id), piece.uid.0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(
        tasks(&town, town.edu).await[0].state(),
        State::Done,
        "it is public already"
    );
    let hub = town.base.hub().read();
    assert!(
        gather(&hub, town.portal.id, None).await.unwrap().is_empty(),
        "nothing was sent up"
    );
}

#[tokio::test]
async fn the_pages_keep_what_was_typed_and_count_what_they_list() {
    let town = Town::new().await;
    let port = serve(&town).await;
    let page = open(port, "portal", "/console/commissions/new").await;
    assert_eq!(page.status, 200);
    let fields = "title=%E8%A7%A3%E8%AF%BB&wanted=abcdef&kind=explanation&due_on=2030-01-06&receivers=2";
    let refused = post(port, "portal", "/console/commissions", &page, fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("abcdef") && refused.body.contains("2030-01-06"));
    assert!(refused.body.contains("交稿日应为工作日"));
    let fields = fields.replace("2030-01-06", "2030-01-04");
    let made = post(port, "portal", "/console/commissions", &page, &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    town.settle().await;
    let list = open(port, "portal", "/console/commissions?state=open").await;
    assert!(list.body.contains("0 / 1"), "{}", list.body);
    let tasks = open(port, "edu", "/console/tasks").await;
    assert!(tasks.body.contains("待交稿") && tasks.body.contains("解读"));
    let id = tasks
        .body
        .split("/console/tasks/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let one = open(port, "edu", &format!("/console/tasks/{id}")).await;
    let path = format!("/console/tasks/{id}/decline");
    let refused = post(port, "edu", &path, &one, "reason=x").await;
    assert!(
        refused.status == 422 && refused.body.contains("value=\"x\""),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn what_was_sent_before_the_task_was_given_was_not_written_for_it() {
    let town = Town::new().await;
    let old = town.publish(town.edu, "去年的解读").await;
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, old.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let own = town.publish(town.portal, "门户旧闻").await;
    town.settle().await;
    give(&town, vec![house(town.edu), house(town.portal)]).await;
    for (place, uid) in [(town.edu, old.uid), (town.portal, own.uid)] {
        let task = tasks(&town, place).await.remove(0);
        let read = town.base.store.read(place.id);
        assert!(pieces(&read, &task, &anybody()).await.unwrap().is_empty());
        let mut tx = at(&town, place).await;
        let done = hand_in(&mut tx, &anybody(), TaskId(task.id), uid.0).await;
        assert!(matches!(done, Err(Error::Invalid(_))), "{done:?}");
    }
}

#[tokio::test]
async fn one_piece_serves_one_task() {
    let town = Town::new().await;
    give(&town, vec![house(town.edu)]).await;
    give(&town, vec![house(town.edu)]).await;
    let piece = town.publish(town.edu, "一图读懂寒假托管").await;
    let mut tx = town.up(town.edu).await;
    submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let both = tasks(&town, town.edu).await;
    let mut tx = at(&town, town.edu).await;
    hand_in(&mut tx, &anybody(), TaskId(both[0].id), piece.uid.0)
        .await
        .unwrap();
    // Once more for the same task is nothing new; for another one it is refused.
    hand_in(&mut tx, &anybody(), TaskId(both[0].id), piece.uid.0)
        .await
        .unwrap();
    let second = hand_in(&mut tx, &anybody(), TaskId(both[1].id), piece.uid.0).await;
    assert!(matches!(second, Err(Error::Invalid(_))), "{second:?}");
}

#[tokio::test]
async fn what_the_public_saw_before_the_task_was_given_does_not_end_it() {
    let town = Town::by_hand(&Hand::at(noon())).await;
    give(&town, vec![house(town.portal)]).await;
    let piece = town.publish(town.portal, "门户旧闻").await;
    let task = tasks(&town, town.portal).await.remove(0);
    let mut tx = at(&town, town.portal).await;
    hand_in(&mut tx, &anybody(), TaskId(task.id), piece.uid.0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.hub().await;
    let later = task::ActiveModel {
        given_at: sea_orm::Set(task.given_at + chrono::Duration::days(1)),
        ..Default::default()
    };
    let own = <task::Column as sea_orm::ColumnTrait>::eq(&task::Column::Id, task.id);
    tx.update_where(later, own).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(tasks(&town, town.portal).await[0].state(), State::Handed);
}

#[tokio::test]
async fn however_many_tasks_wait_to_be_shown_every_publication_goes_through() {
    let town = Town::new().await;
    give(&town, vec![house(town.edu)]).await;
    let one = tasks(&town, town.edu).await.remove(0);
    // SQLite binds 32,766 values at the most.
    let waiting = |n: i64| task::ActiveModel {
        id: NotSet,
        uid: Set(uuid::Uuid::from_u128(n as u128)),
        state: Set(State::Handed.key().into()),
        piece: Set(Some(uuid::Uuid::from_u128(n as u128))),
        ..one.clone().into_active_model().reset_all()
    };
    let mut tx = town.hub().await;
    let rows: Vec<_> = (1..=33_000).map(waiting).collect();
    for some in rows.chunks(1000) {
        tx.insert_many(some.to_vec()).await.unwrap();
    }
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let piece = town.publish(town.edu, "一稿").await;
    town.settle().await;
    assert!(town.item(&piece).await.is_some());
}
