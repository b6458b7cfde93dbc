//! Tasks of the portal for a site on its own box.

use crate::http::{open, serve};
use crate::peer::Two;
use crate::town::{House, Piece, Town};
use bytes::Bytes;
use content::media::{AREA, entity as media};
use kernel::wire::TaskAnswer;
use kernel::{CommissionId, DeskItemId, PersonId, Role, SiteId, TaskId, Uid};
use sea_orm::{ColumnTrait, Set};
use store::Files;
use syndication::commission::{
    Kind, NewCommission, Receiver, close_commission, entity as commission, give_commission,
};
use syndication::desk::adopt_item;
use syndication::ledger::gather;
use syndication::permissions::{AnswerTasks, GiveTasks};
use syndication::score::Deed;
use syndication::submission::submit_upward;
use syndication::task::query::{Reader, list};
use syndication::task::{State, accept_task, decline_task, entity as task, hand_in};

fn anybody() -> Reader {
    Reader {
        person: PersonId(7),
        of_site: true,
        units: Vec::new(),
    }
}

async fn tasks(town: &Town, house: House) -> Vec<task::Model> {
    let read = town.base.store.read(house.id);
    list(&read, &anybody(), None).await.unwrap()
}

impl Two {
    pub async fn give(&self, attachments: Vec<String>) -> commission::Model {
        let new = NewCommission {
            title: "寒假托管服务办法解读".into(),
            wanted: "说明怎样报名、怎样收费。".into(),
            kind: Kind::Explanation,
            due: "2030-01-02".parse().unwrap(),
            attachments,
            receivers: vec![Receiver {
                site: self.portal.edu.id.0,
                unit: None,
                person: None,
                name: "市教育局".into(),
            }],
        };
        let mut tx = self
            .portal
            .write::<GiveTasks>(self.portal.portal, Role::Editor)
            .await;
        let made = give_commission(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        self.portal.settle().await;
        made
    }

    pub async fn close(&self, id: i64, reason: &str) {
        let mut tx = self
            .portal
            .write::<GiveTasks>(self.portal.portal, Role::Editor)
            .await;
        close_commission(&mut tx, CommissionId(id), reason).await.unwrap();
        tx.commit().await.unwrap();
        self.portal.settle().await;
    }

    async fn below(&self) -> task::Model {
        let mut all = tasks(&self.unit, self.unit.edu).await;
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    async fn above(&self) -> task::Model {
        let mut all = tasks(&self.portal, self.portal.edu).await;
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    async fn answering(&self) -> store::SiteWrite<AnswerTasks> {
        self.unit.write(self.unit.edu, Role::Contributor).await
    }

    async fn accept(&self) {
        let id = TaskId(self.below().await.id);
        let mut tx = self.answering().await;
        accept_task(&mut tx, &anybody(), id).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A piece of the unit, published and sent up after the task was given.
    async fn sent(&self) -> Piece {
        let piece = self.unit.publish(self.unit.edu, "一图读懂寒假托管").await;
        self.carry().await;
        let mut tx = self.unit.up(self.unit.edu).await;
        let far = SiteId(self.hub.far_site_id);
        submit_upward(&mut tx, piece.id, far).await.unwrap();
        tx.commit().await.unwrap();
        self.carry().await;
        piece
    }

    async fn hand_in(&self, piece: &Piece) {
        let id = TaskId(self.below().await.id);
        let mut tx = self.answering().await;
        hand_in(&mut tx, &anybody(), id, piece.uid.0).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn adopt(&self) {
        let line = self.portal.on_desk(self.portal.portal).await.remove(0);
        let mut tx = self.portal.desk().await;
        adopt_item(&mut tx, DeskItemId(line.id), self.portal.portal.news, None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.portal.settle().await;
    }

    async fn replay(&self) {
        let mut tx = self.unit.hub().await;
        syndication::peer::replay_peer(&mut tx, &self.hub.name)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.both_ways().await;
    }
}

async fn forget(town: &Town, id: i64) {
    let mut tx = town.hub().await;
    tx.delete_where::<task::Entity>(task::Column::Id.eq(id))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_task_for_a_site_on_another_box_goes_from_the_notice_to_the_credit() {
    let two = Two::new().await;
    let made = two.give(Vec::new()).await;
    two.both_ways().await;
    let row = two.below().await;
    assert_eq!(
        (row.title.as_str(), row.wanted.as_str(), row.due_on.as_str()),
        (made.title.as_str(), made.wanted.as_str(), "2030-01-02")
    );
    assert_eq!(
        (row.state(), row.kind.as_str(), row.giver_site_id, row.uid),
        (
            State::Given,
            Kind::Explanation.key(),
            two.hub.far_site_id,
            made.uid
        )
    );
    two.accept().await;
    two.both_ways().await;
    let seen = two.above().await;
    assert_eq!(seen.state(), State::Accepted);
    assert!(!seen.answered_by_name.is_empty() && seen.answered_at.is_some());
    let piece = two.sent().await;
    two.hand_in(&piece).await;
    two.both_ways().await;
    let seen = two.above().await;
    assert_eq!(
        (seen.state(), seen.piece, seen.piece_title.as_str()),
        (State::Handed, Some(piece.uid.0), "一图读懂寒假托管")
    );
    assert_eq!(two.below().await.state(), State::Handed, "not public yet");
    two.adopt().await;
    two.both_ways().await;
    let (above, below) = (two.above().await, two.below().await);
    assert_eq!((above.state(), below.state()), (State::Done, State::Done));
    assert!(above.done_at.is_some() && below.done_at.is_some());
    let hub = two.portal.base.hub().read();
    let lines = gather(&hub, two.portal.portal.id, None).await.unwrap();
    let mut deeds: Vec<_> = lines
        .iter()
        .map(|line| (line.award.deed, line.award.points))
        .collect();
    deeds.sort_unstable();
    assert_eq!(
        deeds,
        [(Deed::Submitted, 2), (Deed::Adopted, 2), (Deed::Commissioned, 10)]
    );
    two.replay().await;
    two.below().await;
    two.above().await;
}

#[tokio::test]
async fn a_task_is_declined_closed_and_what_is_lost_on_either_side_is_had_from_the_other() {
    let two = Two::new().await;
    let made = two.give(Vec::new()).await;
    two.both_ways().await;
    let id = TaskId(two.below().await.id);
    let mut tx = two.answering().await;
    decline_task(&mut tx, &anybody(), id, "人手不足").await.unwrap();
    tx.commit().await.unwrap();
    two.both_ways().await;
    let seen = two.above().await;
    assert_eq!(
        (seen.state(), seen.reason.as_str()),
        (State::Declined, "人手不足")
    );
    two.accept().await;
    two.both_ways().await;
    assert_eq!(
        (two.above().await.state(), two.above().await.reason.as_str()),
        (State::Accepted, "")
    );

    // The box went back to a backup of before the task: it has task and answer again.
    forget(&two.unit, two.below().await.id).await;
    two.replay().await;
    let again = two.below().await;
    assert_eq!(again.state(), State::Accepted);
    assert!(!again.answered_by_name.is_empty());

    two.close(made.id, "改由门户编写").await;
    two.both_ways().await;
    let row = two.below().await;
    assert_eq!(
        (row.state(), row.reason.as_str()),
        (State::Cancelled, "改由门户编写")
    );

    // A task of which the portal knows no longer is over when everything is asked for once more.
    two.give(Vec::new()).await;
    two.both_ways().await;
    let open = async || {
        let all = tasks(&two.unit, two.unit.edu).await;
        all.iter().filter(|row| row.state() == State::Given).count()
    };
    assert_eq!(open().await, 1);
    for row in tasks(&two.portal, two.portal.edu).await {
        forget(&two.portal, row.id).await;
    }
    two.replay().await;
    assert_eq!(open().await, 0);
}

#[tokio::test]
async fn a_box_speaks_of_its_own_tasks_and_of_its_own_pieces_alone() {
    let two = Two::new().await;
    let made = two.give(Vec::new()).await;
    let other = two.portal.publish(two.portal.agri, "别人的稿件").await;
    two.portal.settle().await;
    let answer = |uid: Uid, piece: Option<Uid>| TaskAnswer {
        uid,
        state: "handed".into(),
        reason: String::new(),
        by: "林晓岚".into(),
        at: Some("2026-11-22T12:00:00+08:00".into()),
        piece,
        piece_title: "别人的稿件".into(),
        handed_at: Some("2026-11-22T12:00:00+08:00".into()),
    };
    let before = two.above().await;
    let mut ask = two.question();
    ask.tasks = vec![
        answer(Uid(made.uid), Some(other.uid)),
        answer(Uid(made.uid), None),
        answer(other.uid, Some(other.uid)),
        TaskAnswer {
            state: "done".into(),
            ..answer(Uid(made.uid), None)
        },
    ];
    crate::schema::check("down-ask.schema.json", &serde_json::to_value(&ask).unwrap());
    let down = two.ask(&ask).await;
    assert_eq!(two.above().await, before);
    assert_eq!(down.tasks.len(), 1);
    crate::schema::check("down.schema.json", &serde_json::to_value(&down).unwrap());
    // Who is no longer asked has nothing to say.
    two.close(made.id, "改由门户编写").await;
    ask.tasks = vec![TaskAnswer {
        state: "accepted".into(),
        ..answer(Uid(made.uid), None)
    }];
    two.ask(&ask).await;
    assert_eq!(two.above().await.state(), State::Cancelled);
}

#[tokio::test]
async fn files_of_a_task_lie_on_the_box_and_are_given_to_nobody_else() {
    let two = Two::new().await;
    let files = two.portal.base.store.files();
    let bytes = Bytes::from_static(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    let hash = Files::hash(&bytes);
    files.put(AREA, bytes.clone()).await.unwrap();
    two.portal.picture(two.portal.portal, 'a').await;
    let mut tx = two.portal.hub().await;
    let row = media::ActiveModel {
        hash: Set(hash.clone()),
        name: Set("托管办法.pdf".into()),
        content_type: Set("application/pdf".into()),
        ..Default::default()
    };
    tx.update_where(row, media::Column::Hash.eq("a".repeat(64)))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let made = two.give(vec![hash.clone()]).await;
    let now = two.portal.base.store.clocks().security.now();
    let line = two.line();
    let strange = line.give(&hash, Uid(uuid::Uuid::now_v7()), now).await.unwrap();
    assert!(strange.is_none(), "no task of this uid is theirs");
    assert!(line.give(&hash, Uid(made.uid), now).await.unwrap().is_some());
    two.both_ways().await;
    let row = two.below().await;
    assert!(
        row.attachments.contains(&hash) && row.attachments.contains("托管办法.pdf"),
        "{}",
        row.attachments
    );
    let below = two.unit.base.store.files();
    assert_eq!(below.get(AREA, &hash).await.unwrap(), bytes);
}

#[tokio::test]
async fn the_portals_form_offers_the_site_of_a_paired_box() {
    let two = Two::new().await;
    let port = serve(&two.portal).await;
    let form = open(port, "portal", "/console/commissions/new").await;
    assert_eq!(form.status, 200);
    let value = format!("value=\"{}\"", two.portal.edu.id.0);
    assert!(form.body.contains(&value), "{}", form.body);
}
