//! Readers see every event once, in order, and survive what goes wrong.

use crate::town::Town;
use kernel::event::{Event, EventBody};
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};
use std::sync::{Arc, Mutex};
use store::HubWrite;
use store::log::{LogReader, Runner, event_cursor, parked};

#[derive(Default)]
struct Notes {
    seen: Mutex<Vec<i64>>,
    poison: Mutex<Option<String>>,
    /// The kinds it wants; none for all.
    only: Option<&'static str>,
    batches: Mutex<usize>,
}

#[async_trait::async_trait]
impl LogReader for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn concerns(&self, event: &Event) -> bool {
        self.only.is_none_or(|kind| kind == event.body.kind())
    }

    fn batch(&self) -> usize {
        3
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        *self.batches.lock().unwrap() += 1;
        let poison = self.poison.lock().unwrap().clone();
        if events.iter().any(|event| Some(event.body.subject()) == poison) {
            return Err(Error::fault("poison"));
        }
        tx.exempt("projection")?;
        self.seen
            .lock()
            .unwrap()
            .extend(events.iter().map(|event| event.id.0));
        Ok(())
    }
}

fn runner(town: &Town, notes: &Arc<Notes>) -> Runner {
    let mut runner = Runner::new(town.test.hub());
    runner.add(notes.clone());
    runner
}

#[tokio::test]
async fn events_arrive_once_and_in_order() {
    let town = Town::new().await;
    for n in 0..5 {
        town.add(town.edu, &format!("/{n}")).await.unwrap();
    }
    let notes = Arc::new(Notes::default());
    runner(&town, &notes).settle().await.unwrap();
    let first = notes.seen.lock().unwrap().clone();
    assert_eq!(first.len(), 7, "two sites and five redirects");
    assert!(first.is_sorted());
    runner(&town, &notes).settle().await.unwrap();
    assert_eq!(*notes.seen.lock().unwrap(), first, "nothing is read twice");
}

#[tokio::test]
async fn what_does_not_concern_a_reader_is_passed_over_in_one_go() {
    let town = Town::new().await;
    for n in 0..4 {
        for m in 0..5 {
            town.add(town.edu, &format!("/{n}/{m}")).await.unwrap();
        }
        let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
        tx.emit(EventBody::RuleChanged);
        tx.commit().await.unwrap();
    }
    let notes = Arc::new(Notes {
        only: Some("rule.changed"),
        ..Notes::default()
    });
    // A poisoned event that does not concern it is not in its way.
    *notes.poison.lock().unwrap() = Some("redirect".into());
    let runner = runner(&town, &notes);
    runner.settle().await.unwrap();
    assert_eq!(notes.seen.lock().unwrap().len(), 4);
    assert_eq!(*notes.batches.lock().unwrap(), 2, "three of them, and one");
    assert!(runner.lag().await.unwrap().iter().all(|(_, behind)| *behind == 0));
}

#[tokio::test]
async fn a_poison_event_is_parked_and_the_others_go_on() {
    let town = Town::new().await;
    let notes = Arc::new(Notes::default());
    let runner = runner(&town, &notes);
    runner.settle().await.unwrap();
    *notes.poison.lock().unwrap() = Some("redirect".into());
    town.add(town.edu, "/poison").await.unwrap();
    let mut tx = town.test.store.write(town.by(town.edu)).await.unwrap();
    tx.emit(EventBody::RuleChanged);
    tx.commit().await.unwrap();
    runner.settle().await.unwrap();
    let parked = town
        .test
        .hub()
        .read()
        .find::<parked::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(parked.first().map(|row| row.subject.as_str()), Some("redirect"));
    let last = notes.seen.lock().unwrap().last().copied();
    assert_eq!(
        last,
        parked.first().map(|row| row.event_id + 1),
        "the event after it was read"
    );
    assert!(runner.lag().await.unwrap().iter().all(|(_, behind)| *behind == 0));
}

#[tokio::test]
async fn whoever_follows_the_end_hears_only_what_comes() {
    let town = Town::new().await;
    let hub = town.test.hub();
    let mut tail = hub.tail();
    assert!(tail.next().await.unwrap().is_empty());
    town.add(town.edu, "/new").await.unwrap();
    let heard = tail.next().await.unwrap();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard.first().map(|event| event.site), Some(town.edu));
}

/// A reader whose cursor another process moves while it reads.
struct Elsewhere(Arc<Notes>);

#[async_trait::async_trait]
impl LogReader for Elsewhere {
    fn name(&self) -> &'static str {
        "notes"
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        let moved = event_cursor::ActiveModel {
            position: Set(events[0].id.0 + 1000),
            ..Default::default()
        };
        let own = event_cursor::Column::Reader.eq("notes");
        tx.update_where(moved, own).await?;
        self.0.read(events, tx).await
    }
}

#[tokio::test]
async fn a_reader_whose_cursor_another_process_moved_has_no_effect() {
    let town = Town::new().await;
    let notes = Arc::new(Notes::default());
    runner(&town, &notes).settle().await.unwrap();
    let stands = async || {
        let read = town.test.hub().read();
        let own = read.find::<event_cursor::Entity>();
        own.found().await.unwrap()
    };
    let before = stands().await;
    town.add(town.edu, "/new").await.unwrap();
    let mut two = Runner::new(town.test.hub());
    two.add(Arc::new(Elsewhere(notes.clone())));
    let refused = two.settle().await;
    assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
    assert_eq!(stands().await, before, "nothing was committed");
}
