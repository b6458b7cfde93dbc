//! Commits, positions, rebuilding, other processes.

use crate::support::{cursor, document, index, uid};
use kernel::{ChannelId, Error};
use search::Index;
use search::index::{Change, stamp};
use search::query::Query;
use std::sync::Arc;

fn total(index: &Index, text: &str) -> u64 {
    index.search(&Query::new(text)).unwrap().total
}

#[test]
fn effect_and_position_are_committed_together_and_survive() {
    let b = index();
    assert_eq!(b.index.cursor().unwrap(), None);
    b.index
        .stage(&[Change::Put(document(1, "窑址", ""))], &cursor(41))
        .unwrap();
    assert_eq!((total(&b.index, "窑址"), b.index.cursor().unwrap()), (0, None));
    assert_eq!(b.index.staged_cursor().unwrap(), Some(cursor(41)));
    b.index.commit().unwrap();
    assert_eq!(
        (total(&b.index, "窑址"), b.index.cursor().unwrap()),
        (1, Some(cursor(41)))
    );
    let again = Index::open(b.dir.path()).unwrap();
    assert_eq!(
        (total(&again, "窑址"), again.cursor().unwrap()),
        (1, Some(cursor(41)))
    );
}

#[test]
fn a_document_is_replaced_and_removed_by_its_uid() {
    let b = index();
    b.put(vec![document(1, "旧标题", ""), document(2, "别的", "")]);
    b.put(vec![document(1, "新标题", ""), document(1, "新标题", "")]);
    assert_eq!(
        (
            total(&b.index, "“旧标题”"),
            total(&b.index, "新标题"),
            b.index.len()
        ),
        (0, 1, 2)
    );
    let changes = Change::from_loaded(&[uid(1), uid(2)], vec![document(2, "别的", "")]);
    b.index.apply(&changes, &cursor(2)).unwrap();
    assert_eq!(
        (
            total(&b.index, "“新标题”"),
            total(&b.index, "别的"),
            b.index.len()
        ),
        (0, 1, 1)
    );
    let mut nowhere = document(2, "别的", "");
    nowhere.places.clear();
    b.index.apply(&[Change::Put(nowhere)], &cursor(3)).unwrap();
    assert!(b.index.is_empty());
}

#[test]
fn the_inventory_tells_each_version_and_place() {
    let b = index();
    let mut one = document(1, "甲", "");
    b.put(vec![one.clone(), document(2, "乙", "")]);
    let inventory = b.index.inventory().unwrap();
    assert_eq!(inventory.len(), 2);
    assert_eq!(inventory[&uid(1)], stamp(&one));
    one.version += 1;
    assert_ne!(inventory[&uid(1)], stamp(&one));
    one.version -= 1;
    one.places[0].channel_name = "改名".into();
    assert_ne!(inventory[&uid(1)], stamp(&one));
    assert_eq!(b.index.uids_in_channel(ChannelId(11)).unwrap().len(), 2);
    assert_eq!(b.index.uids_in_channel(ChannelId(12)).unwrap().len(), 0);
}

#[test]
fn reading_beside_the_writer_works_and_a_second_writer_is_told() {
    let b = index();
    b.put(vec![document(1, "窑址", "")]);
    let other = Arc::new(Index::open(b.dir.path()).unwrap());
    assert_eq!(total(&other, "窑址"), 1);
    assert!(matches!(other.claim(), Err(Error::Busy(_))));
    assert!(matches!(other.rebuild().map(|_| ()), Err(Error::Busy(_))));
    b.put(vec![document(2, "窑址", "")]);
    other.refresh().unwrap();
    assert_eq!(total(&other, "窑址"), 2);
}

#[test]
fn a_rebuild_takes_over_at_the_end_and_not_before() {
    let b = index();
    b.put(vec![document(1, "旧的", "")]);
    let other = Index::open(b.dir.path()).unwrap();
    let mut rebuild = b.index.rebuild().unwrap();
    assert!(
        matches!(b.index.rebuild().map(|_| ()), Err(Error::Busy(_))),
        "one at a time"
    );
    rebuild
        .add(vec![document(5, "新的", ""), document(6, "新的", "")])
        .unwrap();
    rebuild.add(vec![document(6, "新的又改", "")]).unwrap();
    b.index
        .apply(&[Change::Put(document(2, "旧的", ""))], &cursor(9))
        .unwrap();
    assert_eq!((total(&b.index, "旧的"), total(&b.index, "新的")), (2, 0));
    rebuild.finish(&cursor(7)).unwrap();
    assert_eq!(
        (total(&b.index, "旧的"), total(&b.index, "新的"), b.index.len()),
        (0, 2, 2)
    );
    assert_eq!(
        b.index.cursor().unwrap(),
        Some(cursor(7)),
        "what happened since is read again"
    );
    b.put(vec![document(7, "后来的", "")]);
    assert_eq!(total(&b.index, "后来的"), 1);
    other.refresh().unwrap();
    assert_eq!(total(&other, "新的"), 2);
    let directories = std::fs::read_dir(b.dir.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().path().is_dir());
    assert_eq!(directories.count(), 1, "the old generation is gone");
}

#[test]
fn a_rebuild_given_up_leaves_no_trace() {
    let b = index();
    b.put(vec![document(1, "旧的", "")]);
    let mut rebuild = b.index.rebuild().unwrap();
    rebuild.add(vec![document(2, "新的", "")]).unwrap();
    drop(rebuild);
    assert_eq!((total(&b.index, "旧的"), total(&b.index, "新的")), (1, 0));
    assert_eq!(
        std::fs::read_dir(b.dir.path())
            .unwrap()
            .filter(|e| e.as_ref().unwrap().path().is_dir())
            .count(),
        1
    );
    drop(b.index.rebuild().unwrap());
}

#[test]
fn an_index_of_another_version_is_not_opened_but_begun_anew() {
    let b = index();
    b.put(vec![document(1, "旧的", "")]);
    drop(b.index);
    std::fs::write(b.dir.path().join("CURRENT"), "v0-000009\n").unwrap();
    let again = Index::open(b.dir.path()).unwrap();
    assert_eq!((again.cursor().unwrap(), again.len()), (None, 0));
    again
        .apply(&[Change::Put(document(1, "新的", ""))], &cursor(1))
        .unwrap();
    assert_eq!(Index::open(b.dir.path()).unwrap().len(), 1);
}
