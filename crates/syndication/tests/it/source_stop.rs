//! What somebody decides about a source holds at once, also in the middle of a look; and no source holds another up.

use crate::http::{open, serve_within};
use crate::outlet::{Outlet, Page, again, entry, items, poll, public, source};
use crate::town::{Town, noon};
use chrono::Duration;
use kernel::clock::Hand;
use kernel::{Error, Role};
use std::sync::Arc;
use store::SiteWrite;
use syndication::permissions::ManageSources;
use syndication::source::{
    Polled, Reading, SourceForm, State, edit_source, entity, pause_source, query, remove_source,
};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;

/// A look that waits in the middle: the first entry is being prepared, nothing is written yet.
struct Middle {
    town: Town,
    row: entity::Model,
    go: Arc<Semaphore>,
    look: JoinHandle<Polled>,
}

impl Middle {
    async fn of_a_look() -> Self {
        let town = Town::new().await;
        let outlet = Outlet::open().await;
        let (asked, go) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
        let held = Page {
            held: Some((asked.clone(), go.clone())),
            ..Page::status(404)
        };
        outlet.put("/p.jpg", held).await;
        outlet
            .feed(&[
                entry("2", 21, "老窑开火", "<p>窑火。</p>"),
                entry("1", 20, "紫砂进课堂", "<p>开课。<img src='/p.jpg'></p>"),
            ])
            .await;
        let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
        let (poller, at) = (outlet.poller(&town), row.clone());
        let look = tokio::spawn(async move { poller.poll(&at).await.unwrap() });
        asked.notified().await;
        Self { town, row, go, look }
    }

    async fn write(&self) -> SiteWrite<ManageSources> {
        self.town.write(self.town.edu, Role::SiteAdmin).await
    }

    async fn end(self) -> (Town, entity::Model, Polled) {
        self.go.add_permits(1);
        let done = self.look.await.unwrap();
        let row = again(&self.town, &self.row).await;
        (self.town, row, done)
    }
}

#[tokio::test]
async fn a_source_that_is_paused_in_the_middle_of_a_look_writes_nothing_more() {
    let middle = Middle::of_a_look().await;
    let mut tx = middle.write().await;
    pause_source(&mut tx, middle.row.id).await.unwrap();
    tx.commit().await.unwrap();
    let (town, row, done) = middle.end().await;
    assert_eq!((done.reading, done.new), (Reading::Stopped, 0), "{done:?}");
    assert!(items(&town, town.edu).await.is_empty() && public(&town, town.edu).await.is_empty());
    assert_eq!(
        (row.state.as_str(), row.failures, row.looking),
        ("paused", 0, false)
    );
}

#[tokio::test]
async fn a_source_that_is_removed_in_the_middle_of_a_look_writes_nothing_more() {
    let middle = Middle::of_a_look().await;
    let mut tx = middle.write().await;
    remove_source(&mut tx, middle.row.id).await.unwrap();
    tx.commit().await.unwrap();
    let (town, row, done) = middle.end().await;
    assert_eq!((done.reading, done.new), (Reading::Stopped, 0), "{done:?}");
    assert!(items(&town, town.edu).await.is_empty());
    assert_eq!((row.state.as_str(), row.read_at), ("removed", None));
}

#[tokio::test]
async fn a_source_that_leaves_the_white_list_in_the_middle_of_a_look_publishes_nothing_more() {
    let middle = Middle::of_a_look().await;
    let mut form = SourceForm::from(&middle.row);
    form.mode = "desk".into();
    let mut tx = middle.write().await;
    edit_source(&mut tx, middle.row.id, form.parse().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (town, row, done) = middle.end().await;
    assert_eq!((done.published, done.waiting), (0, 2), "{done:?}");
    assert!(public(&town, town.edu).await.is_empty());
    assert!(row.read_at.is_some() && !row.automatic);
}

#[tokio::test]
async fn a_look_begins_on_the_terms_of_its_moment_and_not_on_those_of_the_round() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    pause_source(&mut tx, row.id).await.unwrap();
    tx.commit().await.unwrap();
    // The row is the one that the round read before.
    let done = outlet.poller(&town).poll(&row).await.unwrap();
    assert_eq!(done.reading, Reading::Stopped);
    assert!(outlet.asked("/rss.xml").await.is_empty());
}

#[tokio::test]
async fn another_address_is_another_source() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let form = SourceForm {
        url: outlet.url("/other.xml"),
        ..SourceForm::from(&row)
    };
    let mut tx = town.write::<ManageSources>(town.edu, Role::SiteAdmin).await;
    let moved = edit_source(&mut tx, row.id, form.parse().unwrap()).await;
    assert!(matches!(moved, Err(Error::Refused(refusal)) if refusal.code == "source.address"));
}

#[tokio::test]
async fn a_post_for_some_channels_sees_their_sources_alone() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let read = town.base.store.read(town.edu.id);
    let seen = query::list(&read, Some(&[town.edu.news])).await.unwrap();
    assert_eq!(seen.len(), 1);
    let other = kernel::ChannelId(town.edu.news.0 + 1000);
    assert!(query::list(&read, Some(&[other])).await.unwrap().is_empty());
    let port = serve_within(&town, Some(vec![other])).await;
    let list = open(port, "edu", "/console/sources").await;
    assert_eq!(list.status, 200);
    assert!(!list.body.contains(&outlet.url("/rss.xml")), "{}", list.body);
    let page = format!("/console/sources/{}", row.id);
    assert_eq!(open(port, "edu", &page).await.status, 403);
}

#[tokio::test]
async fn a_look_that_was_killed_counts_as_a_failure_and_is_repeated_later_and_later() {
    let hand = Hand::at(noon());
    let town = Town::by_hand(&hand).await;
    let outlet = Outlet::open().await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let mut waits = Vec::new();
    for _ in 0..4 {
        let asked = Arc::new(Notify::new());
        let never = Page {
            stuck: Some(asked.clone()),
            ..Page::of("")
        };
        outlet.put("/rss.xml", never).await;
        let (poller, at) = (outlet.poller(&town), again(&town, &row).await);
        let look = tokio::spawn(async move { poller.poll(&at).await });
        asked.notified().await;
        look.abort();
        assert!(look.await.unwrap_err().is_cancelled());
        let wait = again(&town, &row).await.next_at - town.base.hub().read().now();
        waits.push(wait.num_minutes());
        hand.advance(wait);
    }
    assert_eq!(waits[0], 10);
    assert!(
        waits[1] >= 90 && waits[2] > waits[1] && waits[3] > waits[2],
        "{waits:?}"
    );
    let after = again(&town, &row).await;
    assert_eq!((after.failures, after.looking), (3, true));
    assert!(after.finding.contains("中断"), "{}", after.finding);
    outlet
        .feed(&[entry("1", 20, "紫砂进课堂", "<p>开课。</p>")])
        .await;
    poll(&outlet.poller(&town), &town, &row).await;
    let after = again(&town, &row).await;
    assert_eq!(
        (after.failures, after.looking, after.finding.as_str()),
        (0, false, "")
    );
    assert_eq!(after.state, State::Active.key());
    assert!(after.next_at - town.base.hub().read().now() <= Duration::minutes(66));
}

#[tokio::test]
async fn a_host_that_never_answers_holds_no_other_up() {
    let town = Town::new().await;
    let (slow, quick) = (Outlet::open().await, Outlet::open().await);
    let told = |asked: &Arc<Notify>| Page {
        stuck: Some(asked.clone()),
        ..Page::of("")
    };
    let (first, second) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    slow.put("/rss.xml", told(&first)).await;
    quick.put("/rss.xml", told(&second)).await;
    // Two ports are one host here, so one of them is called by its name.
    let named = quick.url("/rss.xml").replace("127.0.0.1", "localhost");
    let settings = gateway::outbound::Settings {
        allow: [&slow.origin, &quick.origin.replace("127.0.0.1", "localhost")]
            .map(|origin| origin.trim_start_matches("http://").to_owned())
            .to_vec(),
    };
    let poller = syndication::source::Poller::new(&town.base.store, town.base.hub(), &settings).unwrap();
    source(&town, town.edu, &slow.url("/rss.xml"), true).await;
    let (stop, stopped) = watch::channel(false);
    let run = tokio::spawn(poller.run(stopped));
    first.notified().await;
    // While the first is waited for, the second is entered and asked.
    source(&town, town.agri, &named, true).await;
    second.notified().await;
    stop.send_replace(true);
    run.await.unwrap();
}

#[tokio::test]
async fn many_sources_of_one_host_hide_no_other() {
    let town = Town::new().await;
    let (slow, quick) = (Outlet::open().await, Outlet::open().await);
    let told = |asked: &Arc<Notify>| Page {
        stuck: Some(asked.clone()),
        ..Page::of("")
    };
    let asked = Arc::new(Notify::new());
    quick.put("/rss.xml", told(&asked)).await;
    // More than one page of the register, all of one host that never answers, and all longer due.
    for n in 0..201 {
        let path = format!("/{n}.xml");
        slow.put(&path, told(&Arc::new(Notify::new()))).await;
        source(&town, town.edu, &slow.url(&path), true).await;
    }
    let named = quick.url("/rss.xml").replace("127.0.0.1", "localhost");
    source(&town, town.agri, &named, true).await;
    let settings = gateway::outbound::Settings {
        allow: [&slow.origin, &quick.origin.replace("127.0.0.1", "localhost")]
            .map(|origin| origin.trim_start_matches("http://").to_owned())
            .to_vec(),
    };
    let poller = syndication::source::Poller::new(&town.base.store, town.base.hub(), &settings).unwrap();
    let (stop, stopped) = watch::channel(false);
    let run = tokio::spawn(poller.run(stopped));
    tokio::time::timeout(std::time::Duration::from_secs(60), asked.notified())
        .await
        .expect("the other host is asked");
    stop.send_replace(true);
    run.await.unwrap();
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_look_is_no_failure_of_its_source() {
    let town = Town::new().await;
    let outlet = Outlet::open().await;
    let asked = Arc::new(Notify::new());
    let never = Page {
        stuck: Some(asked.clone()),
        ..Page::of("")
    };
    outlet.put("/rss.xml", never).await;
    let row = source(&town, town.edu, &outlet.url("/rss.xml"), true).await;
    let (stop, stopped) = watch::channel(false);
    let run = tokio::spawn(outlet.poller(&town).run(stopped));
    asked.notified().await;
    stop.send_replace(true);
    run.await.unwrap();
    let after = again(&town, &row).await;
    assert_eq!((after.failures, after.looking), (0, false));
    assert!(
        after.next_at <= town.base.hub().read().now(),
        "it is asked at the next start"
    );
}

#[tokio::test]
async fn what_a_look_writes_and_what_somebody_decides_take_turns() {
    let middle = Middle::of_a_look().await;
    let mut tx = middle.write().await;
    pause_source(&mut tx, middle.row.id).await.unwrap();
    middle.go.add_permits(1);
    let Middle { town, row, look, .. } = middle;
    let done = Box::pin(town.base.at_once(tx.commit(), look)).await.unwrap();
    let done = done.unwrap();
    assert_eq!((done.reading, done.new), (Reading::Stopped, 0));
    assert_eq!(again(&town, &row).await.state, State::Paused.key());
    assert!(public(&town, town.edu).await.is_empty());
}
