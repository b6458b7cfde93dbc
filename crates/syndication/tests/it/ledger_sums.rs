//! The sums of the ledger against the log alone, on the portal and on a unit's own box: taken with edits, merged, picked,
//! commissioned, credited by hand, from another box, and a table of points that changes in between.

use crate::commission::{anybody, at, give, house, tasks};
use crate::desk_edit::go_public;
use crate::far_ledger::{adopt, credit, decline, edit, far, line, merge, pick, recall, send_as, tie};
use crate::peer::Two;
use crate::town::{Piece, Town, noon};
use chrono::{DateTime, Duration, Utc};
use kernel::clock::Hand;
use kernel::event::EventBody;
use kernel::{SiteId, TaskId, Uid, beijing};
use std::collections::{BTreeMap, HashMap, HashSet};
use syndication::credit::Kind;
use syndication::ledger::{by_unit, gather};
use syndication::rule::Mode;
use syndication::score::{Rates, set_rates};
use syndication::sender::Sender;
use syndication::task::{accept_task, hand_in};

/// What the log does not say of a piece.
#[derive(Default)]
struct Known {
    /// The site that earns, by piece.
    home: HashMap<Uid, i64>,
    /// Articles that the portal made of pieces, with what was made of them or merged into them.
    made: HashMap<Uid, Vec<Uid>>,
    /// For what the first credit of a piece is.
    kinds: HashMap<Uid, Kind>,
}

/// The table of points of this story.
fn rates(at: DateTime<Utc>) -> Rates {
    if beijing::day(at) < "2026-11-24".parse().unwrap() {
        return Rates::default();
    }
    doubled()
}

fn doubled() -> Rates {
    Rates {
        submitted: 3,
        adopted: 6,
        higher: 7,
        commissioned: 20,
    }
}

/// Counts of each deed, and points, by site, from a log. `portal` is the portal's site there.
async fn from_events(town: &Town, portal: SiteId, known: &Known) -> BTreeMap<i64, ([u64; 4], i64)> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        site_id: i64,
        payload: String,
        at: DateTime<Utc>,
    }
    let rows: Vec<Row> = town
        .base
        .hub()
        .read()
        .report("select site_id, payload, at from event order by id", Vec::new())
        .await
        .unwrap();
    let (mut sent, mut used, mut shown) = (HashMap::new(), HashMap::new(), HashMap::new());
    let (mut credited, mut gone) = (HashMap::new(), HashSet::new());
    let late: HashSet<Uid> = known.made.values().flatten().copied().collect();
    for row in rows {
        let of_portal = row.site_id == portal.0;
        match serde_json::from_str(&row.payload).unwrap() {
            EventBody::SubmissionSent { uid, .. } => {
                sent.insert(uid, row.at);
            }
            EventBody::SubmissionRecalled { uid, .. } => {
                sent.remove(&uid);
            }
            EventBody::SubmissionDecided { uid, adopted: true } if of_portal => {
                // A unit's box hears of it again when the public sees what was made of it.
                if !late.contains(&uid) || used.contains_key(&uid) {
                    shown.entry(uid).or_insert(row.at);
                }
                used.entry(uid).or_insert(row.at);
            }
            EventBody::SubmissionCredited { uid } if of_portal => {
                credited.entry(uid).or_insert(row.at);
            }
            EventBody::ArticlePublished(article) => {
                for uid in known.made.get(&article.uid).into_iter().flatten() {
                    shown.entry(*uid).or_insert(row.at);
                }
            }
            EventBody::LibraryChanged { uid, live, .. } => {
                if live {
                    gone.remove(&uid);
                } else {
                    gone.insert(uid);
                }
            }
            _ => {}
        }
    }
    // What other boxes sent up is an arrival on the desk, and no event of this log.
    for line in town.on_desk(town.portal).await {
        let uid = Uid(line.uid);
        if line.submitted && portal == town.portal.id {
            sent.entry(uid).or_insert(line.arrived_at);
        }
    }
    let mut sums: BTreeMap<i64, ([u64; 4], i64)> = BTreeMap::new();
    for (uid, site) in known.home.iter().filter(|(uid, _)| !gone.contains(*uid)) {
        let (deeds, points) = sums.entry(*site).or_default();
        let mut earn = |n: usize, earned: i64| {
            deeds[n] += 1;
            *points += earned;
        };
        if let Some(at) = sent.get(uid) {
            earn(0, rates(*at).submitted);
        }
        if let Some(at) = shown.get(uid) {
            earn(1, rates(*at).adopted);
        }
        match (credited.get(uid), known.kinds.get(uid)) {
            (Some(at), Some(Kind::Higher)) => earn(2, rates(*at).higher),
            (Some(at), Some(Kind::Commissioned)) => earn(3, rates(*at).commissioned),
            _ => {}
        }
    }
    sums.retain(|_, (deeds, _)| deeds.iter().any(|count| *count > 0));
    sums
}

async fn from_ledger(town: &Town, portal: SiteId) -> BTreeMap<i64, ([u64; 4], i64)> {
    let lines = gather(&town.base.hub().read(), portal, None).await.unwrap();
    let units = by_unit(&lines).into_iter();
    units
        .map(|((sender, _), sum)| match sender {
            Sender::Site(site) => (site, (sum.deeds, sum.points)),
            Sender::Box(unit) => panic!("nobody wrote for unit {unit}"),
        })
        .collect()
}

/// The story's two boxes, and what their logs do not say.
struct Story {
    two: Two,
    /// As the portal's log is read, and as the box's is.
    known: [Known; 2],
}

impl Story {
    async fn far(&mut self, title: &str) -> Piece {
        let two = &self.two;
        let piece = two.unit.publish(two.unit.edu, title).await;
        self.known[0].home.insert(piece.uid, two.portal.edu.id.0);
        self.known[1].home.insert(piece.uid, two.unit.edu.id.0);
        piece
    }

    async fn near(&mut self, title: &str) -> Piece {
        let portal = &self.two.portal;
        let piece = portal.publish(portal.agri, title).await;
        self.known[0].home.insert(piece.uid, portal.agri.id.0);
        piece
    }

    fn is_made(&mut self, made: Uid, of: &[&Piece]) {
        for known in &mut self.known {
            known
                .made
                .insert(made, of.iter().map(|piece| piece.uid).collect());
        }
    }

    fn credited(&mut self, piece: &Piece, kind: Kind) {
        for known in &mut self.known {
            known.kinds.insert(piece.uid, kind);
        }
    }

    /// Everybody has heard everything, and both logs say what both ledgers say.
    async fn ties(&self) -> [BTreeMap<i64, ([u64; 4], i64)>; 2] {
        for _ in 0..3 {
            self.two.carry().await;
        }
        let two = &self.two;
        let sides = [(&two.portal, two.portal.portal.id), (&two.unit, far(two))];
        let mut sums = Vec::new();
        for ((town, portal), known) in sides.into_iter().zip(&self.known) {
            let own = from_ledger(town, portal).await;
            assert_eq!(own, from_events(town, portal, known).await, "{portal}");
            sums.push(own);
        }
        tie(two).await;
        sums.try_into().unwrap()
    }
}

async fn uid_of(town: &Town, made: i64) -> Uid {
    use content::article::entity as article;
    use sea_orm::ColumnTrait;
    let read = town.base.store.read(town.portal.id);
    let row = read
        .find::<article::Entity>()
        .filter(article::Column::Id.eq(made));
    Uid(row.found().await.unwrap().uid)
}

const LIN: (i64, &str) = (8, "林晓岚");
const ZHOU: (i64, &str) = (7, "周若溪");

#[tokio::test]
async fn the_sums_are_what_the_logs_say_on_the_portal_and_on_a_units_box() {
    let hand = Hand::at(noon());
    let two = Two::between(Town::by_hand(&hand).await, Town::by_hand(&hand).await).await;
    let mut story = Story {
        two,
        known: Default::default(),
    };
    let mut tx = story.two.portal.terms().await;
    set_rates(&mut tx, "2026-11-24".parse().unwrap(), doubled())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    // The first day: everything is sent.
    let adopted = story.far("采用的").await;
    let edited = story.far("改后采用的").await;
    let merged = story.far("合并的").await;
    let declined = story.far("退掉的").await;
    let recalled = story.far("取回的").await;
    let mut gone = story.far("撤回的").await;
    let picked = story.far("选用的").await;
    let near = story.near("本系统采用的").await;
    let near_edited = story.near("本系统改后采用的").await;
    let near_merged = story.near("本系统合并的").await;
    let two = &story.two;
    let target = far(two);
    for (piece, who) in [
        (&adopted, LIN),
        (&edited, ZHOU),
        (&merged, LIN),
        (&declined, ZHOU),
        (&recalled, LIN),
        (&gone, LIN),
    ] {
        send_as(&two.unit, piece, target, who).await;
    }
    for piece in [&near, &near_edited, &near_merged] {
        send_as(&two.portal, piece, two.portal.portal.id, ZHOU).await;
    }
    let sums = story.ties().await;
    assert_eq!(sums[1][&story.two.unit.edu.id.0], ([6, 0, 0, 0], 12));

    // What is decided that day.
    let two = &story.two;
    adopt(&two.portal, &adopted).await;
    adopt(&two.portal, &near).await;
    adopt(&two.portal, &gone).await;
    merge(&two.portal, &adopted, &near_merged).await;
    decline(&two.portal, &declined).await;
    recall(&two.unit, &recalled).await;
    let (made, near_made) = (
        edit(&two.portal, &edited).await,
        edit(&two.portal, &near_edited).await,
    );
    merge(&two.portal, &edited, &merged).await;
    let (uid, near_uid) = (
        uid_of(&two.portal, made).await,
        uid_of(&two.portal, near_made).await,
    );
    story.is_made(uid, &[&edited, &merged]);
    story.is_made(near_uid, &[&near_edited]);
    let sums = story.ties().await;
    assert_eq!(
        sums[1][&story.two.unit.edu.id.0],
        ([5, 2, 0, 0], 5 * 2 + 2 * 2),
        "nobody sees what was made of two of them"
    );

    // Two days later another table counts.
    hand.advance(Duration::days(2));
    let two = &story.two;
    go_public(&two.portal, made).await;
    go_public(&two.portal, near_made).await;
    pick(&two.portal, &picked).await;
    let sums = story.ties().await;
    assert_eq!(
        sums[1][&story.two.unit.edu.id.0],
        ([5, 5, 0, 0], 5 * 2 + 2 * 2 + 3 * 6)
    );

    // Credits by hand, and what was commissioned.
    credit(&story.two.portal, &adopted, Kind::Higher).await;
    credit(&story.two.portal, &edited, Kind::Commissioned).await;
    story.credited(&adopted, Kind::Higher);
    story.credited(&edited, Kind::Commissioned);
    let portal = &story.two.portal;
    give(portal, vec![house(portal.agri)]).await;
    let task = TaskId(tasks(portal, portal.agri).await[0].id);
    let answer = story.near("一图读懂").await;
    let portal = &story.two.portal;
    send_as(portal, &answer, portal.portal.id, ZHOU).await;
    portal.settle().await;
    let mut tx = at(portal, portal.agri).await;
    accept_task(&mut tx, &anybody(), task).await.unwrap();
    hand_in(&mut tx, &anybody(), task, answer.uid.0).await.unwrap();
    tx.commit().await.unwrap();
    adopt(portal, &answer).await;
    story.credited(&answer, Kind::Commissioned);
    let sums = story.ties().await;
    let portal = &story.two.portal;
    assert_eq!(
        sums[0][&portal.agri.id.0],
        ([4, 4, 0, 1], 3 * 2 + 2 * 2 + 6 + (3 + 6 + 20))
    );
    let earned = ([5, 5, 1, 1], 5 * 2 + 2 * 2 + 3 * 6 + 7 + 20);
    assert_eq!(sums[0][&portal.edu.id.0], earned);
    assert_eq!(sums[1][&story.two.unit.edu.id.0], earned);

    // What a rule had placed first; and what is withdrawn earns nothing while it is so.
    story
        .two
        .portal
        .rule("edu", story.two.portal.portal, Mode::Automatic)
        .await;
    let placed = story.far("先上门户的").await;
    story.two.carry().await;
    send_as(&story.two.unit, &placed, target, LIN).await;
    let mut back = edited.clone();
    story.two.unit.withdraw(&mut gone, "有误").await;
    story.two.unit.withdraw(&mut back, "有误").await;
    let sums = story.ties().await;
    let earned = (
        [4, 4, 1, 0],
        // adopted, merged, declined, picked, and the new one
        (2 + 2 + 7) + (2 + 6) + 2 + 6 + (3 + 6),
    );
    assert_eq!(sums[1][&story.two.unit.edu.id.0], earned);
    assert_eq!(line(&story.two.portal, &placed).await.state, "taken");
    story.two.unit.correct(&mut gone, "更正后").await;
    let sums = story.ties().await;
    assert_eq!(
        sums[1][&story.two.unit.edu.id.0],
        ([5, 5, 1, 0], earned.1 + 2 + 2)
    );
}
