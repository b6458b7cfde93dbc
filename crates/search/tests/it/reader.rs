//! Following the log, building anew, comparing.

use crate::support::{Library, cursor, document, event, event_of, index, place, uid};
use kernel::ChannelId;
use kernel::event::EventBody;
use search::query::{Kind, Query};
use search::{Reader, reindex, verify};
use std::time::Duration;
use store::log::{ExternalReader, Position};

fn at(event: i64) -> Position {
    Position { log: uid(0), event }
}

/// Up to where the last commit made the index true.
fn stands(index: &search::Index) -> Option<i64> {
    index.cursor().unwrap().map(|cursor| cursor.position.0)
}

fn total(index: &search::Index, text: &str) -> u64 {
    index.search(&Query::new(text)).unwrap().total
}

#[tokio::test]
async fn what_is_published_is_found_and_what_is_withdrawn_is_not() {
    let b = index();
    let library = Library::new(vec![]);
    let reader = Reader::new(b.index.clone(), library.clone());
    assert_eq!(
        reader.position().await.unwrap(),
        None,
        "an empty index asks to be built"
    );
    reader.rebuild(at(5)).await.unwrap();
    assert_eq!(reader.position().await.unwrap(), Some(at(5)));

    library.put(document(1, "老窑址保护", "四十七处"));
    reader
        .read(&[event(6, 1, true), event(7, 1, true)], at(7), false)
        .await
        .unwrap();
    assert_eq!(total(&b.index, "窑址"), 1);
    assert_eq!(reader.position().await.unwrap(), Some(at(7)));

    library.remove(1);
    reader.read(&[event(8, 1, false)], at(8), false).await.unwrap();
    assert_eq!(total(&b.index, "窑址"), 0);
    assert_eq!(stands(&b.index), Some(8));
}

#[tokio::test]
async fn a_backlog_is_committed_at_its_end() {
    let b = index();
    let library = Library::new((1..=30).map(|n| document(n, "窑址", "")).collect());
    let reader = Reader::new(b.index.clone(), library.clone());
    reader.rebuild(at(0)).await.unwrap();
    reader.read(&[event(1, 1, true)], at(1), false).await.unwrap();
    for n in 2..=30 {
        library.put(document(u64::try_from(n).unwrap(), "新的窑址", ""));
    }
    reader
        .read(
            &(2..=20).map(|n| event(n, n, true)).collect::<Vec<_>>(),
            at(20),
            true,
        )
        .await
        .unwrap();
    assert_eq!(stands(&b.index), Some(1), "not yet");
    assert_eq!(
        reader.position().await.unwrap(),
        Some(at(20)),
        "but not read again"
    );
    reader
        .read(
            &(21..=30).map(|n| event(n, n, true)).collect::<Vec<_>>(),
            at(30),
            false,
        )
        .await
        .unwrap();
    assert_eq!((total(&b.index, "“新的窑址”"), stands(&b.index)), (29, Some(30)));
}

#[tokio::test]
async fn a_backlog_that_ends_with_a_full_batch_is_committed_all_the_same() {
    let b = index();
    let library = Library::new(vec![]);
    let reader = Reader::new(b.index.clone(), library.clone());
    reader.rebuild(at(0)).await.unwrap();
    reader.read(&[event(1, 1, true)], at(1), false).await.unwrap();
    library.put(document(2, "窑址", ""));
    reader.read(&[event(2, 2, true)], at(2), true).await.unwrap();
    assert_eq!(total(&b.index, "窑址"), 0);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if total(&b.index, "窑址") == 1 {
            return;
        }
    }
    panic!("never committed");
}

#[tokio::test]
async fn a_renamed_channel_changes_its_documents() {
    let b = index();
    let library = Library::new(vec![document(1, "窑址", ""), document(2, "别处", "")]);
    let mut elsewhere = document(2, "别处", "");
    elsewhere.places = vec![place(1, 12, "tupian", 2)];
    library.put(elsewhere);
    let reader = Reader::new(b.index.clone(), library.clone());
    reader.rebuild(at(0)).await.unwrap();
    let mut renamed = document(1, "窑址", "");
    renamed.places[0].channel_name = "要闻".into();
    library.put(renamed);
    let change = EventBody::ChannelChanged {
        channel: ChannelId(11),
    };
    reader
        .read(&[crate::support::event_of(1, change)], at(1), false)
        .await
        .unwrap();
    let found = b.index.search(&Query::new("窑址")).unwrap();
    assert_eq!(found.hits[0].places[0].channel_name, "要闻");
    assert!(verify(&b.index, &*library).await.unwrap().agrees());
}

#[tokio::test]
async fn the_comparison_names_what_is_missing_extra_and_different() {
    let b = index();
    let library = Library::new((1..=1_200).map(|n| document(n, "窑址", "")).collect());
    let mut told = Vec::new();
    let count = reindex(&b.index, &*library, cursor(3), |n| told.push(n))
        .await
        .unwrap();
    assert_eq!((count, told), (1_200, vec![500, 1_000, 1_200]));
    let report = verify(&b.index, &*library).await.unwrap();
    assert!(report.agrees());
    assert_eq!((report.expected, report.indexed), (1_200, 1_200));
    assert_eq!(report.position, Some(cursor(3).to_string()));

    library.remove(7);
    library.put(document(5_000, "新的", ""));
    let mut changed = document(9, "窑址", "");
    changed.version = 2;
    library.put(changed);
    let report = verify(&b.index, &*library).await.unwrap();
    assert_eq!(
        (report.missing, report.extra, report.different),
        (vec![uid(5_000)], vec![uid(7)], vec![uid(9)])
    );
}

#[tokio::test]
async fn a_reindex_that_fails_leaves_the_old_index() {
    let b = index();
    let library = Library::new(vec![document(1, "窑址", "")]);
    reindex(&b.index, &*library, cursor(1), |_| {}).await.unwrap();
    library.fail(true);
    assert!(reindex(&b.index, &*library, cursor(2), |_| {}).await.is_err());
    assert_eq!((total(&b.index, "窑址"), stands(&b.index)), (1, Some(1)));
    library.fail(false);
    reindex(&b.index, &*library, cursor(2), |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_failure_while_reading_loses_nothing() {
    let b = index();
    let library = Library::new(vec![]);
    let reader = Reader::new(b.index.clone(), library.clone());
    reader.rebuild(at(0)).await.unwrap();
    library.put(document(1, "窑址", ""));
    library.fail(true);
    assert!(reader.read(&[event(1, 1, true)], at(1), false).await.is_err());
    assert_eq!(reader.position().await.unwrap(), Some(at(0)));
    library.fail(false);
    reader.read(&[event(1, 1, true)], at(1), false).await.unwrap();
    assert_eq!(total(&b.index, "窑址"), 1);
}

#[tokio::test]
async fn letters_follow_their_events_and_have_a_kind_of_their_own() {
    let b = index();
    let mut letter = document(1, "老窑址来信", "窑址何时开放");
    letter.places = vec![kernel::document::Place {
        channel: ChannelId(0),
        path: "/letters/7.html".into(),
        ..letter.places[0].clone()
    }];
    let library = Library::new(vec![document(2, "老窑址保护", "四十七处")]);
    let reader = Reader::new(b.index.clone(), library.clone());
    reader.rebuild(at(1)).await.unwrap();
    library.put(letter.clone());
    let changed = |id, shown| {
        let step = "show".into();
        let uid = uid(1);
        event_of(id, EventBody::LetterChanged { uid, step, shown })
    };
    reader.read(&[changed(2, true)], at(2), false).await.unwrap();
    let of = |kind, text: &str| {
        let query = Query {
            kind,
            ..Query::new(text)
        };
        let found = b.index.search(&query).unwrap();
        found.hits.into_iter().map(|hit| hit.title).collect::<Vec<_>>()
    };
    assert_eq!(of(Kind::All, "窑址").len(), 2);
    assert_eq!(of(Kind::Letters, "窑址"), ["老窑址来信"]);
    assert_eq!(of(Kind::Articles, "窑址"), ["老窑址保护"]);
    assert_eq!(of(Kind::Letters, "四十七处"), Vec::<String>::new());
    assert_eq!(of(Kind::Articles, "窑址 没有这个词 四十七处"), ["老窑址保护"]);

    letter.text = "窑址已经开放".into();
    letter.version += 1;
    library.put(letter);
    reader.read(&[changed(3, true)], at(3), false).await.unwrap();
    assert_eq!(of(Kind::Letters, "已经开放"), ["老窑址来信"]);
    assert!(of(Kind::Letters, "\"何时开放\"").is_empty());

    library.remove(1);
    reader.read(&[changed(4, false)], at(4), false).await.unwrap();
    assert!(of(Kind::Letters, "窑址").is_empty());

    // A file brings many in one event.
    library.put(document(8, "旧板来信", "龙窑"));
    let imported = EventBody::LetterImported {
        letters: 1,
        uids: vec![uid(8)],
    };
    reader.read(&[event_of(5, imported)], at(5), false).await.unwrap();
    assert_eq!(of(Kind::All, "龙窑"), ["旧板来信"]);
}

/// Documents whose word can be refused, and which remember whom they told.
struct Told {
    library: std::sync::Arc<Library>,
    deaf: std::sync::atomic::AtomicBool,
    places: std::sync::Mutex<Vec<(kernel::Uid, i64)>>,
}

impl Told {
    fn new(library: &std::sync::Arc<Library>) -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self {
            library: library.clone(),
            deaf: false.into(),
            places: std::sync::Mutex::default(),
        })
    }

    fn take(&self) -> Vec<(kernel::Uid, i64)> {
        std::mem::take(&mut *self.places.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl kernel::document::Documents for Told {
    async fn stream(
        &self,
        after: Option<i64>,
        limit: u64,
    ) -> kernel::Result<(Vec<kernel::document::Document>, Option<i64>)> {
        self.library.stream(after, limit).await
    }

    async fn load(&self, uids: &[kernel::Uid]) -> kernel::Result<Vec<kernel::document::Document>> {
        self.library.load(uids).await
    }

    async fn indexed(&self, places: &[(kernel::SiteId, kernel::Uid, i64)]) -> kernel::Result<()> {
        if self.deaf.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(kernel::Error::Timeout);
        }
        let told = places.iter().map(|(_, uid, version)| (*uid, *version));
        self.places.lock().unwrap().extend(told);
        Ok(())
    }
}

fn placed(id: i64, n: u64) -> kernel::event::Event {
    event_of(
        id,
        EventBody::PlacementChanged {
            uid: uid(n),
            version: 1,
            channels: vec![ChannelId(11)],
            live: true,
        },
    )
}

#[tokio::test]
async fn word_that_the_process_did_not_live_to_give_is_given_by_the_next() {
    let b = index();
    let library = Library::new(vec![document(1, "窑址", ""), document(2, "窑址", "")]);
    let told = Told::new(&library);
    let reader = Reader::new(b.index.clone(), told.clone());
    reader.rebuild(at(0)).await.unwrap();
    reader.read(&[placed(1, 1)], at(1), false).await.unwrap();
    assert_eq!(told.take(), [(uid(1), 1)]);

    // Killed between the commit and the word.
    told.deaf.store(true, std::sync::atomic::Ordering::SeqCst);
    reader.read(&[placed(2, 2)], at(2), false).await.unwrap();
    assert_eq!((stands(&b.index), told.take()), (Some(2), vec![]));
    drop(reader);
    told.deaf.store(false, std::sync::atomic::Ordering::SeqCst);

    let reader = Reader::new(b.index.clone(), told.clone());
    assert_eq!(
        reader.resume().await.unwrap(),
        Some(at(1)),
        "the word of event 2 is owed"
    );
    reader.read(&[placed(2, 2)], at(2), false).await.unwrap();
    assert_eq!(told.take(), [(uid(2), 1)]);
    assert_eq!(reader.position().await.unwrap(), Some(at(2)));
    assert!(verify(&b.index, &*library).await.unwrap().agrees());
}

#[tokio::test]
async fn word_that_could_not_be_written_is_written_after_the_next_commit() {
    let b = index();
    let library = Library::new(vec![document(1, "窑址", ""), document(2, "窑址", "")]);
    let told = Told::new(&library);
    let reader = Reader::new(b.index.clone(), told.clone());
    reader.rebuild(at(0)).await.unwrap();
    told.deaf.store(true, std::sync::atomic::Ordering::SeqCst);
    reader.read(&[placed(1, 1)], at(1), false).await.unwrap();
    told.deaf.store(false, std::sync::atomic::Ordering::SeqCst);
    reader.read(&[placed(2, 2)], at(2), false).await.unwrap();
    assert_eq!(told.take(), [(uid(1), 1), (uid(2), 1)]);
}

#[tokio::test]
async fn an_index_built_anew_beside_a_stopped_server_still_owes_the_word() {
    let b = index();
    let library = Library::new(vec![document(1, "窑址", "")]);
    let told = Told::new(&library);
    let reader = Reader::new(b.index.clone(), told.clone());
    reader.rebuild(at(0)).await.unwrap();
    told.deaf.store(true, std::sync::atomic::Ordering::SeqCst);
    reader.read(&[placed(1, 1)], at(1), false).await.unwrap();
    drop(reader);
    reindex(&b.index, &*library, cursor(4), |_| {}).await.unwrap();
    assert_eq!(stands(&b.index), Some(4));
    let reader = Reader::new(b.index.clone(), told.clone());
    assert_eq!(reader.resume().await.unwrap(), Some(at(0)));
}
