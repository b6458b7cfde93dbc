//! 三审三校, 保密审查, 应急发布 and 定时, told by the people of a newsroom.

use crate::newsroom::*;
use chrono::{DateTime, Duration, Utc};
use content::article::rule::{Rule, set_rule};
use content::article::schedule::{self, Timekeeper, Times, set_times};
use content::article::state::State;
use content::article::{self, CLEARED, approval, urgent};
use content::permissions::{ManageChannels, PublishArticle, PublishUrgently, ReviewArticle};
use content::refusals;
use kernel::clock::Hand;
use kernel::{ChannelId, Clocks, DomainClock, Error, Result, Role, SecurityClock};
use sea_orm::ColumnTrait;
use std::sync::Arc;
use store::job::JobRunner;

const SECOND: Staff = Staff {
    id: 11,
    name: "陆文舟",
    role: Role::Reviewer,
};
const THIRD: Staff = Staff {
    id: 12,
    name: "何知远",
    role: Role::Signer,
};
const ALSO: Staff = Staff {
    id: 12,
    name: "何知远",
    role: Role::Reviewer,
};

impl Newsroom {
    async fn rule(&self, channel: Option<ChannelId>, rule: Option<Rule>) -> Result<()> {
        let mut tx = self.write::<ManageChannels>(&ADMIN).await;
        set_rule(&mut tx, channel, rule).await?;
        tx.commit().await
    }

    async fn three_reviews(&self) {
        let rule = Rule {
            reviews: 3,
            secrecy: false,
        };
        self.rule(Some(self.news), Some(rule)).await.unwrap();
    }

    async fn approvals(&self, at: &Both) -> Vec<approval::Model> {
        let read = self.test.store.read(self.site);
        let rows = read
            .find::<approval::Entity>()
            .filter(approval::Column::EditionId.eq(at.1.id));
        rows.asc(approval::Column::Id).all().await.unwrap()
    }

    async fn clear(&self, who: &Staff, at: &Both, opinion: &str) -> Result<Both> {
        let mut tx = self.write::<ReviewArticle>(who).await;
        let both = article::clear_article(&mut tx, id(at), seen(at), opinion).await?;
        tx.commit().await?;
        Ok(both)
    }

    async fn hurry(&self, who: &Staff, at: &Both, reason: &str) -> Result<Both> {
        let mut tx = self.write::<PublishUrgently>(who).await;
        let both = article::publish_urgently(&mut tx, id(at), seen(at), reason).await?;
        tx.commit().await?;
        Ok(both)
    }

    async fn review_late(&self, who: &Staff, at: &Both, opinion: &str) -> Result<()> {
        let mut tx = self.write::<ReviewArticle>(who).await;
        article::review_urgent(&mut tx, id(at), seen(at), opinion).await?;
        tx.commit().await
    }

    async fn at(&self, at: &Both, times: Times) -> Result<()> {
        let mut tx = self.write::<PublishArticle>(&EDITOR).await;
        set_times(&mut tx, id(at), seen(at), times).await?;
        tx.commit().await
    }

    fn runner(&self) -> JobRunner {
        JobRunner::new(
            self.test.hub(),
            vec![Arc::new(Timekeeper::new(self.test.store.clone()))],
        )
    }

    async fn now_as(&self, at: &Both) -> content::article::entity::Model {
        let read = self.test.store.read(self.site);
        let row = content::article::entity::Column::Id.eq(at.0.id);
        read.find::<content::article::entity::Entity>()
            .filter(row)
            .found()
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn three_reviews_need_three_persons_and_each_is_written_down() {
    let room = Newsroom::new().await;
    room.three_reviews().await;
    let submitted = room.article_in(State::Submitted).await;
    let first = room.approve(&REVIEWER, &submitted).await.unwrap();
    assert_eq!(first.1.state(), State::Submitted);
    // The same person is refused at the second, whoever wrote it at any.
    assert_eq!(
        code(room.approve(&REVIEWER, &first).await),
        refusals::SAME_PERSON.code
    );
    assert_eq!(code(room.publish(&first).await), refusals::WRONG_STATE.code);
    let second = room.approve(&SECOND, &first).await.unwrap();
    assert_eq!(second.1.state(), State::Submitted);
    assert_eq!(
        code(room.approve(&SECOND, &second).await),
        refusals::SAME_PERSON.code
    );
    let third = room.approve(&ALSO, &second).await.unwrap();
    assert_eq!(third.1.state(), State::Approved);
    let rows = room.approvals(&third).await;
    let told: Vec<(i64, i64, &str)> = rows
        .iter()
        .map(|row| (row.stage, row.person_id, row.opinion.as_str()))
        .collect();
    assert_eq!(told, [(1, 4, "同意"), (2, 11, "同意"), (3, 12, "同意")]);
    assert!(
        rows.iter()
            .all(|row| row.content_hash == third.1.content_hash && row.voided_at.is_none())
    );
    assert_eq!(room.publish(&third).await.unwrap().1.state(), State::Published);
}

#[tokio::test]
async fn any_edit_voids_all_stages_and_a_way_back_needs_its_reason() {
    let room = Newsroom::new().await;
    room.three_reviews().await;
    let submitted = room.article_in(State::Submitted).await;
    let first = room.approve(&REVIEWER, &submitted).await.unwrap();
    let second = room.approve(&SECOND, &first).await.unwrap();
    assert!(matches!(
        room.send_back(&second, " ").await,
        Err(Error::Invalid(_))
    ));
    let returned = room.send_back(&second, "数字有误").await.unwrap();
    assert_eq!(returned.1.return_reason, "数字有误");
    let saved = room
        .save(&WRITER, &returned, room.text("新的题目"))
        .await
        .unwrap();
    let again = room.submit(&WRITER, &saved).await.unwrap();
    let rows = room.approvals(&again).await;
    assert!(
        rows.iter()
            .filter(|row| row.decision == "approved")
            .all(|row| row.voided_at.is_some())
    );
    // All three are needed anew, also from those who agreed to the old text.
    let first = room.approve(&REVIEWER, &again).await.unwrap();
    assert_eq!(first.1.state(), State::Submitted);
    assert_eq!(code(room.publish(&first).await), refusals::WRONG_STATE.code);
}

#[tokio::test]
async fn a_rule_that_grew_stops_what_was_approved_under_the_old_one() {
    let room = Newsroom::new().await;
    let approved = room.article_in(State::Approved).await;
    let two = Rule {
        reviews: 2,
        secrecy: false,
    };
    room.rule(None, Some(two)).await.unwrap();
    assert_eq!(code(room.publish(&approved).await), refusals::NOT_APPROVED.code);
    // The channel's own rule goes before the site's.
    room.rule(Some(room.news), Some(Rule::default())).await.unwrap();
    assert!(room.publish(&approved).await.is_ok());
    for reviews in [0, 4] {
        let rule = Rule { reviews, ..two };
        assert!(matches!(
            room.rule(None, Some(rule)).await,
            Err(Error::Invalid(_))
        ));
    }
    let elsewhere = room.channel(room.other, "news").await;
    assert!(matches!(
        room.rule(Some(elsewhere), Some(two)).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn where_secrecy_is_asked_for_it_is_a_decision_of_its_own() {
    let room = Newsroom::new().await;
    let rule = Rule {
        reviews: 1,
        secrecy: true,
    };
    room.rule(None, Some(rule)).await.unwrap();
    let approved = room.article_in(State::Submitted).await;
    let approved = room.approve(&REVIEWER, &approved).await.unwrap();
    assert_eq!(code(room.publish(&approved).await), refusals::NOT_CLEARED.code);
    assert!(matches!(
        room.clear(&SECOND, &approved, "").await,
        Err(Error::Invalid(_))
    ));
    let cleared = room
        .clear(&SECOND, &approved, "已对照保密事项范围，不涉密")
        .await
        .unwrap();
    let row = room.approvals(&cleared).await.pop().unwrap();
    assert_eq!(
        (row.decision.as_str(), row.stage, row.person_id),
        (CLEARED, 0, 11)
    );
    assert_eq!(row.content_hash, cleared.1.content_hash);
    assert!(room.publish(&cleared).await.is_ok());
    let draft = room.article_in(State::Draft).await;
    assert_eq!(
        code(room.clear(&SECOND, &draft, "不涉密").await),
        refusals::WRONG_STATE.code
    );
}

#[tokio::test]
async fn what_goes_out_in_a_hurry_is_marked_for_ever_and_reviewed_later() {
    let room = Newsroom::new().await;
    room.three_reviews().await;
    let draft = room.article_in(State::Draft).await;
    assert!(matches!(
        room.hurry(&THIRD, &draft, "").await,
        Err(Error::Invalid(_))
    ));
    let live = room.hurry(&THIRD, &draft, "暴雨红色预警").await.unwrap();
    assert_eq!(live.1.state(), State::Published);
    assert_eq!(room.placement(&live).await.state, "live");
    // Neither who let it out nor who wrote it judges it.
    assert_eq!(
        code(room.review_late(&ALSO, &live, "属实").await),
        refusals::SAME_PERSON.code
    );
    room.review_late(&REVIEWER, &live, "内容属实").await.unwrap();
    let marks = urgent::of_article(&room.test.store.read(room.site), id(&live))
        .await
        .unwrap();
    assert_eq!(marks.len(), 1);
    assert_eq!(
        (
            marks[0].reason.as_str(),
            marks[0].reviewed_by_name.as_deref(),
            marks[0].opinion.as_deref()
        ),
        ("暴雨红色预警", Some("周若溪"), Some("内容属实"))
    );
    let now = (room.now_as(&live).await, live.1.clone());
    assert_eq!(
        code(room.review_late(&SECOND, &now, "再看").await),
        refusals::WRONG_STATE.code
    );
    let approved = room.article_in(State::Submitted).await;
    let mut approved = room.approve(&REVIEWER, &approved).await.unwrap();
    for who in [&SECOND, &ALSO] {
        approved = room.approve(who, &approved).await.unwrap();
    }
    assert_eq!(
        code(room.hurry(&THIRD, &approved, "不必着急").await),
        refusals::WRONG_STATE.code
    );
}

fn by(hand: &Hand) -> Clocks {
    Clocks {
        domain: DomainClock::by_hand(hand),
        security: SecurityClock::by_hand(hand),
    }
}

fn hours(now: DateTime<Utc>, publish: i64, expire: Option<i64>) -> Times {
    Times {
        publish_at: Some(now + Duration::hours(publish)),
        expires_at: expire.map(|hours| now + Duration::hours(hours)),
    }
}

#[tokio::test]
async fn times_are_kept_by_the_clock_of_the_house_also_when_nobody_was_there() {
    let hand = Hand::at(kernel::beijing::parse("2026-11-23 09:00").unwrap());
    let room = Newsroom::on(by(&hand)).await;
    let approved = room.article_in(State::Approved).await;
    let now = hand.now();
    room.at(&approved, hours(now, 1, Some(24))).await.unwrap();
    let runner = room.runner();
    runner.settle().await.unwrap();
    assert_eq!(room.now_as(&approved).await.live_edition_id, None);
    // The program was stopped over its time and comes back three hours later.
    hand.advance(Duration::hours(4));
    runner.settle().await.unwrap();
    let live = room.now_as(&approved).await;
    assert!(live.live_edition_id.is_some());
    hand.advance(Duration::hours(30));
    runner.settle().await.unwrap();
    let gone = room.now_as(&approved).await;
    assert_eq!(gone.live_edition_id, None);
    assert!(
        gone.withdraw_reason
            .unwrap()
            .contains("2026-11-24 09:00（北京时间）")
    );
    assert!(runner.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_not_approved_at_its_time_stays_and_says_why() {
    let hand = Hand::at(kernel::beijing::parse("2026-11-23 09:00").unwrap());
    let room = Newsroom::on(by(&hand)).await;
    let now = hand.now();
    let draft = room.article_in(State::Submitted).await;
    for times in [hours(now, -1, None), hours(now, 2, Some(1)), hours(now, 0, None)] {
        assert!(matches!(room.at(&draft, times).await, Err(Error::Invalid(_))));
    }
    room.at(&draft, hours(now, 1, None)).await.unwrap();
    hand.advance(Duration::hours(2));
    room.runner().settle().await.unwrap();
    assert_eq!(room.now_as(&draft).await.live_edition_id, None);
    let row = schedule::of_article(&room.test.store.read(room.site), id(&draft))
        .await
        .unwrap()
        .unwrap();
    assert!(
        row.failed
            .contains("2026-11-23 10:00（北京时间）的定时发布没有完成"),
        "{}",
        row.failed
    );
    // Another time replaces the first; a lifted one is not kept.
    let other = room.article_in(State::Approved).await;
    room.at(&other, hours(hand.now(), 1, None)).await.unwrap();
    let seen_again = (room.now_as(&other).await, other.1.clone());
    room.at(&seen_again, Times::default()).await.unwrap();
    hand.advance(Duration::hours(5));
    room.runner().settle().await.unwrap();
    assert_eq!(room.now_as(&other).await.live_edition_id, None);
}

#[tokio::test]
async fn it_goes_out_within_a_second_of_its_time() {
    let room = Newsroom::new().await;
    let approved = room.article_in(State::Approved).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(room.runner().run(stopped));
    // Between two looks of the queue, so that a queue that only looks every second would be late.
    let at = Clocks::system().domain.now() + Duration::milliseconds(2350);
    let times = Times {
        publish_at: Some(at),
        expires_at: None,
    };
    room.at(&approved, times).await.unwrap();
    let published = loop {
        let article = room.now_as(&approved).await;
        match article.first_published_at {
            Some(published) => break published,
            None => assert!(
                Clocks::system().domain.now() < at + Duration::seconds(30),
                "it never went out"
            ),
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    stop.send(true).unwrap();
    running.await.unwrap();
    assert!(
        published >= at && published <= at + Duration::seconds(1),
        "{at} {published}"
    );
}
