//! What may be done to a notice, by whom, and what the clock does.

use crate::town::{SHEN, Town, ZHOU, alarm, noon};
use chrono::Duration;
use kernel::{ChannelId, Error, Refusal, Result, Revision};
use notice::notice::entity::{DRAFT, ENDED, Model, RELEASED, act};
use notice::notice::{
    Reach, Wanted, ask_extension, decline_extension, draft_notice, drop_notice, edit_notice, end_notice,
    query, release_extension, release_notice,
};
use notice::permissions::{DraftNotice, EndNotice, ReleaseNotice};
use notice::refusals;

fn refused<T: std::fmt::Debug>(done: Result<T>, by: Refusal) {
    assert!(
        matches!(&done, Err(Error::Refused(refusal)) if *refusal == by),
        "{done:?}"
    );
}

#[tokio::test]
async fn who_wrote_it_or_changed_it_last_does_not_release_it() {
    let town = Town::new().await;
    let row = town.drafted(town.edu, &alarm()).await;
    let mut tx = town.write::<ReleaseNotice>(town.edu, ZHOU).await;
    refused(
        release_notice(&mut tx, row.id, Revision(1)).await,
        refusals::SAME_PERSON,
    );
    drop(tx);
    let mut tx = town.write::<DraftNotice>(town.edu, SHEN).await;
    let row = edit_notice(&mut tx, row.id, Revision(1), &alarm()).await.unwrap();
    tx.commit().await.unwrap();
    for person in [ZHOU, SHEN] {
        let mut tx = town.write::<ReleaseNotice>(town.edu, person).await;
        let seen = Revision(row.revision);
        refused(release_notice(&mut tx, row.id, seen).await, refusals::SAME_PERSON);
    }
    let mut tx = town.write::<ReleaseNotice>(town.edu, 9).await;
    let row = release_notice(&mut tx, row.id, Revision(row.revision))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((row.state.as_str(), row.begins_at), (RELEASED, Some(noon())));
    assert_eq!(town.acts(&row).await, ["drafted", "edited", "released"]);
}

#[tokio::test]
async fn only_the_text_that_was_read_is_released() {
    let town = Town::new().await;
    let row = town.drafted(town.edu, &alarm()).await;
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    edit_notice(&mut tx, row.id, Revision(1), &alarm()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.write::<ReleaseNotice>(town.edu, SHEN).await;
    let done = release_notice(&mut tx, row.id, Revision(1)).await;
    assert!(matches!(done, Err(Error::Stale(Revision(2)))), "{done:?}");
    drop(tx);
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    let done = edit_notice(&mut tx, row.id, Revision(1), &alarm()).await;
    assert!(matches!(done, Err(Error::Stale(Revision(2)))), "{done:?}");
}

#[tokio::test]
async fn a_post_for_some_channels_sets_nothing_over_all() {
    let town = Town::new().await;
    let channels = Some(vec![ChannelId(3)]);
    let mut tx = town
        .write_on::<DraftNotice>(town.edu, ZHOU, channels.clone())
        .await;
    let done = draft_notice(&mut tx, &alarm()).await;
    assert!(matches!(done, Err(Error::Forbidden("notice.draft"))), "{done:?}");
    drop(tx);
    let row = town.drafted(town.edu, &alarm()).await;
    let mut tx = town.write_on::<ReleaseNotice>(town.edu, SHEN, channels).await;
    let done = release_notice(&mut tx, row.id, Revision(1)).await;
    assert!(
        matches!(done, Err(Error::Forbidden("notice.release"))),
        "{done:?}"
    );
}

#[tokio::test]
async fn the_clock_begins_and_ends_it() {
    let town = Town::new().await;
    let later = Wanted {
        begins: Some(noon() + Duration::hours(2)),
        ..alarm()
    };
    let row = town.released(town.edu, &later).await;
    town.jobs().await;
    assert!(!row.shows(noon()) && row.runs(noon()));
    assert_eq!(town.acts(&row).await, ["drafted", "released"]);
    town.hand.advance(Duration::hours(2));
    town.jobs().await;
    let row = town.again(&row).await;
    assert!(row.shows(noon() + Duration::hours(2)));
    assert_eq!(row.began_at, row.begins_at);
    town.hand.advance(Duration::hours(22));
    assert!(!row.shows(noon() + Duration::hours(24)));
    town.jobs().await;
    let row = town.again(&row).await;
    assert_eq!(
        (row.state.as_str(), row.ended_at),
        (ENDED, Some(noon() + Duration::hours(24)))
    );
    assert_eq!(town.acts(&row).await, ["drafted", "released", "began", "ended"]);
    let kinds = [
        "notice.drafted",
        "notice.released",
        "notice.began",
        "notice.ended",
    ];
    assert_eq!(town.events().await, kinds);
}

#[tokio::test]
async fn what_passed_while_nothing_ran_is_written_down_afterwards() {
    let town = Town::new().await;
    let later = Wanted {
        begins: Some(noon() + Duration::hours(2)),
        ..alarm()
    };
    let row = town.released(town.edu, &later).await;
    // Nothing runs until the day after tomorrow.
    town.hand.advance(Duration::hours(48));
    assert!(!town.again(&row).await.shows(noon() + Duration::hours(48)));
    town.jobs().await;
    let row = town.again(&row).await;
    assert_eq!(row.began_at, Some(noon() + Duration::hours(2)));
    assert_eq!(row.ended_at, Some(noon() + Duration::hours(24)));
    let read = town.base.store.read(town.edu);
    let acts: Vec<act::Model> = query::acts(&read, row.id).await.unwrap();
    let late: Vec<_> = acts
        .iter()
        .filter(|act| act.note.contains("2026-11-24 12:00 补记"))
        .collect();
    assert_eq!(late.len(), 2, "{acts:?}");
}

#[tokio::test]
async fn one_person_ends_it_and_the_reason_is_kept() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    town.end(&row).await;
    let row = town.again(&row).await;
    assert!(!row.shows(noon()) && row.ended_at == Some(noon()));
    town.hand.advance(Duration::hours(48));
    town.jobs().await;
    assert_eq!(town.acts(&row).await, ["drafted", "released", "ended_early"]);
    let mut tx = town.write::<EndNotice>(town.edu, SHEN).await;
    refused(end_notice(&mut tx, row.id, "再次。").await, refusals::NOT_RUNNING);
}

#[tokio::test]
async fn a_later_end_takes_two_persons_again() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let until = noon() + Duration::hours(30);
    let mut tx = town.write::<DraftNotice>(town.edu, SHEN).await;
    let early = ask_extension(&mut tx, row.id, noon(), "太早").await;
    assert!(matches!(early, Err(Error::Invalid(fields)) if fields[0].field == "until"));
    ask_extension(&mut tx, row.id, until, "台风滞留。").await.unwrap();
    refused(
        ask_extension(&mut tx, row.id, until, "又一次").await,
        refusals::EXTENSION_ASKED,
    );
    tx.commit().await.unwrap();
    let row = town.again(&row).await;
    let seen = Revision(row.revision);
    let mut tx = town.write::<ReleaseNotice>(town.edu, SHEN).await;
    refused(
        release_extension(&mut tx, row.id, seen).await,
        refusals::EXTENSION_SAME_PERSON,
    );
    drop(tx);
    let mut tx = town.write::<ReleaseNotice>(town.edu, ZHOU).await;
    release_extension(&mut tx, row.id, seen).await.unwrap();
    tx.commit().await.unwrap();
    // The job of the first end finds nothing to end.
    town.hand.advance(Duration::hours(24));
    town.jobs().await;
    assert!(town.again(&row).await.shows(noon() + Duration::hours(24)));
    town.hand.advance(Duration::hours(6));
    town.jobs().await;
    assert_eq!(town.again(&row).await.ended_at, Some(until));
}

#[tokio::test]
async fn a_request_that_is_sent_back_changes_nothing() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    ask_extension(&mut tx, row.id, noon() + Duration::days(2), "以防万一。")
        .await
        .unwrap();
    decline_extension(&mut tx, row.id).await.unwrap();
    refused(decline_extension(&mut tx, row.id).await, refusals::NO_EXTENSION);
    tx.commit().await.unwrap();
    assert_eq!(town.again(&row).await.ends_at, row.ends_at);
}

#[tokio::test]
async fn an_update_takes_the_place_of_the_one_before() {
    let town = Town::new().await;
    let old = town.released(town.edu, &alarm()).await;
    town.jobs().await;
    let begins = noon() + Duration::hours(3);
    let update = Wanted {
        title: "台风已经登陆".into(),
        begins: Some(begins),
        replaces: Some(old.id),
        ..alarm()
    };
    let new = town.released(town.edu, &update).await;
    town.hand.advance(Duration::hours(3));
    town.jobs().await;
    let (old, new) = (town.again(&old).await, town.again(&new).await);
    assert!(!old.shows(begins) && new.shows(begins));
    assert_eq!(old.ended_at, Some(begins));
    assert_eq!(
        town.acts(&old).await,
        ["drafted", "released", "began", "replaced", "ended"]
    );
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    let late = Wanted {
        replaces: Some(old.id),
        ..alarm()
    };
    refused(draft_notice(&mut tx, &late).await, refusals::NOT_RUNNING);
}

#[tokio::test]
async fn a_draft_that_was_given_up_or_came_too_late_is_not_released() {
    let town = Town::new().await;
    let row = town.drafted(town.edu, &alarm()).await;
    let late = town.drafted(town.edu, &alarm()).await;
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    drop_notice(&mut tx, row.id).await.unwrap();
    refused(drop_notice(&mut tx, row.id).await, refusals::NOT_DRAFT);
    refused(
        edit_notice(&mut tx, row.id, Revision(2), &alarm()).await,
        refusals::NOT_DRAFT,
    );
    tx.commit().await.unwrap();
    town.hand.advance(Duration::days(2));
    let mut tx = town.write::<ReleaseNotice>(town.edu, SHEN).await;
    refused(
        release_notice(&mut tx, row.id, Revision(2)).await,
        refusals::NOT_DRAFT,
    );
    refused(
        release_notice(&mut tx, late.id, Revision(1)).await,
        refusals::OVER,
    );
}

#[tokio::test]
async fn a_notice_of_one_site_does_not_exist_on_another() {
    let town = Town::new().await;
    let group = Wanted {
        reach: Reach::Group,
        ..alarm()
    };
    let row = town.released(town.portal, &group).await;
    let mut tx = town.write::<EndNotice>(town.edu, ZHOU).await;
    let done = end_notice(&mut tx, row.id, "不想显示。").await;
    assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
    drop(tx);
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    let done = ask_extension(&mut tx, row.id, noon() + Duration::days(2), "越权").await;
    assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
    let done = edit_notice(&mut tx, row.id, Revision(2), &alarm()).await;
    assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
}

#[tokio::test]
async fn a_site_sees_what_the_portal_set_over_it_and_nothing_else() {
    let town = Town::new().await;
    let over = |title: &str, reach: Reach, sites: Vec<kernel::SiteId>| Wanted {
        title: title.into(),
        reach,
        sites,
        ..alarm()
    };
    town.released(town.portal, &over("全部", Reach::Group, vec![]))
        .await;
    town.released(town.portal, &over("选定", Reach::Chosen, vec![town.edu]))
        .await;
    town.released(town.portal, &over("门户自己", Reach::Own, vec![]))
        .await;
    town.released(town.agri, &over("农林局自己", Reach::Own, vec![]))
        .await;
    town.drafted(town.portal, &over("拟稿", Reach::Group, vec![]))
        .await;
    let seen = async |site| {
        let rows = query::from_others(&town.base.hub().read(), site, 20)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    assert_eq!(seen(town.edu).await, ["选定", "全部"]);
    assert_eq!(seen(town.agri).await, ["全部"]);
    assert!(seen(town.portal).await.is_empty());
}

/// Of what two persons do at the same moment only the first counts; the other has to look again.
fn stale<T: std::fmt::Debug>(done: Result<T>) {
    assert!(matches!(&done, Err(Error::Stale(Revision(2 | 3)))), "{done:?}");
}

#[tokio::test]
async fn what_is_released_is_what_its_releaser_read_also_when_it_is_changed_at_that_moment() {
    let town = Town::new().await;
    let row = town.drafted(town.edu, &alarm()).await;
    let mut edit = town.write::<DraftNotice>(town.edu, SHEN).await;
    let other = Wanted {
        title: "另一句话".into(),
        ..alarm()
    };
    edit_notice(&mut edit, row.id, Revision(1), &other).await.unwrap();
    let release = async {
        let mut tx = town.write::<ReleaseNotice>(town.edu, SHEN).await;
        release_notice(&mut tx, row.id, Revision(1)).await?;
        tx.commit().await
    };
    let done = Box::pin(town.base.at_once(edit.commit(), release)).await;
    stale(done.unwrap());
    assert_eq!(town.again(&row).await.state, DRAFT);
    assert_eq!(town.acts(&row).await, ["drafted", "edited"]);
}

#[tokio::test]
async fn what_is_released_at_that_moment_is_not_changed_any_more() {
    let town = Town::new().await;
    let row = town.drafted(town.edu, &alarm()).await;
    for drop in [false, true] {
        let row = if drop {
            town.drafted(town.edu, &alarm()).await
        } else {
            row.clone()
        };
        let mut release = town.write::<ReleaseNotice>(town.edu, SHEN).await;
        release_notice(&mut release, row.id, Revision(1)).await.unwrap();
        let change = async {
            let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
            match drop {
                true => drop_notice(&mut tx, row.id).await?,
                false => edit_notice(&mut tx, row.id, Revision(1), &alarm())
                    .await
                    .map(|_| ())?,
            }
            tx.commit().await
        };
        let done = Box::pin(town.base.at_once(release.commit(), change))
            .await
            .unwrap();
        // Who comes later is told that it is released; who came at that moment, that it has changed.
        let told = matches!(&done, Err(Error::Stale(_)))
            || matches!(&done, Err(Error::Refused(refusal)) if *refusal == refusals::NOT_DRAFT);
        assert!(told, "{done:?}");
        assert_eq!(town.again(&row).await.state, RELEASED);
        assert_eq!(town.acts(&row).await, ["drafted", "released"]);
    }
}

#[tokio::test]
async fn what_ends_at_that_moment_is_not_made_longer() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let until = noon() + Duration::days(2);
    let mut tx = town.write::<DraftNotice>(town.edu, ZHOU).await;
    ask_extension(&mut tx, row.id, until, "风未停。").await.unwrap();
    tx.commit().await.unwrap();
    let mut end = town.write::<EndNotice>(town.edu, ZHOU).await;
    end_notice(&mut end, row.id, "误报。").await.unwrap();
    let extend = async {
        let mut tx = town.write::<ReleaseNotice>(town.edu, SHEN).await;
        release_extension(&mut tx, row.id, Revision(3)).await?;
        tx.commit().await
    };
    let done = Box::pin(town.base.at_once(end.commit(), extend)).await.unwrap();
    assert!(done.is_err(), "{done:?}");
    let row = town.again(&row).await;
    assert_eq!((row.state.as_str(), row.ends_at), (ENDED, alarm().ends));
}

/// Takes the place of `old` after so many hours.
async fn follower(town: &Town, old: &Model, hours: i64) -> Model {
    let wanted = Wanted {
        begins: Some(noon() + Duration::hours(hours)),
        ends: noon() + Duration::days(3),
        replaces: Some(old.id),
        ..alarm()
    };
    town.released(town.edu, &wanted).await
}

#[tokio::test]
async fn cancelling_what_was_to_follow_gives_a_running_warning_its_end_back() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let at = |hours| noon() + Duration::hours(hours);
    let (late, early) = (follower(&town, &row, 10).await, follower(&town, &row, 5).await);
    assert_eq!(town.again(&row).await.ends_at, at(5));
    town.end(&early).await;
    assert_eq!(town.again(&row).await.ends_at, at(10), "the other still follows");
    town.end(&late).await;
    assert_eq!(town.again(&row).await.ends_at, at(24));
    town.hand.advance(Duration::hours(12));
    town.jobs().await;
    let row = town.again(&row).await;
    assert!(row.shows(at(12)));
    let acts = town.acts(&row).await;
    assert_eq!(
        acts.iter().filter(|act| *act == "restored").count(),
        2,
        "{acts:?}"
    );
    town.hand.advance(Duration::hours(12));
    town.jobs().await;
    assert_eq!(town.again(&row).await.ended_at, Some(at(24)));
}

#[tokio::test]
async fn what_was_replaced_does_not_come_back_when_its_follower_ends() {
    let town = Town::new().await;
    let row = town.released(town.edu, &alarm()).await;
    let next = follower(&town, &row, 5).await;
    town.hand.advance(Duration::hours(6));
    town.end(&next).await;
    let row = town.again(&row).await;
    assert_eq!(row.ends_at, noon() + Duration::hours(5));
    assert!(!row.runs(noon() + Duration::hours(6)));
}
